#include "rbacgraph/analysis/completeness.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rbacgraph {
namespace {

/// The kinds of which there is no object although one could change an answer, bindings first:
/// without them nothing is granted. A kind of role that no binding misses could not.
std::vector<std::string_view> kinds_without_object(const Snapshot& snapshot) {
  const auto has_binding = [&](BindingKind kind) {
    return std::ranges::any_of(snapshot.bindings(),
                               [&](const Binding& binding) { return binding.kind == kind; });
  };
  const auto missed = [&](RoleKind kind) {
    for (std::uint32_t id = 0; id < snapshot.bindings().size(); ++id) {
      if (snapshot.role_of(make_id<BindingId>(id)) == kNoId<RoleId> &&
          snapshot.text(snapshot.bindings()[id].role_ref.kind) == to_string(kind))
        return true;
    }
    return false;
  };
  const auto has_role = [&](RoleKind kind) {
    return std::ranges::any_of(snapshot.roles(),
                               [&](const Role& role) { return role.kind == kind; });
  };
  // One that is there and could not be read is told as that, and where it is known that there is
  // none, nothing is missing.
  const auto told = [&](std::string_view kind) {
    return snapshot.coverage().is_recorded_complete(kind) ||
           std::ranges::any_of(snapshot.coverage().gaps(), [&](const CoverageEntry& gap) {
             return gap.kind == kind && gap.ns.empty();
           });
  };
  std::vector<std::string_view> absent;
  for (const BindingKind kind : {BindingKind::ClusterRoleBinding, BindingKind::RoleBinding})
    if (!has_binding(kind) && !told(to_string(kind))) absent.push_back(to_string(kind));
  for (const RoleKind kind : {RoleKind::ClusterRole, RoleKind::Role}) {
    if (!has_role(kind) && missed(kind) && !told(to_string(kind))) {
      absent.push_back(to_string(kind));
    }
  }
  return absent;
}

std::string absent_message(std::string_view kind) {
  return "no " + std::string(kind) + "s in the input: answers are lower bounds";
}

}  // namespace

bool has_policy(const Snapshot& snapshot) {
  return !snapshot.roles().empty() || !snapshot.bindings().empty();
}

std::vector<Diagnostic> absent_kinds(const Snapshot& snapshot) {
  std::vector<Diagnostic> result;
  for (const std::string_view kind : kinds_without_object(snapshot)) {
    Diagnostic diagnostic;
    diagnostic.severity = Severity::Warning;
    diagnostic.code = "kind-absent";
    diagnostic.message = absent_message(kind);
    diagnostic.incomplete = true;
    result.push_back(std::move(diagnostic));
  }
  return result;
}

std::vector<Gap> gaps(const Snapshot& snapshot) {
  std::vector<Gap> result;
  for (const CoverageEntry& entry : snapshot.coverage().gaps())
    result.push_back({entry.kind, entry.ns, to_string(entry.state), entry.why});
  for (const std::string_view kind : kinds_without_object(snapshot))
    result.push_back({std::string(kind), "", "absent", absent_message(kind)});
  return result;
}

bool may_hide_any_grant(const Snapshot& snapshot) {
  constexpr std::array<std::string_view, 5> kKinds{"", "ClusterRole", "ClusterRoleBinding", "Role",
                                                   "RoleBinding"};
  return std::ranges::any_of(snapshot.coverage().gaps(), [&](const CoverageEntry& gap) {
    return !gap.only_unbound && std::ranges::find(kKinds, gap.kind) != kKinds.end();
  });
}

bool may_hide_grant(const Snapshot& snapshot, const AccessQuery& query) {
  const bool anywhere = !query.ns && !query.is_url() && query.place.scope != CheckScope::Cluster;
  return anywhere ? may_hide_any_grant(snapshot)
                  : snapshot.coverage().may_hide_grant(query.ns.value_or(""));
}

bool is_incomplete(const Snapshot& snapshot) {
  return !snapshot.coverage().complete() || !kinds_without_object(snapshot).empty() ||
         std::ranges::any_of(snapshot.diagnostics(), &Diagnostic::incomplete);
}

}  // namespace rbacgraph
