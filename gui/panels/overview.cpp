/// What the desktop opens on: figures, namespaces as tiles, subjects as rows, and what all of it
/// rests on.
#include <algorithm>
#include <cmath>

#include "canvas/shapes.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"
#include "state/letters.h"

namespace rbacgraph::gui {
namespace {

constexpr float kRow = 27;
/// Below these there are neither tiles nor figures.
constexpr float kLeastBeside = 600;
constexpr float kLeastHeight = 260;
constexpr std::size_t kShownPowers = 3;

void change(Ui& ui, const ViewFilter& filter) { ui.session.apply(ChangeFilter{filter}); }

bool is_system(const SubjectRef& subject) {
  return subject.name.starts_with("system:") || subject.ns == "kube-system";
}

bool is_shown(const SubjectRow& row, const ViewFilter& filter) {
  if (filter.only_powerful && row.powers().empty()) return false;
  if (!filter.system && is_system(row.subject)) return false;
  return filter.ns.empty() ||
         (row.subject.kind == SubjectKind::ServiceAccount && row.subject.ns == filter.ns);
}

/// What else there is to see of the whole, as far as there is room.
void draw_ways_on(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  const bool compares = ui.session.comparison() != nullptr;
  const std::string_view changes = compares ? "What changed" : "Compare";
  float right = box.right - pen.px(18);
  const auto offers = [&](std::string_view text) {
    const float left = right - pen.width(text, Type::Body) - pen.px(24);
    if (left < box.left + pen.px(20)) return false;
    right = left - pen.px(10);
    return button(pen, text, {left, box.middle().y - pen.px(13)}, text, ButtonLook::Outlined);
  };
  Question question;
  if (offers("Whole picture")) {
    question.ask = Ask::Everything;
    ui.session.apply(AskQuestion{question});
  } else if (offers(changes)) {
    if (!compares) return ask_to_open(ui.state, true);
    question.ask = Ask::Diff;
    ui.session.apply(AskQuestion{question});
  }
}

void draw_figures(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  const Policy& policy = *ui.session.policy();
  const Snapshot& snapshot = *policy.snapshot;
  pen.fill(box, ui.theme().panel);
  pen.line({box.left, box.bottom - 0.5F}, {box.right, box.bottom - 0.5F}, ui.theme().line);
  float x = pen.px(20);
  const float middle = box.middle().y;
  const auto figure = [&](std::uint64_t count, std::string_view singular) {
    const std::string number = std::to_string(count);
    const std::string word = count_text(count, singular).substr(number.size() + 1);
    const float wide = pen.width(number, Type::Figure) + pen.width(word, Type::Body) + pen.px(8);
    if (x + wide > box.right - pen.px(10)) return;
    x += pen.text({x, middle - pen.height(Type::Figure) / 2}, number, Type::Figure,
                  ui.theme().text) +
         pen.px(8);
    x += pen.text({x, middle - pen.height(Type::Body) / 2 + pen.px(2)}, word, Type::Body,
                  ui.theme().text2) +
         pen.px(28);
  };
  figure(policy.graph->subject_count(), "subject");
  figure(snapshot.bindings().size(), "binding");
  figure(snapshot.roles().size(), "role");
  figure(policy.overview.tiles.size() - 1, "namespace");
  if (x + pen.px(120) > box.right) return;
  pen.line({x, box.top + pen.px(14)}, {x, box.bottom - pen.px(14)}, ui.theme().line);
  x += pen.px(22);
  for (const int weight : {2, 1}) {
    const std::uint32_t count = weight == 2 ? policy.overview.critical : policy.overview.high;
    if (x + pen.px(100) > box.right) return;
    draw_severity(pen, weight, {x, middle - pen.px(8)});
    x += pen.px(24);
    const std::string number = std::to_string(count);
    x += pen.text({x, middle - pen.height(Type::Heading) / 2}, number, Type::Heading,
                  ui.theme().text) +
         pen.px(7);
    x += pen.text({x, middle - pen.height(Type::Body) / 2 + pen.px(1)},
                  weight == 2 ? "critical" : "high", Type::Body, ui.theme().text2) +
         pen.px(24);
  }
  draw_ways_on(ui, {x, box.top, box.right, box.bottom});
}

void draw_tile(Ui& ui, const NamespaceTile& tile, const Box& box) {
  const Pen pen = ui.here();
  const bool cluster_wide = tile.name.empty();
  const ViewFilter& filter = ui.session.view().filter;
  const bool chosen = !cluster_wide && filter.ns == tile.name;
  const Touch state = touch(pen, "tile-" + tile.name, box);
  pen.fill(box, state.hovered ? ui.theme().hover : ui.theme().panel, pen.px(3));
  pen.outline(box, chosen || cluster_wide ? ui.theme().edge : ui.theme().line,
              pen.px(chosen ? 2 : 1), pen.px(3));
  float x = box.left + pen.px(14);
  if (!cluster_wide) {
    draw_kind_tile(pen, PictureKind::Namespace, {x, box.top + pen.px(12)});
    x += pen.px(kTileWidth + 8);
  }
  const std::string name = cluster_wide ? "Cluster-wide" : printable(tile.name);
  pen.fitted({x, box.top + pen.px(11)}, name, Type::BodyStrong, ui.theme().text,
             box.right - x - pen.px(10));
  const std::string counts = (cluster_wide ? std::to_string(tile.accounts) + " users, groups"
                                           : count_text(tile.accounts, "service account")) +
                             " · " + count_text(tile.roles, "role") + " · " +
                             count_text(tile.bindings, "binding");
  pen.fitted({box.left + pen.px(14), box.top + pen.px(33)}, counts, Type::Legend, ui.theme().text2,
             box.width() - pen.px(24));
  x = box.left + pen.px(14);
  const float sign_top = box.bottom - pen.px(28);
  if (tile.critical + tile.high == 0)
    pen.text({x, sign_top}, "nothing powerful", Type::Legend, ui.theme().text3);
  for (const int weight : {2, 1}) {
    const std::uint32_t count = weight == 2 ? tile.critical : tile.high;
    if (count == 0) continue;
    draw_severity(pen, weight, {x, sign_top});
    x += pen.px(22);
    x += pen.text({x, sign_top + pen.px(1)}, std::to_string(count), Type::Row, ui.theme().text) +
         pen.px(14);
  }
  if (tile.missing_roles > 0) {
    more_pill(pen, "missing-" + tile.name, {box.right - pen.px(8), box.top + pen.px(7)},
              count_text(tile.missing_roles, "role") + " missing", true);
  }
  if (!state.pressed) return;
  ViewFilter next = filter;
  next.ns = chosen || cluster_wide ? "" : tile.name;
  change(ui, next);
}

void draw_tiles(Ui& ui, const Box& box) {
  const Pen& base = ui.pen;
  base.fill(box, ui.theme().canvas);
  base.line({box.right - 0.5F, box.top}, {box.right - 0.5F, box.bottom}, ui.theme().line);
  base.text({box.left + base.px(20), box.top + base.px(14)}, "Namespaces", Type::BodyStrong,
            ui.theme().text);
  base.text({box.left + base.px(20) + base.width("Namespaces", Type::BodyStrong) + base.px(10),
             box.top + base.px(14)},
            "most dangerous first", Type::Secondary, ui.theme().text3);
  const Box inner{box.left + base.px(12), box.top + base.px(40), box.right - base.px(6),
                  box.bottom};
  const std::vector<NamespaceTile>& tiles = ui.session.policy()->overview.tiles;
  const float gap = base.px(14);
  const float tile_height = base.px(84);
  const auto columns = std::max<std::size_t>(
      1, static_cast<std::size_t>((inner.width() - base.px(16)) / base.px(250)));
  const float tile_width = (inner.width() - base.px(30) - gap * static_cast<float>(columns - 1)) /
                           static_cast<float>(columns);
  const std::size_t lines = (tiles.size() + columns - 1) / columns;
  scroll_rows("tiles", inner, lines, tile_height + gap, [&](std::size_t line, float top) {
    for (std::size_t column = 0; column < columns; ++column) {
      const std::size_t at = line * columns + column;
      if (at >= tiles.size()) break;
      const float left = inner.left + base.px(8) + static_cast<float>(column) * (tile_width + gap);
      draw_tile(ui, tiles[at], {left, top, left + tile_width, top + tile_height});
    }
  });
}

constexpr std::size_t kQuestions = 6;
constexpr float kQuestionsHead = 38;

/// Of the namespace that is chosen, where the question can be about one.
void ask(Ui& ui, std::string_view line) {
  Result<Question> question = ui.session.read(line);
  if (!question) return;
  const std::string& ns = ui.session.view().filter.ns;
  const ResourceCatalog& catalog = ui.session.policy()->snapshot->catalog();
  if (question->ask == Ask::WhoCan && !ns.empty()) {
    const std::string type_word = question->type.substr(0, question->type.find('/'));
    const ResourceCatalog::TypeReading type = catalog.read_type(type_word);
    if (type.type != nullptr && type.type->namespaced) question->ns = ns;
  }
  ui.session.apply(AskQuestion{*question});
}

/// For those who don't know yet what to ask. The search box offers more of them.
void draw_questions(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().canvas);
  pen.line({box.left, box.top + 0.5F}, {box.right, box.top + 0.5F}, ui.theme().line);
  pen.line({box.right - 0.5F, box.top}, {box.right - 0.5F, box.bottom}, ui.theme().line);
  const std::string& ns = ui.session.view().filter.ns;
  pen.fitted({box.left + pen.px(20), box.top + pen.px(12)},
             "Questions to begin with" + (ns.empty() ? "" : ", in " + printable(ns)),
             Type::BodyStrong, ui.theme().text, box.width() - pen.px(30));
  const std::vector<ReadyQuestion> questions = ready_questions();
  float y = box.top + pen.px(kQuestionsHead);
  for (std::size_t at = 0; at < std::min(kQuestions, questions.size()); ++at) {
    const ReadyQuestion& question = questions[at];
    const Box row{box.left + pen.px(12), y, box.right - pen.px(16), y + pen.px(kRow)};
    const Touch state = touch(pen, question.line, row);
    if (state.hovered) pen.fill(row, ui.theme().hover, pen.px(3));
    pen.fitted({row.left + pen.px(8), row.middle().y - pen.height(Type::Row) / 2}, question.text,
               Type::Row, ui.theme().text, row.width() - pen.px(16));
    if (state.pressed) ask(ui, question.line);
    y = row.bottom;
  }
}

struct SubjectColumns {
  float where = 0;
  float can = 0;
  float bindings = 0;
  float rules = 0;
  bool has_counts = true;
};

void draw_subject(Ui& ui, const SubjectRow& row, const Box& box, const SubjectColumns& columns) {
  const Pen pen = ui.here();
  const std::string id = spell(row.subject);
  const Touch state = touch(pen, id, box);
  if (state.hovered) pen.fill(box, ui.theme().hover);
  pen.line({box.left, box.bottom - 0.5F}, {box.right, box.bottom - 0.5F}, ui.theme().line);
  const float text_top = box.middle().y - pen.height(Type::Row) / 2;
  float x = box.left + pen.px(4);
  draw_kind_tile(pen, picture_kind(row.subject.kind),
                 {x, box.middle().y - pen.px(kTileHeight / 2)});
  x += pen.px(kTileWidth + 9);
  const float room = columns.where - x - pen.px(10);
  const std::string name = printable(row.subject.name);
  if (!row.subject.ns.empty()) {
    const std::string ns = printable(row.subject.ns) + "/";
    const float ns_width = std::min(pen.width(ns, Type::Row), room * 0.5F);
    pen.fitted({x, text_top}, ns, Type::Row, ui.theme().text2, ns_width + 1);
    x += ns_width;
  }
  const bool whole = pen.fitted({x, text_top}, name, Type::RowStrong, ui.theme().text,
                                columns.where - x - pen.px(10));
  if (columns.can > columns.where) {
    pen.fitted({columns.where, text_top}, printable(row.where), Type::Row, ui.theme().text,
               columns.can - columns.where - pen.px(10));
  }
  x = columns.can;
  std::size_t shown = 0;
  const std::vector<std::size_t> powers = row.powers().rows();
  for (const std::size_t power : powers) {
    std::string word(powerful_permissions()[power].name);
    // As far as it is not everywhere.
    if (row.in_namespaces.contains(power)) word += " in ns";
    if (row.only_named.contains(power)) word += " (named)";
    const float wide = pen.width(word, Type::Row) + pen.px(40);
    if (shown == kShownPowers || x + wide > columns.bindings - pen.px(76)) break;
    const int weight = powerful_permissions()[power].weight == PowerWeight::Critical ? 2 : 1;
    draw_severity(pen, weight, {x, box.middle().y - pen.px(8)});
    pen.text({x + pen.px(22), text_top}, word, Type::Row, ui.theme().text);
    x += wide;
    ++shown;
  }
  if (powers.size() > shown) {
    pen.text({x, text_top}, "+" + std::to_string(powers.size() - shown), Type::RowStrong,
             ui.theme().hidden);
  }
  if (columns.has_counts) {
    pen.text({columns.bindings, text_top}, std::to_string(row.bindings), Type::Row, ui.theme().text,
             Align::Right);
    pen.text({columns.rules, text_top}, std::to_string(row.rules), Type::Row, ui.theme().text,
             Align::Right);
  }
  if (state.hovered && (!whole || !undrawable(id).empty())) tooltip(pen, printable(id));
  if (state.pressed) ui.session.ask(shell_word(id));
}

void draw_subject_filters(Ui& ui, const Box& box, std::size_t shown) {
  const Pen& pen = ui.pen;
  const ViewFilter filter = ui.session.view().filter;
  float x = box.left;
  pen.text({x, box.top + pen.px(5)}, "Subjects", Type::BodyStrong, ui.theme().text);
  x += pen.width("Subjects", Type::BodyStrong) + pen.px(18);
  const std::size_t all = ui.session.policy()->overview.subjects.size();
  const std::size_t active = active_filters(ui.session.view());
  std::string count;
  if (active > 0) {
    count = std::to_string(shown) + " of " + count_text(all, "subject");
    const std::string whole = count + ", " + count_text(active, "filter");
    if (box.width() > pen.px(kLeastBeside)) count = whole;
  }
  const float right = box.right - (active > 0 ? more_pill_width(pen, count) + pen.px(8) : 0);
  const auto toggle = [&](std::string_view id, bool on, std::string_view text, auto flip) {
    float wide = on ? chip_width(pen, text) : button_width(pen, text, ButtonLook::Quiet);
    if (x + wide > right) return;
    const bool pressed =
        on ? chip(pen, id, {x, box.top}, text, &wide)
           : button(pen, id, {x, box.top - pen.px(1)}, text, ButtonLook::Quiet, &wide);
    x += wide + pen.px(8);
    if (!pressed) return;
    ViewFilter next = filter;
    flip(next);
    change(ui, next);
  };
  if (!filter.ns.empty())
    toggle("ns", true, "In " + printable(filter.ns), [](ViewFilter& next) { next.ns.clear(); });
  toggle("powerful", filter.only_powerful, "Powerful only",
         [](ViewFilter& next) { next.only_powerful = !next.only_powerful; });
  toggle("system", !filter.system, "Without the system's own",
         [](ViewFilter& next) { next.system = !next.system; });
  if (!filter.ns.empty()) {
    const std::string_view text = "Picture of this namespace";
    const bool fits = x + button_width(pen, text, ButtonLook::Quiet) <= right;
    if (fits && button(pen, "ns-graph", {x, box.top - pen.px(1)}, text, ButtonLook::Quiet))
      ui.session.ask(shell_word("ns:" + filter.ns));
  }
  if (active > 0) {
    if (more_pill(pen, "all-subjects", {box.right, box.top}, count)) {
      ViewFilter next = filter;
      next.only_powerful = false;
      next.system = true;
      next.ns.clear();
      change(ui, next);
    }
  }
}

void draw_subjects(Ui& ui, const Box& box) {
  const Pen& base = ui.pen;
  base.fill(box, ui.theme().panel);
  const ViewFilter& filter = ui.session.view().filter;
  std::vector<const SubjectRow*> rows;
  for (const SubjectRow& row : ui.session.policy()->overview.subjects)
    if (is_shown(row, filter)) rows.push_back(&row);
  const Box filters{box.left + base.px(18), box.top + base.px(10), box.right - base.px(18),
                    box.top + base.px(36)};
  draw_subject_filters(ui, filters, rows.size());
  const Box inner{box.left + base.px(14), box.top + base.px(70), box.right - base.px(8),
                  box.bottom};
  SubjectColumns columns;
  const float width = inner.width();
  // Counts go first where there is no room, then where, then what.
  const bool has_counts = width >= base.px(640);
  const bool has_where = width >= base.px(420);
  columns.has_counts = has_counts;
  columns.where = inner.left + width * (has_where ? 0.34F : 0.5F);
  columns.can = columns.where + (has_where ? std::max(width * 0.14F, base.px(96)) : 0);
  columns.bindings = has_counts ? inner.right - base.px(90) : inner.right + base.px(60);
  columns.rules = inner.right - base.px(28);
  const float head = box.top + base.px(48);
  const Color color = ui.theme().text3;
  base.text({inner.left + base.px(4), head}, "Subject", Type::Secondary, color);
  if (has_where) base.text({columns.where, head}, "Worst, where", Type::Secondary, color);
  base.text({columns.can, head}, "Can, at worst", Type::Secondary, color);
  if (has_counts) {
    base.text({columns.bindings, head}, "Bindings", Type::Secondary, color, Align::Right);
    base.text({columns.rules, head}, "Rules", Type::Secondary, color, Align::Right);
  }
  base.line({inner.left, inner.top - 0.5F}, {inner.right, inner.top - 0.5F}, ui.theme().line);
  const float height = base.px(kRow);
  const std::uint64_t unbound = unbound_accounts(ui.session.policy()->overview, filter.ns);
  const std::size_t count = rows.size() + (unbound > 0 ? 1 : 0);
  scroll_rows("subjects", inner, count, height, [&](std::size_t row, float top) {
    const Box line{inner.left, top, inner.right - base.px(14), top + height};
    if (row < rows.size()) return draw_subject(ui, *rows[row], line, columns);
    const Pen pen = ui.here();
    const std::string text = "+" + count_text(unbound, "service account") +
                             ", named by no binding: only what its groups have";
    pen.fitted({line.left + pen.px(4), line.middle().y - pen.height(Type::Row) / 2}, text,
               Type::Row, ui.theme().hidden, line.width() - pen.px(8));
  });
}

void draw_diagnostic(Ui& ui, std::size_t at, const Box& box) {
  const Pen pen = ui.here();
  const Snapshot& snapshot = *ui.session.policy()->snapshot;
  const Diagnostic& diagnostic = snapshot.diagnostics()[at];
  float wide = 0;
  more_pill(pen, "code-" + std::to_string(at), {box.left + pen.px(4), box.top}, diagnostic.code,
            false, Align::Left, &wide);
  const float text_top = box.top + pen.px(3);
  const std::string place = printable(place_text(snapshot, diagnostic.source));
  float place_width = place.empty() ? 0 : pen.width(place, Type::Mono) + pen.px(20);
  const float x = box.left + std::max(wide + pen.px(16), std::min(box.width() * 0.3F, pen.px(180)));
  // In a narrow window the message says enough.
  if (x + place_width + pen.px(160) > box.right) place_width = 0;
  pen.fitted({x, text_top}, printable(diagnostic.message), Type::Row, ui.theme().text,
             std::max(box.right - x - place_width - pen.px(24), 1.0F));
  if (place_width == 0) return;
  pen.text({box.right - pen.px(20), text_top}, place, Type::Mono, ui.theme().text2, Align::Right);
}

/// What was noticed while reading.
void draw_foundation(Ui& ui, const Box& box) {
  const Pen& base = ui.pen;
  base.fill(box, ui.theme().panel);
  base.line({box.left, box.top + 0.5F}, {box.right, box.top + 0.5F}, ui.theme().line);
  const Snapshot& snapshot = *ui.session.policy()->snapshot;
  const float left = box.left + base.px(18);
  const float y = box.top + base.px(10);
  const float title =
      base.text({left, y}, "What this overview rests on", Type::BodyStrong, ui.theme().text);
  base.text({left + title + base.px(10), y},
            count_text(snapshot.diagnostics().size(), "thing") + " noticed while reading",
            Type::Secondary, ui.theme().text3);
  const Box inner{left - base.px(4), box.top + base.px(34), box.right - base.px(8), box.bottom};
  const float height = base.px(25);
  scroll_rows("foundation", inner, snapshot.diagnostics().size(), height,
              [&](std::size_t row, float top) {
                draw_diagnostic(ui, row, {inner.left, top, inner.right, top + height});
              });
}

}  // namespace

void draw_overview(Ui& ui, const Box& box) {
  // A narrow window has the subjects alone, a low one no figures: rows are what one goes on from.
  const bool has_figures = box.height() >= ui.px(kLeastHeight);
  const Box figures{box.left, box.top, box.right, box.top + (has_figures ? ui.px(60) : 0)};
  const bool has_tiles = box.width() >= ui.px(kLeastBeside);
  const float split =
      box.left + (has_tiles ? std::clamp(box.width() * 0.36F, ui.px(280), ui.px(600)) : 0);
  const bool has_notes = has_figures && !ui.session.policy()->snapshot->diagnostics().empty();
  const std::size_t notes = ui.session.policy()->snapshot->diagnostics().size();
  const float notes_height =
      has_notes ? std::min(ui.px(46 + 25 * static_cast<float>(std::min<std::size_t>(notes, 6))),
                           box.height() * 0.3F)
                : 0;
  if (has_figures) draw_figures(ui, figures);
  if (has_tiles) {
    constexpr float kLeastWithQuestions = 560;
    const float questions = box.height() >= ui.px(kLeastWithQuestions)
                                ? ui.px(kQuestionsHead + kRow * kQuestions + 10)
                                : 0;
    draw_tiles(ui, {box.left, figures.bottom, split, box.bottom - questions});
    if (questions > 0) draw_questions(ui, {box.left, box.bottom - questions, split, box.bottom});
  }
  draw_subjects(ui, {split, figures.bottom, box.right, box.bottom - notes_height});
  if (has_notes) draw_foundation(ui, {split, box.bottom - notes_height, box.right, box.bottom});
}

}  // namespace rbacgraph::gui
