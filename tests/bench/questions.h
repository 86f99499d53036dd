/// Questions for a Snapshot, all different.
#pragma once

#include <cstddef>
#include <vector>

#include "rbacgraph/analysis/query.h"

namespace rbacgraph::bench {

/// Every type of the catalogue with every verb, in all namespaces, in one, and for one object.
std::vector<AccessQuery> questions(const Snapshot& snapshot, std::size_t count);

}  // namespace rbacgraph::bench
