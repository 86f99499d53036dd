#include "rbacgraph/policy/coverage.h"

#include <algorithm>

namespace rbacgraph {

std::string_view to_string(CoverageState state) {
  switch (state) {
    case CoverageState::Complete: return "complete";
    case CoverageState::Partial: return "partial";
    case CoverageState::Refused: return "refused";
  }
  return {};
}

void Coverage::add(CoverageEntry entry) {
  if (entry.state == CoverageState::Complete) {
    if (entry.ns.empty()) complete_kinds_.insert(std::move(entry.kind));
    return;
  }
  std::string key = entry.kind;
  for (const std::string_view part : {std::string_view(entry.ns), std::string_view(entry.why)})
    key.append(1, '\0').append(part);
  key += static_cast<char>(entry.state);
  if (known_.insert(std::move(key)).second) gaps_.push_back(std::move(entry));
}

bool Coverage::is_recorded_complete(std::string_view kind) const {
  return complete_kinds_.contains(kind) || complete_kinds_.contains("");
}

bool Coverage::may_hide_grant(std::string_view ns) const {
  return std::ranges::any_of(gaps_, [&](const CoverageEntry& gap) {
    const bool any_rbac_kind = gap.kind.empty();
    if (gap.kind == "ClusterRole" || gap.kind == "ClusterRoleBinding") return true;
    if (any_rbac_kind && gap.ns.empty()) return true;
    if (!any_rbac_kind && gap.kind != "Role" && gap.kind != "RoleBinding") return false;
    return !ns.empty() && (gap.ns.empty() || gap.ns == ns);
  });
}

}  // namespace rbacgraph
