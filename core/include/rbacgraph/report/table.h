/// Tables for people: SUBJECT KIND SCOPE VIA ROLE, wide: + RULE NAMES SOURCE NOTE (DESIGN §5).
///
/// Data only: what is said about an answer is in report/summary.h, because it goes to standard
/// error. Columns are padded by what a terminal shows; names are made printable.
#pragma once

#include <iosfwd>
#include <span>

#include "rbacgraph/analysis/answer.h"

namespace rbacgraph {

struct TableOptions {
  bool wide = false;
  bool headers = true;
  bool color = false;
};

/// One row for each subject, scope, binding and role; wide, one for each rule of that. Where the
/// answer is yes for named objects only, SCOPE says so too. Nothing at all where nobody can.
///
/// Several answers (comma lists), which share their graph, are one table with the query in front.
void write_table(std::ostream& out, std::span<const Answer> answers, const TableOptions& options);

/// One subject a line, in the spelling that every command takes: sa:ns/name, user:…, group:….
/// Those of several answers are named once.
void write_names(std::ostream& out, std::span<const Answer> answers);

}  // namespace rbacgraph
