/// Where the rules of a role are written: in itself, or in the ClusterRoles that it aggregates.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// Does a controller write the rules of this role?
bool is_aggregated(const Snapshot& snapshot, RoleId role);

/// Remembers what aggregated roles select, which takes a look at every ClusterRole.
///
/// Thread rule: one thread at a time.
class WrittenRules {
 public:
  explicit WrittenRules(std::shared_ptr<const Snapshot> snapshot)
      : snapshot_(std::move(snapshot)) {}

  /// The roles in which a rule in force has to be removed so that it is gone from `role`: the role
  /// itself, or all ClusterRoles that contribute it along a chain of selections, and those on the
  /// way that have it written in themselves too: the controller leaves such rules where nothing
  /// else is selected, so that they may or may not have to go. Ascending, not empty.
  std::vector<RoleId> written_in(RoleId role, RuleId rule);

  /// The ClusterRoles from which rules come to an aggregated role along a chain of selections,
  /// itself left out. Empty for another role.
  const std::vector<RoleId>& selected_from(RoleId role);

 private:
  std::vector<RoleId> find_selected(RoleId first) const;

  std::shared_ptr<const Snapshot> snapshot_;
  std::map<RoleId, std::vector<RoleId>> selected_;
};

}  // namespace rbacgraph
