/// A question's view: filters above, the picture, what belongs to it below and beside.
#include <algorithm>

#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::gui {
namespace {

std::string_view words_of(PictureDirection direction) {
  switch (direction) {
    case PictureDirection::Natural: return "Direction: natural";
    case PictureDirection::Out: return "Direction: what it reaches";
    case PictureDirection::In: return "Direction: who reaches it";
    case PictureDirection::Both: break;
  }
  return "Direction: both ways";
}

std::string_view words_of_depth(std::uint32_t depth) {
  if (depth == 1) return "Depth 1: bindings";
  if (depth == 2) return "Depth 2: roles";
  return "Depth 3: resources";
}

/// "3 pinned, 1 not in this": what a picture does not have can't stay in it.
std::string words_of_pins(const ViewState& view, const Content* content) {
  std::string text = std::to_string(view.pins.size()) + " pinned";
  if (content == nullptr || !same_content(content->view, view)) {
    return text;
  }
  const auto absent = std::ranges::count_if(view.pins, [&](const std::string& id) {
    return std::ranges::find(content->ids, id) == content->ids.end();
  });
  return absent == 0 ? text : text + ", " + std::to_string(absent) + " not in this";
}

/// A filter that is on is a chip; one that is off is offered.
class FilterLine {
 public:
  FilterLine(Ui& ui, const Box& box) : ui_(ui), box_(box), x_(box.left) {}

  /// One of several, gone through by pressing.
  template <class Change>
  void choose(std::string_view id, std::string_view text, Change change) {
    float wide = 0;
    if (!fits(button_width(ui_.pen, text, ButtonLook::Pill))) return;
    const bool pressed =
        button(ui_.pen, id, {x_, box_.middle().y - ui_.px(13)}, text, ButtonLook::Pill, &wide);
    x_ += wide + ui_.px(8);
    if (pressed) apply(change);
  }

  /// What it does is said where it is offered; what it did where it is at work.
  template <class Change>
  void add(std::string_view id, bool on, std::string_view offered, std::string_view done,
           Change change) {
    const std::string_view text = on ? done : offered;
    const Pen& pen = ui_.pen;
    float wide = 0;
    if (!fits(on ? chip_width(pen, text) : button_width(pen, text, ButtonLook::Quiet))) return;
    const float top = box_.middle().y - pen.px(on ? 12 : 13);
    const bool pressed = on ? chip(pen, id, {x_, top}, text, &wide)
                            : button(pen, id, {x_, top}, text, ButtonLook::Quiet, &wide);
    x_ += wide + pen.px(8);
    if (pressed) apply(change);
  }

  /// A chip that lets go of all of them; true when it was pressed.
  bool pins(std::string_view text) {
    float wide = 0;
    if (!fits(chip_width(ui_.pen, text))) return false;
    const bool pressed = chip(ui_.pen, "pins", {x_, box_.middle().y - ui_.px(12)}, text, &wide);
    x_ += wide + ui_.px(8);
    return pressed;
  }

 private:
  /// What does not fit is left out, and all after it: keys and the palette have it.
  bool fits(float wide) {
    is_full_ = is_full_ || x_ + wide > box_.right;
    return !is_full_;
  }

  template <class Change>
  void apply(Change change) {
    ViewFilter filter = ui_.session.view().filter;
    change(filter);
    ui_.session.apply(ChangeFilter{filter});
  }

  Ui& ui_;
  const Box box_;
  float x_;
  bool is_full_ = false;
};

void draw_error(Ui& ui, const Content& content, const Box& box) {
  const Pen& pen = ui.pen;
  const float width = std::min(pen.px(620), box.width() - pen.px(40));
  const Point at{box.middle().x - width / 2, box.top + box.height() * 0.25F};
  const float high = paragraph(pen, at, content.error, Type::Heading, ui.theme().text, width);
  paragraph(pen, {at.x, at.y + high + pen.px(10)}, "hint: " + content.hint, Type::Body,
            ui.theme().text2, width);
}

/// "38 of 718 nodes, 3 filters"; "" where all is shown.
std::string words_of_count(const ViewState& view, const Content* content) {
  if (content == nullptr || content->picture.nodes.empty()) return "";
  std::string text = std::to_string(content->picture.nodes.size());
  const bool all = content->picture.nodes.size() == content->all_nodes;
  text = all ? count_text(content->all_nodes, "node")
             : text + " of " + count_text(content->all_nodes, "node");
  // A comparison's others choose among its changes, and are told beside those.
  const std::size_t active = view.question.ask == Ask::Diff
                                 ? static_cast<std::size_t>(view.filter.fold)
                                 : active_filters(view);
  if (active > 0) text += ", " + count_text(active, "filter");
  return all && active == 0 ? "" : text;
}

/// Below this width there is no panel on the right, at 100 %.
constexpr float kLeastBeside = 600;
/// Lower ones are of no use to anybody.
constexpr float kLeastPicture = 120;
constexpr float kLeastTable = 120;
constexpr float kLegend = 28;

/// The picture above, with its legend; matrix or answers below, where there is room for both.
void draw_picture_and_table(Ui& ui, const Content& content, const Box& box) {
  const bool has_room = box.height() >= ui.px(kLeastPicture + kLegend + kLeastTable);
  const bool has_table = has_room && (content.matrix || !content.holders.empty());
  const float table =
      has_table ? std::clamp(box.height() * 0.34F, ui.px(kLeastTable), ui.px(300)) : 0;
  const float legend = has_room ? ui.px(kLegend) : 0;
  const Box canvas{box.left, box.top, box.right, box.bottom - table - legend};
  draw_canvas(ui, canvas);
  if (has_room) draw_legend(ui, {box.left, canvas.bottom, box.right, canvas.bottom + legend});
  const Box bottom{box.left, box.bottom - table, box.right, box.bottom};
  if (!has_table) return;
  if (content.matrix) {
    draw_matrix(ui, bottom);
  } else {
    draw_holders(ui, bottom);
  }
}

/// In a narrow window: what is selected, or why, comes in the place of the table below.
void draw_one_below_another(Ui& ui, const Content& content, const Box& box) {
  if (!content.why && ui.session.view().selected.empty()) {
    return draw_picture_and_table(ui, content, box);
  }
  const bool has_room = box.height() >= ui.px(2 * kLeastPicture);
  const float split = has_room ? box.top + box.height() * 0.45F : box.top;
  if (has_room) draw_canvas(ui, {box.left, box.top, box.right, split});
  ui.pen.line({box.left, split + 0.5F}, {box.right, split + 0.5F}, ui.theme().line);
  draw_side_panel(ui, {box.left, split, box.right, box.bottom});
}

}  // namespace

void draw_filter_bar(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().panel);
  pen.line({box.left, box.bottom - 0.5F}, {box.right, box.bottom - 0.5F}, ui.theme().line);
  const ViewState& view = ui.session.view();
  const Ask ask = view.question.ask;
  const bool walks = ask == Ask::Subject || ask == Ask::Explain || ask == Ask::Object;
  const std::shared_ptr<const Content> content = ui.session.content();
  // How much is not shown comes first: the rest is told elsewhere too.
  const std::string count = words_of_count(view, content.get());
  float right = box.right - pen.px(14);
  if (!count.empty()) right -= more_pill_width(pen, count) + pen.px(10);
  const bool has_head = right - box.left > pen.px(240);
  if (has_head) {
    pen.text({box.left + pen.px(18), box.middle().y - pen.height(Type::Row) / 2}, "Shown",
             Type::Row, ui.theme().text3);
  }
  FilterLine line(ui, {box.left + pen.px(has_head ? 70 : 12), box.top, right, box.bottom});
  if (walks) {
    line.choose("depth", words_of_depth(view.filter.depth), [](ViewFilter& filter) {
      filter.depth = filter.depth >= 3 ? 1 : filter.depth + 1;
    });
    line.choose("direction", words_of(view.filter.direction),
                [](ViewFilter& filter) { filter.direction = next(filter.direction); });
    line.add("urls", !view.filter.urls, "Hide non-resource URLs", "Without non-resource URLs",
             [](ViewFilter& filter) { filter.urls = !filter.urls; });
  }
  line.add("fold", view.filter.fold, "Fold alike", "Alike folded",
           [](ViewFilter& filter) { filter.fold = !filter.fold; });
  if (!view.pins.empty() && line.pins(words_of_pins(view, content.get()))) {
    ui.session.apply(LetAllGo{});
  }
  if (count.empty()) return;
  if (more_pill(pen, "filters", {box.right - pen.px(14), box.middle().y - pen.px(11)}, count)) {
    ViewFilter filter = view.filter;
    filter.fold = false;
    filter.urls = true;
    ui.session.apply(ChangeFilter{filter});
  }
}

void draw_view(Ui& ui, const Box& box) {
  const Box filters{box.left, box.top, box.right, box.top + ui.px(39)};
  const Box below{box.left, filters.bottom, box.right, box.bottom};
  const std::shared_ptr<const Content>& content = ui.session.content();
  ui.pen.fill(below, ui.theme().canvas);
  if (!content) {
    ui.pen.text({below.middle().x, below.middle().y}, "working…", Type::Heading, ui.theme().text3,
                Align::Middle);
  } else if (!content->error.empty()) {
    draw_error(ui, *content, below);
  } else if (below.width() < ui.px(kLeastBeside)) {
    draw_one_below_another(ui, *content, below);
  } else {
    const float side = std::clamp(below.width() * 0.26F, ui.px(260), ui.px(404));
    const float split = below.right - side;
    draw_picture_and_table(ui, *content, {below.left, below.top, split, below.bottom});
    draw_side_panel(ui, {split, below.top, below.right, below.bottom});
  }
  draw_filter_bar(ui, filters);
}

}  // namespace rbacgraph::gui
