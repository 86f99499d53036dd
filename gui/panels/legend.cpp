/// The line below a picture: what its lines and badges mean. What is pressed there is lit up.
#include <cmath>
#include <string>

#include "canvas/shapes.h"
#include "panels/ui.h"
#include "panels/widgets.h"

namespace rbacgraph::gui {
namespace {

/// Entries from left to right; those that can light something up are pressed for it.
class LegendLine {
 public:
  LegendLine(Ui& ui, const Box& box) : ui_(ui), box_(box), x_(box.left + ui.px(18)) {}

  /// `draw` gets where the sign begins and ends.
  template <class Draw>
  void add(Legend legend, std::string_view text, float sign, Draw draw) {
    const Pen& pen = ui_.pen;
    const float wide = pen.px(sign + 7) + pen.width(text, Type::Legend);
    if (x_ + wide > box_.right - pen.px(10)) return;
    const float y = box_.middle().y;
    const bool on = legend != Legend::None && ui_.state.legend == legend;
    const Box area{x_ - pen.px(6), box_.top + pen.px(3), x_ + wide + pen.px(6),
                   box_.bottom - pen.px(3)};
    bool hovered = false;
    if (legend != Legend::None) {
      const Touch state = touch(pen, std::string("legend-") + std::string(text), area);
      hovered = state.hovered;
      if (state.pressed) ui_.state.legend = on ? Legend::None : legend;
    }
    if (on || hovered) pen.fill(area, on ? ui_.theme().selected : ui_.theme().hover, pen.px(3));
    if (on) pen.outline(area, ui_.theme().ink, 1, pen.px(3));
    draw(Point{x_, y}, Point{x_ + pen.px(sign), y});
    pen.text({x_ + pen.px(sign + 7), y - pen.height(Type::Legend) / 2}, text, Type::Legend,
             on ? ui_.theme().text : ui_.theme().text2);
    x_ += wide + pen.px(18);
  }

  float end() const { return x_; }

 private:
  Ui& ui_;
  const Box box_;
  float x_;
};

}  // namespace

Legend next(Legend legend) {
  constexpr int kAll = 6;
  return static_cast<Legend>((static_cast<int>(legend) + 1) % kAll);
}

void draw_legend(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().panel);
  pen.line({box.left, box.top + 0.5F}, {box.right, box.top + 0.5F}, ui.theme().line);
  LegendLine line(ui, box);
  constexpr float kLine = 28;
  constexpr float kBadge = 15;
  const float thin = pen.px(1.25F);
  line.add(Legend::ClusterWide, "cluster-wide, or what a role allows", kLine,
           [&](Point from, Point to) { pen.line(from, to, ui.theme().edge, thin); });
  line.add(Legend::OneNamespace, "in one namespace", kLine, [&](Point from, Point to) {
    pen.dashes(from, to, ui.theme().edge, thin, pen.px(7), pen.px(4));
  });
  line.add(Legend::Groups, "member of", kLine, [&](Point from, Point to) {
    pen.dashes(from, to, ui.theme().edge, thin, pen.px(2), pen.px(3));
  });
  line.add(Legend::None, "answers the question", kLine,
           [&](Point from, Point to) { pen.line(from, to, ui.theme().ink, pen.px(2.25F)); });
  for (const int weight : {2, 1}) {
    line.add(weight == 2 ? Legend::Critical : Legend::High, weight == 2 ? "critical" : "high",
             kBadge,
             [&](Point from, Point) { draw_severity(pen, weight, {from.x, from.y - pen.px(8)}); });
  }
  const std::string scale = std::to_string(std::lround(ui.state.camera.scale / pen.scale * 100)) +
                            " %   F fit   G fold   ? keys";
  const float wide = pen.width(scale, Type::Legend);
  if (line.end() + wide + pen.px(20) < box.right) {
    pen.text({box.right - pen.px(14), box.middle().y - pen.height(Type::Legend) / 2}, scale,
             Type::Legend, ui.theme().text3, Align::Right);
  }
}

}  // namespace rbacgraph::gui
