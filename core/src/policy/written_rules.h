/// Where the rules of a role are written: in itself, or in the ClusterRoles that it aggregates.
#pragma once

#include <vector>

#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// Does a controller write the rules of this role?
bool is_aggregated(const Snapshot& snapshot, RoleId role);

/// The roles in which a rule in force has to be removed so that it is gone from `role`: the role
/// itself, or all ClusterRoles that contribute it along a chain of selections, and those on the way
/// that have it written in themselves too: the controller leaves such rules where nothing else is
/// selected, so that they may or may not have to go. Ascending, not empty.
std::vector<RoleId> written_in(const Snapshot& snapshot, RoleId role, RuleId rule);

}  // namespace rbacgraph
