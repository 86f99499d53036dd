#include "analysis/lint_dead.h"

#include <algorithm>
#include <optional>

#include "analysis/rule_use.h"

namespace rbacgraph {
namespace {

struct ResourceDeath {
  bool dead = true;
  bool unreachable = true;  ///< for its scope, and not for its names
};

ResourceDeath death_of(const Snapshot& snapshot, const PolicyRule& rule, Name resource, Name ns) {
  const NamePool& names = snapshot.names();
  ResourceDeath death;
  const auto look = [&](const ResourceAtom& atom, std::optional<Name> name) {
    const std::optional<DeadReason> reason = dead_reason(snapshot, atom, name, ns);
    if (!reason) death.dead = false;
    if (reason != DeadReason::ClusterScopedThroughRoleBinding) death.unreachable = false;
  };
  for (const Name verb : names.list(rule.verbs)) {
    for (const Name group : names.list(rule.api_groups)) {
      const ResourceAtom atom{names.text(verb), names.text(group), names.text(resource)};
      if (rule.resource_names == kEmptyList) look(atom, std::nullopt);
      for (const Name name : names.list(rule.resource_names)) look(atom, name);
      if (!death.dead) return {.dead = false, .unreachable = false};
    }
  }
  return death;
}

}  // namespace

DeadWords dead_words(const Snapshot& snapshot, const PolicyRule& rule, Name ns) {
  const NamePool& names = snapshot.names();
  DeadWords words;
  // A rule without verbs or groups is invalid, which is told elsewhere.
  if (rule.verbs == kEmptyList) return words;
  std::size_t alive = 0;
  if (rule.api_groups != kEmptyList) {
    for (const Name resource : names.list(rule.resources)) {
      const ResourceDeath death = death_of(snapshot, rule, resource, ns);
      if (!death.dead) ++alive;
      if (death.dead && death.unreachable) words.unreachable.emplace_back(names.text(resource));
    }
  }
  for (const Name url : names.list(rule.non_resource_urls))
    words.unreachable.emplace_back(names.text(url));
  const bool says_something = (rule.api_groups != kEmptyList && rule.resources != kEmptyList) ||
                              rule.non_resource_urls != kEmptyList;
  words.whole = says_something && alive == 0;
  return words;
}

bool depends_on_namespace(const Snapshot& snapshot, const PolicyRule& rule) {
  return rule.resource_names != kEmptyList &&
         std::ranges::any_of(snapshot.names().list(rule.resources), [&](Name resource) {
           return snapshot.text(resource).starts_with("namespaces");
         });
}

}  // namespace rbacgraph
