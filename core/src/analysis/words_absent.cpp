#include "analysis/words_absent.h"

#include <algorithm>
#include <set>
#include <vector>

#include "rbacgraph/base/text.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kMostSuggested = 3;

/// Visits the namespaces of all objects, most of them more than once, and the empty one.
template <class Visit>
void for_each_namespace(const Snapshot& snapshot, Visit visit) {
  for (const Namespace& each : snapshot.namespaces()) visit(each.name);
  for (const Role& each : snapshot.roles()) visit(each.ns);
  for (const Binding& each : snapshot.bindings()) visit(each.ns);
  for (const ServiceAccount& each : snapshot.service_accounts()) visit(each.ns);
  for (const Workload& each : snapshot.workloads()) visit(each.ns);
}

}  // namespace

std::optional<Diagnostic> absent_namespace(const Snapshot& snapshot, std::string_view ns) {
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
  Diagnostic told;
  told.severity = Severity::Info;
  told.code = "unknown-namespace";
  told.message = "nothing that was read is in namespace \"" + std::string(ns) +
                 "\": only what is granted cluster-wide reaches it";
  const std::vector<std::string_view> choices(known.begin(), known.end());
  for (const std::string& near : nearest(ns, choices, kMostSuggested))
    told.hint.append(told.hint.empty() ? "did you mean " : ", ").append(near);
  if (!told.hint.empty()) told.hint.append("?");
  return told;
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
  return "no service account " + std::string(account->first) + "/" + std::string(account->second) +
         " is in the input, and no binding names it";
}

}  // namespace rbacgraph
