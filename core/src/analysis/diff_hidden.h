/// What one side of a comparison may hold although it could not be read there.
///
/// A role that nobody was allowed to list is not gone. Where the other side has it, and no binding
/// of this one refers to it, it is taken as unchanged: nobody's access depends on it here. So are
/// accounts, namespaces and workloads that this side could not list.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// Two Snapshots to compare; their names and rules have the same ids.
struct ComparedSides {
  std::shared_ptr<const Snapshot> a;
  std::shared_ptr<const Snapshot> b;
  std::vector<std::string> notes;  ///< what was taken as unchanged
};

/// The same two where nothing may be hidden. REQUIRES: `b` shares the words of `a`.
ComparedSides with_hidden_objects(std::shared_ptr<const Snapshot> a,
                                  std::shared_ptr<const Snapshot> b);

}  // namespace rbacgraph
