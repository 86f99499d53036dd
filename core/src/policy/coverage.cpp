#include "rbacgraph/policy/coverage.h"

#include <algorithm>
#include <array>

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
  key += entry.only_unbound ? 'u' : ' ';
  if (known_.insert(std::move(key)).second) gaps_.push_back(std::move(entry));
}

bool Coverage::is_recorded_complete(std::string_view kind) const {
  return complete_kinds_.contains(kind) || complete_kinds_.contains("");
}

bool Coverage::is_excepted(const CoverageEntry& gap, std::string_view ns) const {
  return complete_kinds_.contains(exception_key(static_cast<std::size_t>(&gap - gaps_.data()), ns));
}

bool Coverage::may_hide_grant(std::string_view ns) const {
  return std::ranges::any_of(gaps_, [&](const CoverageEntry& gap) {
    const bool any_rbac_kind = gap.kind.empty();
    if (gap.only_unbound) return false;
    if (gap.kind == "ClusterRole" || gap.kind == "ClusterRoleBinding") return true;
    if (any_rbac_kind && gap.ns.empty()) return true;
    if (!any_rbac_kind && gap.kind != "Role" && gap.kind != "RoleBinding") return false;
    return !ns.empty() && (gap.ns.empty() ? !is_excepted(gap, ns) : gap.ns == ns);
  });
}

bool Coverage::may_miss(std::string_view kind, std::optional<std::string_view> ns) const {
  constexpr std::array<std::string_view, 4> kRbac{"Role", "ClusterRole", "RoleBinding",
                                                  "ClusterRoleBinding"};
  const bool is_rbac = std::ranges::find(kRbac, kind) != kRbac.end();
  return std::ranges::any_of(gaps_, [&](const CoverageEntry& gap) {
    if (gap.kind != kind && !(gap.kind.empty() && is_rbac)) return false;
    return !ns || (gap.ns.empty() ? !is_excepted(gap, *ns) : gap.ns == *ns);
  });
}

void Coverage::doubt_unbound() {
  for (CoverageEntry& gap : gaps_) gap.only_unbound = false;
}

}  // namespace rbacgraph
