/// Who holds powerful permissions, as flat rows: like access_rows, for all of the table at once.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "rbacgraph/analysis/access_rows.h"
#include "rbacgraph/analysis/powerful.h"

namespace rbacgraph {

/// The grants that give any, with what they give; a RoleBinding in another namespace than `ns` is
/// left out. There are no dead ones. Stops early when `stop` is requested.
AccessRows powerful_rows(const AccessGraph& graph, const PowerfulRules& powerful,
                         const std::optional<std::string>& ns, const std::stop_token& stop);

}  // namespace rbacgraph
