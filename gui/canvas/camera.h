/// Which part of a scene is seen, and how large.
///
/// Plain value; `origin` is the scene's point at the upper left corner of the canvas, `scale` the
/// screen pixels of one layout pixel.
#pragma once

#include "canvas/geometry.h"

namespace rbacgraph::gui {

struct Camera {
  static constexpr float kSmallest = 0.02F;
  static constexpr float kLargest = 4.0F;

  Point origin;
  float scale = 1;

  Point to_screen(Point point) const {
    return {(point.x - origin.x) * scale, (point.y - origin.y) * scale};
  }
  Point to_scene(Point point) const {
    return {point.x / scale + origin.x, point.y / scale + origin.y};
  }
  void pan(Point screen_pixels);
  /// The scene's point below `at` (of the canvas) stays there.
  void zoom(float factor, Point at);
  /// All of `box`, no larger than at `largest`; in a canvas of this size, with a margin.
  void fit(const Box& box, Point canvas, float largest);

  /// What of a box is out of sight comes into the middle of what is seen of a canvas of this size;
  /// of that the upper pixels don't count.
  void show(const Box& box, Point canvas, float upper);

  friend bool operator==(const Camera&, const Camera&) = default;
};

}  // namespace rbacgraph::gui
