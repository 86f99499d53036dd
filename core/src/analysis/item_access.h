/// From rows of evidence to what an AnswerItem says.
#pragma once

#include <span>
#include <vector>

#include "rbacgraph/analysis/access_rows.h"

namespace rbacgraph {

/// Drops repetitions of the very same evidence from rows in which those of a binding are sorted: of
/// subjects spelled alike in one binding the first stays.
void drop_repetitions(const Snapshot& snapshot, std::vector<AccessRow>& rows);

/// Fills `cluster_wide`, `namespaces`, `named` and `grants` of an item from rows sorted by grant,
/// without repetitions.
void add_access(const AccessGraph& graph, std::span<const AccessRow> rows, AnswerItem& item);

}  // namespace rbacgraph
