/// What a subject can do, as manifests: Roles and bindings of its own that grant the same.
#pragma once

#include <iosfwd>

#include "rbacgraph/analysis/rules.h"

namespace rbacgraph {

/// Writes a ClusterRole with a ClusterRoleBinding for what holds cluster-wide, and a Role with a
/// RoleBinding for each namespace: YAML documents that `kubectl apply` takes. The bindings name
/// `answer.subject` alone, so that it keeps this access when the bindings of its groups, or shared
/// roles, are taken away; rules that allow alike are written as one.
///
/// Dead rules, which nobody can use, are left out; a comment counts them. The objects' names are
/// made from the subject's, with "~" and two hexadecimal digits for what no name may hold.
void write_manifest(std::ostream& out, const RulesAnswer& answer);

}  // namespace rbacgraph
