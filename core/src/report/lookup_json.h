/// Parts of the document Lookup that others have too.
#pragma once

#include "rbacgraph/analysis/lookup.h"
#include "rbacgraph/report/source_names.h"
#include "report/json_text.h"
#include "report/lookup_words.h"

namespace rbacgraph {

Json lookup_row_json(const SourceNames& names, const LookupAnswer& answer, LookupWords& words,
                     const LookupRow& row);
Json account_json(const Snapshot& snapshot, const WorkloadAccount& account);

}  // namespace rbacgraph
