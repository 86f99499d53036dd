/// Which objects of the input are those that an API server makes itself (SEMANTICS §3.4).
///
/// They are recognised by what they say and not by how they are called: a role named `view`, or
/// one that begins with `system:`, is the server's only if its rules are.
#pragma once

#include <string>
#include <vector>

#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

struct SystemParts {
  std::uint64_t same = 0;          ///< objects that say what the server's own say
  std::vector<RoleId> same_roles;  ///< of these the roles, and
  std::vector<BindingId> same_bindings;
  std::vector<ObjectRef> changed;  ///< of the same name, and say something else; sorted
  std::vector<ObjectRef> absent;   ///< not in the input; sorted
};

/// Compares with the default policy of one version, read into a Snapshot of its own. Objects that
/// were added from built-in text (`--with-default-policy`) count as absent: the input lacks them.
///
/// Rules and subjects are compared whatever their order. The rules of a role that aggregates are
/// the cluster's business (every add-on may contribute), so that of one only the selectors are.
SystemParts system_parts(const Snapshot& snapshot, const Snapshot& default_policy);

}  // namespace rbacgraph
