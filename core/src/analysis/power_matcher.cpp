#include "analysis/power_matcher.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace rbacgraph {
namespace {

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> pieces;
  while (!words.empty()) {
    const std::size_t blank = std::min(words.find(' '), words.size());
    pieces.emplace_back(words.substr(0, blank));
    words.remove_prefix(std::min(blank + 1, words.size()));
  }
  return pieces;
}

}  // namespace

PowerMatcher::PowerMatcher(const NamePool& names, const ResourceCatalog& catalog) : names_(names) {
  const std::span<const PowerfulPermission> table = powerful_permissions();
  for (std::size_t row = 0; row < table.size(); ++row) {
    for (const PowerRequests& requests : table[row].requests) {
      add(row, table[row], requests, catalog);
    }
  }
  classifiers_.reserve(requests_.size());
  for (std::size_t at = 0; at < requests_.size(); ++at) {
    const AccessQuery& query = requests_[at].query;
    classifiers_.emplace_back(names, catalog, query);
    const ResolvedResource words = resolve(
        names, ResourceRequest{.resource = query.resource, .subresource = query.subresource});
    for (const Name word : {words.resource, words.any_subresource})
      if (word != kNoId<Name>) by_resource_.emplace_back(word, at);
  }
  std::ranges::sort(by_resource_);
}

void PowerMatcher::add(std::size_t row, const PowerfulPermission& permission,
                       const PowerRequests& requests, const ResourceCatalog& catalog) {
  for (const std::string& type : split(requests.resources)) {
    for (const std::string& verb : split(requests.verbs)) {
      Request request{row, permission.counts, {}};
      AccessQuery& query = request.query;
      const std::size_t slash = std::min(type.find('/'), type.size());
      query.verb = verb;
      query.resource = type.substr(0, slash);
      query.subresource = slash < type.size() ? type.substr(slash + 1) : "";
      if (requests.group == kAnyPowerGroup) {
        query.any_resource = true;  // of those that `by_resource_` leads to: "*" alone
      } else {
        query.group = requests.group;
        query.place = catalog.check_place(verb, query.group, query.resource, query.subresource);
      }
      requests_.push_back(std::move(request));
    }
  }
}

PowerfulRules::ByScope PowerMatcher::match(const PolicyRule& rule,
                                           std::span<const PolicyRule> except) const {
  PowerfulRules::ByScope powers;
  for (const Name word : names_.list(rule.resources)) {
    if (word == kStarName) {
      for (std::size_t at = 0; at < requests_.size(); ++at)
        add_if_allowed(at, rule, except, powers);
      break;
    }
    for (const auto& [resource, at] : std::ranges::equal_range(
             by_resource_, word, {}, [](const auto& each) { return each.first; }))
      add_if_allowed(at, rule, except, powers);
  }
  // A rule with an empty name among others may give one and the same both ways.
  powers.cluster_wide |= Powers{};
  powers.in_namespace |= Powers{};
  return powers;
}

void PowerMatcher::add_if_allowed(std::size_t at, const PolicyRule& rule,
                                  std::span<const PolicyRule> except,
                                  PowerfulRules::ByScope& to) const {
  const Request& request = requests_[at];
  const RuleUse use = classifiers_[at].use_of(rule);
  if (use != RuleUse::Yes && use != RuleUse::Named) return;
  const auto takes_it = [&](const PolicyRule& other) {
    const RuleUse of_other = classifiers_[at].use_of(other);
    return of_other == RuleUse::Yes ||
           (of_other == RuleUse::Named && other.resource_names == rule.resource_names);
  };
  if (std::ranges::any_of(except, takes_it)) return;
  count(request, {use == RuleUse::Named, classifiers_[at].scope_of(rule)}, to);
}

void PowerMatcher::count(const Request& request, const Matched& matched,
                         PowerfulRules::ByScope& to) {
  const auto give = [&](Powers& powers) {
    (matched.named ? powers.only_named : powers.whole).insert(request.row);
  };
  if (request.counts != PowerScope::InNamespace) give(to.cluster_wide);
  if (request.counts == PowerScope::ClusterWide) return;
  switch (matched.place) {
    case CheckScope::Namespaced: return give(to.in_namespace);
    case CheckScope::NamespaceObject: return to.own_namespace.insert(request.row);
    case CheckScope::Cluster: break;  // dead through a RoleBinding
  }
}

Powers in_scope(const NamePool& names, const PolicyRule& rule, const PowerfulRules::ByScope& powers,
                const BindingScope& scope) {
  if (scope.kind == BindingKind::ClusterRoleBinding) return powers.cluster_wide;
  Powers given = powers.in_namespace;
  if (!powers.own_namespace.empty() && name_matches(names, rule, scope.ns))
    given |= Powers{.whole = {}, .only_named = powers.own_namespace};
  return given;
}

}  // namespace rbacgraph
