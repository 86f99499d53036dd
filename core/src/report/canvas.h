/// What our own drawings are drawn on: one drawing, and a writer for each format that shows it.
///
/// Units are points; y grows downwards; colours are "#RRGGBB" or "white", and "" is none. What is
/// drawn later lies on top. Text is printable and not escaped. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "layout/text_width.h"

namespace rbacgraph {

enum class Dashes : std::uint8_t { None, Long, Short, Frame };

struct Pen {
  std::string_view fill;
  std::string_view stroke;
  double width = 1;
  Dashes dashes = Dashes::None;
};

struct CanvasPoint {
  double x = 0;
  double y = 0;
};

struct CanvasBox {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  double radius = 0;  ///< of the corners
};

/// A way from the left to the right: level lines, and curves with two handles.
struct CanvasPath {
  struct Step {
    std::optional<std::pair<CanvasPoint, CanvasPoint>> handles;  ///< of a curve
    CanvasPoint to;                                              ///< as high as before without
  };
  CanvasPoint start;
  std::vector<Step> steps;
};

enum class TextAnchor : std::uint8_t { Start, Middle };

struct CanvasText {
  CanvasPoint at;  ///< of the line that letters stand on
  std::string_view text;
  TextSize how;
  std::string_view color;
  TextAnchor anchor = TextAnchor::Start;
};

class Canvas {
 public:
  Canvas() = default;
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;
  virtual ~Canvas() = default;

  /// What belongs together: `name` is "node", "edge" or "frame"; `id` may be "".
  virtual void open(std::string_view name, const std::string& id, std::string_view tooltip) = 0;
  virtual void close() = 0;
  virtual void box(const CanvasBox& box, const Pen& pen) = 0;
  virtual void polygon(std::span<const CanvasPoint> corners, const Pen& pen) = 0;
  virtual void path(const CanvasPath& path, const Pen& pen) = 0;
  virtual void text(const CanvasText& text) = 0;
};

}  // namespace rbacgraph
