/// Help texts, made from the command table.
#pragma once

#include <ostream>

#include "cli/command.h"

namespace rbacgraph::cli {

void write_overview(std::ostream& out);
void write_help(std::ostream& out, const Command& command);

}  // namespace rbacgraph::cli
