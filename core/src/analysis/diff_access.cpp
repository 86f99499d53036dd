#include "analysis/diff_access.h"

#include <algorithm>
#include <iterator>
#include <set>

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

/// The role may be there on one side only.
const RoleConditions::Rules& AccessComparison::rules_of(const Binding& binding) {
  static const RoleConditions::Rules none;
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

const std::vector<AccessBox>& AccessComparison::boxes_of(RuleId rule) {
  const auto [at, first_time] = boxes_.try_emplace(rule);
  if (first_time) at->second = algebra_.boxes_of(b_.rule(rule));
  return at->second;
}

/// The rules that a changed binding gives to the subject, with the worlds in which it does.
RoleConditions::Rules AccessComparison::rules_of(const Naming& naming) {
  const ObjectPair<BindingId>& pair = pairs_.bindings.pairs[naming.binding];
  static const RoleConditions::Rules none;
  const RoleConditions::Rules& in_a = naming.in_a ? rules_of(a_.binding(pair.a)) : none;
  const RoleConditions::Rules& in_b = naming.in_b ? rules_of(b_.binding(pair.b)) : none;
  RoleConditions::Rules rules;
  const auto add = [&](RuleId rule) {
    if (rules.contains(rule)) return;
    const auto on_a = in_a.find(rule);
    const auto on_b = in_b.find(rule);
    std::set<std::uint32_t> objects{pair.change};
    if (on_a != in_a.end())
      objects.insert(on_a->second.objects.begin(), on_a->second.objects.end());
    if (on_b != in_b.end())
      objects.insert(on_b->second.objects.begin(), on_b->second.objects.end());
    rules.emplace(rule, make_condition({objects.begin(), objects.end()}, [&](auto undone) {
                    return std::ranges::binary_search(undone, pair.change)
                               ? on_a != in_a.end() && on_a->second.in_world(undone)
                               : on_b != in_b.end() && on_b->second.in_world(undone);
                  }));
  };
  for (const auto& [rule, condition] : in_a) add(rule);
  for (const auto& [rule, condition] : in_b) add(rule);
  return rules;
}

std::vector<HeldBox> AccessComparison::held(std::span<const Naming> namings, bool all) {
  std::map<std::pair<RuleId, Condition>, BoxScope> scopes;
  const auto add = [&](const RoleConditions::Rules& rules, const BoxScope& scope) {
    for (const auto& [rule, condition] : rules)
      if (!condition.never()) add_scope(scopes[{rule, condition}], scope);
  };
  BoxScope changed;  // where something is not the same in all worlds
  std::vector<std::pair<const RoleConditions::Rules*, const Binding*>> unchanged;
  for (const Naming& naming : namings) {
    const ObjectPair<BindingId>& pair = pairs_.bindings.pairs[naming.binding];
    const Binding& binding = pair.b == kNoId<BindingId> ? a_.binding(pair.a) : b_.binding(pair.b);
    if (pair.change != kNoChange) {
      add(rules_of(naming), scope_of_binding(binding));
      add_scope(changed, scope_of_binding(binding));
      continue;
    }
    const RoleConditions::Rules& rules = rules_of(binding);
    unchanged.emplace_back(&rules, &binding);
    if (!std::ranges::all_of(rules, [](const auto& rule) { return rule.second.always(); }))
      add_scope(changed, scope_of_binding(binding));
  }
  // What is the same on both sides matters where something is changed; many bindings are to one
  // role.
  std::ranges::sort(changed.namespaces);
  std::map<const RoleConditions::Rules*, BoxScope> by_role;
  for (const auto& [rules, binding] : unchanged) {
    if (all || changed.cluster_wide || binding->kind == BindingKind::ClusterRoleBinding ||
        std::ranges::binary_search(changed.namespaces, binding->ns))
      add_scope(by_role[rules], scope_of_binding(*binding));
  }
  for (const auto& [rules, scope] : by_role) add(*rules, scope);
  std::vector<HeldBox> held;
  for (auto& [key, scope] : scopes) {
    std::ranges::sort(scope.namespaces);
    scope.namespaces.erase(std::ranges::unique(scope.namespaces).begin(), scope.namespaces.end());
    for (const AccessBox& box : boxes_of(key.first)) {
      // A request for a URL has no namespace, so that no RoleBinding is looked at.
      if (!box.is_url || scope.cluster_wide) held.push_back({{box, scope}, key.second});
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
