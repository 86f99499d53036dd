/// What the inputs are called in reports that leave the terminal.
///
/// A report tells no absolute path: an input is called by its base name, with as many of the
/// directories before it as it takes to tell it from the others ("prod/dump.json",
/// "stage/dump.json"). Where even the whole paths are equal, a number follows: "dump.json (2)".
/// Standard input is "-"; built-in text keeps its name.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/source_ref.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// Immutable. The Snapshot must outlive it.
class SourceNames {
 public:
  explicit SourceNames(const Snapshot& snapshot);
  /// Names that tell its inputs from those of another one too.
  SourceNames(const Snapshot& snapshot, const Snapshot& beside);

  const Snapshot& snapshot() const { return snapshot_; }
  /// Of an input of the Snapshot; "" for any other id. Not printable yet.
  std::string_view of(SourceId id) const;

 private:
  void tell_apart(std::span<const SourceInfo> own, std::span<const SourceInfo> beside);

  const Snapshot& snapshot_;
  std::vector<std::string> names_;  ///< by SourceId
};

}  // namespace rbacgraph
