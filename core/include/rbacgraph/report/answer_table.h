/// The tables of answers: SUBJECT KIND SCOPE VIA ROLE, and with every detail RULE NAMES SOURCE NOTE
/// (DESIGN §5).
///
/// Data only: what is said about an answer is in report/summary.h.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <span>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/can_i.h"
#include "rbacgraph/report/source_names.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

struct AnswerTableOptions {
  /// One row for each rule, and the columns RULE NAMES SOURCE NOTE.
  bool wide = false;
  /// The query in front of every row, so that the columns are always the same. Else it is there
  /// only where several questions were asked.
  bool query = false;
  /// How SOURCE names an input; null: as the user gave it.
  const SourceNames* names = nullptr;
};

/// One row for each subject, scope, binding and role. Where the answer is yes for named objects
/// only, SCOPE says so too. Where the powerful is marked, POWERFUL has what the row's rules give.
/// `answers` is not empty; they share their graph.
Table answer_table(std::span<const Answer> answers, const AnswerTableOptions& options);

/// ALLOWED, then for each grant that allows it the subject that the binding names, and so on. Where
/// no grant does, one row that says the verdict and in NOTE why.
Table answer_table(const CanIAnswer& answer, const AnswerTableOptions& options);

/// The grants that no real request can use, with the reason.
Table dead_table(const Answer& answer, const AnswerTableOptions& options);

/// One subject a line, in the spelling that every command takes: sa:ns/name, user:…, group:….
/// Those of several answers are named once.
void write_names(std::ostream& out, std::span<const Answer> answers);

}  // namespace rbacgraph
