/// Reports in Markdown, as GitHub renders it: for issues, pull requests and wikis.
///
/// A report is whole by itself: the question, the rows, the dead grants, what to know about the
/// answer, and what it was made from. Names stand in code spans, where nothing in them is markup:
/// no link, no mention, no HTML.
#pragma once

#include <iosfwd>
#include <span>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/can_i.h"
#include "rbacgraph/analysis/cut.h"
#include "rbacgraph/analysis/diff_report.h"
#include "rbacgraph/analysis/explain.h"
#include "rbacgraph/analysis/lint.h"
#include "rbacgraph/analysis/lookup.h"
#include "rbacgraph/analysis/matrix.h"
#include "rbacgraph/analysis/path.h"
#include "rbacgraph/analysis/rules.h"
#include "rbacgraph/analysis/show.h"
#include "rbacgraph/analysis/status.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

/// `answers` is not empty; they share their graph.
void write_markdown(std::ostream& out, std::span<const Answer> answers);
void write_markdown(std::ostream& out, const CanIAnswer& answer);
void write_markdown(std::ostream& out, const RulesAnswer& answer);
void write_markdown(std::ostream& out, const LintReport& report);
void write_markdown(std::ostream& out, const LookupAnswer& answer);
void write_markdown(std::ostream& out, const Shown& shown);
void write_markdown(std::ostream& out, const Status& status);
void write_markdown(std::ostream& out, const Matrix& matrix);
void write_markdown(std::ostream& out, const PathAnswer& answer);
/// A comment for a pull request: at most 65 536 characters, and what is left out is counted.
void write_markdown(std::ostream& out, const DiffReport& report);
/// `cuts` null: not asked for.
void write_markdown(std::ostream& out, const Explanation& explanation, const Cuts* cuts);

/// A table alone. Without rows it is its header.
void write_markdown_table(std::ostream& out, const Table& table);

}  // namespace rbacgraph
