#include "rbacgraph/base/version.h"

namespace rbacgraph {

std::string_view version() { return RBACGRAPH_VERSION; }

}  // namespace rbacgraph
