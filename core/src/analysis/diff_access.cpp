#include "analysis/diff_access.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>

namespace rbacgraph {
namespace {

// Regions that one box is cut into, by the conditions of others that it overlaps.
constexpr std::size_t kMostRegions = 256;

BoxScope scope_of_binding(const Binding& binding) {
  if (binding.kind == BindingKind::ClusterRoleBinding) return {true, {}};
  return {false, {binding.ns}};
}

void add_scope(BoxScope& to, const BoxScope& more) {
  if (to.cluster_wide) return;
  if (more.cluster_wide) {
    to = more;
    return;
  }
  to.namespaces.insert(to.namespaces.end(), more.namespaces.begin(), more.namespaces.end());
}

void sort_namespaces(BoxScope& scope) {
  std::ranges::sort(scope.namespaces);
  scope.namespaces.erase(std::ranges::unique(scope.namespaces).begin(), scope.namespaces.end());
}

/// The namespaces of `scope` that are in `other`; what is cluster-wide is so as a whole.
BoxScope part_in(const BoxScope& scope, const BoxScope& other) {
  if (scope.cluster_wide || other.cluster_wide) return scope;
  BoxScope part;
  std::ranges::set_intersection(scope.namespaces, other.namespaces,
                                std::back_inserter(part.namespaces));
  return part;
}

/// None for a rule that is there in no world.
std::vector<const Condition*> conditions_of(RuleId rule, const RoleConditions::Rules& rules) {
  static const Condition always{{}, {true}};
  if (std::ranges::binary_search(rules.always, rule)) return {&always};
  std::vector<const Condition*> all;
  const auto [first, last] = rules.sometimes.equal_range(rule);
  for (auto each = first; each != last; ++each) all.push_back(&each->second);
  return all;
}

/// A region, and the conditions of the boxes that all of it lies in.
struct Cell {
  Region region;
  std::vector<const Condition*> conditions;
};

using BoxesByCondition = std::map<Condition, std::vector<const ScopedBox*>>;

/// Cuts what one box adds to a side into cells, in each of which all requests have the same causes.
class CellCutter {
 public:
  /// Boxes that the other side doesn't have.
  CellCutter(const BoxAlgebra& algebra, const BoxesByCondition& boxes)
      : algebra_(algebra), index_(algebra, {}) {
    std::vector<const ScopedBox*> all;
    for (const auto& [condition, some] : boxes) {
      all.insert(all.end(), some.begin(), some.end());
      conditions_.resize(all.size(), &condition);
    }
    index_ = BoxIndex(algebra, std::move(all));
  }

  /// `regions` lie in the box `whole` of `own`. What lies in those of an earlier condition of the
  /// same side too is left out: it is told with that one.
  template <class IsOfSide>
  std::vector<Cell> cut(std::vector<Region> regions, const ScopedBox& whole, const Condition& own,
                        const IsOfSide& is_of_side) const {
    std::vector<Cell> cells;
    for (Region& region : regions) cells.push_back({std::move(region), {&own}});
    const std::vector<std::uint32_t> places = index_.places_that_may_overlap(whole);
    for (std::size_t at = 0; at < places.size();) {
      const Condition& condition = *conditions_[places[at]];
      std::vector<const ScopedBox*> boxes;
      for (; at < places.size() && conditions_[places[at]] == &condition; ++at)
        boxes.push_back(index_.box(places[at]));
      if (condition == own || cells.size() > kMostRegions) continue;
      const bool earlier = condition < own && is_of_side(condition);
      std::vector<Cell> parts;
      for (Cell& cell : cells) split(std::move(cell), condition, boxes, earlier, parts);
      cells = std::move(parts);
    }
    return cells;
  }

 private:
  void split(Cell cell, const Condition& condition, const std::vector<const ScopedBox*>& boxes,
             bool leave_out, std::vector<Cell>& to) const {
    std::vector<Region> outside{std::move(cell.region)};
    std::vector<const Condition*> with = cell.conditions;
    with.push_back(&condition);
    for (const ScopedBox* box : boxes) {
      std::vector<Region> left;
      for (const Region& region : outside) {
        if (!leave_out) {
          for (Region& inside : algebra_.within(region, *box))
            to.push_back({std::move(inside), with});
        }
        std::ranges::move(algebra_.without(region, *box), std::back_inserter(left));
      }
      outside = std::move(left);
    }
    for (Region& region : outside) to.push_back({std::move(region), cell.conditions});
  }

  const BoxAlgebra& algebra_;
  BoxIndex index_;                            // of all boxes, in the order of their conditions
  std::vector<const Condition*> conditions_;  // by place in index_
};

}  // namespace

AccessComparison::AccessComparison(const Snapshot& a, const Snapshot& b, const DiffPairs& pairs)
    : a_(a), b_(b), pairs_(pairs), algebra_(b.names()), roles_(a, b, pairs) {}

/// The role may be there on the other side only.
const RoleConditions::Rules& AccessComparison::rules_of(const Snapshot& side, BindingId id) {
  static const RoleConditions::Rules none;
  if (const RoleId role = side.role_of(id); role != kNoId<RoleId>) {
    const PairTable<RoleId>& roles = pairs_.roles;
    return roles_.rules_of((&side == &a_ ? roles.of_a : roles.of_b)[index_of(role)]);
  }
  const Binding& binding = side.binding(id);
  const std::string_view kind = b_.text(binding.role_ref.kind);
  const bool is_role = kind == to_string(RoleKind::Role);
  if (!is_role && kind != to_string(RoleKind::ClusterRole)) return none;
  // For a ClusterRoleBinding the namespace is "", where there is no Role.
  const std::string_view ns = is_role ? b_.text(binding.ns) : std::string_view();
  const RoleKind role_kind = is_role ? RoleKind::Role : RoleKind::ClusterRole;
  const std::string_view name = b_.text(binding.role_ref.name);
  if (const auto role = b_.find_role(role_kind, ns, name))
    return roles_.rules_of(pairs_.roles.of_b[index_of(*role)]);
  if (const auto role = a_.find_role(role_kind, ns, name))
    return roles_.rules_of(pairs_.roles.of_a[index_of(*role)]);
  return none;
}

const std::vector<ScopedBox>& AccessComparison::boxes_of(RuleId rule) {
  boxes_.resize(b_.distinct_rules().size());
  std::optional<std::vector<ScopedBox>>& boxes = boxes_[index_of(rule)];
  if (!boxes) {
    boxes.emplace();
    for (AccessBox& box : algebra_.boxes_of(b_.rule(rule)))
      boxes->push_back({std::move(box), {true, {}}});
  }
  return *boxes;
}

namespace {

/// Of a rule that a changed binding gives: under the role's condition on that side of the binding.
/// Null: by the binding of that side it is given in no world.
Condition condition_through(std::uint32_t change, const Condition* on_a, const Condition* on_b) {
  std::set<std::uint32_t> objects{change};
  if (on_a != nullptr) objects.insert(on_a->objects.begin(), on_a->objects.end());
  if (on_b != nullptr) objects.insert(on_b->objects.begin(), on_b->objects.end());
  return make_condition({objects.begin(), objects.end()}, [&](auto undone) {
    const Condition* on = std::ranges::binary_search(undone, change) ? on_a : on_b;
    return on != nullptr && on->in_world(undone);
  });
}

const Condition* first_or_none(const std::vector<const Condition*>& conditions) {
  return conditions.empty() ? nullptr : conditions.front();
}

}  // namespace

/// The rules that a changed binding gives to the subject, with the worlds in which it does.
std::multimap<RuleId, Condition> AccessComparison::rules_of(const Naming& naming) {
  const ObjectPair<BindingId>& pair = pairs_.bindings.pairs[naming.binding];
  static const RoleConditions::Rules none;
  const RoleConditions::Rules& in_a = naming.in_a ? rules_of(a_, pair.a) : none;
  const RoleConditions::Rules& in_b = naming.in_b ? rules_of(b_, pair.b) : none;
  std::multimap<RuleId, Condition> rules;
  const auto add = [&](RuleId rule, const Condition* on_a, const Condition* on_b) {
    rules.emplace(rule, condition_through(pair.change, on_a, on_b));
  };
  const auto add_all = [&](RuleId rule) {
    if (rules.contains(rule)) return;
    const std::vector<const Condition*> on_a = conditions_of(rule, in_a);
    const std::vector<const Condition*> on_b = conditions_of(rule, in_b);
    if (on_a.size() <= 1 && on_b.size() <= 1) {
      return add(rule, first_or_none(on_a), first_or_none(on_b));
    }
    if (on_a == on_b) {  // by the same role, whose rule is all that matters
      for (const Condition* each : on_a) rules.emplace(rule, *each);
      return;
    }
    for (const Condition* each : on_a) add(rule, each, nullptr);
    for (const Condition* each : on_b) add(rule, nullptr, each);
  };
  for (const RoleConditions::Rules* side : {&in_a, &in_b}) {
    for (const RuleId rule : side->always) add_all(rule);
    for (const auto& [rule, condition] : side->sometimes) add_all(rule);
  }
  return rules;
}

/// Where the rules of each role are given by bindings that are the same on both sides.
std::map<const RoleConditions::Rules*, BoxScope> AccessComparison::unchanged_scopes(
    std::span<const Naming> namings) {
  std::map<const RoleConditions::Rules*, BoxScope> scopes;
  for (const Naming& naming : namings) {
    const ObjectPair<BindingId>& pair = pairs_.bindings.pairs[naming.binding];
    if (pair.change != kNoChange) continue;
    add_scope(scopes[&rules_of(b_, pair.b)], scope_of_binding(b_.binding(pair.b)));
  }
  for (auto& [rules, scope] : scopes) sort_namespaces(scope);
  return scopes;
}

std::vector<HeldBox> AccessComparison::held(std::span<const Naming> namings, bool all) {
  std::map<HeldRule, BoxScope> scopes;
  const auto add = [&](RuleId rule, const Condition& condition, const BoxScope& scope) {
    if (!condition.never()) add_scope(scopes[{rule, condition}], scope);
  };
  BoxScope changed;  // where something is not the same in all worlds
  for (const Naming& naming : namings) {
    const ObjectPair<BindingId>& pair = pairs_.bindings.pairs[naming.binding];
    if (pair.change == kNoChange) continue;
    const BoxScope scope =
        scope_of_binding(pair.b == kNoId<BindingId> ? a_.binding(pair.a) : b_.binding(pair.b));
    for (const auto& [rule, condition] : rules_of(naming)) add(rule, condition, scope);
    add_scope(changed, scope);
  }
  const std::map<const RoleConditions::Rules*, BoxScope> unchanged = unchanged_scopes(namings);
  for (const auto& [rules, scope] : unchanged) {
    for (const auto& [rule, condition] : rules->sometimes) add(rule, condition, scope);
    if (!rules->sometimes.empty()) add_scope(changed, scope);
  }
  sort_namespaces(changed);
  add_always(unchanged, all ? nullptr : &changed, scopes);
  return boxes_of(std::move(scopes));
}

/// Adds what is held in all worlds, by `unchanged`. It matters where something is changed and where
/// it may overlap that; with `changed` null everything matters.
void AccessComparison::add_always(const std::map<const RoleConditions::Rules*, BoxScope>& unchanged,
                                  const BoxScope* changed, std::map<HeldRule, BoxScope>& to) {
  std::vector<const ScopedBox*> boxes;
  for (const auto& [held, scope] : to)
    for (const ScopedBox& box : boxes_of(held.first)) boxes.push_back(&box);
  const BoxIndex index(algebra_, std::move(boxes));
  const Condition always{{}, {true}};
  const auto may_overlap = [&](RuleId rule) {
    return std::ranges::any_of(
        boxes_of(rule), [&](const ScopedBox& box) { return index.any_may_overlap(box.box); });
  };
  std::unordered_map<RuleId, bool> known;
  for (const auto& [rules, scope] : unchanged) {
    const BoxScope where = changed == nullptr ? scope : part_in(scope, *changed);
    if (where.empty()) continue;
    for (const RuleId rule : rules->always) {
      const auto [matters, first_time] = known.try_emplace(rule, true);
      if (first_time && changed != nullptr) {
        matters->second = may_overlap(rule);
      }
      if (matters->second) add_scope(to[{rule, always}], where);
    }
  }
}

std::vector<HeldBox> AccessComparison::boxes_of(std::map<HeldRule, BoxScope> scopes) {
  std::vector<HeldBox> held;
  for (auto& [key, scope] : scopes) {
    sort_namespaces(scope);
    for (const ScopedBox& box : boxes_of(key.first)) {
      // A request for a URL has no namespace, so that no RoleBinding is looked at.
      if (!box.box.is_url || scope.cluster_wide) held.push_back({{box.box, scope}, key.second});
    }
  }
  return held;
}

std::vector<ChangedRegion> AccessComparison::changes(const std::vector<HeldBox>& held) {
  std::vector<ChangedRegion> changes;
  add_changes(held, true, changes);
  add_changes(held, false, changes);
  return changes;
}

void AccessComparison::add_changes(const std::vector<HeldBox>& held, bool gained,
                                   std::vector<ChangedRegion>& to) {
  const auto here = [&](const Condition& when) { return gained ? when.in_b() : when.in_a(); };
  const auto there = [&](const Condition& when) { return gained ? when.in_a() : when.in_b(); };
  std::vector<const ScopedBox*> kept;  // what the other side has
  BoxesByCondition by_condition;
  for (const HeldBox& each : held)
    (there(each.when) ? kept : by_condition[each.when]).push_back(&each.what);
  const BoxIndex kept_index(algebra_, std::move(kept));
  const CellCutter cutter(algebra_, by_condition);
  for (const auto& [condition, boxes] : by_condition) {
    if (!here(condition)) continue;
    for (const ScopedBox* box : widest(boxes)) {
      const std::vector<const ScopedBox*> other = kept_index.that_may_overlap(*box);
      // Often the other side has all of it, and one box says so.
      if (std::ranges::any_of(other,
                              [&](const ScopedBox* each) { return algebra_.covers(*each, *box); }))
        continue;
      std::vector<Region> regions = algebra_.without({{*box, {}}}, other);
      if (regions.empty()) continue;
      for (Cell& cell : cutter.cut(std::move(regions), *box, condition, here))
        to.push_back({gained, std::move(cell.region), undo_.sets_of(cell.conditions, gained)});
    }
  }
}

std::vector<bool> AccessComparison::exceptions_told_apart(const BoxIndex& other_side,
                                                          const Region& region) const {
  std::vector<bool> apart;
  for (const ScopedBox& exception : region.except) {
    apart.push_back(
        !algebra_.without({{exception, {}}}, other_side.that_may_overlap(exception)).empty());
  }
  return apart;
}

/// Without those that another one covers; of two that cover each other the first stays.
std::vector<const ScopedBox*> AccessComparison::widest(
    const std::vector<const ScopedBox*>& boxes) const {
  if (boxes.size() < 2) return boxes;
  const BoxIndex index(algebra_, boxes);
  std::vector<const ScopedBox*> kept;
  for (const ScopedBox* box : boxes) {
    bool before = true;  // the others are in the order of the boxes
    const auto covering = [&](const ScopedBox* other) {
      if (other == box) before = false;
      if (other == box || !algebra_.covers(*other, *box)) return false;
      return before || !algebra_.covers(*box, *other);
    };
    if (std::ranges::none_of(index.that_may_overlap(*box), covering)) kept.push_back(box);
  }
  return kept;
}

}  // namespace rbacgraph
