#include "rbacgraph/analysis/diff_roles.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "analysis/access_box.h"
#include "analysis/diff_entries.h"

namespace rbacgraph {
namespace {

/// By RoleId: does a binding give it to anybody?
std::vector<bool> held_roles(const Snapshot& side) {
  std::vector<bool> held(side.roles().size(), false);
  for (std::uint32_t at = 0; at < side.bindings().size(); ++at) {
    const auto id = make_id<BindingId>(at);
    const RoleId role = side.role_of(id);
    if (role != kNoId<RoleId> && !side.binding(id).subjects.empty()) held[index_of(role)] = true;
  }
  return held;
}

/// Names of ClusterRoles whose rules an aggregated one has.
std::set<Name> contributors(const Snapshot& side) {
  std::set<Name> names;
  for (std::uint32_t at = 0; at < side.roles().size(); ++at) {
    const auto id = make_id<RoleId>(at);
    if (!side.role(id).aggregation) continue;
    for (const RuleEntry& entry : side.rules(id)) names.insert(entry.aggregated_from);
  }
  return names;
}

class RoleComparison {
 public:
  explicit RoleComparison(const Diff& diff)
      : diff_(diff), algebra_(diff.names()), entries_(diff.a, diff.b) {}

  std::vector<AccessChange> compare(RoleId in_a, RoleId in_b) {
    // Held on one side and not on the other; of which change that comes is not asked.
    static const Condition on_a{{0}, {false, true}};
    static const Condition on_b{{0}, {true, false}};
    std::vector<HeldBox> held = boxes_of(*diff_.a, in_a, on_a);
    const std::size_t count_a = held.size();
    std::ranges::move(boxes_of(*diff_.b, in_b, on_b), std::back_inserter(held));
    const std::span<const HeldBox> a = std::span(held).first(count_a);
    const std::span<const HeldBox> b = std::span(held).subspan(count_a);
    std::vector<ChangedRegion> regions;
    add_changes(b, a, true, regions);
    add_changes(a, b, false, regions);
    entries_.set_held(held);
    std::vector<AccessChange> access;
    for (const DiffDraft& draft : entries_.drafts_of(std::move(regions))) {
      AccessChange entry =
          entries_.entry_of(draft, std::vector<bool>(draft.region.except.size(), false));
      entries_.take_off_held(draft, entry.powers);
      access.push_back(std::move(entry));
    }
    std::ranges::stable_sort(access, {}, [](const AccessChange& entry) {
      const std::vector<std::size_t> powers = entry.powers.all().rows();
      return std::tuple(!entry.gained, entry.dead.has_value(),
                        powers.empty() ? PowerSet::kMost : powers.front());
    });
    return access;
  }

 private:
  std::vector<HeldBox> boxes_of(const Snapshot& side, RoleId id, const Condition& when) const {
    const Role& role = side.role(id);
    BoxScope scope{role.kind == RoleKind::ClusterRole, {}};
    if (!scope.cluster_wide) scope.namespaces.push_back(role.ns);
    std::vector<HeldBox> boxes;
    for (const RuleEntry& entry : side.rules(id)) {
      for (AccessBox& box : algebra_.boxes_of(side.rule(entry.rule)))
        if (!box.is_url || scope.cluster_wide) boxes.push_back({{std::move(box), scope}, when});
    }
    return boxes;
  }

  static std::vector<const ScopedBox*> what(std::span<const HeldBox> held) {
    std::vector<const ScopedBox*> boxes;
    for (const HeldBox& each : held) boxes.push_back(&each.what);
    return boxes;
  }

  /// What two rules have in common is told with the first of them.
  void add_changes(std::span<const HeldBox> here, std::span<const HeldBox> there, bool gained,
                   std::vector<ChangedRegion>& to) const {
    const BoxIndex others(algebra_, what(there));
    const BoxIndex own(algebra_, what(here));
    for (std::uint32_t at = 0; at < here.size(); ++at) {
      const ScopedBox& box = here[at].what;
      std::vector<Region> regions = algebra_.without({{box, {}}}, others.that_may_overlap(box));
      std::vector<const ScopedBox*> before;
      if (!regions.empty()) {
        for (const std::uint32_t place : own.places_that_may_overlap(box))
          if (place < at) before.push_back(own.box(place));
      }
      for (Region& region : algebra_.without(std::move(regions), before))
        to.push_back({gained, std::move(region), {}});
    }
  }

  const Diff& diff_;
  BoxAlgebra algebra_;
  DiffEntries entries_;
};

bool same_rules(const Snapshot& a, RoleId in_a, const Snapshot& b, RoleId in_b) {
  return std::ranges::equal(a.rules(in_a), b.rules(in_b), {}, &RuleEntry::rule, &RuleEntry::rule);
}

}  // namespace

std::vector<UnheldRole> unheld_roles(const Diff& diff) {
  const Snapshot& a = *diff.a;
  const Snapshot& b = *diff.b;
  const std::vector<bool> held_a = held_roles(a);
  const std::vector<bool> held_b = held_roles(b);
  std::optional<std::array<std::set<Name>, 2>> handed_on;
  std::optional<RoleComparison> comparison;
  std::vector<UnheldRole> found;
  for (std::uint32_t at = 0; at < b.roles().size(); ++at) {
    const auto in_b = make_id<RoleId>(at);
    const Role& role = b.role(in_b);
    if (held_b[at]) continue;
    const std::optional<RoleId> in_a = a.find_role(role.kind, b.text(role.ns), b.text(role.name));
    if (!in_a || held_a[index_of(*in_a)] || same_rules(a, *in_a, b, in_b)) continue;
    if (!handed_on) handed_on = {contributors(a), contributors(b)};
    if (role.kind == RoleKind::ClusterRole &&
        ((*handed_on)[0].contains(role.name) || (*handed_on)[1].contains(role.name)))
      continue;
    if (!comparison) comparison.emplace(diff);
    std::vector<AccessChange> access = comparison->compare(*in_a, in_b);
    if (access.empty()) continue;
    found.push_back({{std::string(to_string(role.kind)), std::string(b.text(role.ns)),
                      std::string(b.text(role.name))},
                     std::move(access)});
  }
  std::ranges::sort(found, {}, [](const UnheldRole& each) {
    const AccessChange& first = each.access.front();
    const bool powerful = first.gained && !first.dead && !first.powers.empty();
    return std::tuple(!powerful, std::tie(each.role));
  });
  return found;
}

}  // namespace rbacgraph
