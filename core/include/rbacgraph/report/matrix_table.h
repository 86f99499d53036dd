/// The table of a matrix: for one subject RESOURCE and a column for each verb; for several
/// RESOURCE, VERBS and a column for each subject, where verbs that are told alike of everybody
/// share a row.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/matrix.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

struct MatrixTableOptions {
  bool ascii = false;  ///< "Y", "~", "n" and "." in place of ✔ ~ ◐ ✖
  /// A row for each resource and subject, marks as words: the same columns whoever was asked about.
  bool for_spreadsheets = false;
};

Table matrix_table(const Matrix& matrix, const MatrixTableOptions& options);

/// "yes", "some-namespaces", "only-named", "no": in documents and spreadsheets.
std::string_view to_string(MatrixMark mark);

/// "What can sa:ci/runner and user:mia do, in all namespaces?"
std::vector<std::string> headline(const Matrix& matrix);
/// What the marks say, what was left out, the notes.
std::vector<std::string> trailer(const Matrix& matrix, bool ascii);

}  // namespace rbacgraph
