/// One entry of a comparison as people read it: what, who changed what so that it is so, what to
/// take back, and the grants that give it (or gave it), each as a tree with its places.
///
/// All of it is printable.
#pragma once

#include <cstdint>
#include <iosfwd>

#include "rbacgraph/analysis/diff.h"
#include "rbacgraph/report/explain_text.h"

namespace rbacgraph {

/// REQUIRES: entry `number` is there, counted from 1.
void write_diff_entry(std::ostream& out, const Diff& diff, std::uint32_t number,
                      const ExplainTextOptions& options);

}  // namespace rbacgraph
