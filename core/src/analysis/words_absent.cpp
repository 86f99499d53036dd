#include "analysis/words_absent.h"

#include <algorithm>
#include <set>
#include <vector>

#include "rbacgraph/analysis/find_object.h"
#include "rbacgraph/base/text.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kMostSuggested = 3;
constexpr std::string_view kNodeUserPrefix = "system:node:";

/// "did you mean a, b?", or "".
std::string did_you_mean(std::string_view word, std::span<const std::string_view> choices) {
  std::string hint;
  for (const std::string& near : nearest(word, choices, kMostSuggested))
    hint.append(hint.empty() ? "did you mean " : ", ").append(near);
  if (!hint.empty()) hint.append("?");
  return hint;
}

/// Visits the namespaces of all objects, most of them more than once, and the empty one.
template <class Visit>
void for_each_namespace(const Snapshot& snapshot, Visit visit) {
  for (const Namespace& each : snapshot.namespaces()) visit(each.name);
  for (const Role& each : snapshot.roles()) visit(each.ns);
  for (const Binding& each : snapshot.bindings()) visit(each.ns);
  for (const ServiceAccount& each : snapshot.service_accounts()) visit(each.ns);
  for (const Workload& each : snapshot.workloads()) visit(each.ns);
}

/// "; did you mean sa:ci/runner?", or "".
std::string near_subjects(const Snapshot& snapshot, NamedKind kind, std::string_view word) {
  std::string_view prefix = "user:";
  if (kind == NamedKind::Group) prefix = "group:";
  if (kind == NamedKind::ServiceAccount) prefix = "sa:";
  std::vector<std::string> known;
  for (const ObjectRef& each : known_objects(snapshot, {kind}))
    known.push_back(each.ns.empty() ? each.name : each.ns + "/" + each.name);
  const std::vector<std::string_view> choices(known.begin(), known.end());
  std::string text;
  for (const std::string& near : nearest(word, choices, kMostSuggested))
    text.append(text.empty() ? "; did you mean " : ", ").append(prefix).append(near);
  if (!text.empty()) text.append("?");
  return text;
}

/// Groups that the API server itself puts users into, named by a binding or not.
bool is_of_every_cluster(std::string_view group) {
  return group == kMastersGroup || group == kAuthenticatedGroup || group == kUnauthenticatedGroup ||
         group == kNodesGroup || group.starts_with(kServiceAccountsGroup);
}

/// Does anybody say that the user is in groups besides those that the API server adds?
bool has_given_groups(const UserInfo& user) {
  const std::vector<std::string> implied = with_implied_groups(user.name, {});
  return std::ranges::any_of(user.groups, [&](const std::string& group) {
    return std::ranges::find(implied, group) == implied.end();
  });
}

/// Where no object has this namespace, and some have one: the hint with the nearest.
std::optional<std::string> near_namespaces(const Snapshot& snapshot, std::string_view ns) {
  // Comparing numbers is cheap; words are gathered only where there is something to tell.
  const std::optional<Name> asked = snapshot.names().find(ns);
  bool found = false;
  if (asked) for_each_namespace(snapshot, [&](Name each) { found = found || each == *asked; });
  if (found) return std::nullopt;
  std::set<std::string_view> known;
  for_each_namespace(snapshot, [&](Name each) {
    if (each != kEmptyName) known.insert(snapshot.text(each));
  });
  if (known.empty()) return std::nullopt;
  const std::vector<std::string_view> choices(known.begin(), known.end());
  return did_you_mean(ns, choices);
}

std::string nothing_in(std::string_view ns) {
  return "nothing that was read is in namespace \"" + std::string(ns) + "\"";
}

}  // namespace

std::optional<Diagnostic> absent_namespace(const Snapshot& snapshot, std::string_view ns) {
  std::optional<std::string> hint = near_namespaces(snapshot, ns);
  if (!hint) return std::nullopt;
  Diagnostic told;
  told.severity = Severity::Info;
  told.code = "unknown-namespace";
  told.message = nothing_in(ns) + ": only what is granted cluster-wide reaches it";
  told.hint = std::move(*hint);
  return told;
}

std::string absent_namespace_note(const Snapshot& snapshot, std::string_view ns) {
  const std::optional<std::string> hint = near_namespaces(snapshot, ns);
  if (!hint) return {};
  return nothing_in(ns) + (hint->empty() ? "" : "; " + *hint);
}

std::vector<std::string> types_in_rules(const Snapshot& snapshot, std::string_view resource) {
  const std::optional<Name> asked = snapshot.names().find(resource);
  if (!asked) return {};
  std::set<std::string_view> groups;
  for (const PolicyRule& rule : snapshot.distinct_rules()) {
    const std::span<const Name> resources = snapshot.names().list(rule.resources);
    if (std::ranges::find(resources, *asked) == resources.end()) continue;
    for (const Name group : snapshot.names().list(rule.api_groups))
      if (group != kEmptyName && group != kStarName) groups.insert(snapshot.text(group));
  }
  std::vector<std::string> types;
  for (const std::string_view group : groups)
    types.push_back(std::string(resource).append(".").append(group));
  return types;
}

std::string absent_account_note(const Snapshot& snapshot, std::string_view user) {
  const auto account = parse_service_account_user(user);
  if (!account) return {};
  const std::optional<Name> ns = snapshot.names().find(account->first);
  const std::optional<Name> name = snapshot.names().find(account->second);
  // Names that are not in the pool compare unequal to all that are.
  const bool exists = std::ranges::any_of(
      snapshot.service_accounts(),
      [&](const ServiceAccount& each) { return ns == each.ns && name == each.name; });
  const bool named = std::ranges::any_of(snapshot.bindings(), [&](const Binding& binding) {
    return std::ranges::any_of(binding.subjects, [&](const Subject& subject) {
      if (subject.kind == SubjectKind::User) return snapshot.text(subject.name) == user;
      return subject.kind == SubjectKind::ServiceAccount && name == subject.name &&
             ns == (subject.ns == kEmptyName ? binding.ns : subject.ns);
    });
  });
  if (exists || named) return {};
  const std::string absent = std::string(account->first) + "/" + std::string(account->second);
  return "no service account " + absent + " is in the input, and no binding names it" +
         near_subjects(snapshot, NamedKind::ServiceAccount, absent);
}

std::string absent_subject_note(const AccessGraph& graph, const SubjectRef& subject,
                                const UserInfo& user) {
  if (subject.kind == SubjectKind::ServiceAccount || parse_service_account_user(user.name))
    return absent_account_note(graph.snapshot(), user.name);
  if (graph.find_subject(subject.kind, "", subject.name) != kNoId<SubjectId>) return {};
  const bool is_group = subject.kind == SubjectKind::Group;
  if (is_group ? is_of_every_cluster(subject.name)
               : subject.name == kAnonymousUser || subject.name.starts_with(kNodeUserPrefix) ||
                     has_given_groups(user))
    return {};
  return (is_group ? "no binding names group:" : "no binding names user:") + subject.name +
         near_subjects(graph.snapshot(), is_group ? NamedKind::Group : NamedKind::User,
                       subject.name);
}

}  // namespace rbacgraph
