#include "analysis/diff_unknown.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "rbacgraph/analysis/lookup.h"

namespace rbacgraph {
namespace {

/// To whom a role that is not there is given, and in which namespace ("": cluster-wide).
using UnknownKey = std::tuple<SubjectRef, Name, ObjectRef>;
/// Of all bindings of a side; with an object that has to do with it, if one changed.
using UnknownGrants = std::map<UnknownKey, std::uint32_t>;

/// What no role could answer to gives nothing (SEMANTICS §2.4).
bool may_exist(const ObjectRef& role, const Binding& binding) {
  return role.kind == to_string(RoleKind::ClusterRole) ||
         (role.kind == to_string(RoleKind::Role) && binding.kind == BindingKind::RoleBinding);
}

UnknownGrants unknown_grants(const Snapshot& side, bool in_b, const DiffPairs& pairs,
                             const SubjectTable& table) {
  UnknownGrants grants;
  for (const ObjectPair<BindingId>& pair : pairs.bindings.pairs) {
    const BindingId id = in_b ? pair.b : pair.a;
    if (id == kNoId<BindingId> || side.role_of(id) != kNoId<RoleId>) continue;
    const Binding& binding = side.binding(id);
    const ObjectRef role = role_referred_to(side, id);
    if (!may_exist(role, binding)) continue;
    for (const SubjectId each : table.of(id)) {
      if (each == kNoId<SubjectId>) continue;
      const SubjectRef subject = ref_of_identity(side, table.identity(each));
      if (subject.kind == SubjectKind::ServiceAccount && subject.ns.empty()) continue;
      if (subject.kind == SubjectKind::Group && subject.name == kMastersGroup) continue;
      const auto [known, first_time] =
          grants.emplace(UnknownKey{subject, scope_of(binding).ns, role}, pair.change);
      if (!first_time) known->second = std::min(known->second, pair.change);
    }
  }
  return grants;
}

}  // namespace

std::vector<UnknownAccess> unknown_access(const Snapshot& a, const Snapshot& b,
                                          const DiffPairs& pairs, const SubjectTable& subjects_a,
                                          const SubjectTable& subjects_b) {
  const std::array<UnknownGrants, 2> sides{unknown_grants(a, false, pairs, subjects_a),
                                           unknown_grants(b, true, pairs, subjects_b)};
  std::vector<UnknownAccess> unknown;
  for (const bool gained : {true, false}) {
    for (const auto& [key, cause] : sides[gained ? 1 : 0]) {
      if (cause == kNoChange || sides[gained ? 0 : 1].contains(key)) continue;
      const auto& [subject, ns, role] = key;
      AccessScope scope{ns == kEmptyName, {}};
      if (!scope.cluster_wide) scope.namespaces.push_back(ns);
      unknown.push_back({gained, subject, scope, role, cause});
    }
  }
  std::ranges::stable_sort(unknown, {}, [&](const UnknownAccess& each) {
    const std::string_view ns =
        each.scope.cluster_wide ? "" : b.text(each.scope.namespaces.front());
    return std::tuple(!each.gained, each.subject, each.role, ns);
  });
  return unknown;
}

}  // namespace rbacgraph
