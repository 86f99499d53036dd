#include "analysis/diff_conditions.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <unordered_map>

#include "base/id_table.h"
#include "policy/aggregation.h"

namespace rbacgraph {
namespace {

// A world for each of their subsets.
constexpr std::size_t kMostToggled = 6;

std::vector<std::uint32_t> chosen(std::span<const std::uint32_t> objects, std::size_t subset) {
  std::vector<std::uint32_t> some;
  for (std::size_t at = 0; at < objects.size(); ++at)
    if ((subset >> at & 1U) != 0) some.push_back(objects[at]);
  return some;
}

bool contains(std::span<const std::uint32_t> sorted, std::uint32_t object) {
  return std::ranges::binary_search(sorted, object);
}

/// Does it matter whether this object is undone?
bool depends_on(const Condition& condition, std::size_t at) {
  const std::size_t bit = std::size_t{1} << at;
  for (std::size_t subset = 0; subset < condition.holds.size(); ++subset) {
    if ((subset & bit) == 0 && condition.holds[subset] != condition.holds[subset | bit])
      return true;
  }
  return false;
}

void drop(Condition& condition, std::size_t at) {
  const std::size_t bit = std::size_t{1} << at;
  std::vector<bool> holds;
  for (std::size_t subset = 0; subset < condition.holds.size(); ++subset)
    if ((subset & bit) == 0) holds.push_back(condition.holds[subset]);
  condition.holds = std::move(holds);
  condition.objects.erase(condition.objects.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

bool Condition::in_world(std::span<const std::uint32_t> undone) const {
  std::size_t subset = 0;
  for (std::size_t at = 0; at < objects.size(); ++at)
    if (contains(undone, objects[at])) subset |= std::size_t{1} << at;
  return holds[subset];
}

Condition make_condition(std::vector<std::uint32_t> objects,
                         const std::function<bool(std::span<const std::uint32_t> undone)>& holds) {
  Condition condition;
  condition.objects = std::move(objects);
  const std::size_t subsets = std::size_t{1} << condition.objects.size();
  for (std::size_t subset = 0; subset < subsets; ++subset)
    condition.holds.push_back(holds(chosen(condition.objects, subset)));
  for (std::size_t at = condition.objects.size(); at-- > 0;)
    if (!depends_on(condition, at)) drop(condition, at);
  return condition;
}

RoleConditions::RoleConditions(const Snapshot& a, const Snapshot& b, const DiffPairs& pairs)
    : a_(a), b_(b), pairs_(pairs), worlds_(a, b, pairs), known_(pairs.roles.pairs.size()) {
  find_canonical();
}

/// Rules are told apart by what they say, so that an object which says it in another order is not
/// taken for changed.
void RoleConditions::find_canonical() {
  std::map<std::vector<Name>, std::uint32_t> numbers;  // of lists by what they say
  std::unordered_map<NameList, std::uint32_t> number_of_list;
  const auto number = [&](NameList list) {
    const auto [known, first_time] = number_of_list.try_emplace(list, 0);
    if (first_time) {
      const std::span<const Name> words = b_.names().list(list);
      std::vector<Name> key(words.begin(), words.end());
      std::ranges::sort(key);
      key.erase(std::ranges::unique(key).begin(), key.end());
      const auto next = static_cast<std::uint32_t>(numbers.size());
      known->second = numbers.try_emplace(std::move(key), next).first->second;
    }
    return known->second;
  };
  using Key = std::array<std::uint32_t, 5>;
  std::vector<Key> keys;
  IdTable first;
  const std::span<const PolicyRule> rules = b_.distinct_rules();
  keys.reserve(rules.size());
  canonical_.reserve(rules.size());
  for (std::uint32_t at = 0; at < rules.size(); ++at) {
    const PolicyRule& rule = rules[at];
    keys.push_back({number(rule.verbs), number(rule.api_groups), number(rule.resources),
                    number(rule.resource_names), number(rule.non_resource_urls)});
    const std::uint64_t hash = hash_bytes(keys[at].data(), sizeof(Key));
    const auto same =
        first.find(hash, [&](std::uint32_t other) { return keys[other] == keys[at]; });
    if (!same) first.insert(hash, at);
    canonical_.push_back(make_id<RuleId>(same.value_or(at)));
  }
}

std::span<const RuleEntry> RoleConditions::rules_on(const Pair& pair, Side side) const {
  const RoleId id = side == Side::A ? pair.a : pair.b;
  if (id == kNoId<RoleId>) return {};
  return (side == Side::A ? a_ : b_).rules(id);
}

/// Are its rules worked out from those of others?
bool RoleConditions::is_computed(const Role& role) const {
  if (!role.aggregation || !is_valid(*role.aggregation)) return false;
  switch (b_.aggregation()) {
    case AggregationMode::Stored: return false;
    case AggregationMode::Auto: return !role.stored;
    case AggregationMode::Computed: break;
  }
  return true;
}

bool RoleConditions::is_fixed(std::uint32_t role) {
  const Pair& pair = pairs_.roles.pairs[role];
  if (pair.change == kNoChange && !is_computed(role)) return true;
  return rules_of(role).sometimes.empty();
}

bool RoleConditions::is_computed(std::uint32_t role) const {
  return std::ranges::any_of(std::array{Side::A, Side::B}, [&](Side side) {
    const Role* version = worlds_.role_on(role, side);
    return version != nullptr && is_computed(*version);
  });
}

bool RoleConditions::aggregates(std::uint32_t role) const {
  return std::ranges::any_of(std::array{Side::A, Side::B}, [&](Side side) {
    const Role* version = worlds_.role_on(role, side);
    return version != nullptr && version->aggregation;
  });
}

const RoleConditions::Rules& RoleConditions::rules_of(std::uint32_t role) {
  std::optional<Rules>& rules = known_[role];
  if (!rules) {
    const Pair& pair = pairs_.roles.pairs[role];
    rules = is_computed(role) ? aggregated_rules(role) : written_rules(pair);
  }
  return *rules;
}

std::vector<RuleId> RoleConditions::canonical_rules(const Pair& pair, Side side) const {
  std::vector<RuleId> rules;
  for (const RuleEntry& entry : rules_on(pair, side)) rules.push_back(canonical(entry.rule));
  std::ranges::sort(rules);
  rules.erase(std::ranges::unique(rules).begin(), rules.end());
  return rules;
}

RoleConditions::Rules RoleConditions::written_rules(const Pair& pair) const {
  Rules rules;
  if (pair.change == kNoChange) {
    rules.always = canonical_rules(pair, Side::B);
    return rules;
  }
  const std::vector<RuleId> in_a = canonical_rules(pair, Side::A);
  const std::vector<RuleId> in_b = canonical_rules(pair, Side::B);
  std::ranges::set_intersection(in_a, in_b, std::back_inserter(rules.always));
  const auto add = [&](const std::vector<RuleId>& one, const std::vector<RuleId>& other,
                       bool on_b) {
    std::vector<RuleId> alone;
    std::ranges::set_difference(one, other, std::back_inserter(alone));
    for (const RuleId rule : alone)
      rules.sometimes.emplace(rule, Condition{{pair.change}, {on_b, !on_b}});
  };
  add(in_a, in_b, false);
  add(in_b, in_a, true);
  return rules;
}

RoleConditions::Sources RoleConditions::sources_of(std::uint32_t role) {
  Sources sources;
  sources.roles = worlds_.contributors_of(role);
  const Pair& own = pairs_.roles.pairs[role];
  for (const RuleEntry& entry : rules_on(own, Side::A))
    sources.rules[canonical(entry.rule)].in_a = true;
  for (const RuleEntry& entry : rules_on(own, Side::B))
    sources.rules[canonical(entry.rule)].in_b = true;
  for (const std::uint32_t each : sources.roles) {
    const bool on_the_way = aggregates(each);
    const std::uint32_t change = pairs_.roles.pairs[each].change;
    if (change != kNoChange) {
      sources.changed.push_back(change);
      if (on_the_way) sources.on_the_way.push_back(change);
    }
    for (const Side side : {Side::A, Side::B}) {
      const Role* version = worlds_.role_on(each, side);
      if (version == nullptr) continue;
      if (on_the_way && !version->rules.empty()) sources.add_up = false;
      if (change == kNoChange) continue;
      for (const RuleEntry& entry : version->rules)
        sources.rules[canonical(entry.rule)].writers.insert(each);
    }
  }
  std::ranges::sort(sources.changed);
  std::ranges::sort(sources.on_the_way);
  return sources;
}

/// Does the role have it in a cluster of these roles, with some of the changes undone?
bool RoleConditions::has(std::uint32_t role, RuleId rule, const std::vector<std::uint32_t>& roles,
                         std::span<const std::uint32_t> undone) {
  const auto [known, first_time] =
      in_worlds_.try_emplace({roles, std::vector<std::uint32_t>(undone.begin(), undone.end())});
  std::vector<RuleId>& there = known->second;
  if (first_time) {
    for (const RuleEntry& entry : worlds_.rules_of(role, roles, known->first.second))
      there.push_back(canonical(entry.rule));
    std::ranges::sort(there);
  }
  return std::ranges::binary_search(there, rule);
}

/// By these changes alone. Where there are others, it is the sides that count.
Condition RoleConditions::condition_of(std::uint32_t role, RuleId rule, const Sources& sources,
                                       std::vector<std::uint32_t> toggled) {
  const Sources::Rule& of_rule = sources.rules.at(rule);
  const std::size_t all = toggled.size();
  return make_condition(std::move(toggled), [&](std::span<const std::uint32_t> undone) {
    if (undone.size() == all) return of_rule.in_a;
    return undone.empty() ? of_rule.in_b : has(role, rule, sources.roles, undone);
  });
}

/// Where many changed roles have a rule: each gives it under a condition of its own, and those that
/// are not changed do under another one.
std::vector<Condition> RoleConditions::conditions_by_writer(std::uint32_t role, RuleId rule,
                                                            const Sources& sources) {
  const auto is_on_the_way = [&](std::uint32_t each) { return aggregates(each); };
  std::vector<std::uint32_t> unchanged;
  std::vector<std::uint32_t> on_the_way;
  for (const std::uint32_t each : sources.roles) {
    if (is_on_the_way(each)) on_the_way.push_back(each);
    if (is_on_the_way(each) || pairs_.roles.pairs[each].change == kNoChange)
      unchanged.push_back(each);
  }
  std::vector<Condition> conditions;
  const auto add = [&](const std::vector<std::uint32_t>& roles,
                       std::vector<std::uint32_t> toggled) {
    std::ranges::sort(toggled);
    conditions.push_back(make_condition(
        std::move(toggled), [&](auto undone) { return has(role, rule, roles, undone); }));
    if (conditions.back().never()) conditions.pop_back();
  };
  add(unchanged, sources.on_the_way);
  if (!conditions.empty() && conditions.front().always()) return conditions;
  for (const std::uint32_t writer : sources.rules.at(rule).writers) {
    std::vector<std::uint32_t> roles = on_the_way;
    roles.insert(std::ranges::upper_bound(roles, writer), writer);
    std::vector<std::uint32_t> toggled = sources.on_the_way;
    toggled.push_back(pairs_.roles.pairs[writer].change);
    add(roles, std::move(toggled));
  }
  return conditions;
}

/// With many changed contributors only those are tried that have the rule.
std::vector<std::uint32_t> RoleConditions::toggled_for(const Sources& sources,
                                                       const Sources::Rule& rule) const {
  if (sources.changed.size() <= kMostToggled) return sources.changed;
  std::set<std::uint32_t> some(sources.on_the_way.begin(), sources.on_the_way.end());
  for (const std::uint32_t each : rule.writers) some.insert(pairs_.roles.pairs[each].change);
  return {some.begin(), some.end()};
}

/// The role has the rule where one of them holds.
std::vector<Condition> RoleConditions::conditions_of(std::uint32_t role, RuleId rule,
                                                     const Sources& sources) {
  const Sources::Rule& of_rule = sources.rules.at(rule);
  std::vector<std::uint32_t> toggled = toggled_for(sources, of_rule);
  if (toggled.empty()) return {make_condition({}, [](auto) { return true; })};
  if (toggled.size() > kMostToggled && sources.add_up && sources.on_the_way.size() < kMostToggled) {
    std::vector<Condition> conditions = conditions_by_writer(role, rule, sources);
    // The bound on what is aggregated counts for the sides, and not for so few roles.
    if (std::ranges::any_of(conditions, &Condition::in_a) == of_rule.in_a &&
        std::ranges::any_of(conditions, &Condition::in_b) == of_rule.in_b) {
      return conditions;
    }
  }
  if (toggled.size() > kMostToggled) toggled.resize(kMostToggled);
  return {condition_of(role, rule, sources, std::move(toggled))};
}

RoleConditions::Rules RoleConditions::aggregated_rules(std::uint32_t role) {
  const Sources sources = sources_of(role);
  in_worlds_.clear();
  Rules rules;
  for (const auto& [rule, of_rule] : sources.rules) {
    for (Condition& condition : conditions_of(role, rule, sources)) {
      if (condition.always()) {
        rules.always.push_back(rule);
      } else if (!condition.never()) {
        rules.sometimes.emplace(rule, std::move(condition));
      }
    }
  }
  return rules;
}

}  // namespace rbacgraph
