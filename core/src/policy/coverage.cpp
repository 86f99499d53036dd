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

namespace {

/// Says that a gap of all namespaces hides nothing in this one. No kind is spelled like it.
std::string exception_key(std::size_t gap, std::string_view ns) {
  return std::to_string(gap).append(1, '\0').append(ns);
}

}  // namespace

/// A namespace that was wholly read is an exception to the gap of its kind that was told before:
/// another input, which is another gap, may know less of it.
void Coverage::add(CoverageEntry entry) {
  if (entry.state == CoverageState::Complete) {
    if (entry.ns.empty()) {
      complete_kinds_.insert(std::move(entry.kind));
      return;
    }
    for (std::size_t gap = gaps_.size(); gap-- > 0;) {
      if (gaps_[gap].kind != entry.kind || !gaps_[gap].ns.empty()) continue;
      complete_kinds_.insert(exception_key(gap, entry.ns));
      return;
    }
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
  const auto excepted = [&](const CoverageEntry& gap) {
    return complete_kinds_.contains(
        exception_key(static_cast<std::size_t>(&gap - gaps_.data()), ns));
  };
  return std::ranges::any_of(gaps_, [&](const CoverageEntry& gap) {
    const bool any_rbac_kind = gap.kind.empty();
    if (gap.kind == "ClusterRole" || gap.kind == "ClusterRoleBinding") return true;
    if (any_rbac_kind && gap.ns.empty()) return true;
    if (!any_rbac_kind && gap.kind != "Role" && gap.kind != "RoleBinding") return false;
    return !ns.empty() && (gap.ns.empty() ? !excepted(gap) : gap.ns == ns);
  });
}

}  // namespace rbacgraph
