/// The comparison: A and B above, who gained and lost what on the left, both laid over each other
/// on the right.
#include <algorithm>
#include <cmath>

#include "canvas/shapes.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::gui {
namespace {

constexpr float kStrip = 46;
constexpr float kFilters = 39;
constexpr float kLegend = 28;
/// Below these there is no picture beside the list, and nothing below it.
constexpr float kLeastBeside = 600;
constexpr float kLeastHeight = 260;

/// How wide the name of an input is shown, where there is room.
float name_width(const Pen& pen, const std::string& title) {
  return std::clamp(pen.width(title, Type::Body) + pen.px(24), pen.px(90), pen.px(200));
}

/// "A" in ink, and the name of the input in so much room, if that is any. Returns where it ends.
float draw_side(Ui& ui, std::string_view letter, const std::string& title, Point at, float wide) {
  const Pen& pen = ui.pen;
  const Box tile{at.x, at.y, at.x + pen.px(24), at.y + pen.px(26)};
  pen.fill(tile, ui.theme().ink, pen.px(3), ImDrawFlags_RoundCornersLeft);
  pen.text({tile.middle().x, tile.middle().y - pen.height(Type::BodyStrong) / 2}, letter,
           Type::BodyStrong, ui.theme().on_ink, Align::Middle);
  if (wide <= 0) return tile.right;
  const Box name{tile.right, at.y, tile.right + wide, tile.bottom};
  pen.outline(name, ui.theme().edge, 1, pen.px(3));
  pen.fitted({name.left + pen.px(10), name.middle().y - pen.height(Type::Body) / 2}, title,
             Type::Body, ui.theme().text, wide - pen.px(16));
  return name.right;
}

/// Counts of all that changed, whatever is listed.
void draw_figures(Ui& ui, const Changes& changes, float x, const Box& box) {
  const Pen& pen = ui.pen;
  const float middle = box.middle().y;
  const auto figure = [&](Sign sign, std::uint64_t count, std::string_view word) {
    const std::string number = std::to_string(count);
    const float wide = pen.width(number, Type::Heading) + pen.width(word, Type::Body) + pen.px(54);
    if (x + wide > box.right) return;
    draw_sign(pen, sign, {x, middle - pen.px(8)});
    x += pen.px(24);
    x += pen.text({x, middle - pen.height(Type::Heading) / 2}, number, Type::Heading,
                  ui.theme().text) +
         pen.px(6);
    x += pen.text({x, middle - pen.height(Type::Body) / 2 + pen.px(1)}, word, Type::Body,
                  ui.theme().text2) +
         pen.px(22);
  };
  figure(Sign::Plus, changes.gained, "gained");
  figure(Sign::Minus, changes.lost, "lost");
  if (changes.unknown > 0) figure(Sign::Unknown, changes.unknown, "not known");
  const std::string objects = count_text(changes.objects_differ, "object") +
                              (changes.objects_differ == 1 ? " differs" : " differ");
  if (x + pen.width(objects, Type::Body) < box.right) {
    pen.text({x, middle - pen.height(Type::Body) / 2 + pen.px(1)}, objects, Type::Body,
             ui.theme().text2);
  }
}

void draw_strip(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().panel);
  pen.line({box.left, box.bottom - 0.5F}, {box.right, box.bottom - 0.5F}, ui.theme().line);
  const std::shared_ptr<const Comparison> comparison = ui.session.comparison();
  if (!comparison) return;
  const float top = box.middle().y - pen.px(13);
  float wide = 0;
  float right = box.right - pen.px(18);
  float x = box.left + pen.px(18);
  const std::string& of_a = ui.session.policy()->title;
  const std::string& of_b = comparison->title;
  const float swap = button_width(pen, "Swap", ButtonLook::Outlined) + pen.px(20);
  // The sides come first, then how to end it, then how to write it into a file.
  const float tiles = pen.px(2 * 24) + swap;
  const float least = x + tiles + 2 * pen.px(50);
  for (const bool ends : {true, false}) {
    const std::string_view text = ends ? "End comparison" : "Export";
    const float begin = right - button_width(pen, text, ButtonLook::Outlined);
    if (begin < least + pen.px(10)) break;
    right = begin - pen.px(10);
    if (!button(pen, text, {begin, top}, text, ButtonLook::Outlined)) continue;
    ends ? ui.session.end_comparison() : open_export(ui);
    return;
  }
  const float room = right - x - tiles;
  const float wanted = name_width(pen, of_a) + name_width(pen, of_b);
  const float part = std::clamp(room / wanted, 0.0F, 1.0F);
  const bool has_names = room >= pen.px(80);
  x = draw_side(ui, "A", of_a, {x, top}, has_names ? name_width(pen, of_a) * part : 0) + pen.px(10);
  if (button(pen, "swap", {x, top}, "Swap", ButtonLook::Outlined, &wide)) ui.session.swap_sides();
  x = draw_side(ui, "B", of_b, {x + wide + pen.px(10), top},
                has_names ? name_width(pen, of_b) * part : 0) +
      pen.px(26);
  const std::shared_ptr<const Content>& content = ui.session.content();
  if (!content) return;
  const std::optional<Changes>& changes = content->changes;
  if (changes) draw_figures(ui, *changes, x, {x, box.top, right, box.bottom});
}

std::string_view words_of(DiffSides sides) {
  switch (sides) {
    case DiffSides::Both: return "Gained and lost";
    case DiffSides::Gained: return "Gained only";
    case DiffSides::Lost: break;
  }
  return "Lost only";
}

void draw_filters(Ui& ui, const Changes& changes, const Box& box) {
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().panel);
  pen.line({box.left, box.bottom - 0.5F}, {box.right, box.bottom - 0.5F}, ui.theme().line);
  const ViewState view = ui.session.view();
  float x = box.left + pen.px(18);
  const float middle = box.middle().y;
  float wide = 0;
  ViewFilter filter = view.filter;
  const std::size_t active = active_filters(view);
  const std::string count = std::to_string(changes.listed) + " of " + std::to_string(changes.all);
  // What is not listed is told whatever else there is no room for.
  const float right =
      box.right - pen.px(active == 0 ? 10 : 24) - (active == 0 ? 0 : more_pill_width(pen, count));
  if (right - x > pen.px(300)) {
    x += pen.text({x, middle - pen.height(Type::BodyStrong) / 2}, "Access", Type::BodyStrong,
                  ui.theme().text) +
         pen.px(16);
  }
  const auto fits = [&](float width) { return x + width <= right; };
  if (fits(button_width(pen, words_of(filter.sides), ButtonLook::Pill)) &&
      button(pen, "sides", {x, middle - pen.px(13)}, words_of(filter.sides), ButtonLook::Pill,
             &wide)) {
    filter.sides = next(filter.sides);
    ui.session.apply(ChangeFilter{filter});
  }
  x += wide > 0 ? wide + pen.px(8) : 0;
  const std::string_view powerful = "Powerful only";
  if (fits(chip_width(pen, powerful))) {
    const bool flips =
        filter.only_powerful
            ? chip(pen, "powerful", {x, middle - pen.px(12)}, powerful, &wide)
            : button(pen, "powerful", {x, middle - pen.px(13)}, powerful, ButtonLook::Quiet, &wide);
    if (flips) {
      filter.only_powerful = !filter.only_powerful;
      ui.session.apply(ChangeFilter{filter});
    }
    x += wide + pen.px(8);
  }
  Question question = view.question;
  const std::string in = "In " + printable(question.ns);
  if (!question.ns.empty() && fits(chip_width(pen, in))) {
    if (chip(pen, "ns", {x, middle - pen.px(12)}, in, &wide)) question.ns.clear();
    x += wide + pen.px(8);
  }
  if (!question.subject.empty() && fits(pen.px(170 + 34))) {
    const ImFont& font = *pen.fonts->of(Type::Row);
    const std::string of =
        shortened(font, font.FontSize, "Of " + printable(question.subject), pen.px(170));
    if (chip(pen, "subject", {x, middle - pen.px(12)}, of, &wide)) question.subject.clear();
    x += wide + pen.px(8);
  }
  if (question != view.question) ui.session.apply(AskQuestion{question});
  if (active == 0) return;
  std::string text = count;
  const std::string whole =
      text + (changes.all == 1 ? " change, " : " changes, ") + count_text(active, "filter");
  if (x + pen.width(whole, Type::RowStrong) + pen.px(36) < box.right) text = whole;
  if (!more_pill(pen, "all-changes", {box.right - pen.px(14), middle - pen.px(11)}, text)) return;
  ui.session.apply(AskQuestion{{.ask = Ask::Diff}});
  filter.sides = DiffSides::Both;
  filter.only_powerful = false;
  ui.session.apply(ChangeFilter{filter});
}

void draw_sides_legend(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().panel);
  pen.line({box.left, box.top + 0.5F}, {box.right, box.top + 0.5F}, ui.theme().line);
  float x = box.left + pen.px(18);
  const float y = box.middle().y;
  const float top = y - pen.height(Type::Legend) / 2;
  struct Line {
    PictureChange change;
    std::string_view text;
  };
  for (const Line& line :
       {Line{PictureChange::OnlyB, "way only in B"}, Line{PictureChange::OnlyA, "way only in A"},
        Line{PictureChange::Same, "in both"}}) {
    if (x + pen.px(42) + pen.width(line.text, Type::Legend) > box.right) return;
    const Point end{x + pen.px(34), y};
    const bool in_b = line.change == PictureChange::OnlyB;
    if (line.change == PictureChange::OnlyA) {
      pen.dashes({x, y}, end, ui.theme().lost, pen.px(2.5F), pen.px(7), pen.px(4));
    } else {
      pen.line({x, y}, end, in_b ? ui.theme().gained : ui.theme().edge, pen.px(in_b ? 2.5F : 1));
    }
    if (line.change != PictureChange::Same) {
      const Color color = in_b ? ui.theme().gained : ui.theme().lost;
      pen.list->AddCircleFilled({x + pen.px(17), y}, pen.px(7), color);
      draw_plus_or_minus(pen, in_b, {x + pen.px(17), y}, pen.px(3.5F), ui.theme().on_tile);
    }
    x = end.x + pen.px(8);
    x += pen.text({x, top}, line.text, Type::Legend, ui.theme().text2) + pen.px(20);
  }
  if (x + pen.px(40) > box.right) return;
  pen.fitted({x, top}, "Gained is what the list says: A may have had another way.", Type::Legend,
             ui.theme().text3, box.right - x - pen.px(14));
}

void draw_message(Ui& ui, const std::string& text, const std::string& hint, const Box& box) {
  const Pen& pen = ui.pen;
  const float width = std::min(pen.px(620), box.width() - pen.px(40));
  const Point at{box.middle().x - width / 2, box.top + box.height() * 0.3F};
  const float high = paragraph(pen, at, text, Type::Heading, ui.theme().text, width);
  if (!hint.empty())
    paragraph(pen, {at.x, at.y + high + pen.px(10)}, hint, Type::Body, ui.theme().text2, width);
}

}  // namespace

void draw_diff(Ui& ui, const Box& box) {
  const Box strip{box.left, box.top, box.right, box.top + ui.px(kStrip)};
  const Box below{box.left, strip.bottom, box.right, box.bottom};
  // A copy: what is drawn stays as it is, whatever an action of this frame brings.
  const std::shared_ptr<const Content> content = ui.session.content();
  ui.pen.fill(below, ui.theme().canvas);
  if (!content) {
    draw_message(ui, "working…", "", below);
  } else if (!content->error.empty()) {
    draw_message(ui, content->error, content->hint, below);
  } else if (const std::optional<Changes>& changes = content->changes; changes) {
    // A narrow window has the list alone.
    const bool has_picture = below.width() >= ui.px(kLeastBeside);
    const float split = has_picture ? std::round(below.left + below.width() * 0.48F) : below.right;
    const Box filters{below.left, below.top, split, below.top + ui.px(kFilters)};
    const bool has_details = below.height() >= ui.px(kLeastHeight);
    const float details =
        has_details ? std::clamp(below.height() * 0.34F, ui.px(90), ui.px(280)) : 0;
    const Box list{below.left, filters.bottom, split, below.bottom - details};
    draw_filters(ui, *changes, filters);
    if (!has_details && ui.session.told_change().number != 0) {
      draw_change_details(ui, list);
    } else {
      draw_changes(ui, list);
    }
    if (has_details) draw_change_details(ui, {below.left, list.bottom, split, below.bottom});
    if (!has_picture) return draw_strip(ui, strip);
    const Box canvas{split, filters.bottom, below.right, below.bottom - ui.px(kLegend)};
    draw_canvas(ui, canvas);
    draw_sides_legend(ui, {split, canvas.bottom, below.right, below.bottom});
    draw_filter_bar(ui, {split, below.top, below.right, filters.bottom});
    ui.pen.line({split + 0.5F, below.top}, {split + 0.5F, below.bottom}, ui.theme().line);
  }
  draw_strip(ui, strip);
}

}  // namespace rbacgraph::gui
