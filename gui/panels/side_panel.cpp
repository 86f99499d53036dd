/// The panel on the right: why an answer is what it is, with the rules and where they are written;
/// or what is selected. Below, the command line that gives the same.
#include <algorithm>

#include "canvas/shapes.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"
#include "state/letters.h"

namespace rbacgraph::gui {
namespace {

/// Lays lines one below the other in a scrolled box.
class Column {
 public:
  Column(Ui& ui, const Box& box)
      : ui_(ui),
        pen_(ui.here()),
        left_(box.left),
        right_(box.right),
        y_(box.top - ImGui::GetScrollY()) {}
  /// Tells the scrolled box how long it came out.
  ~Column() {
    ImGui::SetCursorScreenPos({left_, y_ + pen_.px(12)});
    ImGui::Dummy({1, 1});
  }
  Column(const Column&) = delete;
  Column& operator=(const Column&) = delete;

  const Pen& pen() const { return pen_; }
  float y() const { return y_; }
  float left() const { return left_; }
  float right() const { return right_; }
  void skip(float pixels) { y_ += pen_.px(pixels); }
  void text(std::string_view text, Type type, Color color, float indent = 0) {
    y_ += paragraph(pen_, {left_ + pen_.px(indent), y_}, text, type, color,
                    right_ - left_ - pen_.px(indent));
  }
  void head(std::string_view text, std::string_view detail = {}) {
    skip(10);
    pen_.text({left_, y_}, text, Type::BodyStrong, ui_.theme().text);
    if (!detail.empty())
      pen_.text({right_, y_}, detail, Type::Secondary, ui_.theme().text2, Align::Right);
    skip(23);
  }
  void field(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    pen_.text({left_ + pen_.px(26), y_}, name, Type::Secondary, ui_.theme().text3);
    y_ += std::max(paragraph(pen_, {left_ + pen_.px(104), y_}, value, Type::Mono, ui_.theme().text,
                             right_ - left_ - pen_.px(112)),
                   pen_.px(17));
  }

 private:
  Ui& ui_;
  const Pen pen_;
  float left_;
  float right_;
  float y_;
};

void draw_evidence(Ui& ui, Column& column, const EvidenceRow& row, std::size_t at) {
  const Pen& pen = column.pen();
  const bool open = ui.state.open_evidence == at;
  const float top = column.y();
  pen.list->ChannelsSplit(2);
  pen.list->ChannelsSetCurrent(1);
  const Box head{column.left(), top, column.right(), top + pen.px(44)};
  const Touch state = touch(pen, "evidence-" + std::to_string(at), head);
  if (state.pressed) ui.state.open_evidence = open ? static_cast<std::size_t>(-1) : at;
  const Point tip{column.left() + pen.px(13), top + pen.px(16)};
  const float size = pen.px(3.5F);
  if (open) {
    pen.triangle({tip.x - size, tip.y - size / 2}, {tip.x + size, tip.y - size / 2},
                 {tip.x, tip.y + size}, ui.theme().text2);
  } else {
    pen.triangle({tip.x - size / 2, tip.y - size}, {tip.x + size, tip.y},
                 {tip.x - size / 2, tip.y + size}, ui.theme().text2);
  }
  const std::string rule = row.rule ? "rule " + std::to_string(*row.rule) : "role missing";
  const float rule_width = pen.width(rule, Type::Secondary);
  pen.text({column.right() - pen.px(10), top + pen.px(8)}, rule, Type::Secondary, ui.theme().text2,
           Align::Right);
  draw_kind_tile(pen, row.cluster_role ? PictureKind::ClusterRole : PictureKind::Role,
                 {column.left() + pen.px(26), top + pen.px(8)});
  const float name_left = column.left() + pen.px(56);
  pen.fitted({name_left, top + pen.px(7)}, row.role, Type::RowStrong, ui.theme().text,
             column.right() - name_left - rule_width - pen.px(24));
  pen.fitted({name_left, top + pen.px(25)}, row.role_place.empty() ? row.binding : row.role_place,
             Type::Mono, ui.theme().text2, column.right() - name_left - pen.px(10));
  column.skip(46);
  if (open) {
    draw_kind_tile(pen,
                   row.cluster_binding ? PictureKind::ClusterRoleBinding : PictureKind::RoleBinding,
                   {column.left() + pen.px(26), column.y()});
    pen.fitted({name_left, column.y()}, row.binding, Type::Row, ui.theme().text,
               column.right() - name_left - pen.px(10));
    column.skip(21);
    column.field("scope", row.scope);
    column.field("through", row.through);
    column.field("verbs", row.verbs);
    if (row.urls.empty()) column.field("apiGroups", row.api_groups);
    column.field("resources", row.resources);
    column.field("names", row.names);
    column.field("URLs", row.urls);
    column.field("binding at", row.binding_place);
    if (row.dead) column.field("dead", "no real request can use it");
    column.skip(8);
  }
  const Box box{column.left(), top, column.right(), column.y()};
  pen.list->ChannelsSetCurrent(0);
  if (open) pen.fill(box, ui.theme().selected, pen.px(3));
  pen.outline(box, open ? ui.theme().ink : ui.theme().line, 1, pen.px(3));
  pen.list->ChannelsMerge();
  column.skip(7);
}

void draw_verdict(Ui& ui, Column& column, const Why& why) {
  const Pen& pen = column.pen();
  column.text(why.question, Type::Heading, ui.theme().text);
  column.skip(6);
  const float width = pen.width(why.verdict, Type::BodyStrong) + pen.px(20);
  const Box box{column.left(), column.y(), column.left() + width, column.y() + pen.px(25)};
  if (why.yes) {
    pen.fill(box, ui.theme().ink, pen.px(2));
  } else {
    pen.outline(box, ui.theme().ink, pen.px(1.5F), pen.px(2));
  }
  pen.text({box.middle().x, box.middle().y - pen.height(Type::BodyStrong) / 2}, why.verdict,
           Type::BodyStrong, why.yes ? ui.theme().on_ink : ui.theme().text, Align::Middle);
  column.skip(33);
  column.text(why.sentence, Type::Body, ui.theme().text2);
}

void draw_powers(Ui& ui, Column& column, PowerSet powers) {
  for (const std::size_t power : powers.rows()) {
    const PowerfulPermission& permission = powerful_permissions()[power];
    column.skip(6);
    draw_severity(column.pen(), permission.weight == PowerWeight::Critical ? 2 : 1,
                  {column.left(), column.y()});
    column.text(std::string(permission.name) + ": " + std::string(permission.meaning), Type::Row,
                ui.theme().text, 24);
  }
}

/// A point of a list.
void draw_point(Ui& ui, Column& column, std::string_view text) {
  const Pen& pen = column.pen();
  pen.fill(
      {column.left(), column.y() + pen.px(5), column.left() + pen.px(4), column.y() + pen.px(9)},
      ui.theme().text3);
  column.text(text, Type::Row, ui.theme().text, 12);
  column.skip(5);
}

/// In how many ways it can be ended, each with all that has to go.
void draw_removal(Ui& ui, Column& column, const std::vector<CutText>* ways) {
  column.head("To take it away");
  if (ways == nullptr) {
    column.text("working…", Type::Row, ui.theme().text3);
    return;
  }
  if (ways->empty()) {
    column.text("No binding, subject or rule to remove would end this.", Type::Row,
                ui.theme().text2);
    return;
  }
  constexpr std::size_t kMostElements = 8;
  bool first = true;
  for (const CutText& way : *ways) {
    column.text((first ? "Remove " : "Or remove ") + way.what, Type::Row, ui.theme().text2);
    first = false;
    column.skip(3);
    const std::size_t shown = std::min(way.elements.size(), kMostElements);
    for (std::size_t at = 0; at < shown; ++at) draw_point(ui, column, way.elements[at]);
    if (shown < way.elements.size()) {
      column.text("+" + std::to_string(way.elements.size() - shown) +
                      " more; rbacgraph explain --cut lists them",
                  Type::Secondary, ui.theme().hidden, 12);
      column.skip(5);
    }
    column.skip(4);
  }
  column.text("What an API server makes itself it puts back; explain --cut tells which.",
              Type::Secondary, ui.theme().text3);
}

void draw_why(Ui& ui, Column& column, const Why& why) {
  draw_verdict(ui, column, why);
  draw_powers(ui, column, why.powers);
  if (!why.evidence.empty()) {
    column.head("Evidence", count_text(why.evidence.size(), "grant"));
    for (std::size_t at = 0; at < why.evidence.size(); ++at)
      draw_evidence(ui, column, why.evidence[at], at);
  }
  if (why.yes) draw_removal(ui, column, ui.session.removal());
  if (why.misses.empty()) return;
  column.head("What would be needed", "nearest first");
  for (const std::string& miss : why.misses) draw_point(ui, column, miss);
  if (why.more_misses > 0) {
    column.text("+" + std::to_string(why.more_misses) + " more; rbacgraph explain lists them",
                Type::Secondary, ui.theme().hidden);
  }
}

void draw_grants(Ui& ui, Column& column, const std::vector<HolderDetails>& holders) {
  std::size_t at = 0;
  for (const HolderDetails& holder : holders) {
    column.head(holder.heading, count_text(holder.evidence.size() + holder.more_evidence, "grant"));
    for (const EvidenceRow& evidence : holder.evidence) draw_evidence(ui, column, evidence, at++);
    if (holder.more_evidence > 0) {
      column.text("+" + std::to_string(holder.more_evidence) + " more", Type::Secondary,
                  ui.theme().hidden);
    }
  }
}

/// The object as the command show has it.
void draw_sections(Ui& ui, Column& column, const std::vector<DetailSection>& sections) {
  for (const DetailSection& section : sections) {
    const std::size_t rows = section.rows.size() + section.more_rows;
    std::string count = rows > 0 ? std::to_string(rows) : "";
    if (section.title == "Rules" && rows > 0) count += ", counted from 0";
    column.head(section.title, count);
    for (const DetailRow& row : section.rows) {
      column.text(row.head, Type::RowStrong, ui.theme().text);
      for (const auto& [name, value] : row.fields) column.field(name, value);
      column.skip(6);
    }
    if (section.more_rows > 0) {
      column.text("+" + std::to_string(section.more_rows) + " more", Type::Secondary,
                  ui.theme().hidden);
    }
    for (const std::string& line : section.lines) {
      column.text(line, Type::Row, ui.theme().text2);
      column.skip(3);
    }
  }
}

/// Where to go from it, to pin it, and to have its name: the bytes, whatever of them can be shown.
void draw_node_buttons(Ui& ui, Column& column, const Content& content, std::uint32_t at) {
  const PictureNode& node = content.picture.nodes[at];
  if (node.folded) return;
  const Pen& pen = column.pen();
  const std::string& id = content.ids[at];
  column.skip(8);
  float x = column.left();
  const auto press = [&](std::string_view name, std::string_view text, ButtonLook look) {
    float wide = button_width(pen, text, look);
    if (x > column.left() && x + wide > column.right()) {
      x = column.left();
      column.skip(32);
    }
    const bool pressed = button(pen, name, {x, column.y()}, text, look, &wide);
    x += wide + pen.px(8);
    return pressed;
  };
  const Question& question = content.view.question;
  const auto holder = std::ranges::find(content.holders, id, &HolderRow::node);
  const bool holds = holder != content.holders.end();
  const std::string word = word_for(node);
  if (holds && !word.empty() && press("explain", "Why, and how to end it", ButtonLook::Outlined)) {
    Question why = question;
    why.ask = Ask::Explain;
    why.subject = word;
    why.verb = holder->verb;  // of several the first that it can
    ui.state.show_details = false;
    ui.session.apply(AskQuestion{why});
  }
  const bool is_asked = node.start && question.ask != Ask::WhoCan;
  if (!word.empty() && !is_asked && press("go", "Go there", ButtonLook::Outlined))
    go_to_node(ui, node);
  const bool pinned = ui.session.view().pins.contains(id);
  if (press("pin", pinned ? "Unpin" : "Pin", ButtonLook::Outlined)) ui.session.apply(PinNode{id});
  if (press("copy-name", "Copy name", ButtonLook::Plain))
    ImGui::SetClipboardText(node.ref.name.c_str());
  column.skip(30);
}

/// What is selected: names, place, what it gives, what leads to it.
void draw_node(Ui& ui, Column& column, const Content& content, std::uint32_t at) {
  const PictureLabel& label = content.labels[at];
  const PictureNode& node = content.picture.nodes[at];
  column.text(label.name, Type::Heading, ui.theme().text);
  column.skip(2);
  column.text(label.tooltip, Type::Mono, ui.theme().text2);
  if (!label.detail.empty()) {
    column.skip(4);
    column.text(label.detail, Type::Body, ui.theme().text2);
  }
  if (const std::string told = undrawable(label.tooltip); !told.empty()) {
    column.skip(4);
    column.text("no font here can have " + told, Type::Secondary, ui.theme().hidden);
  }
  draw_node_buttons(ui, column, content, at);
  draw_powers(ui, column, node.powerful);
  const Details& details = ui.session.details();
  const bool is_told = details.node == content.ids[at];
  if (is_told) draw_grants(ui, column, details.holders);
  const std::vector<std::uint32_t>& edges = content.scene->edges_at[at];
  column.head("Next to it", count_text(edges.size(), "edge"));
  constexpr std::size_t kMostEdges = 60;
  for (std::size_t shown = 0; shown < std::min(edges.size(), kMostEdges); ++shown) {
    const PictureEdge& edge = content.picture.edges[edges[shown]];
    const std::uint32_t other = edge.from == at ? edge.to : edge.from;
    const Pen& pen = column.pen();
    const Box row{column.left(), column.y(), column.right(), column.y() + pen.px(24)};
    const Touch state = touch(pen, "next-" + std::to_string(shown), row);
    if (state.hovered) pen.fill(row, ui.theme().hover);
    draw_kind_tile(pen, content.picture.nodes[other].kind,
                   {row.left + pen.px(4), row.middle().y - pen.px(kTileHeight / 2)});
    pen.fitted({row.left + pen.px(34), row.middle().y - pen.height(Type::Row) / 2},
               content.labels[other].name, Type::Row, ui.theme().text, row.width() - pen.px(40));
    column.skip(24);
    if (state.pressed) ui.session.apply(SelectNode{content.ids[other]});
  }
  if (edges.size() > kMostEdges) {
    column.text("+" + std::to_string(edges.size() - kMostEdges) + " more", Type::Secondary,
                ui.theme().hidden);
  }
  if (is_told) draw_sections(ui, column, details.sections);
}

void draw_summary(Ui& ui, Column& column, const Content& content) {
  column.text(content.heading, Type::Heading, ui.theme().text);
  column.skip(8);
  if (!content.holders.empty()) {
    column.text(count_text(content.holders.size(), "answer") +
                    ". Select one, in the table or the picture, to see through which rules.",
                Type::Body, ui.theme().text2);
  } else if (content.view.question.ask == Ask::WhoCan) {
    column.text("Nobody, as far as the input tells.", Type::Body, ui.theme().text2);
  } else if (content.matrix) {
    column.text("Press a cell of the matrix to see why it is as it is, or select a node.",
                Type::Body, ui.theme().text2);
  } else {
    column.text("Select a node to see what it is; a double click goes there.", Type::Body,
                ui.theme().text2);
  }
  for (const std::string& why : content.picture.hidden.why) {
    column.skip(6);
    column.text(printable(why), Type::Row, ui.theme().hidden);
  }
  for (const std::string& note : content.notes) {
    column.skip(6);
    column.text(note, Type::Row, ui.theme().text2);
  }
}

void draw_command(Ui& ui, const Content& content, const Box& box) {
  const Pen& pen = ui.pen;
  pen.line({box.left, box.top + 0.5F}, {box.right, box.top + 0.5F}, ui.theme().line);
  pen.text({box.left + pen.px(16), box.top + pen.px(8)}, "Same on the command line",
           Type::Secondary, ui.theme().text2);
  const std::string write = "Export";
  if (button(pen, "export", {box.right - pen.width(write, Type::Row) - pen.px(26), box.top}, write,
             ButtonLook::Quiet))
    open_export(ui);
  const Box field{box.left + pen.px(14), box.top + pen.px(28), box.right - pen.px(14),
                  box.top + pen.px(54)};
  pen.fill(field, ui.theme().sunken, pen.px(3));
  pen.outline(field, ui.theme().line, 1, pen.px(3));
  float width = 0;
  const std::string copy = "Copy";
  const Point at{field.right - pen.width(copy, Type::Body) - pen.px(16), field.top};
  if (button(pen, "copy-command", at, copy, ButtonLook::Plain, &width))
    ImGui::SetClipboardText(content.command.c_str());
  pen.fitted({field.left + pen.px(10), field.middle().y - pen.height(Type::Mono) / 2},
             printable(content.command), Type::Mono, ui.theme().text,
             at.x - field.left - pen.px(16));
}

}  // namespace

void draw_side_panel(Ui& ui, const Box& box) {
  const std::shared_ptr<const Content> content = ui.session.content();
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().panel);
  pen.line({box.left + 0.5F, box.top}, {box.left + 0.5F, box.bottom}, ui.theme().line);
  const std::string selected = ui.session.told_node();
  const auto node = std::ranges::find(content->ids, selected);
  const bool has_node = !selected.empty() && node != content->ids.end();
  const std::optional<Why>& why = content->why;
  float inner_top = box.top + pen.px(14);
  if (has_node && why) {
    float wide = 0;
    const auto tab = [&](std::string_view id, Point at, std::string_view text, bool on) {
      const bool pressed = button(pen, id, at, text, ButtonLook::Plain, &wide);
      if (on) {
        pen.fill({at.x + pen.px(6), at.y + pen.px(26), at.x + wide - pen.px(6), at.y + pen.px(28)},
                 ui.theme().ink);
      }
      return pressed;
    };
    const Point first{box.left + pen.px(10), box.top + pen.px(6)};
    if (tab("tab-why", first, "Why", !ui.state.show_details)) ui.state.show_details = false;
    if (tab("tab-details", {first.x + wide + pen.px(4), first.y}, "Selected",
            ui.state.show_details))
      ui.state.show_details = true;
    inner_top += pen.px(32);
  }
  const Box inner{box.left + pen.px(16), inner_top, box.right - pen.px(4), box.bottom - pen.px(66)};
  begin_scroll("side", inner);
  {
    Column column(ui, {inner.left, inner.top, inner.right - pen.px(18), inner.bottom});
    if (has_node && (!why || ui.state.show_details)) {
      draw_node(ui, column, *content, static_cast<std::uint32_t>(node - content->ids.begin()));
    } else if (why) {
      draw_why(ui, column, *why);
    } else {
      draw_summary(ui, column, *content);
    }
  }
  end_scroll();
  draw_command(ui, *content, {box.left, box.bottom - pen.px(64), box.right, box.bottom});
}

}  // namespace rbacgraph::gui
