/// Cells that several tables have in common.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/report/answer_table.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

/// The resource names that the rule of a grant is limited to.
std::span<const Name> names_of(const Snapshot& snapshot, const Grant& grant);

Cell words_cell(std::string_view text);
/// Nothing where the text is empty.
Cell text_or_nothing(std::string text);
Cell names_cell(std::vector<std::string> names);
/// "4 (from ClusterRole)" for an aggregated rule.
Cell rule_cell(const Snapshot& snapshot, const Grant& grant);
/// Where the rule is written.
Cell source_cell(const Snapshot& snapshot, const Grant& grant, const AnswerTableOptions& options);
Cell scope_cell(const Snapshot& snapshot, Name ns, bool cluster_wide, bool only_named);

/// VIA and ROLE.
void add_evidence(std::vector<Cell>& cells, const Snapshot& snapshot, const Grant& grant);

/// "ns/name" for an account, else the name.
std::string subject_text(const SubjectRef& subject);
/// The subject as the binding spells it: an account of a RoleBinding may have no namespace.
SubjectRef spelled_subject(const Snapshot& snapshot, const Grant& grant);

}  // namespace rbacgraph
