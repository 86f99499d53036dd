#include "rbacgraph/k8s/role.h"

namespace rbacgraph {

std::string_view to_string(RoleKind kind) {
  return kind == RoleKind::Role ? "Role" : "ClusterRole";
}

}  // namespace rbacgraph
