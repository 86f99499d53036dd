/// The rules that aggregated roles have in the worlds between the two sides of a diff.
///
/// Thread rule: one thread at a time; it remembers what it worked out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "analysis/diff_pairs.h"
#include "policy/aggregation.h"

namespace rbacgraph {

class RoleWorlds {
 public:
  enum class Side : std::uint8_t { A, B };

  RoleWorlds(const Snapshot& a, const Snapshot& b, const DiffPairs& pairs);

  /// Null where the role is not there.
  const Role* role_on(std::uint32_t role, Side side) const;
  /// The pairs from which rules may come to this one in some world, and itself; ascending.
  std::vector<std::uint32_t> contributors_of(std::uint32_t role);
  /// The rules of one of `roles` in a cluster of no other ClusterRoles, in which of the changes
  /// those of `undone` are undone; none where the role is not there. Both lists ascend. What is
  /// returned lives until the next call.
  std::span<const RuleEntry> rules_of(std::uint32_t role, const std::vector<std::uint32_t>& roles,
                                      const std::vector<std::uint32_t>& undone);

 private:
  struct World {
    AggregatedRules rules;
    std::vector<std::uint32_t> places;  ///< of each role: its index in `rules`, or kNowhere
  };

  bool may_select(std::uint32_t aggregated, std::uint32_t other) const;
  const std::vector<std::uint32_t>& selected_by(std::uint32_t role);
  const Role* role_in(std::uint32_t role, const std::vector<std::uint32_t>& undone) const;
  const World& world_of(const std::vector<std::uint32_t>& roles,
                        const std::vector<std::uint32_t>& undone);

  const Snapshot& a_;
  const Snapshot& b_;
  const DiffPairs& pairs_;
  std::vector<std::uint32_t> cluster_roles_;  // pairs that some aggregation may be about
  std::vector<std::optional<std::vector<std::uint32_t>>> selected_;  // by pair
  std::vector<std::uint32_t> roles_of_worlds_;
  std::map<std::vector<std::uint32_t>, World> worlds_;  // of those roles, by what is undone
  std::size_t size_of_worlds_ = 0;
};

}  // namespace rbacgraph
