/// Help texts, made from the command table.
#pragma once

#include <ostream>
#include <string_view>

#include "cli/command.h"

namespace rbacgraph::cli {

/// `program` is how the user calls us: "rbacgraph", "kubectl rbacgraph".
void write_overview(std::ostream& out, std::string_view program);
void write_help(std::ostream& out, const Command& command, std::string_view program);

}  // namespace rbacgraph::cli
