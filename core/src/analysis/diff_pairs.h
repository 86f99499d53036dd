/// The objects of two Snapshots, put together by their keys, and in which of them the two differ.
///
/// What says the same is the same: the order of rules, of subjects and of words in a list, what is
/// said twice, what is written out or left to its default, and labels that no aggregation looks at.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rbacgraph/analysis/diff.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

inline constexpr std::uint32_t kNoChange = static_cast<std::uint32_t>(-1);

/// One object on both sides; kNoId where it is not there.
template <class Id>
struct ObjectPair {
  Id a = kNoId<Id>;
  Id b = kNoId<Id>;
  std::uint32_t change = kNoChange;  ///< index in DiffPairs::changes
};

template <class Id>
struct PairTable {
  std::vector<ObjectPair<Id>> pairs;  ///< those of `a` in its order, then those that `b` adds
  std::vector<std::uint32_t> of_a;    ///< by id: index in pairs
  std::vector<std::uint32_t> of_b;
};

struct DiffPairs {
  PairTable<RoleId> roles;
  PairTable<BindingId> bindings;
  std::vector<ObjectChange> changes;  ///< in the order of Diff::objects
};

DiffPairs pair_up(const Snapshot& a, const Snapshot& b);

}  // namespace rbacgraph
