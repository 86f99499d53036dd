/// Positions in a file are found by reading it again: in the order of the file that is one pass,
/// in any other many.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <tuple>
#include <vector>

#include "rbacgraph/base/source_ref.h"

namespace rbacgraph {

/// `what(item)` of each, in their order, but asked for in the order of the items' `source`.
template <class Item, class What>
auto in_file_order(const std::vector<Item>& items, What what) {
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t at) {
    return std::tuple(items[at].source.source, items[at].source.offset, at);
  });
  std::vector<decltype(what(items.front()))> told(items.size());
  for (const std::size_t at : order) told[at] = what(items[at]);
  return told;
}

}  // namespace rbacgraph
