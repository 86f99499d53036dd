/// What the controller `clusterrole-aggregation-controller` makes of ClusterRoles with an
/// aggregationRule (SEMANTICS §3.3).
#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/base/name_pool.h"
#include "rbacgraph/k8s/role.h"
#include "rbacgraph/policy/snapshot_builder.h"

namespace rbacgraph {

/// What labels begin with by which the API server's own roles select others.
inline constexpr std::string_view kAggregateLabel = "rbac.authorization.k8s.io/aggregate-to-";

/// The rules of aggregated roles, by index in `roles`: those of which the list differs from the one
/// written, or of which an entry has a contributor to name.
using AggregatedRules = std::unordered_map<std::uint32_t, std::vector<RuleEntry>>;

/// Adds what there is to tell (drift, selectors that are no selectors, the bound on size) to
/// `told`.
AggregatedRules aggregate(const NamePool& names, std::span<const Role> roles,
                          std::size_t distinct_rules, AggregationMode mode,
                          std::vector<Diagnostic>& told);

/// False: the API server's validation refuses a selector, and the controller's sync of the role
/// stops, so that its old rules stay.
bool is_valid(const AggregationRule& aggregation);

bool selects(const NamePool& names, const LabelSelector& selector,
             std::span<const std::pair<Name, Name>> labels);

}  // namespace rbacgraph
