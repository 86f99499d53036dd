/// RoleBinding and ClusterRoleBinding ("binding" is either of them).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "rbacgraph/base/name_pool.h"
#include "rbacgraph/base/source_ref.h"
#include "rbacgraph/k8s/subject.h"

namespace rbacgraph {

enum class BindingKind : std::uint8_t { ClusterRoleBinding, RoleBinding };

std::string_view to_string(BindingKind kind);

/// There is no namespace in a roleRef: a Role is looked up in the binding's own.
struct RoleRef {
  Name api_group = kEmptyName;  ///< not looked at by the authorizer
  Name kind = kEmptyName;       ///< "Role", "ClusterRole", or anything that never resolves
  Name name = kEmptyName;
  friend bool operator==(const RoleRef&, const RoleRef&) = default;
};

struct Binding {
  BindingKind kind = BindingKind::ClusterRoleBinding;
  Name ns = kEmptyName;  ///< "" for a ClusterRoleBinding
  Name name = kEmptyName;
  RoleRef role_ref;
  SourceRef source;
  std::vector<Subject> subjects;
};

}  // namespace rbacgraph
