/// Findings of lint as rows: SEVERITY CHECK NAMESPACE OBJECT SOURCE MESSAGE, and with every detail
/// RULE and HINT.
#pragma once

#include <string>
#include <vector>

#include "rbacgraph/analysis/lint.h"
#include "rbacgraph/report/answer_table.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

/// One row for each finding; without `wide`, infos that say the same of several objects are one
/// row: "ClusterRole/a and 5 more", with the place of the first.
Table lint_table(const LintReport& report, const AnswerTableOptions& options);

/// "What is wrong with the policy, in all namespaces?"
std::vector<std::string> headline(const LintReport& report);
/// The counts, what was passed over, what could not be checked.
/// `wide`: of a table that has each finding.
std::vector<std::string> trailer(const LintReport& report, bool wide = true);

}  // namespace rbacgraph
