/// The few controls that all panels are made of. Each takes its box in screen pixels, says whether
/// it was activated, by mouse or by keyboard, and shows hover and focus as the theme has them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "canvas/pen.h"

namespace rbacgraph::gui {

struct Touch {
  bool hovered = false;
  bool focused = false;  ///< by keyboard
  bool pressed = false;  ///< activated now
};

/// An area that can be activated; draws the focus ring and nothing else. `id` is unique in its
/// window.
Touch touch(const Pen& pen, std::string_view id, const Box& box);

enum class ButtonLook : std::uint8_t { Plain, Outlined, Primary, Pill, Quiet };

/// A button as wide as its text; its box begins at `at`. Returns whether it was activated; `width`
/// gets how wide it came out.
bool button(const Pen& pen, std::string_view id, Point at, std::string_view text, ButtonLook look,
            float* width = nullptr, bool enabled = true);

/// How wide these come out.
float button_width(const Pen& pen, std::string_view text, ButtonLook look);
float chip_width(const Pen& pen, std::string_view text);
float more_pill_width(const Pen& pen, std::string_view text, bool warns = false);

/// A filter that is at work, with a cross that takes it away.
bool chip(const Pen& pen, std::string_view id, Point at, std::string_view text, float* width);

/// In violet: there is more than one sees. Activated: shows it. `at` is the end that `align` names.
bool more_pill(const Pen& pen, std::string_view id, Point at, std::string_view text,
               bool warns = false, Align align = Align::Right, float* width = nullptr);

/// A line to type into; true when Enter was pressed in it. `focus`: takes the keyboard now.
bool text_field(const Pen& pen, const char* id, const Box& box, const char* hint, std::string& text,
                bool focus = false);

/// A tooltip of ours, wrapped.
void tooltip(const Pen& pen, std::string_view text);

/// Text broken into lines of at most `room` pixels; returns the height.
float paragraph(const Pen& pen, Point at, std::string_view text, Type type, Color color,
                float room);

/// A box that scrolls: begin at a place of the screen, end with end_scroll(). `walked`: arrows go
/// in and out as if it were no box.
void begin_scroll(std::string_view id, const Box& box, bool walked = false);
void end_scroll();

/// Rows of one height in a box that scrolls: `draw(row, top)` for those in sight alone.
template <class Draw>
void scroll_rows(std::string_view id, const Box& box, std::size_t count, float height, Draw draw) {
  begin_scroll(id, box, true);
  const float scrolled = ImGui::GetScrollY();
  const auto first = static_cast<std::size_t>(std::max(0.0F, scrolled / height));
  const auto last = std::min(count, first + static_cast<std::size_t>(box.height() / height) + 2);
  const auto draw_row = [&](std::size_t row) {
    draw(row, box.top - scrolled + static_cast<float>(row) * height);
  };
  for (std::size_t row = first; row < last; ++row) draw_row(row);
  // The next one above can be gone to by an arrow. The first in sight stays the first that is made.
  if (first > 0 && first <= count) draw_row(first - 1);
  ImGui::SetCursorPos({0, static_cast<float>(count) * height});
  ImGui::Dummy({1, 1});
  end_scroll();
}

/// Of this size, in the middle of a box.
Box centred(const Box& in, float width, float height);

/// A window over all else; draws into the window that is current until
/// end_dialog(). That one is told whether somebody pressed elsewhere, which is to close it.
void begin_dialog(const Pen& pen, const char* id, const Box& box, bool takes_focus = true);
bool end_dialog();

}  // namespace rbacgraph::gui
