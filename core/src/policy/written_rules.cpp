#include "policy/written_rules.h"

#include <algorithm>

#include "policy/aggregation.h"

namespace rbacgraph {
namespace {

bool has_rule(const Role& role, RuleId rule) {
  return std::ranges::find(role.rules, rule, &RuleEntry::rule) != role.rules.end();
}

bool selected_by(const NamePool& names, const AggregationRule& aggregation, const Role& role) {
  return std::ranges::any_of(aggregation.selectors, [&](const LabelSelector& selector) {
    return selects(names, selector, role.labels);
  });
}

}  // namespace

bool is_aggregated(const Snapshot& snapshot, RoleId role) {
  const std::optional<AggregationRule>& aggregation = snapshot.role(role).aggregation;
  return aggregation && is_valid(*aggregation) && snapshot.aggregation() != AggregationMode::Stored;
}

std::vector<RoleId> WrittenRules::find_selected(RoleId first) const {
  const std::span<const Role> roles = snapshot_->roles();
  std::vector<bool> seen(roles.size(), false);
  std::vector<RoleId> found{first};
  seen[index_of(first)] = true;
  for (std::size_t at = 0; at < found.size(); ++at) {
    const std::optional<AggregationRule>& aggregation = snapshot_->role(found[at]).aggregation;
    if (!aggregation || !is_aggregated(*snapshot_, found[at])) continue;
    for (std::size_t id = 0; id < roles.size(); ++id) {
      if (seen[id] || roles[id].kind != RoleKind::ClusterRole) continue;
      if (!selected_by(snapshot_->names(), *aggregation, roles[id])) continue;
      seen[id] = true;
      found.push_back(make_id<RoleId>(id));
    }
  }
  found.erase(found.begin());
  return found;
}

const std::vector<RoleId>& WrittenRules::selected_from(RoleId role) {
  static const std::vector<RoleId> none;
  if (!is_aggregated(*snapshot_, role)) return none;
  const auto [at, first_time] = selected_.try_emplace(role);
  if (first_time) at->second = find_selected(role);
  return at->second;
}

std::vector<RoleId> WrittenRules::written_in(RoleId role, RuleId rule) {
  if (!is_aggregated(*snapshot_, role)) return {role};
  std::vector<RoleId> writers;
  for (const RoleId id : selected_from(role)) {
    // What a server stored in an aggregated role is what was aggregated into it before.
    const bool stored = is_aggregated(*snapshot_, id) && snapshot_->role(id).stored;
    if (!stored && has_rule(snapshot_->role(id), rule)) writers.push_back(id);
  }
  if (writers.empty() || (!snapshot_->role(role).stored && has_rule(snapshot_->role(role), rule)))
    writers.push_back(role);
  std::ranges::sort(writers);
  return writers;
}

}  // namespace rbacgraph
