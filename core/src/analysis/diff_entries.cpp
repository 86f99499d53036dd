#include "analysis/diff_entries.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "analysis/rule_use.h"

namespace rbacgraph {
namespace {

using Dimension = AccessBox::Dimension;

// Combinations of words that are looked at one by one.
constexpr std::size_t kMostAtoms = 100'000;

std::size_t atoms_in(const ScopedBox& box) {
  std::size_t count = std::max<std::size_t>(box.scope.namespaces.size(), 1);
  for (const std::vector<Name>& words : box.box.words) {
    count *= words.size();
    if (count > kMostAtoms) return count;
  }
  return count;
}

/// What dies, and why, of the requests of a box.
class Deaths {
 public:
  /// `names` has the words of both sides.
  Deaths(const Snapshot& side, const NamePool& names) : side_(side), names_(names) {}

  /// Cuts it into parts each of which is alive or dead for one reason.
  void cut(const ScopedBox& box,
           const std::function<void(ScopedBox, std::optional<DeadReason>)>& add) const {
    if (box.box.is_url || atoms_in(box) > kMostAtoms) return add(box, std::nullopt);
    const std::set<std::optional<DeadReason>> reasons = reasons_in(box);
    if (reasons.size() == 1) return add(box, *reasons.begin());
    for (const Dimension dimension :
         {Dimension::Things, Dimension::Groups, Dimension::Verbs, Dimension::Names}) {
      if (box.box.words[dimension].size() < 2) continue;
      for (const Name word : box.box.words[dimension]) {
        ScopedBox part = box;
        part.box.words[dimension] = {word};
        cut(part, add);
      }
      return;
    }
    for (const Name ns : box.scope.namespaces) {
      ScopedBox part = box;
      part.scope.namespaces = {ns};
      cut(part, add);
    }
  }

  /// Nullopt: some of it can be used.
  std::optional<DeadReason> of(const ScopedBox& box) const {
    if (box.box.is_url || atoms_in(box) > kMostAtoms) return std::nullopt;
    const std::set<std::optional<DeadReason>> reasons = reasons_in(box);
    return reasons.contains(std::nullopt) ? std::nullopt : *reasons.begin();
  }

 private:
  std::set<std::optional<DeadReason>> reasons_in(const ScopedBox& box) const {
    std::set<std::optional<DeadReason>> reasons;
    const auto& words = box.box.words;
    // Only for named Namespace objects it matters which namespace.
    std::vector<Name> places = box.scope.namespaces;
    if (box.scope.cluster_wide) places = {kEmptyName};
    if (words[Dimension::Names] == std::vector{AccessBox::kAnyName}) places.resize(1);
    for (const Name verb : words[Dimension::Verbs]) {
      for (const Name group : words[Dimension::Groups]) {
        for (const Name thing : words[Dimension::Things]) {
          const ResourceAtom atom{names_.text(verb), names_.text(group), names_.text(thing)};
          for (const Name name : words[Dimension::Names])
            for (const Name ns : places) reasons.insert(reason(atom, name, ns));
        }
      }
    }
    return reasons;
  }

  std::optional<DeadReason> reason(const ResourceAtom& atom, Name name, Name ns) const {
    return dead_reason(side_, atom,
                       name == AccessBox::kAnyName ? std::nullopt : std::optional(name), ns);
  }

  const Snapshot& side_;
  const NamePool& names_;
};

bool in_scope_of_whole(const Region& region) {
  return std::ranges::all_of(
      region.except, [&](const ScopedBox& each) { return each.scope == region.whole.scope; });
}

/// Boxes of exceptions whose scope is the whole's, so that they are alike in other namespaces.
std::vector<AccessBox> boxes_of(const std::vector<ScopedBox>& except) {
  std::vector<AccessBox> boxes;
  for (const ScopedBox& each : except) boxes.push_back(each.box);
  return boxes;
}

/// Makes one of drafts that differ in a single list, until there are none.
class Uniting {
 public:
  Uniting(const BoxAlgebra& algebra, std::vector<DiffDraft> drafts) : algebra_(algebra) {
    for (DiffDraft& draft : drafts) {
      drafts_.push_back({std::move(draft), {}});
      settle(drafts_.back());
    }
  }

  std::vector<DiffDraft> run() {
    // Every round makes fewer of them.
    for (bool again = true; again && drafts_.size() > 1;) {
      again = false;
      for (const std::size_t which :
           {std::size_t{Dimension::Verbs}, std::size_t{Dimension::Names}, kNamespaces,
            std::size_t{Dimension::Things}, std::size_t{Dimension::Groups}})
        again = unite_by(which) || again;
    }
    std::vector<DiffDraft> united;
    for (Keyed& each : drafts_) united.push_back(std::move(each.draft));
    return united;
  }

 private:
  /// A list that drafts are united by: a dimension, or the namespaces.
  static constexpr std::size_t kNamespaces = AccessBox::kDimensions;
  static constexpr std::size_t kLists = kNamespaces + 1;

  /// What has to be equal but for one list, as numbers: of each list, of the undo sets, and what is
  /// said by a word.
  using Key = std::array<std::size_t, kLists + 2>;
  struct Keyed {
    DiffDraft draft;
    Key key;
  };

  static std::vector<Name>& list_of(ScopedBox& box, std::size_t which) {
    return which == kNamespaces ? box.scope.namespaces : box.box.words[which];
  }

  template <class List>
  static std::size_t number_of(List list, std::map<List, std::size_t>& numbers) {
    const std::size_t next = numbers.size();
    return numbers.try_emplace(std::move(list), next).first->second;
  }

  /// Puts its lists in order, and its key with them.
  void settle(Keyed& each) {
    DiffDraft& draft = each.draft;
    ScopedBox& whole = draft.region.whole;
    algebra_.tidy(whole.box);
    std::vector<Name>& namespaces = whole.scope.namespaces;
    std::ranges::sort(namespaces);
    namespaces.erase(std::ranges::unique(namespaces).begin(), namespaces.end());
    for (std::size_t which = 0; which < kLists; ++which) {
      std::vector<Name> sorted = list_of(whole, which);
      std::ranges::sort(sorted);
      each.key[which] = number_of(std::move(sorted), lists_);
    }
    each.key[kLists] = number_of(draft.undo.family, undo_families_);
    const std::size_t dead = draft.dead ? 1 + static_cast<std::size_t>(*draft.dead) : 0;
    each.key[kLists + 1] = dead << 3U | (draft.gained ? 4U : 0U) | (whole.box.is_url ? 2U : 0U) |
                           (whole.scope.cluster_wide ? 1U : 0U);
  }

  /// With exceptions only namespaces can be united.
  bool unite_by(std::size_t which) {
    std::map<Key, std::vector<std::size_t>> alike;
    std::vector<Keyed> united;
    std::set<std::size_t> grown;
    for (Keyed& each : drafts_) {
      const Region& region = each.draft.region;
      if (!region.except.empty() && (which != kNamespaces || !in_scope_of_whole(region))) {
        united.push_back(std::move(each));
        continue;
      }
      Key key = each.key;
      key[which] = 0;
      std::vector<std::size_t>& known = alike[key];
      const auto same = std::ranges::find_if(known, [&](std::size_t at) {
        return boxes_of(united[at].draft.region.except) == boxes_of(region.except);
      });
      const bool apart = which == kNamespaces && region.whole.scope.cluster_wide;
      if (same == known.end() || apart) {
        known.push_back(united.size());
        united.push_back(std::move(each));
        continue;
      }
      std::vector<Name>& words = list_of(united[*same].draft.region.whole, which);
      const std::vector<Name>& more = list_of(each.draft.region.whole, which);
      words.insert(words.end(), more.begin(), more.end());
      grown.insert(*same);
    }
    drafts_ = std::move(united);
    for (const std::size_t at : grown) {
      settle(drafts_[at]);
      // Those of both had the scope of their whole.
      Region& region = drafts_[at].draft.region;
      for (ScopedBox& exception : region.except) exception.scope = region.whole.scope;
    }
    return !grown.empty();
  }

  const BoxAlgebra& algebra_;
  std::vector<Keyed> drafts_;
  std::map<std::vector<Name>, std::size_t> lists_;
  std::map<ObjectSets, std::size_t> undo_families_;
};

/// One exception says it for several namespaces.
void unite_exceptions(Region& region) {
  std::vector<ScopedBox> united;
  for (ScopedBox& each : region.except) {
    const auto same = std::ranges::find_if(united, [&](const ScopedBox& other) {
      return other.box == each.box && !other.scope.cluster_wide && !each.scope.cluster_wide;
    });
    if (same == united.end()) {
      united.push_back(std::move(each));
      continue;
    }
    std::vector<Name>& namespaces = same->scope.namespaces;
    namespaces.insert(namespaces.end(), each.scope.namespaces.begin(), each.scope.namespaces.end());
    std::ranges::sort(namespaces);
    namespaces.erase(std::ranges::unique(namespaces).begin(), namespaces.end());
  }
  region.except = std::move(united);
}

}  // namespace

DiffEntries::DiffEntries(std::shared_ptr<const Snapshot> a, std::shared_ptr<const Snapshot> b)
    : a_(std::move(a)),
      b_(std::move(b)),
      names_(std::shared_ptr<const NamePool>(b_, &b_->names())),
      in_a_(names_, a_->catalog()),
      in_b_(names_, b_->catalog()) {}

std::vector<DiffDraft> DiffEntries::drafts_of(std::vector<ChangedRegion> regions) const {
  const BoxAlgebra algebra(b_->names());
  std::vector<DiffDraft> drafts;
  for (ChangedRegion& each : regions) {
    const Deaths deaths(side(each.gained), names_);
    deaths.cut(each.region.whole, [&](ScopedBox part, std::optional<DeadReason> dead) {
      DiffDraft draft{each.gained, {std::move(part), {}}, each.undo, dead};
      for (const ScopedBox& exception : each.region.except) {
        if (algebra.overlap(draft.region.whole, exception))
          draft.region.except.push_back(algebra.shared(draft.region.whole, exception));
      }
      drafts.push_back(std::move(draft));
    });
  }
  if (drafts.size() > 1) drafts = Uniting(algebra, std::move(drafts)).run();
  for (DiffDraft& draft : drafts) unite_exceptions(draft.region);
  return drafts;
}

PolicyRule DiffEntries::rule_of(const AccessBox& box) {
  PolicyRule rule;
  rule.verbs = names_.intern_list(box.words[Dimension::Verbs]);
  if (box.is_url) {
    rule.non_resource_urls = names_.intern_list(box.words[Dimension::Things]);
    return rule;
  }
  rule.api_groups = names_.intern_list(box.words[Dimension::Groups]);
  rule.resources = names_.intern_list(box.words[Dimension::Things]);
  if (box.words[Dimension::Names].front() != AccessBox::kAnyName)
    rule.resource_names = names_.intern_list(box.words[Dimension::Names]);
  return rule;
}

Powers DiffEntries::powers_of(const DiffDraft& draft) {
  if (draft.dead) return {};
  const Region& region = draft.region;
  const PolicyRule rule = rule_of(region.whole.box);
  std::vector<PolicyRule> except;
  for (const ScopedBox& each : region.except)
    if (each.scope == region.whole.scope) except.push_back(rule_of(each.box));
  const PowerfulRules::ByScope powers = (draft.gained ? in_b_ : in_a_).match(rule, except);
  if (region.whole.scope.cluster_wide)
    return in_scope(names_, rule, powers, {BindingKind::ClusterRoleBinding, kEmptyName});
  Powers given;
  for (const Name ns : region.whole.scope.namespaces) {
    given |= in_scope(names_, rule, powers, {BindingKind::RoleBinding, ns});
    if (powers.own_namespace.empty()) break;  // alike in each
  }
  return given;
}

void DiffEntries::set_held(std::span<const HeldBox> held) {
  held_ = held;
  given_ = {};
}

const DiffEntries::GivenOnSide& DiffEntries::given_on(bool in_b) {
  std::optional<GivenOnSide>& known = given_[in_b ? 1 : 0];
  if (known) return *known;
  GivenOnSide& given = known.emplace();
  for (const HeldBox& each : held_) {
    if (!(in_b ? each.when.in_b() : each.when.in_a())) continue;
    const PolicyRule rule = rule_of(each.what.box);
    PowerfulRules::ByScope by_scope = (in_b ? in_b_ : in_a_).match(rule);
    if (by_scope.empty()) continue;
    const auto place = static_cast<std::uint32_t>(given.all.size());
    given.all.push_back({rule, std::move(by_scope)});
    const BoxScope& scope = each.what.scope;
    if (scope.cluster_wide) given.everywhere.push_back(place);
    for (const Name ns : scope.namespaces) given.in_namespaces.emplace_back(ns, place);
  }
  std::ranges::sort(given.in_namespaces);
  return given;
}

void DiffEntries::take_off_held(const DiffDraft& draft, Powers& powers) {
  if (powers.empty()) return;
  const GivenOnSide& given = given_on(!draft.gained);
  const auto held_in = [&](const BindingScope& where) {
    Powers all;
    const auto add = [&](std::uint32_t place) {
      all |= in_scope(names_, given.all[place].rule, given.all[place].powers, where);
    };
    for (const std::uint32_t place : given.everywhere) add(place);
    if (where.kind != BindingKind::RoleBinding) return all;
    for (const auto& [unused, place] : std::ranges::equal_range(
             given.in_namespaces, where.ns, {}, &std::pair<Name, std::uint32_t>::first))
      add(place);
    return all;
  };
  const auto take_off = [&](const Powers& there) {
    powers.whole = powers.whole - there.whole;
    powers.only_named = powers.only_named - there.whole;
  };
  const BoxScope& scope = draft.region.whole.scope;
  if (scope.cluster_wide) return take_off(held_in({BindingKind::ClusterRoleBinding, kEmptyName}));
  const Powers before = powers;
  Powers everywhere = before;  // of them: held in each of the namespaces
  for (const Name ns : scope.namespaces) {
    const Powers there = held_in({BindingKind::RoleBinding, ns});
    everywhere.whole = everywhere.whole - (before.whole - there.whole);
    everywhere.only_named = everywhere.only_named - (before.only_named - there.whole);
    if (everywhere.empty()) return;
  }
  powers.whole = before.whole - everywhere.whole;
  powers.only_named = before.only_named - everywhere.only_named;
}

AccessChange DiffEntries::entry_of(const DiffDraft& draft, const std::vector<bool>& told_apart) {
  const auto by_text = [&](std::vector<Name> words) {
    std::ranges::sort(words, {}, [&](Name word) { return names_.text(word); });
    return words;
  };
  const auto words_of = [&](const AccessBox& box) {
    RuleWords rule;
    rule.verbs = by_text(box.words[Dimension::Verbs]);
    if (box.is_url) {
      rule.non_resource_urls = by_text(box.words[Dimension::Things]);
      return rule;
    }
    rule.api_groups = by_text(box.words[Dimension::Groups]);
    rule.resources = by_text(box.words[Dimension::Things]);
    if (box.words[Dimension::Names].front() != AccessBox::kAnyName)
      rule.resource_names = by_text(box.words[Dimension::Names]);
    return rule;
  };
  const auto scope_of = [&](const BoxScope& scope) {
    return AccessScope{scope.cluster_wide, by_text(scope.namespaces)};
  };
  const Region& region = draft.region;
  AccessChange entry;
  entry.gained = draft.gained;
  entry.scope = scope_of(region.whole.scope);
  entry.rule = words_of(region.whole.box);
  entry.dead = draft.dead;
  const Deaths deaths(side(!draft.gained), names_);
  for (std::size_t at = 0; at < region.except.size(); ++at) {
    const ScopedBox& each = region.except[at];
    AccessException exception{words_of(each.box), std::nullopt, {}};
    if (each.scope != region.whole.scope) exception.scope = scope_of(each.scope);
    entry.except.push_back(std::move(exception));
    if (!told_apart[at] && !entry.dead && !entry.dead_part) entry.dead_part = deaths.of(each);
  }
  entry.causes = draft.undo.causes();
  entry.more_undo = draft.undo.more;
  for (const auto& set : draft.undo.sets) {
    std::vector<std::uint32_t>& places = entry.undo.emplace_back();
    for (const std::uint32_t object : set) {
      places.push_back(static_cast<std::uint32_t>(std::ranges::lower_bound(entry.causes, object) -
                                                  entry.causes.begin()));
    }
  }
  entry.powers = powers_of(draft);
  return entry;
}

}  // namespace rbacgraph
