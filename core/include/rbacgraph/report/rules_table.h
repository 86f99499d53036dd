/// What a subject can do, as rows: SCOPE RESOURCE NAME VERBS VIA, and with every detail ROLE RULE
/// SOURCE NOTE.
#pragma once

#include <string>
#include <vector>

#include "rbacgraph/analysis/rules.h"
#include "rbacgraph/report/answer_table.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

/// One row for each rule; what holds in several namespaces alike, through bindings of the same
/// name, is one row with all of them. Wide, one row for each rule, scope and grant.
Table rules_table(const RulesAnswer& answer, const AnswerTableOptions& options);

/// "pods/log" and "deployments.apps/scale" as kubectl writes them, "*.*" for all of all groups, or
/// a URL. Not yet printable.
std::string resource_text(const Snapshot& snapshot, const HeldRule& rule);

/// "What can sa:ci/runner do, in namespace shop?"
std::vector<std::string> headline(const RulesAnswer& answer);
/// The counts, the notes.
std::vector<std::string> trailer(const RulesAnswer& answer);

/// The sentence for a dead rule.
std::string dead_sentence(const Snapshot& snapshot, const HeldRule& rule);

}  // namespace rbacgraph
