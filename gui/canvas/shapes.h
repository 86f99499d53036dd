/// Kinds as shapes and letters, marks as cells and badges: the same in pictures, tables and lists.
#pragma once

#include <string_view>

#include "canvas/pen.h"
#include "rbacgraph/analysis/access_picture.h"
#include "rbacgraph/analysis/matrix.h"
#include "state/search_index.h"

namespace rbacgraph::gui {

Color color_of(const Theme& theme, PictureKind kind);
std::string_view letters_of(PictureKind kind);
PictureKind picture_kind(SubjectKind kind);
PictureKind picture_kind(SearchKind kind);

struct ShapeLook {
  Color fill = 0;
  Color outline = 0;
  float thickness = 1;  ///< of the outline
};
/// The silhouette of a kind: cut corners, rounded, a pill. Fills it and draws its outline.
void draw_silhouette(const Pen& pen, PictureKind kind, const Box& box, const ShapeLook& look,
                     float zoom);
/// A small tile with letters, as in tables: 22 × 15.
void draw_kind_tile(const Pen& pen, PictureKind kind, Point at);
/// In one colour, where colours are for something else.
void draw_kind_tile(const Pen& pen, PictureKind kind, Point at, Color color);
inline constexpr float kTileWidth = 22;
inline constexpr float kTileHeight = 15;

/// A badge of 16 pixels: 2 is critical, 1 high; nothing for 0.
void draw_severity(const Pen& pen, int weight, Point at, float zoom = 1);

enum class Sign : std::uint8_t { Plus, Minus, Changed, Unknown };
/// What became of something: 16 pixels.
void draw_sign(const Pen& pen, Sign sign, Point at);
/// "+" or "−" in a disc or tile of some colour, with arms of so many pixels.
void draw_plus_or_minus(const Pen& pen, bool plus, Point middle, float arm, Color color);

/// What kind of yes a cell is, 14 pixels.
void draw_mark(const Pen& pen, MatrixMark mark, Point middle);

}  // namespace rbacgraph::gui
