/// What changed bindings give by roles that are not there.
#pragma once

#include <string>
#include <vector>

#include "analysis/diff_pairs.h"
#include "graph/subject_table.h"
#include "rbacgraph/analysis/diff.h"

namespace rbacgraph {

inline SubjectRef ref_of_identity(const Snapshot& side, const Identity& identity) {
  return {identity.kind, std::string(side.text(identity.ns)),
          std::string(side.text(identity.name))};
}

/// As in Diff::unknown. The tables are of `a` and of `b`.
std::vector<UnknownAccess> unknown_access(const Snapshot& a, const Snapshot& b,
                                          const DiffPairs& pairs, const SubjectTable& subjects_a,
                                          const SubjectTable& subjects_b);

}  // namespace rbacgraph
