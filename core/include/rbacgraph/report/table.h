/// Tables for people: SUBJECT KIND SCOPE VIA ROLE, wide: + RULE NAMES SOURCE NOTE (DESIGN §5).
///
/// Data only; the header line that restates the question and the trailer are separate, because
/// they go to standard error.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "rbacgraph/analysis/answer.h"

namespace rbacgraph {

struct TableOptions {
  bool wide = false;
  bool headers = true;
};

void write_table(std::ostream& out, const Answer& answer, const TableOptions& options);
/// One subject a line, in the spelling that every command takes: sa:ns/name, user:…, group:….
void write_names(std::ostream& out, const Answer& answer);

/// "Who can list secrets, in all namespaces?" with how the words were read.
std::string headline(const Answer& answer);
/// What to know besides: counts, members, dead grants, system:masters, what the input lacks.
std::vector<std::string> trailer(const Answer& answer);

}  // namespace rbacgraph
