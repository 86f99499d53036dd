#include "rbacgraph/k8s/binding.h"

namespace rbacgraph {

std::string_view to_string(BindingKind kind) {
  return kind == BindingKind::RoleBinding ? "RoleBinding" : "ClusterRoleBinding";
}

}  // namespace rbacgraph
