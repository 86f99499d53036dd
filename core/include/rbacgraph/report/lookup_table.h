/// Who has which role through which binding, as rows: SUBJECT KIND SCOPE ROLE BINDING VIA, and with
/// every detail AGGREGATION SOURCE NOTE.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "rbacgraph/analysis/lookup.h"
#include "rbacgraph/report/answer_table.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

/// One row for each of the answer. A role that is not there is "Kind/name (missing)"; VIA is
/// "direct" or the group. AGGREGATION names the ClusterRoles that the role's rules are put together
/// from, SOURCE is the binding's.
Table lookup_table(const LookupAnswer& answer, const AnswerTableOptions& options);

/// The other side alone, one a line, in the spelling that every command takes: of a subject or
/// workload its roles ("Role/ns/name"), else the subjects.
void write_names(std::ostream& out, const LookupAnswer& answer);

/// "Which bindings and roles has sa:ci/runner, in all namespaces?", then its groups; of a workload
/// what account it runs as.
std::vector<std::string> headline(const LookupAnswer& answer);
/// The counts, what matches and has no binding, the notes.
std::vector<std::string> trailer(const LookupAnswer& answer);

/// "Deployment/web in shop runs as sa:shop/default, the default account, whose token is mounted".
/// Not yet printable.
std::string account_sentence(const Snapshot& snapshot, const WorkloadAccount& account);

}  // namespace rbacgraph
