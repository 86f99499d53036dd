#include "rbacgraph/analysis/lookup.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "analysis/words_absent.h"

namespace rbacgraph {
namespace {

bool in_scope(const Snapshot& snapshot, const LookupFilter& filter, const Binding& binding) {
  return !filter.ns || binding.kind == BindingKind::ClusterRoleBinding ||
         snapshot.text(binding.ns) == *filter.ns;
}

/// The order of rows of one subject. Ids tell bindings of the same name apart.
auto order_of(const Snapshot& snapshot, const LookupRow& row) {
  const Binding& binding = snapshot.binding(row.binding);
  return std::tuple(binding.kind == BindingKind::RoleBinding, snapshot.text(binding.ns),
                    snapshot.text(binding.name), row.place);
}

void sort_rows(const Snapshot& snapshot, std::vector<LookupRow>& rows, std::size_t from = 0) {
  std::sort(rows.begin() + static_cast<std::ptrdiff_t>(from), rows.end(),
            [&](const LookupRow& a, const LookupRow& b) {
              if (a.subject != b.subject) return a.subject < b.subject;
              return order_of(snapshot, a) < order_of(snapshot, b);
            });
}

/// Appends the rows of one subject.
void add_rows_of(LookupAnswer& answer, const Authorizer& authorizer, std::uint32_t subject,
                 const UserInfo& user) {
  const Snapshot& snapshot = answer.graph->snapshot();
  const SubjectRef& who = answer.subjects[subject];
  const std::size_t from = answer.rows.size();
  std::vector<SubjectId> seen;  // of the binding at hand
  for (const Authorizer::AppliedBinding& place : authorizer.naming_subjects(user)) {
    const Binding& binding = snapshot.binding(place.binding);
    if (!in_scope(snapshot, answer.filter, binding)) continue;
    const SubjectId id = answer.graph->subject_of(place.binding, place.subject);
    if (answer.rows.size() == from || answer.rows.back().binding != place.binding) seen.clear();
    if (std::ranges::find(seen, id) != seen.end()) continue;
    seen.push_back(id);
    const Subject& named = binding.subjects[place.subject];
    const bool through_group =
        named.kind == SubjectKind::Group &&
        (who.kind != SubjectKind::Group || snapshot.text(named.name) != who.name);
    answer.rows.push_back({subject, place.binding, place.subject, through_group});
  }
  sort_rows(snapshot, answer.rows, from);
}

/// Appends the rows of bindings that name the subject itself.
void add_direct_rows(LookupAnswer& answer, std::uint32_t subject) {
  const Snapshot& snapshot = answer.graph->snapshot();
  const SubjectRef& who = answer.subjects[subject];
  const SubjectId id = answer.graph->find_subject(who.kind, who.ns, who.name);
  if (id == kNoId<SubjectId>) return;
  const std::size_t from = answer.rows.size();
  for (const AccessGraph::ReachedRole& reached : answer.graph->reach(id)) {
    if (!in_scope(snapshot, answer.filter, snapshot.binding(reached.binding))) continue;
    if (answer.rows.size() > from && answer.rows.back().binding == reached.binding) continue;
    answer.rows.push_back({subject, reached.binding, reached.subject, false});
  }
  sort_rows(snapshot, answer.rows, from);
}

void tell_of_scope(LookupAnswer& answer) {
  if (!answer.filter.ns) return;
  if (auto told = absent_namespace(answer.graph->snapshot(), *answer.filter.ns))
    answer.diagnostics.push_back(std::move(*told));
}

void tell_of_user(LookupAnswer& answer, const UserInfo& user) {
  if (std::ranges::find(user.groups, kMastersGroup) != user.groups.end()) {
    answer.notes.emplace_back(
        "a member of the group system:masters can do everything, whatever its bindings: the API "
        "server lets it pass before RBAC is asked");
  }
  if (std::ranges::find(user.groups, kNodesGroup) != user.groups.end())
    answer.notes.emplace_back("what the Node authorizer allows besides is not visible in RBAC");
  if (std::string absent = absent_account_note(answer.graph->snapshot(), user.name);
      !absent.empty())
    answer.notes.push_back(std::move(absent));
}

/// Whom the places of some bindings name.
class NamedSubjects {
 public:
  explicit NamedSubjects(LookupAnswer& answer)
      : answer_(answer), snapshot_(answer.graph->snapshot()) {}

  void add(BindingId id) {
    const Binding& binding = snapshot_.binding(id);
    if (!in_scope(snapshot_, answer_.filter, binding)) return;
    if (binding.subjects.empty() && !answer_.filter.kind)
      answer_.rows.push_back({LookupRow::kNobody, id, 0, false});
    const std::span<const SubjectId> ids = answer_.graph->subjects_of(id);
    std::set<SubjectId> seen;
    for (std::uint32_t place = 0; place < ids.size(); ++place) {
      const Subject& subject = binding.subjects[place];
      const bool known = ids[place] != kNoId<SubjectId>;
      if (known && !seen.insert(ids[place]).second) continue;
      const SubjectKind kind = known ? answer_.graph->identity(ids[place]).kind : subject.kind;
      if (answer_.filter.kind && kind != *answer_.filter.kind) continue;
      SubjectRef ref =
          known ? answer_.graph->subject_ref(ids[place])
                : SubjectRef{SubjectKind::Other, "", std::string(snapshot_.text(subject.name))};
      found_.push_back({std::move(ref), {0, id, place, false}});
    }
  }

  void finish() {
    std::ranges::sort(found_, {}, &Found::subject);
    for (Found& each : found_) {
      if (answer_.subjects.empty() || answer_.subjects.back() != each.subject)
        answer_.subjects.push_back(std::move(each.subject));
      each.row.subject = static_cast<std::uint32_t>(answer_.subjects.size() - 1);
      answer_.rows.push_back(each.row);
    }
    sort_rows(snapshot_, answer_.rows);
  }

 private:
  struct Found {
    SubjectRef subject;
    LookupRow row;
  };
  LookupAnswer& answer_;
  const Snapshot& snapshot_;
  std::vector<Found> found_;
};

std::string searched_name(const SubjectRef& subject) {
  return subject.kind == SubjectKind::ServiceAccount ? subject.ns + "/" + subject.name
                                                     : subject.name;
}

/// Those that bindings name and the accounts that exist, sorted.
std::vector<SubjectRef> matching_subjects(const AccessGraph& graph, const Pattern& pattern,
                                          const std::optional<SubjectKind>& kind) {
  const Snapshot& snapshot = graph.snapshot();
  std::vector<SubjectRef> found;
  const auto add = [&](SubjectRef subject) {
    if (pattern.found_in(searched_name(subject))) found.push_back(std::move(subject));
  };
  for (std::uint32_t id = 0; id < graph.subject_count(); ++id) {
    const Identity& who = graph.identity(make_id<SubjectId>(id));
    // An account without namespace is nobody.
    if (who.kind == SubjectKind::ServiceAccount && who.ns == kEmptyName) continue;
    if (!kind || who.kind == *kind) add(graph.subject_ref(make_id<SubjectId>(id)));
  }
  if (!kind || *kind == SubjectKind::ServiceAccount) {
    for (const ServiceAccount& account : snapshot.service_accounts()) {
      add({SubjectKind::ServiceAccount, std::string(snapshot.text(account.ns)),
           std::string(snapshot.text(account.name))});
    }
  }
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

bool refers_to(const Snapshot& snapshot, const Binding& binding, const ObjectRef& role) {
  if (snapshot.text(binding.role_ref.kind) != role.kind ||
      snapshot.text(binding.role_ref.name) != role.name)
    return false;
  return role.kind == to_string(RoleKind::ClusterRole) || snapshot.text(binding.ns) == role.ns;
}

}  // namespace

LookupAnswer lookup_subject(std::shared_ptr<const AccessGraph> graph, const Authorizer& authorizer,
                            SubjectRef subject, UserInfo user, LookupFilter filter) {
  LookupAnswer answer;
  answer.graph = std::move(graph);
  answer.filter = std::move(filter);
  answer.subjects.push_back(std::move(subject));
  const UserInfo& who = answer.user.emplace(std::move(user));
  add_rows_of(answer, authorizer, 0, who);
  tell_of_scope(answer);
  tell_of_user(answer, who);
  return answer;
}

LookupAnswer lookup_pattern(std::shared_ptr<const AccessGraph> graph, const Pattern& pattern,
                            std::string expression, LookupFilter filter,
                            const std::stop_token& stop) {
  LookupAnswer answer;
  answer.graph = std::move(graph);
  answer.by = LookupAnswer::By::Pattern;
  answer.pattern = std::move(expression);
  answer.filter = std::move(filter);
  answer.subjects = matching_subjects(*answer.graph, pattern, answer.filter.kind);
  for (std::uint32_t at = 0; at < answer.subjects.size(); ++at) {
    if (stop.stop_requested()) break;
    add_direct_rows(answer, at);
  }
  if (!answer.subjects.empty()) {
    answer.notes.emplace_back(
        "what they have through groups is not repeated for each: lookup SUBJECT tells it of one, "
        "lookup group:NAME what a group gives");
  }
  tell_of_scope(answer);
  return answer;
}

LookupAnswer lookup_role(std::shared_ptr<const AccessGraph> graph, const ObjectRef& role,
                         LookupFilter filter) {
  LookupAnswer answer;
  answer.graph = std::move(graph);
  answer.by = LookupAnswer::By::Role;
  answer.object = role;
  answer.filter = std::move(filter);
  const Snapshot& snapshot = answer.graph->snapshot();
  NamedSubjects subjects(answer);
  for (std::uint32_t id = 0; id < snapshot.bindings().size(); ++id)
    if (refers_to(snapshot, snapshot.bindings()[id], role)) subjects.add(make_id<BindingId>(id));
  subjects.finish();
  tell_of_scope(answer);
  if (role.kind != to_string(RoleKind::ClusterRole)) return answer;
  std::string into;
  for (const RoleId id : aggregated_into(snapshot, role.name))
    into.append(into.empty() ? "" : ", ").append(snapshot.text(snapshot.role(id).name));
  if (!into.empty()) {
    answer.notes.push_back("its rules are also put into the ClusterRoles that aggregate it (" +
                           into + "): who has one of those has them too");
  }
  return answer;
}

LookupAnswer lookup_bindings(std::shared_ptr<const AccessGraph> graph,
                             std::span<const BindingId> bindings, const ObjectRef& object,
                             LookupFilter filter) {
  LookupAnswer answer;
  answer.graph = std::move(graph);
  answer.by = LookupAnswer::By::Binding;
  answer.object = object;
  answer.filter = std::move(filter);
  NamedSubjects subjects(answer);
  for (const BindingId id : bindings) subjects.add(id);
  subjects.finish();
  return answer;
}

LookupAnswer lookup_binding(std::shared_ptr<const AccessGraph> graph, const ObjectRef& binding,
                            LookupFilter filter) {
  const BindingKind kind = binding.kind == to_string(BindingKind::RoleBinding)
                               ? BindingKind::RoleBinding
                               : BindingKind::ClusterRoleBinding;
  const auto id = graph->snapshot().find_binding(kind, binding.ns, binding.name);
  std::vector<BindingId> ids;
  if (id) ids.push_back(*id);
  return lookup_bindings(std::move(graph), ids, binding, std::move(filter));
}

std::optional<WorkloadAccount> account_of(const Snapshot& snapshot, const ObjectRef& workload) {
  const std::span<const Workload> all = snapshot.workloads();
  const auto found = std::ranges::find_if(all, [&](const Workload& each) {
    return snapshot.text(each.name) == workload.name && snapshot.text(each.ns) == workload.ns &&
           snapshot.text(each.kind) == workload.kind;
  });
  if (found == all.end()) return std::nullopt;
  WorkloadAccount result;
  result.workload = make_id<WorkloadId>(static_cast<std::size_t>(found - all.begin()));
  result.account = {SubjectKind::ServiceAccount, std::string(snapshot.text(found->ns)),
                    std::string(snapshot.text(found->service_account))};
  result.is_default = result.account.name == "default";
  const std::span<const ServiceAccount> accounts = snapshot.service_accounts();
  const auto account = std::ranges::find_if(accounts, [&](const ServiceAccount& each) {
    return each.ns == found->ns && each.name == found->service_account;
  });
  result.exists = account != accounts.end();
  // What the pod says counts before what the account says.
  if (const std::optional<bool>& mounts = found->automount_token; mounts) {
    if (!*mounts) result.token = TokenMount::OffByWorkload;
  } else if (result.exists && !account->automount_token.value_or(true)) {
    result.token = TokenMount::OffByAccount;
  }
  return result;
}

LookupAnswer lookup_workload(std::shared_ptr<const AccessGraph> graph, const Authorizer& authorizer,
                             const ObjectRef& workload, WorkloadAccount account, UserInfo user,
                             LookupFilter filter) {
  SubjectRef subject = account.account;
  LookupAnswer answer = lookup_subject(std::move(graph), authorizer, std::move(subject),
                                       std::move(user), std::move(filter));
  answer.by = LookupAnswer::By::Workload;
  answer.object = workload;
  answer.workload = std::move(account);
  return answer;
}

Powers powers_of(const LookupAnswer& answer, const LookupRow& row) {
  Powers powers;
  const RoleId role = answer.role(row);
  if (role == kNoId<RoleId>) return powers;
  const BindingScope scope = scope_of(answer.binding(row));
  for (const RuleEntry& entry : answer.graph->snapshot().rules(role))
    powers |= answer.powerful->of(entry.rule, scope);
  return powers;
}

void keep_powerful(LookupAnswer& answer) {
  answer.powerful = std::make_shared<const PowerfulRules>(answer.graph->shared_snapshot());
  std::erase_if(answer.rows, [&](const LookupRow& row) { return powers_of(answer, row).empty(); });
}

ObjectRef role_referred_to(const Snapshot& snapshot, BindingId binding) {
  const Binding& from = snapshot.binding(binding);
  const bool local = snapshot.text(from.role_ref.kind) == to_string(RoleKind::Role);
  return {std::string(snapshot.text(from.role_ref.kind)),
          local ? std::string(snapshot.text(from.ns)) : std::string(),
          std::string(snapshot.text(from.role_ref.name))};
}

std::vector<Name> contributors_of(const Snapshot& snapshot, RoleId role) {
  std::vector<Name> names;
  if (!snapshot.role(role).aggregation) return names;
  for (const RuleEntry& entry : snapshot.rules(role))
    if (entry.aggregated_from != kEmptyName) names.push_back(entry.aggregated_from);
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  std::ranges::sort(names, {}, [&](Name name) { return snapshot.text(name); });
  return names;
}

std::vector<RoleId> aggregated_into(const Snapshot& snapshot, std::string_view cluster_role) {
  std::vector<RoleId> roles;
  const std::optional<Name> name = snapshot.names().find(cluster_role);
  if (!name) return roles;
  for (std::uint32_t id = 0; id < snapshot.roles().size(); ++id) {
    const auto role = make_id<RoleId>(id);
    if (snapshot.role(role).aggregation &&
        std::ranges::find(snapshot.rules(role), *name, &RuleEntry::aggregated_from) !=
            snapshot.rules(role).end())
      roles.push_back(role);
  }
  std::ranges::sort(roles, {}, [&](RoleId id) { return snapshot.text(snapshot.role(id).name); });
  return roles;
}

}  // namespace rbacgraph
