/// Draws a scene through a camera into a canvas on the screen. No layout, no queries: what is drawn
/// was placed before; what is out of sight is passed over.
///
/// How much is drawn depends on the scale and on how much there is in sight: names below 0.5 only
/// where they matter, below 0.25 dots; past 4 000 shapes straight lines without heads.
#pragma once

#include <optional>

#include "canvas/camera.h"
#include "canvas/pen.h"
#include "canvas/scene.h"
#include "state/content.h"

namespace rbacgraph::gui {

struct PaintState {
  std::optional<std::uint32_t> hovered;
  std::optional<std::uint32_t> selected;
  /// What is lit up; empty: everything as it is.
  const Chain* lit = nullptr;
};

/// What was drawn, for figures and tests.
struct PaintCount {
  std::size_t nodes = 0;
  std::size_t edges = 0;
};

/// `content` has a scene.
PaintCount paint(const Pen& pen, const Content& content, const Camera& camera, const Box& canvas,
                 const PaintState& state);

}  // namespace rbacgraph::gui
