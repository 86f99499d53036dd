#include "canvas/camera.h"

#include <algorithm>

namespace rbacgraph::gui {
namespace {

constexpr float kMargin = 18;

}  // namespace

void Camera::pan(Point screen_pixels) {
  origin.x -= screen_pixels.x / scale;
  origin.y -= screen_pixels.y / scale;
}

void Camera::zoom(float factor, Point at) {
  const Point fixed = to_scene(at);
  scale = std::clamp(scale * factor, kSmallest, kLargest);
  origin = {fixed.x - at.x / scale, fixed.y - at.y / scale};
}

void Camera::fit(const Box& box, Point canvas, float largest) {
  const float across = std::max(canvas.x - 2 * kMargin, 1.0F) / std::max(box.width(), 1.0F);
  const float down = std::max(canvas.y - 2 * kMargin, 1.0F) / std::max(box.height(), 1.0F);
  scale = std::clamp(std::min({across, down, largest}), kSmallest, kLargest);
  origin.x = box.left - (canvas.x / scale - box.width()) / 2;
  origin.y = box.top - (canvas.y / scale - box.height()) / 2;
}

void Camera::show(const Box& box, Point canvas, float upper) {
  const Point first = to_screen({box.left, box.top});
  const Point last = to_screen({box.right, box.bottom});
  if (first.x < 0 || last.x > canvas.x) origin.x = box.middle().x - canvas.x / 2 / scale;
  if (first.y < upper || last.y > canvas.y) {
    origin.y = box.middle().y - (canvas.y + upper) / 2 / scale;
  }
}

}  // namespace rbacgraph::gui
