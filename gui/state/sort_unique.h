/// Lists without twins.
#pragma once

#include <algorithm>
#include <vector>

namespace rbacgraph::gui {

template <class Value>
void sort_unique(std::vector<Value>& values) {
  std::ranges::sort(values);
  const auto rest = std::ranges::unique(values);
  values.erase(rest.begin(), rest.end());
}

}  // namespace rbacgraph::gui
