#include "analysis/path_step.h"

#include <algorithm>
#include <utility>

#include "analysis/rule_use.h"
#include "rbacgraph/analysis/lookup.h"

namespace rbacgraph {
namespace {

/// Everything that the API server takes for the same user: it compares user names, and an account's
/// is "system:serviceaccount:NAMESPACE:NAME" (SEMANTICS §2.3), even where no account is called so.
std::vector<SubjectRef> spellings(const SubjectRef& subject) {
  std::vector<SubjectRef> all{subject};
  if (subject.kind == SubjectKind::ServiceAccount)
    all.push_back({SubjectKind::User, "", service_account_user(subject.ns, subject.name)});
  if (subject.kind != SubjectKind::User || !subject.name.starts_with(kServiceAccountUserPrefix))
    return all;
  const std::string rest = subject.name.substr(kServiceAccountUserPrefix.size());
  for (std::size_t colon = rest.find(':'); colon != std::string::npos;
       colon = rest.find(':', colon + 1))
    all.push_back({SubjectKind::ServiceAccount, rest.substr(0, colon), rest.substr(colon + 1)});
  return all;
}

}  // namespace

PathStepper::PathStepper(const AccessGraph& graph, const PathEnd& from, const PathEnd& to,
                         const PathOptions& options)
    : graph_(graph), snapshot_(graph.snapshot()), to_(to), options_(options) {
  if (options.groups_of_from && from.object) from_ = account_or_subject(*from.object);
  if (!to.object) judge_.emplace(snapshot_, to_.resource);
  if (const std::optional<PathPlace> end = place_of(to)) end_ = Node(end->kind, end->id);
  for (const PathEnd& without : options.without) {
    if (const std::optional<PathPlace> place = place_of(without)) {
      excluded_.emplace_back(place->kind, place->id);
    }
  }
}

/// The subject that an object is or runs as.
std::optional<SubjectRef> PathStepper::account_or_subject(const NamedObject& object) const {
  if (object.kind == NamedKind::ServiceAccount || object.kind == NamedKind::User)
    return subject_of(object);
  const std::optional<WorkloadAccount> account = account_of(snapshot_, object.ref);
  return account ? std::optional(account->account) : std::nullopt;
}

std::optional<PathPlace> PathStepper::place_of(const PathEnd& end) {
  using Kind = PathPlaceKind;
  if (!end.object) return PathPlace{Kind::Resource, 0};
  const ObjectRef& ref = end.object->ref;
  const auto place = [](Kind kind, auto id) -> std::optional<PathPlace> {
    if (!id) return std::nullopt;
    return PathPlace{kind, static_cast<std::uint32_t>(*id)};
  };
  switch (end.object->kind) {
    case NamedKind::ClusterRole:
      return place(Kind::Role, snapshot_.find_role(RoleKind::ClusterRole, "", ref.name));
    case NamedKind::Role:
      return place(Kind::Role, snapshot_.find_role(RoleKind::Role, ref.ns, ref.name));
    case NamedKind::ClusterRoleBinding:
      return place(Kind::Binding,
                   snapshot_.find_binding(BindingKind::ClusterRoleBinding, "", ref.name));
    case NamedKind::RoleBinding:
      return place(Kind::Binding,
                   snapshot_.find_binding(BindingKind::RoleBinding, ref.ns, ref.name));
    case NamedKind::ServiceAccount:
    case NamedKind::User:
    case NamedKind::Group: return subject_place(subject_of(*end.object));
    case NamedKind::Namespace: return place(Kind::Namespace, snapshot_.names().find(ref.name));
    case NamedKind::Workload: break;
  }
  const std::optional<WorkloadAccount> account = account_of(snapshot_, ref);
  return account ? place(Kind::Workload, std::optional(account->workload)) : std::nullopt;
}

bool PathStepper::is_end(const PathPlace& place) const {
  return end_ == Node(place.kind, place.id);
}

bool PathStepper::is_excluded(const PathPlace& place) const {
  return std::ranges::find(excluded_, Node(place.kind, place.id)) != excluded_.end();
}

PathPlace PathStepper::subject_place(const SubjectRef& subject) const {
  const auto [place, is_new] =
      numbers_.emplace(subject, static_cast<std::uint32_t>(subjects_.size()));
  if (is_new) subjects_.push_back(subject);
  return {PathPlaceKind::Subject, place->second};
}

void PathStepper::add(Steps& steps, const PathPlace& to, PathHop hop) const {
  if (!is_excluded(to)) steps.push_back({to, std::move(hop)});
}

std::vector<PathStep> PathStepper::steps_from(const PathPlace& from) const {
  Steps steps;
  switch (from.kind) {
    case PathPlaceKind::Namespace:
      // One that a binding gives access in is an end.
      if (from.binding == kNoId<BindingId>) add_from_namespace(steps, Name{from.id});
      break;
    case PathPlaceKind::Workload: {
      const Workload& workload = snapshot_.workloads()[from.id];
      const SubjectRef account{SubjectKind::ServiceAccount,
                               std::string(snapshot_.text(workload.ns)),
                               std::string(snapshot_.text(workload.service_account))};
      add(steps, subject_place(account), {.edge = PathEdge::RunsAs});
      break;
    }
    case PathPlaceKind::Subject: add_from_subject(steps, SubjectRef(subjects_[from.id])); break;
    case PathPlaceKind::Binding: add_from_binding(steps, BindingId{from.id}); break;
    case PathPlaceKind::Role: add_from_role(steps, from); break;
    case PathPlaceKind::Resource: break;
  }
  return steps;
}

void PathStepper::add_from_namespace(Steps& steps, Name ns) const {
  for (std::uint32_t id = 0; id < snapshot_.workloads().size(); ++id) {
    if (snapshot_.workloads()[id].ns == ns) {
      add(steps, {PathPlaceKind::Workload, id}, {.edge = PathEdge::Contains});
    }
  }
  std::string accounts(kServiceAccountsGroup);
  accounts.append(":").append(snapshot_.text(ns));
  for (const SubjectRef& account : options_.membership->members_of(accounts)) {
    if (account.kind == SubjectKind::ServiceAccount && account.ns == snapshot_.text(ns)) {
      add(steps, subject_place(account), {.edge = PathEdge::Contains});
    }
  }
}

void PathStepper::add_from_subject(Steps& steps, const SubjectRef& subject) const {
  if (subject.kind != SubjectKind::Group) {
    for (const std::string& group : groups_of(subject)) {
      const SubjectRef ref{SubjectKind::Group, "", group};
      const PathPlace place = subject_place(ref);
      // Of a group that nothing names no way leads on.
      if (is_end(place) || group == kMastersGroup ||
          graph_.find_subject(SubjectKind::Group, "", group) != kNoId<SubjectId>)
        add(steps, place, {.edge = PathEdge::MemberOf});
    }
  } else if (subject.name == kMastersGroup) {
    add_superuser(steps);
  }
  for (const SubjectRef& spelling : spellings(subject)) {
    const SubjectId id = graph_.find_subject(spelling.kind, spelling.ns, spelling.name);
    if (id != kNoId<SubjectId>) add_bindings(steps, id);
  }
  // Several spellings in one binding are one step.
  std::ranges::stable_sort(steps, {}, [](const PathStep& step) { return step.to; });
  const auto repeated = std::ranges::unique(steps, {}, &PathStep::to);
  steps.erase(repeated.begin(), repeated.end());
}

std::vector<std::string> PathStepper::groups_of(const SubjectRef& subject) const {
  if (options_.groups_of_from && subject == from_) return *options_.groups_of_from;
  return options_.membership->groups_of(subject);
}

/// Its members pass before RBAC is asked, whatever they ask for (SEMANTICS §2.3).
void PathStepper::add_superuser(Steps& steps) const {
  if (judge_) {
    add(steps, {PathPlaceKind::Resource, 0}, {.edge = PathEdge::Superuser});
  } else if (end_ && end_->first == PathPlaceKind::Namespace) {
    add(steps, {PathPlaceKind::Namespace, end_->second}, {.edge = PathEdge::Superuser});
  }
}

void PathStepper::add_bindings(Steps& steps, SubjectId id) const {
  const Identity& who = graph_.identity(id);
  // An account without namespace in a ClusterRoleBinding is nobody.
  if (who.kind == SubjectKind::ServiceAccount && who.ns == kEmptyName) return;
  for (const AccessGraph::ReachedRole& reached : graph_.reach(id)) {
    if (!concerns_namespace(snapshot_.binding(reached.binding))) continue;
    add(steps, {PathPlaceKind::Binding, static_cast<std::uint32_t>(index_of(reached.binding))},
        {.edge = PathEdge::BoundBy, .binding = reached.binding, .subject = reached.subject});
  }
}

void PathStepper::add_from_binding(Steps& steps, BindingId id) const {
  const RoleId role = snapshot_.role_of(id);
  if (role == kNoId<RoleId>) return;
  add(steps, {PathPlaceKind::Role, static_cast<std::uint32_t>(index_of(role)), id},
      {.edge = PathEdge::RefersTo, .binding = id, .role = role});
  if (!end_ || end_->first != PathPlaceKind::Namespace) return;
  const Name ns{end_->second};
  const Binding& binding = snapshot_.binding(id);
  if (binding.kind == BindingKind::RoleBinding && binding.ns != ns) return;
  if (std::ranges::any_of(snapshot_.rules(role), [&](const RuleEntry& entry) {
        return usable_in_namespace(snapshot_, snapshot_.rule(entry.rule), ns);
      })) {
    add(steps, {PathPlaceKind::Namespace, end_->second, id},
        {.edge = PathEdge::GivesIn, .binding = id});
  }
}

void PathStepper::add_from_role(Steps& steps, const PathPlace& from) const {
  const RoleId id{from.id};
  if (end_ && end_->first == PathPlaceKind::Role) {
    for (const Name name : contributors_of(snapshot_, id)) {
      const auto role = snapshot_.find_role(RoleKind::ClusterRole, "", snapshot_.text(name));
      if (role && *role != id) {
        add(steps, {PathPlaceKind::Role, static_cast<std::uint32_t>(index_of(*role)), from.binding},
            {.edge = PathEdge::AggregatedFrom, .role = *role});
      }
    }
  }
  if (!judge_) return;
  // A path that begins at a role takes it as far as any binding could.
  const Role& role = snapshot_.role(id);
  const BindingScope scope =
      from.binding != kNoId<BindingId> ? scope_of(snapshot_.binding(from.binding))
      : role.kind == RoleKind::Role    ? BindingScope{BindingKind::RoleBinding, role.ns}
                                       : BindingScope{};
  PathHop hop{.edge = PathEdge::Allows, .binding = from.binding, .role = id};
  const std::span<const RuleEntry> rules = snapshot_.rules(id);
  for (std::uint32_t at = 0; at < rules.size(); ++at) {
    const auto rule = judge_->match(rules[at].rule);
    if (!rule) continue;
    const GrantJudge::Judgement judgement = judge_->judge(*rule, scope);
    const auto* gives = std::get_if<Gives>(&judgement);
    if (gives == nullptr) continue;
    hop.rules.push_back(at);
    if (*gives != Gives::Everywhere && *gives != Gives::InNamespace) hop.named_rules.push_back(at);
  }
  if (!hop.rules.empty()) add(steps, {PathPlaceKind::Resource, 0, from.binding}, std::move(hop));
}

bool PathStepper::concerns_namespace(const Binding& binding) const {
  return !options_.ns || binding.kind == BindingKind::ClusterRoleBinding ||
         snapshot_.text(binding.ns) == *options_.ns;
}

PathHop PathStepper::hop(const PathStep& step) const {
  PathHop hop = step.hop;
  hop.to = ref(step.to);
  return hop;
}

ObjectRef PathStepper::ref(const PathPlace& place) const {
  const auto text = [&](Name name) { return std::string(snapshot_.text(name)); };
  switch (place.kind) {
    case PathPlaceKind::Namespace: return {"Namespace", "", text(Name{place.id})};
    case PathPlaceKind::Workload: {
      const Workload& workload = snapshot_.workloads()[place.id];
      return {text(workload.kind), text(workload.ns), text(workload.name)};
    }
    case PathPlaceKind::Subject: {
      const SubjectRef& subject = subjects_[place.id];
      return {std::string(to_string(subject.kind)), subject.ns, subject.name};
    }
    case PathPlaceKind::Binding: {
      const Binding& binding = snapshot_.binding(BindingId{place.id});
      return {std::string(to_string(binding.kind)), text(binding.ns), text(binding.name)};
    }
    case PathPlaceKind::Role: {
      const Role& role = snapshot_.role(RoleId{place.id});
      return {std::string(to_string(role.kind)), text(role.ns), text(role.name)};
    }
    case PathPlaceKind::Resource: break;
  }
  return {};
}

}  // namespace rbacgraph
