/// What panels and the painter draw with: a draw list, the theme, the fonts and the scale.
///
/// Coordinates are screen pixels. Text is given as it is written; what runs from right to left is
/// ordered here. It is clipped to a width by shortening it in its middle, and
/// tells whether it was, so that a tooltip can have the whole.
#pragma once

#include <array>
#include <imgui.h>
#include <set>
#include <string>
#include <string_view>

#include "canvas/geometry.h"
#include "canvas/theme.h"

namespace rbacgraph::gui {

/// The sizes of type, in pixels at 100 %.
enum class Type : std::uint8_t {
  Badge,       ///< 10.5 bold
  Small,       ///< 11: the second line of a node
  Legend,      ///< 11.5
  Secondary,   ///< 12
  Row,         ///< 12.5
  RowStrong,   ///< 12.5 semi-bold
  Body,        ///< 13
  BodyStrong,  ///< 13 semi-bold
  Heading,     ///< 16 semi-bold
  Figure,      ///< 20 semi-bold
  Title,       ///< 28 semi-bold
  Mono,        ///< 12
};
inline constexpr std::size_t kTypes = 12;

struct Fonts {
  std::array<ImFont*, kTypes> fonts{};
  ImFont* of(Type type) const { return fonts.at(static_cast<std::size_t>(type)); }
};

enum class Align : std::uint8_t { Left, Right, Middle };

struct Pen {
  ImDrawList* list = nullptr;
  const Theme* theme = nullptr;
  const Fonts* fonts = nullptr;
  float scale = 1;  ///< screen pixels of a pixel at 100 %
  /// Where letters go that were to be drawn and that the font lacks, for it to have them in the
  /// next frame. May be null.
  std::set<char32_t>* wanted = nullptr;

  float px(float pixels) const { return pixels * scale; }

  float width(std::string_view text, Type type, float zoom = 1) const;
  float height(Type type, float zoom = 1) const;
  /// `at` is the left end (of Right: the right end) of the line's top. Returns the width.
  float text(Point at, std::string_view text, Type type, Color color, Align align = Align::Left,
             float zoom = 1) const;
  /// In at most `room` pixels; says whether all of it is there.
  bool fitted(Point at, std::string_view text, Type type, Color color, float room,
              Align align = Align::Left) const;
  /// The same from the left end, as large as the picture that it is in.
  bool fitted(Point at, std::string_view text, Type type, Color color, float room,
              float zoom) const;

  /// Looks for letters that the font lacks: of what is not drawn here, as what is typed.
  void want(std::string_view text, Type type) const;

  void fill(const Box& box, Color color, float radius = 0, ImDrawFlags corners = 0) const;
  void outline(const Box& box, Color color, float thickness = 1, float radius = 0) const;
  void line(Point from, Point to, Color color, float thickness = 1) const;
  /// The same without smooth edges: a fifth of the time, for where there are thousands.
  void rough_line(Point from, Point to, Color color, float thickness) const;
  void dashes(Point from, Point to, Color color, float thickness, float on, float off) const;
  void triangle(Point a, Point b, Point c, Color color) const;

 private:
  /// Letters from left to right, in the order in which they are given.
  float draw(Point at, std::string_view text, Type type, Color color, Align align,
             float zoom) const;
};

/// The text in at most `room` pixels of a font, "…" standing for its middle.
std::string shortened(const ImFont& font, float size, std::string_view text, float room);

inline ImVec2 vec(Point point) { return {point.x, point.y}; }

}  // namespace rbacgraph::gui
