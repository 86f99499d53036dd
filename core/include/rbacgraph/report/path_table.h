/// Paths as rows: PATH NODE BY SCOPE SOURCE, a row for each node, with what led to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/path.h"
#include "rbacgraph/report/answer_table.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

Table path_table(const PathAnswer& answer, const AnswerTableOptions& options);

/// "contains", "runs-as", …: in documents.
std::string_view to_string(PathEdge edge);

/// As the user would write it: "sa:ci/runner", "RoleBinding/shop/read", "secrets". Not printable.
std::string spell(const PathEnd& end);

/// "How does sa:ci/runner reach secrets, in all namespaces?", then how the words were read.
std::vector<std::string> headline(const PathAnswer& answer);
/// How many there are, and of how many hops; the notes.
std::vector<std::string> trailer(const PathAnswer& answer);

/// Where what a hop leads over is written down.
SourceRef source_of(const Snapshot& snapshot, const PathHop& hop);

}  // namespace rbacgraph
