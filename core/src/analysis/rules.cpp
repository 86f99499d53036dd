#include "rbacgraph/analysis/rules.h"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>
#include <utility>

#include "analysis/power_matcher.h"
#include "analysis/rule_use.h"
#include "analysis/words_absent.h"

namespace rbacgraph {
namespace {

/// What verbs are united for, within one scope.
struct AtomKey {
  bool is_url = false;
  Name api_group = kEmptyName;
  Name resource = kEmptyName;  // or the URL
  std::optional<Name> resource_name;
  std::optional<DeadReason> dead;
  friend auto operator<=>(const AtomKey&, const AtomKey&) = default;
};

/// Breaks the rules of one scope into atoms and unites their verbs.
class ScopeRules {
 public:
  ScopeRules(const Snapshot& snapshot, Name ns) : snapshot_(snapshot), ns_(ns) {}

  void add(const Grant& grant, const PolicyRule& rule) {
    const NamePool& names = snapshot_.names();
    for (const Name verb : names.list(rule.verbs)) {
      for (const Name group : names.list(rule.api_groups)) {
        for (const Name resource : names.list(rule.resources))
          add_resource(grant, verb, group, resource, names.list(rule.resource_names));
      }
      for (const Name url : names.list(rule.non_resource_urls)) {
        const std::optional<DeadReason> dead =
            ns_ == kEmptyName ? std::nullopt : std::optional(DeadReason::UrlThroughRoleBinding);
        add_atom(grant, verb, {true, kEmptyName, url, std::nullopt, dead});
      }
    }
  }

  /// In the order of RulesAnswer::items.
  std::vector<HeldRule> take() {
    std::vector<HeldRule> rules;
    rules.reserve(rules_.size());
    for (auto& [key, rule] : rules_) rules.push_back(std::move(rule));
    const auto text = [&](Name name) { return snapshot_.text(name); };
    std::ranges::sort(rules, [&](const HeldRule& a, const HeldRule& b) {
      const auto order = [&](const HeldRule& rule) {
        return std::tuple(rule.is_url, text(rule.api_group), text(rule.resource),
                          rule.resource_name ? text(*rule.resource_name) : std::string_view(),
                          rule.resource_name.has_value(), text(rule.url), rule.dead);
      };
      return order(a) < order(b);
    });
    return rules;
  }

 private:
  void add_resource(const Grant& grant, Name verb, Name group, Name resource,
                    std::span<const Name> resource_names) {
    const ResourceAtom atom{snapshot_.text(verb), snapshot_.text(group), snapshot_.text(resource)};
    if (resource_names.empty()) {
      return add_atom(
          grant, verb,
          {false, group, resource, std::nullopt, dead_reason(snapshot_, atom, std::nullopt, ns_)});
    }
    for (const Name name : resource_names) {
      add_atom(grant, verb,
               {false, group, resource, name, dead_reason(snapshot_, atom, name, ns_)});
    }
  }

  void add_atom(const Grant& grant, Name verb, const AtomKey& key) {
    HeldRule& rule = rules_[key];
    if (rule.verbs.empty()) {
      rule.ns = ns_;
      rule.is_url = key.is_url;
      rule.api_group = key.api_group;
      (key.is_url ? rule.url : rule.resource) = key.resource;
      rule.resource_name = key.resource_name;
      rule.dead = key.dead;
    }
    if (std::ranges::find(rule.verbs, verb) == rule.verbs.end()) rule.verbs.push_back(verb);
    if (rule.grants.empty() || rule.grants.back() != grant) rule.grants.push_back(grant);
  }

  const Snapshot& snapshot_;
  Name ns_;
  std::map<AtomKey, HeldRule> rules_;
};

/// Does a rule with this pattern reach the type? As the API server matches (SEMANTICS §2.4).
bool reaches(const Snapshot& snapshot, const HeldRule& rule, const AccessQuery& type) {
  if (rule.is_url != type.is_url()) return false;
  const NamePool& names = snapshot.names();
  if (rule.is_url) {
    const std::string_view pattern = snapshot.text(rule.url);
    return url_pattern_matches(pattern, type.non_resource_url);
  }
  const std::string_view group = names.text(rule.api_group);
  const std::string_view resource = names.text(rule.resource);
  if (group != "*" && group != type.group) return false;
  if (type.subresource.empty()) return resource == "*" || resource == type.resource;
  return resource == "*" || resource == type.resource + "/" + type.subresource ||
         resource == "*/" + type.subresource;
}

bool passes(const Snapshot& snapshot, const RulesFilter& filter, const HeldRule& rule) {
  if (!filter.verbs.empty() && std::ranges::none_of(rule.verbs, [&](Name verb) {
        return verb == kStarName ||
               std::ranges::find(filter.verbs, snapshot.text(verb)) != filter.verbs.end();
      }))
    return false;
  return filter.types.empty() || std::ranges::any_of(filter.types, [&](const AccessQuery& type) {
           return reaches(snapshot, rule, type);
         });
}

/// Which powerful permissions held rules give. A held rule is no rule that was written, so its
/// words are put together to one in a layer over the Snapshot's names.
class HeldPowers {
 public:
  explicit HeldPowers(const std::shared_ptr<const Snapshot>& snapshot)
      : names_(std::shared_ptr<const NamePool>(snapshot, &snapshot->names())),
        matcher_(names_, snapshot->catalog()) {}

  Powers of(const HeldRule& held) {
    if (held.is_url || held.dead) return {};
    const PolicyRule rule{.verbs = names_.intern_list(held.verbs),
                          .api_groups = names_.intern_list({&held.api_group, 1}),
                          .resources = names_.intern_list({&held.resource, 1}),
                          .resource_names = held.resource_name
                                                ? names_.intern_list({&*held.resource_name, 1})
                                                : kEmptyList};
    const BindingScope scope{
        held.cluster_wide() ? BindingKind::ClusterRoleBinding : BindingKind::RoleBinding, held.ns};
    return in_scope(names_, rule, matcher_.match(rule), scope);
  }

 private:
  NamePool names_;
  PowerMatcher matcher_;
};

/// Leaves those that give any, with what they give.
void keep_powerful(const std::shared_ptr<const Snapshot>& snapshot, std::vector<HeldRule>& rules) {
  HeldPowers powers(snapshot);
  for (HeldRule& rule : rules) rule.powers = powers.of(rule);
  std::erase_if(rules, [](const HeldRule& rule) { return rule.powers.empty(); });
}

/// The places where bindings name somebody, by scope: cluster-wide, then namespaces by name.
using PlacesByScope =
    std::map<std::uint32_t, std::pair<Name, std::vector<Authorizer::AppliedBinding>>>;

PlacesByScope places_by_scope(const AccessGraph& graph, const Authorizer& authorizer,
                              const RulesAnswer& answer) {
  const Snapshot& snapshot = graph.snapshot();
  PlacesByScope by_scope;
  for (const Authorizer::AppliedBinding& place : authorizer.naming_subjects(answer.user)) {
    const Binding& binding = snapshot.binding(place.binding);
    const bool local = binding.kind == BindingKind::RoleBinding;
    if (local && answer.filter.ns && snapshot.text(binding.ns) != *answer.filter.ns) continue;
    auto& [ns, places] = by_scope[local ? graph.namespace_rank(binding.ns) + 1 : 0];
    ns = local ? binding.ns : kEmptyName;
    places.push_back(place);
  }
  return by_scope;
}

void add_notes(RulesAnswer& answer) {
  const bool master =
      std::ranges::find(answer.user.groups, kMastersGroup) != answer.user.groups.end();
  if (master) {
    answer.notes.emplace_back(
        "a member of the group system:masters can do everything: the API server lets it pass "
        "before "
        "RBAC is asked; these are only the rules that bindings give");
  }
  if (std::ranges::find(answer.user.groups, kNodesGroup) != answer.user.groups.end())
    answer.notes.emplace_back("what the Node authorizer allows besides is not visible in RBAC");
  if (std::string absent = absent_subject_note(*answer.graph, answer.subject, answer.user);
      !absent.empty())
    answer.notes.push_back(std::move(absent));
  if (!answer.filter.ns) return;
  if (auto absent = absent_namespace(answer.graph->snapshot(), *answer.filter.ns))
    answer.diagnostics.push_back(std::move(*absent));
}

}  // namespace

PowerSet powers_of(const RulesAnswer& answer) {
  PowerSet all;
  for (const HeldRule& rule : answer.items) all |= rule.powers.all();
  return all;
}

RulesAnswer rules_of(std::shared_ptr<const AccessGraph> graph, const Authorizer& authorizer,
                     SubjectRef subject, UserInfo user, RulesFilter filter,
                     const std::stop_token& stop) {
  RulesAnswer answer;
  answer.graph = std::move(graph);
  answer.subject = std::move(subject);
  answer.user = std::move(user);
  answer.filter = std::move(filter);
  const Snapshot& snapshot = answer.graph->snapshot();
  for (const auto& [rank, scope] : places_by_scope(*answer.graph, authorizer, answer)) {
    if (stop.stop_requested()) break;
    ScopeRules rules(snapshot, scope.first);
    for (const Authorizer::AppliedBinding& place : scope.second) {
      const RoleId role = snapshot.role_of(place.binding);
      if (role == kNoId<RoleId>) {
        if (answer.unresolved.empty() || answer.unresolved.back() != place.binding)
          answer.unresolved.push_back(place.binding);
        continue;
      }
      const std::span<const RuleEntry> entries = snapshot.rules(role);
      for (std::uint32_t at = 0; at < entries.size(); ++at)
        rules.add({place.binding, at, place.subject}, snapshot.rule(entries[at].rule));
    }
    for (HeldRule& rule : rules.take())
      if (passes(snapshot, answer.filter, rule)) answer.items.push_back(std::move(rule));
  }
  if (answer.filter.powerful) keep_powerful(answer.graph->shared_snapshot(), answer.items);
  add_notes(answer);
  return answer;
}

}  // namespace rbacgraph
