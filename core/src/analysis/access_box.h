/// Sets of requests in the form of rules, and what remains of them when others are taken away.
///
/// A box is what one rule allows, of resources or of URLs: each of its words in each dimension is
/// combined with each of the others. Two words of a dimension are disjoint, or one covers the
/// other: "*" every word, "*/log" the word "pods/log" (SEMANTICS §3.1), "/api*" what begins so, no
/// name at all every name. So what two boxes share is a box, and what a box is without another is
/// a few boxes, of which some may have to keep the other as an exception: no list of verbs is
/// "every verb but get".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "rbacgraph/base/name_pool.h"
#include "rbacgraph/k8s/policy_rule.h"

namespace rbacgraph {

struct AccessBox {
  enum Dimension : std::uint8_t { Verbs, Groups, Things, Names };
  static constexpr std::size_t kDimensions = 4;
  /// In `Names`: the rule is not limited to names.
  static constexpr Name kAnyName = kNoId<Name>;

  bool is_url = false;
  /// `Things` are resources or URLs. Of URLs groups and names are what covers all. No word covers
  /// another of its list.
  std::array<std::vector<Name>, kDimensions> words;

  friend bool operator==(const AccessBox&, const AccessBox&) = default;
};

/// Where a box holds: cluster-wide, which is in every namespace and without one, or in some.
struct BoxScope {
  bool cluster_wide = false;
  std::vector<Name> namespaces;  ///< ascending; empty where cluster-wide
  friend bool operator==(const BoxScope&, const BoxScope&) = default;
  bool empty() const { return !cluster_wide && namespaces.empty(); }
};

struct ScopedBox {
  AccessBox box;
  BoxScope scope;
  friend bool operator==(const ScopedBox&, const ScopedBox&) = default;
};

/// A box but for what others hold of it. Every exception is a part of it, and something remains: to
/// each exception all words of a dimension are alike, either each is covered by it or of each a
/// part is, and in one dimension it is a part.
struct Region {
  ScopedBox whole;
  std::vector<ScopedBox> except;
};

/// For words of one pool.
///
/// Thread rule: any number of threads may ask.
class BoxAlgebra {
 public:
  explicit BoxAlgebra(const NamePool& names) : names_(names) {}

  /// What the rule allows of resources, and of URLs; none, one or two.
  std::vector<AccessBox> boxes_of(const PolicyRule& rule) const;

  bool covers(AccessBox::Dimension dimension, bool is_url, Name owner, Name servant) const;
  bool covers(const AccessBox& owner, const AccessBox& servant) const;
  bool covers(const ScopedBox& owner, const ScopedBox& servant) const;
  bool overlap(const ScopedBox& a, const ScopedBox& b) const;
  /// REQUIRES: they overlap.
  ScopedBox shared(const ScopedBox& a, const ScopedBox& b) const;

  /// What remains of `region` without `taken`: disjoint regions, none where nothing does.
  std::vector<Region> without(const Region& region, const ScopedBox& taken) const;
  std::vector<Region> without(std::vector<Region> regions, std::span<const ScopedBox> taken) const;
  std::vector<Region> without(std::vector<Region> regions,
                              std::span<const ScopedBox* const> taken) const;
  /// What `region` has of `box`.
  std::vector<Region> within(const Region& region, const ScopedBox& box) const;

  /// Can it cover another word?
  bool is_wildcard(AccessBox::Dimension dimension, bool is_url, Name word) const;
  /// Words that others of the list cover are left out, each is there once; the order stays.
  void tidy(AccessBox& box) const;

 private:
  /// A list of words by what another list has of them.
  struct Split {
    std::vector<Name> covered;
    std::vector<Name> partly;
    std::vector<Name> outside;
  };
  /// A part of a region in which all words of a dimension are alike to what is taken.
  struct Core {
    ScopedBox box;
    bool partly = false;  // something remains
  };
  Split split(AccessBox::Dimension dimension, bool is_url, const std::vector<Name>& words,
              const std::vector<Name>& by) const;
  ScopedBox take_off_disjoint(const Region& region, const ScopedBox& taken,
                              std::vector<Region>& left) const;
  std::vector<Core> by_coverage(std::vector<Core> cores, AccessBox::Dimension dimension,
                                const ScopedBox& taken) const;
  void add_exception(Region& region, const ScopedBox& taken) const;
  bool words_overlap(AccessBox::Dimension dimension, bool is_url, const std::vector<Name>& a,
                     const std::vector<Name>& b) const;
  std::vector<Name> shared_words(AccessBox::Dimension dimension, bool is_url,
                                 const std::vector<Name>& a, const std::vector<Name>& b) const;
  bool resource_covers(Name owner, Name word) const;
  bool url_covers(Name owner, Name word) const;
  /// `part` has some of the words of each dimension, and of the namespaces.
  Region part_of(const Region& region, ScopedBox part) const;

  const NamePool& names_;
};

/// Boxes by the things and the names that they are about, and by where they hold, for finding those
/// that may overlap another one. Holds references.
class BoxIndex {
 public:
  BoxIndex(const BoxAlgebra& algebra, std::vector<const ScopedBox*> boxes);

  /// In the order in which they were given.
  std::vector<const ScopedBox*> that_may_overlap(const ScopedBox& box) const;
  /// Wherever they hold.
  std::vector<const ScopedBox*> that_may_overlap(const AccessBox& box) const;
  /// Where in the given boxes those are, ascending.
  std::vector<std::uint32_t> places_that_may_overlap(const ScopedBox& box) const;
  std::vector<std::uint32_t> places_that_may_overlap(const AccessBox& box) const;
  bool any_may_overlap(const AccessBox& box) const;
  const ScopedBox* box(std::uint32_t place) const { return boxes_[place]; }

 private:
  /// Boxes by the words that they have of one kind.
  struct Words {
    std::vector<std::uint32_t> wide;  ///< those to which more words belong than are listed
    std::vector<std::pair<Name, std::uint32_t>> by_word;  ///< of the others; ascending
  };
  /// Boxes among which are all that may overlap.
  struct Some {
    const Words* by = nullptr;  ///< null: all boxes are
    const std::vector<Name>* words = nullptr;
    std::size_t count = 0;
  };

  static std::span<const std::pair<Name, std::uint32_t>> with(const Words& by, Name word);
  static void add(Words& to, std::uint32_t place, bool wide, const std::vector<Name>& words);
  bool is_wide(const AccessBox& box, AccessBox::Dimension dimension) const;
  Some fewest(const AccessBox& box, const BoxScope* scope) const;
  std::vector<std::uint32_t> places(const AccessBox& box, const BoxScope* scope) const;
  std::vector<const ScopedBox*> boxes(const AccessBox& box, const BoxScope* scope) const;

  const BoxAlgebra* algebra_;
  std::vector<const ScopedBox*> boxes_;
  Words things_;
  bool by_all_ = false;  // otherwise the rest is left empty
  Words names_;
  Words namespaces_;
};

}  // namespace rbacgraph
