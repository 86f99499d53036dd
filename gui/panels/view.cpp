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
    const bool pressed =
        button(ui_.pen, id, {x_, box_.middle().y - ui_.px(13)}, text, ButtonLook::Pill, &wide);
    x_ += wide + ui_.px(8);
    if (pressed) apply(change);
  }

  template <class Change>
  void add(std::string_view id, bool on, std::string_view text, Change change) {
    const Pen& pen = ui_.pen;
    float wide = 0;
    const float top = box_.middle().y - pen.px(on ? 12 : 13);
    const bool pressed = on ? chip(pen, id, {x_, top}, text, &wide)
                            : button(pen, id, {x_, top}, text, ButtonLook::Quiet, &wide);
    x_ += wide + pen.px(8);
    if (pressed) apply(change);
  }

  /// A chip that lets go of all of them; true when it was pressed.
  bool pins(std::string_view text) {
    float wide = 0;
    const bool pressed = chip(ui_.pen, "pins", {x_, box_.middle().y - ui_.px(12)}, text, &wide);
    x_ += wide + ui_.px(8);
    return pressed;
  }

 private:
  template <class Change>
  void apply(Change change) {
    ViewFilter filter = ui_.session.view().filter;
    change(filter);
    ui_.session.apply(ChangeFilter{filter});
  }

  Ui& ui_;
  const Box box_;
  float x_;
};

void draw_error(Ui& ui, const Content& content, const Box& box) {
  const Pen& pen = ui.pen;
  const float width = std::min(pen.px(620), box.width() - pen.px(40));
  const Point at{box.middle().x - width / 2, box.top + box.height() * 0.25F};
  const float high = paragraph(pen, at, content.error, Type::Heading, ui.theme().text, width);
  paragraph(pen, {at.x, at.y + high + pen.px(10)}, "hint: " + content.hint, Type::Body,
            ui.theme().text2, width);
}

}  // namespace

void draw_filter_bar(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().panel);
  pen.line({box.left, box.bottom - 0.5F}, {box.right, box.bottom - 0.5F}, ui.theme().line);
  pen.text({box.left + pen.px(18), box.middle().y - pen.height(Type::Row) / 2}, "Shown", Type::Row,
           ui.theme().text3);
  const ViewState& view = ui.session.view();
  const Ask ask = view.question.ask;
  const bool walks = ask == Ask::Subject || ask == Ask::Explain || ask == Ask::Object;
  FilterLine line(ui, {box.left + pen.px(70), box.top, box.right, box.bottom});
  if (walks) {
    line.choose("depth", words_of_depth(view.filter.depth), [](ViewFilter& filter) {
      filter.depth = filter.depth >= 3 ? 1 : filter.depth + 1;
    });
    line.choose("direction", words_of(view.filter.direction),
                [](ViewFilter& filter) { filter.direction = next(filter.direction); });
    line.add("urls", !view.filter.urls, "Without non-resource URLs",
             [](ViewFilter& filter) { filter.urls = !filter.urls; });
  }
  line.add("fold", view.filter.fold, "Alike folded",
           [](ViewFilter& filter) { filter.fold = !filter.fold; });
  const std::shared_ptr<const Content> content = ui.session.content();
  if (!view.pins.empty() && line.pins(words_of_pins(view, content.get()))) {
    ui.session.apply(LetAllGo{});
  }
  if (!content || content->picture.nodes.empty()) return;
  std::string text = std::to_string(content->picture.nodes.size());
  const bool all = content->picture.nodes.size() == content->all_nodes;
  text = all ? count_text(content->all_nodes, "node")
             : text + " of " + count_text(content->all_nodes, "node");
  // A comparison's others choose among its changes, and are told beside those.
  const std::size_t active =
      ask == Ask::Diff ? static_cast<std::size_t>(view.filter.fold) : active_filters(view);
  if (active > 0) text += ", " + count_text(active, "filter");
  if (all && active == 0) return;
  if (more_pill(pen, "filters", {box.right - pen.px(14), box.middle().y - pen.px(11)}, text)) {
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
  } else {
    const float side = std::clamp(below.width() * 0.26F, ui.px(260), ui.px(404));
    const bool has_table = content->matrix || !content->holders.empty();
    const float table = has_table ? std::clamp(below.height() * 0.34F, ui.px(120), ui.px(300)) : 0;
    const float split = below.right - side;
    const Box canvas{below.left, below.top, split, below.bottom - table - ui.px(28)};
    draw_canvas(ui, canvas);
    draw_legend(ui, {below.left, canvas.bottom, split, canvas.bottom + ui.px(28)});
    const Box bottom{below.left, below.bottom - table, split, below.bottom};
    if (content->matrix) {
      draw_matrix(ui, bottom);
    } else if (has_table) {
      draw_holders(ui, bottom);
    }
    draw_side_panel(ui, {split, below.top, below.right, below.bottom});
  }
  draw_filter_bar(ui, filters);
}

}  // namespace rbacgraph::gui
