/// Places boxes in given columns, so that their arrows cross little and run level.
///
/// For what Graphviz is too slow for, and for the desktop: linear in nodes and edges, but for
/// sorting. The columns are known (who, through, role, what); what is to be found is the order in
/// each, by barycentres in a few sweeps, and the heights, each as near to its neighbours' as the
/// boxes in between allow (isotonic regression: the best there is for an order).
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
};

/// From a column to a later one. An edge within a column pulls nothing.
struct LayeredEdge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

struct LayeredGaps {
  double rows = 7;
  double columns = 60;
};

struct LayeredPlace {
  double x = 0;  ///< of the left edge
  double y = 0;  ///< of the top edge
  friend bool operator==(const LayeredPlace&, const LayeredPlace&) = default;
};

struct LayeredLayout {
  std::vector<LayeredPlace> places;  ///< by node
  double width = 0;
  double height = 0;
};

/// Where nothing else decides, nodes of a column keep the order in which they are given.
LayeredLayout layered_layout(std::span<const LayeredNode> nodes, std::span<const LayeredEdge> edges,
                             const LayeredGaps& gaps = {});

}  // namespace rbacgraph
