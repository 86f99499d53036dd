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

/// Null for a rule that is there in no world.
const Condition* condition_of(RuleId rule, const RoleConditions::Rules& rules) {
  static const Condition always{{}, {true}};
  if (std::ranges::binary_search(rules.always, rule)) return &always;
  const auto found = rules.sometimes.find(rule);
  return found == rules.sometimes.end() ? nullptr : &found->second;
}

/// A region, and the conditions of the boxes that all of it lies in.
struct Cell {
  Region region;
  std::vector<const Condition*> conditions;
};

/// Cuts what one box adds to a side into cells, in each of which all requests have the same causes.
class CellCutter {
 public:
  /// `by_condition`: boxes that the other side doesn't have, those of one condition together.
  CellCutter(const BoxAlgebra& algebra, const std::map<Condition, BoxIndex>& by_condition)
      : algebra_(algebra), by_condition_(by_condition) {}

  /// `regions` lie in the box `whole` of `own`. What lies in those of an earlier condition of the
  /// same side too is left out: it is told with that one.
  template <class IsOfSide>
  std::vector<Cell> cut(std::vector<Region> regions, const AccessBox& whole, const Condition& own,
                        const IsOfSide& is_of_side) const {
    std::vector<Cell> cells;
    for (Region& region : regions) cells.push_back({std::move(region), {&own}});
    for (const auto& [condition, index] : by_condition_) {
      if (condition == own || cells.size() > kMostRegions) continue;
      const std::vector<const ScopedBox*> boxes = index.that_may_overlap(whole);
      if (boxes.empty()) continue;
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
        if (!leave_out)
          for (Region& inside : algebra_.within(region, *box))
            to.push_back({std::move(inside), with});
        std::ranges::move(algebra_.without(region, *box), std::back_inserter(left));
      }
      outside = std::move(left);
    }
    for (Region& region : outside) to.push_back({std::move(region), cell.conditions});
  }

  const BoxAlgebra& algebra_;
  const std::map<Condition, BoxIndex>& by_condition_;
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

/// The rules that a changed binding gives to the subject, with the worlds in which it does.
std::map<RuleId, Condition> AccessComparison::rules_of(const Naming& naming) {
  const ObjectPair<BindingId>& pair = pairs_.bindings.pairs[naming.binding];
  static const RoleConditions::Rules none;
  const RoleConditions::Rules& in_a = naming.in_a ? rules_of(a_, pair.a) : none;
  const RoleConditions::Rules& in_b = naming.in_b ? rules_of(b_, pair.b) : none;
  std::map<RuleId, Condition> rules;
  const auto add = [&](RuleId rule) {
    if (rules.contains(rule)) return;
    const Condition* on_a = condition_of(rule, in_a);
    const Condition* on_b = condition_of(rule, in_b);
    std::set<std::uint32_t> objects{pair.change};
    if (on_a != nullptr) objects.insert(on_a->objects.begin(), on_a->objects.end());
    if (on_b != nullptr) objects.insert(on_b->objects.begin(), on_b->objects.end());
    rules.emplace(rule, make_condition({objects.begin(), objects.end()}, [&](auto undone) {
                    const Condition* on =
                        std::ranges::binary_search(undone, pair.change) ? on_a : on_b;
                    return on != nullptr && on->in_world(undone);
                  }));
  };
  for (const RoleConditions::Rules* side : {&in_a, &in_b}) {
    for (const RuleId rule : side->always) add(rule);
    for (const auto& [rule, condition] : side->sometimes) add(rule);
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
  std::unordered_map<RuleId, bool> known;
  for (const auto& [rules, scope] : unchanged) {
    const BoxScope where = changed == nullptr ? scope : part_in(scope, *changed);
    if (where.empty()) continue;
    for (const RuleId rule : rules->always) {
      const auto [matters, first_time] = known.try_emplace(rule, true);
      if (first_time && changed != nullptr)
        matters->second = std::ranges::any_of(
            boxes_of(rule), [&](const ScopedBox& box) { return index.any_may_overlap(box.box); });
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

std::vector<ChangedRegion> AccessComparison::changes(const std::vector<HeldBox>& held) const {
  std::vector<ChangedRegion> changes;
  add_changes(held, true, changes);
  add_changes(held, false, changes);
  return changes;
}

void AccessComparison::add_changes(const std::vector<HeldBox>& held, bool gained,
                                   std::vector<ChangedRegion>& to) const {
  const auto here = [&](const Condition& when) { return gained ? when.in_b() : when.in_a(); };
  const auto there = [&](const Condition& when) { return gained ? when.in_a() : when.in_b(); };
  std::vector<const ScopedBox*> kept;  // what the other side has
  std::map<Condition, std::vector<const ScopedBox*>> boxes_by_condition;
  for (const HeldBox& each : held)
    (there(each.when) ? kept : boxes_by_condition[each.when]).push_back(&each.what);
  const BoxIndex kept_index(algebra_, std::move(kept));
  std::map<Condition, BoxIndex> by_condition;
  for (const auto& [condition, boxes] : boxes_by_condition)
    by_condition.emplace(condition, BoxIndex(algebra_, boxes));
  const CellCutter cutter(algebra_, by_condition);
  for (const auto& [condition, boxes] : boxes_by_condition) {
    if (!here(condition)) continue;
    for (const ScopedBox* box : widest(boxes, by_condition.at(condition))) {
      const std::vector<const ScopedBox*> other = kept_index.that_may_overlap(box->box);
      std::vector<Region> regions = algebra_.without({{*box, {}}}, other);
      if (regions.empty()) continue;
      for (Cell& cell : cutter.cut(std::move(regions), box->box, condition, here))
        to.push_back({gained, std::move(cell.region), undo_sets(cell.conditions, !gained)});
    }
  }
}

std::vector<bool> AccessComparison::exceptions_told_apart(const std::vector<HeldBox>& held,
                                                          bool gained, const Region& region) const {
  std::vector<bool> apart;
  for (const ScopedBox& exception : region.except) {
    std::vector<Region> left{{exception, {}}};
    for (const HeldBox& each : held) {
      if (!(gained ? each.when.in_a() : each.when.in_b())) continue;
      left = algebra_.without(std::move(left), std::span(&each.what, 1));
      if (left.empty()) break;
    }
    apart.push_back(!left.empty());
  }
  return apart;
}

/// Without those that another one covers; of two that cover each other the first stays.
std::vector<const ScopedBox*> AccessComparison::widest(const std::vector<const ScopedBox*>& boxes,
                                                       const BoxIndex& index) const {
  std::vector<const ScopedBox*> kept;
  for (const ScopedBox* box : boxes) {
    bool before = true;  // the others are in the order of the boxes
    const auto covering = [&](const ScopedBox* other) {
      if (other == box) before = false;
      if (other == box || !algebra_.covers(*other, *box)) return false;
      return before || !algebra_.covers(*box, *other);
    };
    if (std::ranges::none_of(index.that_may_overlap(box->box), covering)) kept.push_back(box);
  }
  return kept;
}

}  // namespace rbacgraph
