#include "analysis/diff_worlds.h"

#include <algorithm>
#include <array>

namespace rbacgraph {
namespace {

constexpr std::uint32_t kNowhere = static_cast<std::uint32_t>(-1);
// Rules that are kept of worlds at once.
constexpr std::size_t kMostKept = 2'000'000;

using Side = RoleWorlds::Side;

/// A role that is the same on both sides is looked at once.
std::span<const Side> sides_of(const ObjectPair<RoleId>& pair) {
  static constexpr std::array kBoth{Side::B, Side::A};
  return std::span(kBoth).first(pair.change == kNoChange ? 1 : 2);
}

}  // namespace

RoleWorlds::RoleWorlds(const Snapshot& a, const Snapshot& b, const DiffPairs& pairs)
    : a_(a), b_(b), pairs_(pairs), selected_(pairs.roles.pairs.size()) {
  for (std::uint32_t at = 0; at < pairs.roles.pairs.size(); ++at) {
    const Role* role = role_on(at, Side::B);
    if (role == nullptr) role = role_on(at, Side::A);
    if (role->kind == RoleKind::ClusterRole) cluster_roles_.push_back(at);
  }
}

const Role* RoleWorlds::role_on(std::uint32_t role, Side side) const {
  const ObjectPair<RoleId>& pair = pairs_.roles.pairs[role];
  const RoleId id = side == Side::A ? pair.a : pair.b;
  if (id == kNoId<RoleId>) return nullptr;
  return &(side == Side::A ? a_ : b_).role(id);
}

bool RoleWorlds::may_select(std::uint32_t aggregated, std::uint32_t other) const {
  for (const Side side : sides_of(pairs_.roles.pairs[aggregated])) {
    const Role* by = role_on(aggregated, side);
    if (by == nullptr || !by->aggregation || !is_valid(*by->aggregation)) continue;
    for (const Side other_side : sides_of(pairs_.roles.pairs[other])) {
      const Role* version = role_on(other, other_side);
      if (version == nullptr) continue;
      for (const LabelSelector& selector : by->aggregation->selectors)
        if (selects(b_.names(), selector, version->labels)) return true;
    }
  }
  return false;
}

const std::vector<std::uint32_t>& RoleWorlds::selected_by(std::uint32_t role) {
  std::optional<std::vector<std::uint32_t>>& selected = selected_[role];
  if (!selected) {
    selected.emplace();
    const auto aggregates = [&](Side side) {
      const Role* version = role_on(role, side);
      return version != nullptr && version->aggregation;
    };
    if (aggregates(Side::A) || aggregates(Side::B)) {
      for (const std::uint32_t other : cluster_roles_)
        if (may_select(role, other)) selected->push_back(other);
    }
  }
  return *selected;
}

std::vector<std::uint32_t> RoleWorlds::contributors_of(std::uint32_t role) {
  std::vector<std::uint32_t> found{role};
  std::vector<bool> seen(pairs_.roles.pairs.size(), false);
  seen[role] = true;
  for (std::size_t at = 0; at < found.size(); ++at) {
    for (const std::uint32_t other : selected_by(found[at])) {
      if (seen[other]) continue;
      seen[other] = true;
      found.push_back(other);
    }
  }
  std::ranges::sort(found);
  return found;
}

const Role* RoleWorlds::role_in(std::uint32_t role,
                                const std::vector<std::uint32_t>& undone) const {
  const std::uint32_t change = pairs_.roles.pairs[role].change;
  const bool back = change != kNoChange && std::ranges::binary_search(undone, change);
  return role_on(role, back ? Side::A : Side::B);
}

/// Roles that select alike ask for the same worlds one after the other: those of one cluster are
/// kept.
const RoleWorlds::World& RoleWorlds::world_of(const std::vector<std::uint32_t>& roles,
                                              const std::vector<std::uint32_t>& undone) {
  if (roles != roles_of_worlds_ || size_of_worlds_ > kMostKept) {
    worlds_.clear();
    size_of_worlds_ = 0;
    roles_of_worlds_ = roles;
  }
  const auto [known, first_time] = worlds_.try_emplace(undone);
  World& world = known->second;
  if (!first_time) return world;
  std::vector<Role> there;
  for (const std::uint32_t each : roles) {
    const Role* version = role_in(each, undone);
    world.places.push_back(version == nullptr ? kNowhere
                                              : static_cast<std::uint32_t>(there.size()));
    if (version != nullptr) there.push_back(*version);
  }
  std::vector<Diagnostic> told;
  world.rules = aggregate(b_.names(), there, b_.distinct_rules().size(), b_.aggregation(), told);
  for (const auto& [place, rules] : world.rules) size_of_worlds_ += rules.size();
  return world;
}

std::span<const RuleEntry> RoleWorlds::rules_of(std::uint32_t role,
                                                const std::vector<std::uint32_t>& roles,
                                                const std::vector<std::uint32_t>& undone) {
  const World& world = world_of(roles, undone);
  const auto at = std::ranges::lower_bound(roles, role) - roles.begin();
  const std::uint32_t place = world.places[static_cast<std::size_t>(at)];
  if (place == kNowhere) return {};
  const auto computed = world.rules.find(place);
  return computed == world.rules.end() ? role_in(role, undone)->rules : computed->second;
}

}  // namespace rbacgraph
