/// The nearest misses of a question that is answered with no.
#pragma once

#include <cstdint>
#include <vector>

#include "rbacgraph/analysis/explain.h"

namespace rbacgraph {

/// Fills `misses` and `miss_count`. The explanation's query, user and graph are set.
void find_near_misses(const Authorizer& authorizer, Explanation& explanation);

}  // namespace rbacgraph
