/// A picture, placed: what the painter draws and the mouse hits.
///
/// Made by a worker. Plain data. Nodes and edges are those of the picture,
/// under the same indices. A column's nodes stand from top to bottom and do not overlap, which is
/// what makes finding one by its place quick.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "canvas/geometry.h"
#include "rbacgraph/analysis/access_picture.h"

namespace rbacgraph::gui {

struct SceneEdge {
  /// A cubic curve: from, its handles, to.
  std::array<Point, 4> curve{};
  /// Of members of a group in the same column: drawn beside it.
  bool beside = false;
};

struct SceneColumn {
  Box box;
  std::string head;                  ///< "THROUGH"
  std::string detail;                ///< "11 bindings"
  std::vector<std::uint32_t> nodes;  ///< from top to bottom
};

/// Around what a namespace has in a column.
struct SceneFrame {
  Box box;
  std::string title;  ///< "ns argocd", printable
};

struct Scene {
  std::vector<Box> nodes;
  std::vector<SceneEdge> edges;
  std::vector<SceneColumn> columns;
  std::vector<SceneFrame> frames;
  Box bounds;
  /// By node: the edges at it.
  std::vector<std::vector<std::uint32_t>> edges_at;

  /// Where to begin to read a scene that is higher than what is in sight of it: at its top, but for
  /// parts where next to nothing stands.
  float opening(float height) const;

  /// The node at a point of the scene.
  std::optional<std::uint32_t> hit(Point point) const;
};

std::shared_ptr<const Scene> build_scene(const AccessPicture& picture);

/// Nodes and edges on some way through any of some nodes, from subjects to resources: what is lit
/// up with them.
struct Chain {
  std::vector<bool> nodes;
  std::vector<bool> edges;
  bool any = false;
};
Chain chain_through(const AccessPicture& picture, const Scene& scene,
                    std::span<const std::uint32_t> nodes);

}  // namespace rbacgraph::gui
