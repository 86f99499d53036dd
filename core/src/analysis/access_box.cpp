#include "analysis/access_box.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace rbacgraph {
namespace {

using Dimension = AccessBox::Dimension;

constexpr std::array kAll{Dimension::Verbs, Dimension::Groups, Dimension::Things, Dimension::Names};
// In which regions are cut: a reader looks for the resource first, and reads the verbs as one list.
constexpr std::array kByUse{Dimension::Things, Dimension::Groups, Dimension::Names,
                            Dimension::Verbs};

// Lists that are searched from front to back rather than by a hash table.
constexpr std::size_t kFewWords = 16;
// Boxes that are looked up by their things alone.
constexpr std::size_t kFewBoxes = 16;
// Of a box that holds in more of them an index does not keep where it does.
constexpr std::size_t kFewNamespaces = 64;

/// A list of words that many words are looked up in: the words themselves, and those among them
/// that may cover others.
class WordSet {
 public:
  template <class IsWildcard>
  WordSet(const std::vector<Name>& words, const IsWildcard& is_wildcard) : words_(words) {
    if (words.size() > kFewWords) known_.insert(words.begin(), words.end());
    for (const Name word : words)
      if (is_wildcard(word)) wildcards_.push_back(word);
  }

  bool contains(Name word) const {
    return known_.empty() ? std::ranges::find(words_, word) != words_.end() : known_.contains(word);
  }
  const std::vector<Name>& wildcards() const { return wildcards_; }

 private:
  const std::vector<Name>& words_;
  std::unordered_set<Name> known_;
  std::vector<Name> wildcards_;
};

/// Each word once, where it was first.
void drop_repeated(std::vector<Name>& words) {
  if (words.size() < 2) return;
  std::size_t kept = 0;
  if (words.size() <= kFewWords) {
    for (const Name word : words) {
      const auto end = words.begin() + static_cast<std::ptrdiff_t>(kept);
      if (std::find(words.begin(), end, word) == end) words[kept++] = word;
    }
  } else {
    std::unordered_set<Name> seen;
    for (const Name word : words)
      if (seen.insert(word).second) words[kept++] = word;
  }
  words.resize(kept);
}

bool scopes_overlap(const BoxScope& a, const BoxScope& b) {
  if (a.cluster_wide) return !b.empty();
  if (b.cluster_wide) return !a.empty();
  const bool a_has_fewer = a.namespaces.size() <= b.namespaces.size();
  const std::vector<Name>& fewer = a_has_fewer ? a.namespaces : b.namespaces;
  const std::vector<Name>& more = a_has_fewer ? b.namespaces : a.namespaces;
  return std::ranges::any_of(fewer, [&](Name ns) { return std::ranges::binary_search(more, ns); });
}

bool scope_covers(const BoxScope& owner, const BoxScope& servant) {
  return owner.cluster_wide ||
         (!servant.cluster_wide && std::ranges::includes(owner.namespaces, servant.namespaces));
}

BoxScope shared_scope(const BoxScope& a, const BoxScope& b) {
  if (a.cluster_wide) return b;
  if (b.cluster_wide) return a;
  BoxScope both;
  std::ranges::set_intersection(a.namespaces, b.namespaces, std::back_inserter(both.namespaces));
  return both;
}

}  // namespace

std::vector<AccessBox> BoxAlgebra::boxes_of(const PolicyRule& rule) const {
  const auto words = [&](NameList list) {
    const std::span<const Name> all = names_.list(list);
    return std::vector<Name>(all.begin(), all.end());
  };
  std::vector<AccessBox> boxes;
  if (rule.verbs == kEmptyList) return boxes;
  if (rule.api_groups != kEmptyList && rule.resources != kEmptyList) {
    std::vector<Name> names = words(rule.resource_names);
    if (names.empty()) names.push_back(AccessBox::kAnyName);
    boxes.push_back(
        {false,
         {words(rule.verbs), words(rule.api_groups), words(rule.resources), std::move(names)}});
  }
  if (rule.non_resource_urls != kEmptyList) {
    boxes.push_back(
        {true,
         {words(rule.verbs), {kStarName}, words(rule.non_resource_urls), {AccessBox::kAnyName}}});
  }
  for (AccessBox& box : boxes) tidy(box);
  return boxes;
}

/// "*/log" covers "pods/log"; "*" covers all.
bool BoxAlgebra::resource_covers(Name owner, Name word) const {
  const std::string_view pattern = names_.text(owner);
  if (!pattern.starts_with("*/")) return false;
  const std::string_view resource = names_.text(word);
  const std::size_t slash = resource.find('/');
  return slash != std::string_view::npos && resource.substr(slash) == pattern.substr(1);
}

/// Stars at the end are one star: "/api*" covers "/api/v1" and "/apis*".
bool BoxAlgebra::url_covers(Name owner, Name word) const {
  std::string_view pattern = names_.text(owner);
  if (!pattern.ends_with('*')) return false;
  while (pattern.ends_with('*')) pattern.remove_suffix(1);
  std::string_view other = names_.text(word);
  while (other.ends_with('*')) other.remove_suffix(1);
  return other.starts_with(pattern);
}

bool BoxAlgebra::covers(Dimension dimension, bool is_url, Name owner, Name servant) const {
  if (owner == servant) return true;
  if (dimension == Dimension::Names) return owner == AccessBox::kAnyName;
  if (owner == kStarName) return true;
  if (dimension != Dimension::Things) return false;
  return is_url ? url_covers(owner, servant) : resource_covers(owner, servant);
}

bool BoxAlgebra::covers(const AccessBox& owner, const AccessBox& servant) const {
  if (owner.is_url != servant.is_url) return false;
  return std::ranges::all_of(kByUse, [&](Dimension dimension) {
    const auto wild = [&](Name word) { return is_wildcard(dimension, owner.is_url, word); };
    const WordSet owned(owner.words[dimension], wild);
    return std::ranges::all_of(servant.words[dimension], [&](Name word) {
      return owned.contains(word) || std::ranges::any_of(owned.wildcards(), [&](Name each) {
               return covers(dimension, owner.is_url, each, word);
             });
    });
  });
}

bool BoxAlgebra::covers(const ScopedBox& owner, const ScopedBox& servant) const {
  return scope_covers(owner.scope, servant.scope) && covers(owner.box, servant.box);
}

/// They share a word, or a wildcard of one covers a word of the other.
bool BoxAlgebra::words_overlap(Dimension dimension, bool is_url, const std::vector<Name>& a,
                               const std::vector<Name>& b) const {
  const auto wild = [&](Name word) { return is_wildcard(dimension, is_url, word); };
  const WordSet set_a(a, wild);
  const WordSet set_b(b, wild);
  const auto any_covered = [&](const std::vector<Name>& wildcards, const std::vector<Name>& words) {
    return std::ranges::any_of(wildcards, [&](Name each) {
      return std::ranges::any_of(words,
                                 [&](Name word) { return covers(dimension, is_url, each, word); });
    });
  };
  return std::ranges::any_of(a, [&](Name word) { return set_b.contains(word); }) ||
         any_covered(set_a.wildcards(), b) || any_covered(set_b.wildcards(), a);
}

bool BoxAlgebra::overlap(const ScopedBox& a, const ScopedBox& b) const {
  if (a.box.is_url != b.box.is_url || !scopes_overlap(a.scope, b.scope)) return false;
  return std::ranges::all_of(kByUse, [&](Dimension dimension) {
    return words_overlap(dimension, a.box.is_url, a.box.words[dimension], b.box.words[dimension]);
  });
}

std::vector<Name> BoxAlgebra::shared_words(Dimension dimension, bool is_url,
                                           const std::vector<Name>& a,
                                           const std::vector<Name>& b) const {
  const Split parts = split(dimension, is_url, a, b);
  std::vector<Name> both = parts.covered;
  if (parts.partly.empty()) return both;
  // Of a wildcard what the other has of it.
  std::unordered_set<Name> taken(both.begin(), both.end());
  for (const Name other : b) {
    const bool within = std::ranges::any_of(
        parts.partly, [&](Name each) { return covers(dimension, is_url, each, other); });
    if (within && taken.insert(other).second) both.push_back(other);
  }
  return both;
}

ScopedBox BoxAlgebra::shared(const ScopedBox& a, const ScopedBox& b) const {
  ScopedBox both;
  both.box.is_url = a.box.is_url;
  for (const Dimension dimension : kAll) {
    both.box.words[dimension] =
        shared_words(dimension, a.box.is_url, a.box.words[dimension], b.box.words[dimension]);
  }
  both.scope = shared_scope(a.scope, b.scope);
  return both;
}

BoxAlgebra::Split BoxAlgebra::split(Dimension dimension, bool is_url,
                                    const std::vector<Name>& words,
                                    const std::vector<Name>& by) const {
  const WordSet others(by, [&](Name word) { return is_wildcard(dimension, is_url, word); });
  Split parts;
  for (const Name word : words) {
    const auto covering = [&](Name each) { return covers(dimension, is_url, each, word); };
    const auto covered = [&](Name each) { return covers(dimension, is_url, word, each); };
    if (others.contains(word) || std::ranges::any_of(others.wildcards(), covering)) {
      parts.covered.push_back(word);
    } else if (is_wildcard(dimension, is_url, word) && std::ranges::any_of(by, covered)) {
      parts.partly.push_back(word);
    } else {
      parts.outside.push_back(word);
    }
  }
  return parts;
}

/// All words of a region's box are alike to an exception, so a part with some of them is too: it is
/// not covered where the whole was not.
Region BoxAlgebra::part_of(const Region& region, ScopedBox part) const {
  Region cut{std::move(part), {}};
  for (const ScopedBox& each : region.except)
    if (overlap(cut.whole, each)) cut.except.push_back(shared(cut.whole, each));
  return cut;
}

std::vector<Region> BoxAlgebra::without(const Region& region, const ScopedBox& taken) const {
  if (!overlap(region.whole, taken)) return {region};
  if (covers(taken, region.whole)) return {};
  std::vector<Region> left;
  ScopedBox core = take_off_disjoint(region, taken, left);
  // Of words that are covered nothing remains where they meet no word of which a part remains.
  std::vector<Core> cores{{std::move(core), false}};
  cores.front().partly = cores.front().box.scope.cluster_wide && !taken.scope.cluster_wide;
  for (const Dimension dimension : kAll) cores = by_coverage(std::move(cores), dimension, taken);
  for (Core& each : cores) {
    if (!each.partly) continue;
    left.push_back(part_of(region, std::move(each.box)));
    add_exception(left.back(), taken);
  }
  return left;
}

/// What is disjoint from `taken` in one dimension goes to `left`, dimension by dimension; in the
/// rest, which is returned, every word is covered, or a part of it is.
ScopedBox BoxAlgebra::take_off_disjoint(const Region& region, const ScopedBox& taken,
                                        std::vector<Region>& left) const {
  ScopedBox core = region.whole;
  const auto take_off = [&](std::vector<Name>& of_core, std::vector<Name> outside,
                            std::vector<Name> inside) {
    if (outside.empty()) return;
    of_core = std::move(outside);
    left.push_back(part_of(region, core));
    of_core = std::move(inside);
  };
  if (!core.scope.cluster_wide && !taken.scope.cluster_wide) {
    std::vector<Name> outside;
    std::ranges::set_difference(core.scope.namespaces, taken.scope.namespaces,
                                std::back_inserter(outside));
    take_off(core.scope.namespaces, std::move(outside),
             shared_scope(core.scope, taken.scope).namespaces);
  }
  for (const Dimension dimension : kByUse) {
    Split parts =
        split(dimension, core.box.is_url, core.box.words[dimension], taken.box.words[dimension]);
    std::ranges::move(parts.partly, std::back_inserter(parts.covered));
    take_off(core.box.words[dimension], std::move(parts.outside), std::move(parts.covered));
  }
  return core;
}

/// Splits each core into words that are covered and words of which a part is.
std::vector<BoxAlgebra::Core> BoxAlgebra::by_coverage(std::vector<Core> cores, Dimension dimension,
                                                      const ScopedBox& taken) const {
  std::vector<Core> parts;
  for (Core& core : cores) {
    const bool is_url = core.box.box.is_url;
    Split of = split(dimension, is_url, core.box.box.words[dimension], taken.box.words[dimension]);
    if (!of.covered.empty() && !of.partly.empty()) {
      Core covered = core;
      covered.box.box.words[dimension] = std::move(of.covered);
      parts.push_back(std::move(covered));
      core.box.box.words[dimension] = std::move(of.partly);
      core.partly = true;
    } else if (!of.partly.empty()) {
      core.partly = true;
    }
    parts.push_back(std::move(core));
  }
  return parts;
}

void BoxAlgebra::add_exception(Region& region, const ScopedBox& taken) const {
  ScopedBox exception = shared(region.whole, taken);
  const auto covering = [&](const ScopedBox& other) { return covers(other, exception); };
  if (std::ranges::any_of(region.except, covering)) return;
  std::erase_if(region.except, [&](const ScopedBox& other) { return covers(exception, other); });
  region.except.push_back(std::move(exception));
}

std::vector<Region> BoxAlgebra::without(std::vector<Region> regions,
                                        std::span<const ScopedBox> taken) const {
  std::vector<const ScopedBox*> boxes;
  for (const ScopedBox& each : taken) boxes.push_back(&each);
  return without(std::move(regions), boxes);
}

std::vector<Region> BoxAlgebra::without(std::vector<Region> regions,
                                        std::span<const ScopedBox* const> taken) const {
  for (const ScopedBox* each : taken) {
    std::vector<Region> left;
    for (const Region& region : regions)
      std::ranges::move(without(region, *each), std::back_inserter(left));
    regions = std::move(left);
    if (regions.empty()) break;
  }
  return regions;
}

std::vector<Region> BoxAlgebra::within(const Region& region, const ScopedBox& box) const {
  if (!overlap(region.whole, box)) return {};
  // Its words may be fewer than a word of the region stood for, so the exceptions count anew.
  return without({{shared(region.whole, box), {}}}, region.except);
}

void BoxAlgebra::tidy(AccessBox& box) const {
  for (const Dimension dimension : kAll) {
    std::vector<Name>& words = box.words[dimension];
    drop_repeated(words);
    std::vector<Name> wildcards;
    for (const Name word : words)
      if (is_wildcard(dimension, box.is_url, word)) wildcards.push_back(word);
    if (wildcards.empty() || words.size() == 1) continue;
    const auto covered = [&](Name word) {
      return std::ranges::any_of(wildcards, [&](Name each) {
        if (each == word || !covers(dimension, box.is_url, each, word)) return false;
        // Of two that cover each other ("/a*" and "/a**") the smaller stays.
        return !covers(dimension, box.is_url, word, each) || each < word;
      });
    };
    std::erase_if(words, covered);
  }
}

bool BoxAlgebra::is_wildcard(Dimension dimension, bool is_url, Name word) const {
  if (dimension == Dimension::Names) return word == AccessBox::kAnyName;
  if (word == kStarName) return true;
  if (dimension != Dimension::Things) return false;
  return is_url ? names_.text(word).ends_with('*') : names_.text(word).starts_with("*/");
}

BoxIndex::BoxIndex(const BoxAlgebra& algebra, std::vector<const ScopedBox*> boxes)
    : algebra_(&algebra), boxes_(std::move(boxes)), by_all_(boxes_.size() > kFewBoxes) {
  for (std::uint32_t at = 0; at < boxes_.size(); ++at) {
    const auto& [box, scope] = *boxes_[at];
    add(things_, at, is_wide(box, Dimension::Things), box.words[Dimension::Things]);
    if (!by_all_) continue;
    add(names_, at, is_wide(box, Dimension::Names), box.words[Dimension::Names]);
    add(namespaces_, at, scope.cluster_wide || scope.namespaces.size() > kFewNamespaces,
        scope.namespaces);
  }
  for (Words* each : {&things_, &names_, &namespaces_}) std::ranges::sort(each->by_word);
}

void BoxIndex::add(Words& to, std::uint32_t place, bool wide, const std::vector<Name>& words) {
  if (wide) return to.wide.push_back(place);
  for (const Name word : words) to.by_word.emplace_back(word, place);
}

bool BoxIndex::is_wide(const AccessBox& box, Dimension dimension) const {
  return std::ranges::any_of(box.words[dimension], [&](Name word) {
    return algebra_->is_wildcard(dimension, box.is_url, word);
  });
}

std::span<const std::pair<Name, std::uint32_t>> BoxIndex::with(const Words& by, Name word) {
  return std::ranges::equal_range(by.by_word, word, {}, &std::pair<Name, std::uint32_t>::first);
}

/// By the kind of words that leaves fewest.
BoxIndex::Some BoxIndex::fewest(const AccessBox& box, const BoxScope* scope) const {
  Some some{nullptr, nullptr, boxes_.size()};
  const auto look = [&](const Words& by, const std::vector<Name>& words) {
    std::size_t count = by.wide.size();
    for (const Name word : words) count += with(by, word).size();
    if (some.by == nullptr || count < some.count) some = {&by, &words, count};
  };
  if (!is_wide(box, Dimension::Things)) look(things_, box.words[Dimension::Things]);
  if (!by_all_) return some;
  if (!is_wide(box, Dimension::Names)) look(names_, box.words[Dimension::Names]);
  if (scope != nullptr && !scope->cluster_wide && scope->namespaces.size() <= kFewNamespaces)
    look(namespaces_, scope->namespaces);
  return some;
}

bool BoxIndex::any_may_overlap(const AccessBox& box) const {
  return !boxes_.empty() && fewest(box, nullptr).count > 0;
}

std::vector<std::uint32_t> BoxIndex::places(const AccessBox& box, const BoxScope* scope) const {
  const Some some = fewest(box, scope);
  std::vector<std::uint32_t> places;
  if (some.by == nullptr) {
    places.resize(boxes_.size());
    std::iota(places.begin(), places.end(), 0U);
    return places;
  }
  places = some.by->wide;
  for (const Name word : *some.words)
    for (const auto& [unused, place] : with(*some.by, word)) places.push_back(place);
  std::ranges::sort(places);
  places.erase(std::ranges::unique(places).begin(), places.end());
  return places;
}

std::vector<const ScopedBox*> BoxIndex::boxes(const AccessBox& box, const BoxScope* scope) const {
  std::vector<const ScopedBox*> some;
  for (const std::uint32_t at : places(box, scope)) some.push_back(boxes_[at]);
  return some;
}

std::vector<const ScopedBox*> BoxIndex::that_may_overlap(const ScopedBox& box) const {
  return boxes(box.box, &box.scope);
}

std::vector<const ScopedBox*> BoxIndex::that_may_overlap(const AccessBox& box) const {
  return boxes(box, nullptr);
}

std::vector<std::uint32_t> BoxIndex::places_that_may_overlap(const ScopedBox& box) const {
  return places(box.box, &box.scope);
}

std::vector<std::uint32_t> BoxIndex::places_that_may_overlap(const AccessBox& box) const {
  return places(box, nullptr);
}

}  // namespace rbacgraph
