#include "analysis/diff_undo.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "rbacgraph/analysis/diff.h"

namespace rbacgraph {
namespace {

using Set = std::vector<std::uint32_t>;

// Sets that are looked at one after the other, and sets of a family that are looked at for them,
// until the search gives up.
constexpr std::size_t kMostSetsTried = 5'000;
constexpr std::size_t kMostLooks = 500'000;

bool contains(const Set& sorted, std::uint32_t object) {
  return std::ranges::binary_search(sorted, object);
}

bool smaller_first(const Set& one, const Set& other) {
  return one.size() != other.size() ? one.size() < other.size() : one < other;
}

/// Without sets that have all of another one; smallest first.
ObjectSets minimal(ObjectSets sets) {
  std::ranges::sort(sets, smaller_first);
  sets.erase(std::ranges::unique(sets).begin(), sets.end());
  if (sets.empty() || sets.front().size() == sets.back().size()) return sets;
  ObjectSets kept;
  std::map<std::uint32_t, std::vector<std::size_t>> by_first;  // indices in kept
  for (Set& set : sets) {
    const bool has_another = std::ranges::any_of(set, [&](std::uint32_t object) {
      const auto known = by_first.find(object);
      return known != by_first.end() && std::ranges::any_of(known->second, [&](std::size_t at) {
               return std::ranges::includes(set, kept[at]);
             });
    });
    if (has_another) continue;
    if (!set.empty()) by_first[set.front()].push_back(kept.size());
    kept.push_back(std::move(set));
  }
  return kept;
}

/// The minimal ones among the subsets of a condition's objects that are `wanted`.
ObjectSets minimal_subsets(const Condition& condition,
                           const std::function<bool(std::size_t subset)>& wanted) {
  const std::size_t subsets = condition.holds.size();
  std::vector<bool> at_or_below(subsets, false);
  ObjectSets found;
  for (std::size_t subset = 0; subset < subsets; ++subset) {
    bool below = false;
    for (std::size_t bit = 1; bit < subsets; bit <<= 1U)
      below = below || ((subset & bit) != 0 && at_or_below[subset ^ bit]);
    at_or_below[subset] = below || wanted(subset);
    if (below || !at_or_below[subset]) continue;
    Set& set = found.emplace_back();
    for (std::size_t at = 0; at < condition.objects.size(); ++at)
      if ((subset >> at & 1U) != 0) set.push_back(condition.objects[at]);
  }
  return found;
}

/// Once it holds no longer, does it stay so however much more is undone?
bool stays_off(const Condition& condition) {
  const std::vector<bool>& holds = condition.holds;
  for (std::size_t subset = 0; subset < holds.size(); ++subset) {
    for (std::size_t bit = 1; bit < holds.size(); bit <<= 1U)
      if ((subset & bit) == 0 && !holds[subset] && holds[subset | bit]) return false;
  }
  return true;
}

/// The minimal sets that have something of each set of a family, size by size.
class Hitting {
 public:
  /// `family` as `minimal` makes it.
  explicit Hitting(const ObjectSets& family) : family_(family) {}

  UndoSets run() {
    UndoSets result;
    result.family = family_;
    // One more than is wanted, to know whether there are more.
    const std::size_t least = still_needed();
    for (most_ = least; most_ <= family_.size(); ++most_) {
      extend();
      if (gave_up_ || found_.size() > kMaxUndoSets) break;
    }
    result.more = gave_up_ || found_.size() > kMaxUndoSets;
    if (found_.empty()) found_.insert(any());
    result.sets.assign(found_.begin(), found_.end());
    std::ranges::sort(result.sets, smaller_first);
    if (result.sets.size() > kMaxUndoSets) result.sets.resize(kMaxUndoSets);
    return result;
  }

 private:
  bool is_hit(const Set& set) const {
    return std::ranges::any_of(set, [&](std::uint32_t object) { return chosen_.contains(object); });
  }

  /// At least so many objects have to be added: sets that have none in common need one each.
  std::size_t still_needed() {
    std::set<std::uint32_t> taken;
    std::size_t needed = 0;
    for (const Set& set : family_) {
      ++looks_;
      if (is_hit(set)) continue;
      if (std::ranges::any_of(set, [&](std::uint32_t each) { return taken.contains(each); }))
        continue;
      taken.insert(set.begin(), set.end());
      ++needed;
    }
    return needed;
  }

  /// Is each that is chosen needed, for a set that has no other one?
  bool is_minimal() const {
    std::set<std::uint32_t> needed;
    for (const Set& set : family_) {
      const auto is_chosen = [&](std::uint32_t object) { return chosen_.contains(object); };
      if (std::ranges::count_if(set, is_chosen) == 1)
        needed.insert(*std::ranges::find_if(set, is_chosen));
    }
    return needed.size() == chosen_.size();
  }

  /// Those that have all that is chosen and nothing that is passed over, and `most_` objects.
  void extend() {
    if (gave_up_ || found_.size() > kMaxUndoSets) return;
    gave_up_ = looks_ > kMostLooks;
    if (chosen_.size() + still_needed() > most_) return;
    const auto open = std::ranges::find_if(family_, [&](const Set& set) { return !is_hit(set); });
    if (open == family_.end()) {
      looks_ += family_.size();
      if (chosen_.size() == most_ && is_minimal()) found_.emplace(chosen_.begin(), chosen_.end());
      return;
    }
    Set passed;
    for (const std::uint32_t object : *open) {
      if (passed_over_.contains(object)) continue;
      chosen_.insert(object);
      extend();
      chosen_.erase(object);
      passed_over_.insert(object);
      passed.push_back(object);
    }
    for (const std::uint32_t object : passed) passed_over_.erase(object);
  }

  /// One that is minimal, whatever its size.
  Set any() {
    for (const Set& set : family_)
      if (!is_hit(set)) chosen_.insert(set.front());
    const Set all(chosen_.begin(), chosen_.end());
    for (const std::uint32_t object : all) {
      chosen_.erase(object);
      if (!std::ranges::all_of(family_, [&](const Set& set) { return is_hit(set); }))
        chosen_.insert(object);
    }
    return {chosen_.begin(), chosen_.end()};
  }

  const ObjectSets& family_;
  std::size_t most_ = 0;
  std::size_t looks_ = 0;
  bool gave_up_ = false;
  std::set<std::uint32_t> chosen_;
  std::set<std::uint32_t> passed_over_;
  std::set<Set> found_;
};

/// Where undoing more may bring something back: sets of one size after the other are tried. A set
/// that does not do it has to grow by an object of a condition that still holds.
UndoSets by_trying(std::span<const Condition* const> conditions) {
  UndoSets result;
  std::set<Set> now{{}};
  std::size_t tried = 0;
  while (!now.empty() && !result.more) {
    std::set<Set> larger;
    for (const Set& undone : now) {
      result.more = ++tried > kMostSetsTried;
      if (result.more) break;
      if (std::ranges::any_of(result.sets,
                              [&](const Set& set) { return std::ranges::includes(undone, set); }))
        continue;
      const auto holding = std::ranges::find_if(
          conditions, [&](const Condition* each) { return each->in_world(undone); });
      if (holding == conditions.end()) {
        result.sets.push_back(undone);
        continue;
      }
      for (const std::uint32_t object : (*holding)->objects) {
        if (contains(undone, object)) continue;
        Set with = undone;
        with.insert(std::ranges::upper_bound(with, object), object);
        larger.insert(std::move(with));
      }
    }
    now = std::move(larger);
  }
  result.family = result.sets;
  if (result.more)
    for (const Condition* each : conditions) result.family.push_back(each->objects);
  if (result.sets.size() > kMaxUndoSets) {
    result.sets.resize(kMaxUndoSets);
    result.more = true;
  }
  return result;
}

}  // namespace

Set UndoSets::causes() const {
  Set all;
  for (const Set& set : family) all.insert(all.end(), set.begin(), set.end());
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  return all;
}

UndoSets UndoSearch::sets_of(std::span<const Condition* const> conditions, bool gained) {
  ObjectSets of_each;
  const auto add = [&](ObjectSets sets) {
    of_each.insert(of_each.end(), sets.begin(), sets.end());
  };
  if (!gained) {
    // What makes one of them hold does it; nothing else does.
    for (const Condition* each : conditions)
      add(minimal_subsets(*each, [&](std::size_t subset) { return each->holds[subset]; }));
    UndoSets result;
    result.family = minimal(std::move(of_each));
    result.sets = result.family;
    result.more = result.sets.size() > kMaxUndoSets;
    if (result.more) result.sets.resize(kMaxUndoSets);
    return result;
  }
  if (!std::ranges::all_of(conditions, [](const Condition* each) { return stays_off(*each); }))
    return by_trying(conditions);
  // A condition holds as long as nothing is undone of what is left out of a world in which it does,
  // so that something of each such set has to be. An object of one that has no other in it is in
  // some minimal set of those that do.
  for (const Condition* each : conditions) {
    const std::size_t all = each->holds.size() - 1;
    add(minimal_subsets(*each, [&](std::size_t subset) { return each->holds[all ^ subset]; }));
  }
  ObjectSets family = minimal(std::move(of_each));
  const auto known = of_family_.find(family);
  if (known != of_family_.end()) return known->second;
  UndoSets found = Hitting(family).run();
  if (family.size() > 1) of_family_.emplace(std::move(family), found);
  return found;
}

}  // namespace rbacgraph
