/// What has to be undone so that something gained, or lost, is so no longer.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "analysis/diff_conditions.h"

namespace rbacgraph {

/// Sets of changed objects, as indices in DiffPairs::changes, ascending.
using ObjectSets = std::vector<std::vector<std::uint32_t>>;

struct UndoSets {
  /// The minimal sets of which undoing removes it, smallest first, at most kMaxUndoSets.
  ObjectSets sets;
  /// There are others, or may be, and smaller ones too: there was too much to look through.
  bool more = false;
  /// What all of its minimal sets come to, those left out included: their objects are the causes,
  /// and regions for which it is equal have the same sets.
  ObjectSets family;

  std::vector<std::uint32_t> causes() const;
};

/// Finds them. Thread rule: one thread at a time; it remembers what it worked out.
class UndoSearch {
 public:
  /// Of what is held under any of the conditions. `gained`: they hold on side `b` and not on side
  /// `a`, and none may hold any longer; else it is the other way round, and one has to hold again.
  UndoSets sets_of(std::span<const Condition* const> conditions, bool gained);

 private:
  std::map<ObjectSets, UndoSets> of_family_;
};

}  // namespace rbacgraph
