/// Pictures as tables, for spreadsheets: one of the edges, in which both ends are spelled out, and
/// one of the nodes. The ids are those of the Graph document (DESIGN §9). Nothing in a cell: it
/// does not apply, or is false; of a Resource, no GROUP is the core group.
#pragma once

#include "rbacgraph/analysis/access_picture.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

/// FROM KIND, FROM NAMESPACE, FROM NAME, RELATION, TO KIND, TO NAMESPACE, TO NAME, TO GROUP, SCOPE
/// ("cluster-wide", "namespace", "several"), NAMESPACE, RULES, VERBS, RESOURCE NAMES, COUNT, DEAD,
/// MISSING, MATCHES, CHANGE, FROM ID, TO ID.
Table picture_edge_table(const AccessPicture& picture);

/// KIND, NAMESPACE, NAME, GROUP, RANK, FOLDED KIND, FOLDED (how many nodes), FOLDED BY,
/// FOLDED NAMES (of the first few), START, MATCHES, MISSING, WILDCARD, POWERFUL, RULES, NOTE,
/// SOURCE, CHANGE, ID.
Table picture_node_table(const AccessPicture& picture);

}  // namespace rbacgraph
