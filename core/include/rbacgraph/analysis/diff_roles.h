/// Roles that changed and that nobody holds, on neither side: no access is gained or lost by them
/// yet, but whoever is given one gets other rules than before. An upgrade of the API server's own
/// roles is such a change where nobody is bound to `edit`.
#pragma once

#include <vector>

#include "rbacgraph/analysis/diff.h"

namespace rbacgraph {

struct UnheldRole {
  ObjectRef role;
  /// What its rules allow on one side only, as if somebody held it everywhere, or in the Role's
  /// namespace: without subject, causes and grants. Gained first, powerful first.
  std::vector<AccessChange> access;
};

/// Those that are on both sides and differ in the rules in force; not those that only hand their
/// rules on to aggregated roles. First those that come to give something powerful, then by kind,
/// namespace and name.
std::vector<UnheldRole> unheld_roles(const Diff& diff);

}  // namespace rbacgraph
