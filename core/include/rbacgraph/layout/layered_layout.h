/// Places boxes in given columns, so that their arrows cross little and run level.
///
/// For what Graphviz is too slow for, and for the desktop: linear in nodes and edges, but for
/// sorting. The columns are known (who, through, role, what); what is to be found is the order in
/// each, by barycentres in a few sweeps, and the heights, each as near to its neighbours' as the
/// boxes in between allow (isotonic regression: the best there is for an order).
///
/// A picture that would be a ribbon has several boxes side by side in the rows of its tallest
/// columns. Arrows to and from those go between the rows, see LayeredPass.
///
/// Pure function; equal input gives equal places. Any number of threads may ask.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace rbacgraph {

struct LayeredNode {
  std::uint32_t column = 0;  ///< 0, 1, … from left to right; a column may be empty
  double width = 0;
  double height = 0;
  std::uint32_t precedence = 0;  ///< in a column smaller ones stand above larger ones
  /// Those of one group and precedence stand together in a column, in a frame. 0: in none.
  std::uint32_t group = 0;
};

/// From a column to a later one. An edge within a column pulls nothing.
struct LayeredEdge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

struct LayeredGaps {
  double rows = 7;
  double columns = 60;  ///< at least; in tall pictures more, that arrows be less steep
  double beside = 24;   ///< between boxes of one row of a column
  double frame = 6;     ///< between a frame and what is in it
  double title = 14;    ///< above that at the top, for the frame's title
  /// Boxes go side by side while the height is more than this many times the width. 0: never.
  double most_aspect = 0;
};

struct LayeredPlace {
  double x = 0;  ///< of the left edge
  double y = 0;  ///< of the top edge
  friend bool operator==(const LayeredPlace&, const LayeredPlace&) = default;
};

/// The way of arrows past the boxes that stand beside one in its row: level with `y`, which is
/// between two rows, from `left` to the box, and from the box to `right`. Where nothing stands
/// there these are its own edges, and arrows come and go straight.
struct LayeredPass {
  double left = 0;
  double right = 0;
  double y = 0;
};

struct LayeredFrame {
  std::uint32_t group = 0;
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

struct LayeredLayout {
  std::vector<LayeredPlace> places;  ///< by node
  std::vector<LayeredPass> passes;   ///< by node
  std::vector<LayeredFrame> frames;  ///< by column, from above to below
  double width = 0;
  double height = 0;
};

/// Where nothing else decides, nodes of a column keep the order in which they are given.
LayeredLayout layered_layout(std::span<const LayeredNode> nodes, std::span<const LayeredEdge> edges,
                             const LayeredGaps& gaps = {});

}  // namespace rbacgraph
