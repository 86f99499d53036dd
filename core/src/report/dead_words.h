/// Why no real request can use something, in words.
#pragma once

#include <string_view>

#include "rbacgraph/analysis/answer.h"

namespace rbacgraph {

/// A sentence that holds wherever the reason does; others name the namespace or the type.
std::string_view dead_text(DeadReason reason);

}  // namespace rbacgraph
