/// Objects that say the same on both sides under different names.
#pragma once

#include "analysis/diff_conditions.h"
#include "analysis/diff_pairs.h"

namespace rbacgraph {

/// Sets `only_names` and `same_as` of the changes. A removed and an added role are the same where
/// kind, namespace and the rules in force are; bindings where kind, namespace and subjects are, and
/// both are to one role or to two that say the same.
void find_renames(const Snapshot& a, const Snapshot& b, DiffPairs& pairs,
                  const RoleConditions& conditions);

}  // namespace rbacgraph
