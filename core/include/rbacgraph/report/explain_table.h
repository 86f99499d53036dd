/// An explanation as rows: ANSWER SUBJECT KIND SCOPE VIA ROLE RULE SOURCE NOTE.
///
/// For a yes a row for each grant; for a no one for each near miss, with what is missing in NOTE.
/// Dead grants follow. Where there is neither, one row has the verdict.
#pragma once

#include "rbacgraph/analysis/cut.h"
#include "rbacgraph/analysis/explain.h"
#include "rbacgraph/report/answer_table.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

Table explanation_table(const Explanation& explanation, const AnswerTableOptions& options);

/// REMOVE, the elements of each cut, and what else each of them touches.
Table cuts_table(const Explanation& explanation, const Cuts& cuts);

}  // namespace rbacgraph
