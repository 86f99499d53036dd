#include "panels/dialog.h"

#include <algorithm>

namespace rbacgraph::gui {
namespace {

constexpr float kSide = 20;
constexpr float kTop = 18;
constexpr float kTitle = 34;
constexpr float kField = 30;

Box box_of(const Ui& ui, const Box& in, float width, float height) {
  return centred(in, std::min(ui.px(width), in.width()), std::min(ui.px(height), in.height()));
}

Box inside_of(const Ui& ui, const Box& box) {
  return {box.left + ui.px(kSide), box.top + ui.px(kTop), box.right - ui.px(kSide),
          box.bottom - ui.px(kTop)};
}

}  // namespace

Dialog::Dialog(const Ui& ui, const char* id, const Box& in, float width, float height,
               std::string_view title)
    : inside_(inside_of(ui, box_of(ui, in, width, height))), y_(inside_.top) {
  begin_dialog(ui.pen, id, box_of(ui, in, width, height));
  pen_ = ui.here();
  pen_.text(at(), title, Type::Heading, pen_.theme->text);
  down(kTitle);
}

Dialog::~Dialog() { end(); }

bool Dialog::field(const char* id, const char* hint, std::string& text, bool& focus, float beside) {
  const Box box{inside_.left, y_, inside_.right - pen_.px(beside), y_ + pen_.px(kField)};
  const bool entered = text_field(pen_, id, box, hint, text, focus);
  focus = false;
  return entered;
}

bool Dialog::button(std::string_view id, std::string_view text, ButtonLook look) {
  constexpr float kGap = 10;
  if (button_y_ != y_) button_x_ = inside_.left;
  button_y_ = y_;
  float wide = button_width(pen_, text, look);
  if (button_x_ + wide > inside_.right) return false;
  const bool pressed = gui::button(pen_, id, {button_x_, y_}, text, look, &wide);
  button_x_ += wide + pen_.px(kGap);
  return pressed;
}

bool Dialog::end() {
  if (ended_) return false;
  ended_ = true;
  return end_dialog();
}

}  // namespace rbacgraph::gui
