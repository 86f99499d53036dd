#include "policy/written_rules.h"

#include <algorithm>

#include "policy/aggregation.h"

namespace rbacgraph {
namespace {

bool has_rule(const Role& role, RuleId rule) {
  return std::ranges::find(role.rules, rule, &RuleEntry::rule) != role.rules.end();
}

bool selected_by(const NamePool& names, const Role& aggregated, const Role& role) {
  return std::ranges::any_of(aggregated.aggregation->selectors, [&](const LabelSelector& selector) {
    return selects(names, selector, role.labels);
  });
}

/// The ClusterRoles that a chain of selections leads to, the first one left out.
std::vector<RoleId> selected_from(const Snapshot& snapshot, RoleId first) {
  const std::span<const Role> roles = snapshot.roles();
  std::vector<bool> seen(roles.size(), false);
  std::vector<RoleId> found{first};
  seen[index_of(first)] = true;
  for (std::size_t at = 0; at < found.size(); ++at) {
    const Role& aggregated = snapshot.role(found[at]);
    if (!is_aggregated(snapshot, found[at])) continue;
    for (std::size_t id = 0; id < roles.size(); ++id) {
      if (seen[id] || roles[id].kind != RoleKind::ClusterRole) continue;
      if (!selected_by(snapshot.names(), aggregated, roles[id])) continue;
      seen[id] = true;
      found.push_back(make_id<RoleId>(id));
    }
  }
  found.erase(found.begin());
  return found;
}

}  // namespace

bool is_aggregated(const Snapshot& snapshot, RoleId role) {
  const std::optional<AggregationRule>& aggregation = snapshot.role(role).aggregation;
  return aggregation && is_valid(*aggregation) && snapshot.aggregation() != AggregationMode::Stored;
}

std::vector<RoleId> written_in(const Snapshot& snapshot, RoleId role, RuleId rule) {
  if (!is_aggregated(snapshot, role)) return {role};
  std::vector<RoleId> writers;
  for (const RoleId id : selected_from(snapshot, role)) {
    // What a server stored in an aggregated role is what was aggregated into it before.
    const bool stored = is_aggregated(snapshot, id) && snapshot.role(id).stored;
    if (!stored && has_rule(snapshot.role(id), rule)) writers.push_back(id);
  }
  if (writers.empty() || (!snapshot.role(role).stored && has_rule(snapshot.role(role), rule)))
    writers.push_back(role);
  std::ranges::sort(writers);
  return writers;
}

}  // namespace rbacgraph
