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
// Sets that are looked at until the search gives up.
constexpr std::size_t kMostSetsTried = 5'000;

using Sets = std::vector<std::vector<std::uint32_t>>;

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
  for (std::size_t subset = 0; subset < condition.holds.size(); ++subset)
    if ((subset & bit) == 0 && condition.holds[subset] != condition.holds[subset | bit])
      return true;
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

/// Sets of one size after the other. A set that does not do it has to grow by an object of one of
/// the conditions: while some still hold, of any of these; while none holds, of any at all.
Sets undo_sets(std::span<const Condition* const> conditions, bool any) {
  Sets found;
  std::set<std::vector<std::uint32_t>> now{{}};
  std::size_t tried = 0;
  while (!now.empty()) {
    std::set<std::vector<std::uint32_t>> larger;
    for (const std::vector<std::uint32_t>& undone : now) {
      if (++tried > kMostSetsTried || found.size() == kMaxUndoSets) return found;
      const auto smaller = [&](const std::vector<std::uint32_t>& set) {
        return std::ranges::includes(undone, set);
      };
      if (std::ranges::any_of(found, smaller)) continue;
      const auto holding = std::ranges::find_if(
          conditions, [&](const Condition* each) { return each->in_world(undone); });
      if ((holding != conditions.end()) == any) {
        found.push_back(undone);
        continue;
      }
      const auto first = any ? conditions.begin() : holding;
      const auto last = any ? conditions.end() : holding + 1;
      for (auto each = first; each != last; ++each) {
        for (const std::uint32_t object : (*each)->objects) {
          if (contains(undone, object)) continue;
          std::vector<std::uint32_t> more = undone;
          more.insert(std::ranges::upper_bound(more, object), object);
          larger.insert(std::move(more));
        }
      }
    }
    now = std::move(larger);
  }
  return found;
}

RoleConditions::RoleConditions(const Snapshot& a, const Snapshot& b, const DiffPairs& pairs)
    : a_(a), b_(b), pairs_(pairs), known_(pairs.roles.pairs.size()) {
  find_canonical();
  for (std::uint32_t at = 0; at < pairs.roles.pairs.size(); ++at) {
    const Pair& pair = pairs.roles.pairs[at];
    bool concerned = false;
    for (const Side side : {Side::A, Side::B}) {
      const Role* role = role_on(pair, side);
      if (role == nullptr || role->kind != RoleKind::ClusterRole) continue;
      concerned = true;
    }
    if (concerned) cluster_roles_.push_back(at);
  }
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

const Role* RoleConditions::role_on(const Pair& pair, Side side) const {
  const RoleId id = side == Side::A ? pair.a : pair.b;
  if (id == kNoId<RoleId>) return nullptr;
  return &(side == Side::A ? a_ : b_).role(id);
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
  if (pair.change == kNoChange && !is_computed(pair)) return true;
  return rules_of(role).sometimes.empty();
}

bool RoleConditions::is_computed(const Pair& pair) const {
  return std::ranges::any_of(std::array{Side::A, Side::B}, [&](Side side) {
    const Role* version = role_on(pair, side);
    return version != nullptr && is_computed(*version);
  });
}

const RoleConditions::Rules& RoleConditions::rules_of(std::uint32_t role) {
  std::optional<Rules>& rules = known_[role];
  if (!rules) {
    const Pair& pair = pairs_.roles.pairs[role];
    rules = is_computed(pair) ? aggregated_rules(role) : written_rules(pair);
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

/// The pairs from which rules may come to this one in some world, itself first.
std::vector<std::uint32_t> RoleConditions::contributors_of(std::uint32_t role) const {
  const std::vector<Pair>& all = pairs_.roles.pairs;
  std::vector<std::uint32_t> found{role};
  std::set<std::uint32_t> seen{role};
  const auto may_select = [&](const Pair& aggregated, const Pair& other) {
    for (const Side side : {Side::A, Side::B}) {
      const Role* by = role_on(aggregated, side);
      if (by == nullptr || !by->aggregation || !is_valid(*by->aggregation)) continue;
      for (const Side other_side : {Side::A, Side::B}) {
        const Role* version = role_on(other, other_side);
        if (version == nullptr) continue;
        for (const LabelSelector& selector : by->aggregation->selectors)
          if (selects(b_.names(), selector, version->labels)) return true;
      }
    }
    return false;
  };
  for (std::size_t at = 0; at < found.size(); ++at) {
    for (const std::uint32_t other : cluster_roles_) {
      if (seen.contains(other) || !may_select(all[found[at]], all[other])) continue;
      seen.insert(other);
      found.push_back(other);
    }
  }
  return found;
}

/// The rules of the role in each world, sorted, by the subset of `toggled` that is undone; what
/// else is changed is as on side `b`.
std::vector<std::vector<RuleId>> RoleConditions::rules_by_world(
    std::uint32_t role, std::span<const std::uint32_t> world_roles,
    std::span<const std::uint32_t> toggled) const {
  std::vector<std::vector<RuleId>> worlds;
  for (std::size_t subset = 0; subset < std::size_t{1} << toggled.size(); ++subset) {
    const std::vector<std::uint32_t> undone = chosen(toggled, subset);
    std::vector<Role> roles;
    std::optional<std::uint32_t> place;
    for (const std::uint32_t each : world_roles) {
      const Pair& pair = pairs_.roles.pairs[each];
      const bool back = pair.change != kNoChange && contains(undone, pair.change);
      const Role* version = role_on(pair, back ? Side::A : Side::B);
      if (version == nullptr) continue;
      if (each == role) place = static_cast<std::uint32_t>(roles.size());
      roles.push_back(*version);
    }
    std::vector<Diagnostic> told;
    const AggregatedRules aggregated =
        aggregate(b_.names(), roles, b_.distinct_rules().size(), b_.aggregation(), told);
    std::vector<RuleId>& there = worlds.emplace_back();
    if (!place) continue;
    const auto computed = aggregated.find(*place);
    for (const RuleEntry& entry :
         computed == aggregated.end() ? roles[*place].rules : computed->second)
      there.push_back(canonical(entry.rule));
    std::ranges::sort(there);
  }
  return worlds;
}

RoleConditions::Rules RoleConditions::aggregated_rules(std::uint32_t role) const {
  const std::vector<std::uint32_t> world = contributors_of(role);
  const std::vector<Pair>& all = pairs_.roles.pairs;
  std::map<RuleId, std::pair<bool, bool>> sides;  // whether it is in force on each
  for (const RuleEntry& entry : rules_on(all[role], Side::A))
    sides[canonical(entry.rule)].first = true;
  for (const RuleEntry& entry : rules_on(all[role], Side::B))
    sides[canonical(entry.rule)].second = true;
  std::vector<std::uint32_t> changed;
  std::map<RuleId, std::set<std::uint32_t>> writers;  // changed roles in which a rule is written
  std::set<std::uint32_t> on_the_way;                 // changed roles that aggregate
  for (const std::uint32_t each : world) {
    if (all[each].change == kNoChange) continue;
    changed.push_back(all[each].change);
    for (const Side side : {Side::A, Side::B}) {
      const Role* version = role_on(all[each], side);
      if (version == nullptr) continue;
      if (version->aggregation) on_the_way.insert(all[each].change);
      for (const RuleEntry& entry : version->rules) {
        sides.try_emplace(canonical(entry.rule), false, false);
        writers[canonical(entry.rule)].insert(all[each].change);
      }
    }
  }
  std::ranges::sort(changed);
  std::map<std::vector<std::uint32_t>, std::vector<std::vector<RuleId>>> known_worlds;
  Rules rules;
  for (const auto& [rule, on] : sides) {
    // With many changed contributors only those are tried that have the rule.
    std::vector<std::uint32_t> toggled = changed;
    if (changed.size() > kMostToggled) {
      std::set<std::uint32_t> some = writers[rule];
      some.insert(on_the_way.begin(), on_the_way.end());
      toggled.assign(some.begin(), some.end());
      if (toggled.size() > kMostToggled) toggled.resize(kMostToggled);
    }
    if (toggled.empty()) {
      rules.always.push_back(rule);
      continue;
    }
    const auto [worlds, first_time] = known_worlds.try_emplace(toggled);
    if (first_time) worlds->second = rules_by_world(role, world, toggled);
    Condition tried{toggled, {}};
    for (const std::vector<RuleId>& there : worlds->second)
      tried.holds.push_back(std::ranges::binary_search(there, rule));
    // Where not all that is changed is tried.
    tried.holds.front() = on.second;
    tried.holds.back() = on.first;
    Condition condition =
        make_condition(tried.objects, [&](auto undone) { return tried.in_world(undone); });
    if (condition.always()) {
      rules.always.push_back(rule);
    } else if (!condition.never()) {
      rules.sometimes.emplace(rule, std::move(condition));
    }
  }
  return rules;
}

}  // namespace rbacgraph
