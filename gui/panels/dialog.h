/// What dialogs are made of: a title, lines from the top down, a row of buttons.
///
///     Dialog dialog(ui, "export", box, 560, 190, "Write what is shown into a file");
///     if (dialog.field("##name", "rbacgraph.svg", state.path, state.focus)) …
///     dialog.down(42);
///     if (dialog.button("write", "Write", ButtonLook::Primary)) …
///     if (dialog.end()) …  // somebody pressed elsewhere
#pragma once

#include <string>
#include <string_view>

#include "panels/ui.h"
#include "panels/widgets.h"

namespace rbacgraph::gui {

class Dialog {
 public:
  /// In the middle of `in`, no larger than that; sizes at 100 %.
  Dialog(const Ui& ui, const char* id, const Box& in, float width, float height,
         std::string_view title);
  ~Dialog();
  Dialog(const Dialog&) = delete;
  Dialog& operator=(const Dialog&) = delete;

  const Pen& pen() const { return pen_; }
  const Box& inside() const { return inside_; }
  float room() const { return inside_.width(); }
  /// Where the next line begins.
  Point at() const { return {inside_.left, y_}; }
  void down(float pixels) { y_ += pen_.px(pixels); }

  /// A line to type into, `beside` pixels shorter than there is room; true when Enter was pressed
  /// in it. `focus` is taken once.
  bool field(const char* id, const char* hint, std::string& text, bool& focus, float beside = 0);
  /// The next of the row that is at(), as long as there is room.
  bool button(std::string_view id, std::string_view text, ButtonLook look);
  /// True where somebody pressed elsewhere, which is to close it.
  bool end();

 private:
  Pen pen_;
  Box inside_;
  float y_ = 0;
  float button_x_ = 0;
  float button_y_ = 0;
  bool ended_ = false;
};

}  // namespace rbacgraph::gui
