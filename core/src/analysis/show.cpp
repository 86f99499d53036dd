#include "rbacgraph/analysis/show.h"

#include <algorithm>
#include <set>
#include <utility>

namespace rbacgraph {
namespace {

class Collector {
 public:
  Collector(Shown& shown, const ShowOptions& options)
      : shown_(shown), options_(options), snapshot_(shown.graph->snapshot()) {}

  void run() {
    switch (shown_.object.kind) {
      case NamedKind::ClusterRole:
      case NamedKind::Role: role(); break;
      case NamedKind::ClusterRoleBinding:
      case NamedKind::RoleBinding: binding(); break;
      case NamedKind::ServiceAccount: account(); break;
      case NamedKind::User: subject(); break;
      case NamedKind::Group: group(); break;
      case NamedKind::Namespace: name_space(); break;
      case NamedKind::Workload: workload(); break;
    }
    for (Diagnostic& told : shown_.access.diagnostics) shown_.about.push_back(std::move(told));
    shown_.access.diagnostics.clear();
    shown_.notes = shown_.access.notes;
    collect_diagnostics();
  }

 private:
  const ObjectRef& ref() const { return shown_.object.ref; }
  LookupFilter filter() const { return {options_.ns, std::nullopt}; }

  void role() {
    const RoleKind kind =
        shown_.object.kind == NamedKind::Role ? RoleKind::Role : RoleKind::ClusterRole;
    if (const auto id = snapshot_.find_role(kind, ref().ns, ref().name)) {
      shown_.role = *id;
      shown_.source = snapshot_.role(*id).source;
      if (kind == RoleKind::ClusterRole)
        shown_.aggregated_into = aggregated_into(snapshot_, ref().name);
    }
    shown_.access = lookup_role(shown_.graph, ref(), filter());
  }

  void binding() {
    const BindingKind kind = shown_.object.kind == NamedKind::RoleBinding
                                 ? BindingKind::RoleBinding
                                 : BindingKind::ClusterRoleBinding;
    shown_.access = lookup_binding(shown_.graph, ref(), {});
    const auto id = snapshot_.find_binding(kind, ref().ns, ref().name);
    if (!id) return;
    const Binding& binding = snapshot_.binding(*id);
    shown_.source = binding.source;
    shown_.role = snapshot_.role_of(*id);
    shown_.role_ref = role_referred_to(snapshot_, *id);
  }

  void subject() {
    const SubjectRef who = subject_of(shown_.object);
    shown_.access = lookup_subject(shown_.graph, Authorizer(shown_.graph->shared_snapshot()), who,
                                   options_.user_of(who), filter());
  }

  void group() {
    subject();
    if (options_.membership == nullptr) return;
    shown_.members = options_.membership->members_of(ref().name, kMaxListedMembers);
    shown_.member_count = options_.membership->count_members_of(ref().name);
  }

  void account() {
    subject();
    for (const ServiceAccount& each : snapshot_.service_accounts()) {
      if (snapshot_.text(each.name) != ref().name || snapshot_.text(each.ns) != ref().ns) continue;
      shown_.source = each.source;
      shown_.automount = each.automount_token.value_or(true);
    }
    for (std::uint32_t id = 0; id < snapshot_.workloads().size(); ++id) {
      const Workload& each = snapshot_.workloads()[id];
      if (snapshot_.text(each.service_account) == ref().name && snapshot_.text(each.ns) == ref().ns)
        shown_.workloads.push_back(make_id<WorkloadId>(id));
    }
    sort_workloads();
  }

  void workload() {
    shown_.account = account_of(snapshot_, ref());
    if (!shown_.account) return;
    shown_.source = snapshot_.workloads()[index_of(shown_.account->workload)].source;
    shown_.access =
        lookup_workload(shown_.graph, Authorizer(shown_.graph->shared_snapshot()), ref(),
                        *shown_.account, options_.user_of(shown_.account->account), filter());
  }

  void name_space() {
    const auto in_it = [&](Name ns) { return snapshot_.text(ns) == ref().name; };
    for (const Namespace& each : snapshot_.namespaces())
      if (in_it(each.name)) shown_.source = each.source;
    std::vector<BindingId> bindings;
    for (std::uint32_t id = 0; id < snapshot_.bindings().size(); ++id) {
      if (in_it(snapshot_.bindings()[id].ns)) bindings.push_back(make_id<BindingId>(id));
      if (snapshot_.bindings()[id].kind == BindingKind::ClusterRoleBinding) ++shown_.cluster_wide;
    }
    shown_.access = lookup_bindings(shown_.graph, bindings, ref(), {});
    for (std::uint32_t id = 0; id < snapshot_.roles().size(); ++id)
      if (in_it(snapshot_.roles()[id].ns)) shown_.roles.push_back(make_id<RoleId>(id));
    std::ranges::sort(shown_.roles, {},
                      [&](RoleId id) { return snapshot_.text(snapshot_.role(id).name); });
    for (const ServiceAccount& each : snapshot_.service_accounts()) {
      if (in_it(each.ns)) {
        shown_.accounts.push_back(
            {SubjectKind::ServiceAccount, ref().name, std::string(snapshot_.text(each.name))});
      }
    }
    std::ranges::sort(shown_.accounts);
    for (std::uint32_t id = 0; id < snapshot_.workloads().size(); ++id)
      if (in_it(snapshot_.workloads()[id].ns)) shown_.workloads.push_back(make_id<WorkloadId>(id));
    sort_workloads();
  }

  void sort_workloads() {
    std::ranges::sort(shown_.workloads, {}, [&](WorkloadId id) {
      const Workload& each = snapshot_.workloads()[index_of(id)];
      return std::pair(snapshot_.text(each.kind), snapshot_.text(each.name));
    });
  }

  /// Those about the object, and about bindings of it that miss their role.
  void collect_diagnostics() {
    std::set<ObjectRef> concerned{ref()};
    for (const LookupRow& row : shown_.access.rows) {
      if (shown_.access.role(row) != kNoId<RoleId>) continue;
      const Binding& binding = shown_.access.binding(row);
      concerned.insert({std::string(to_string(binding.kind)),
                        std::string(snapshot_.text(binding.ns)),
                        std::string(snapshot_.text(binding.name))});
    }
    for (const Diagnostic& each : snapshot_.diagnostics())
      if (each.object && concerned.contains(*each.object)) shown_.about.push_back(each);
  }

  Shown& shown_;
  const ShowOptions& options_;
  const Snapshot& snapshot_;
};

}  // namespace

Shown show(std::shared_ptr<const AccessGraph> graph, NamedObject object,
           const ShowOptions& options) {
  Shown shown;
  shown.graph = std::move(graph);
  shown.object = std::move(object);
  Collector(shown, options).run();
  return shown;
}

}  // namespace rbacgraph
