/// A command line as one could type it again.
#pragma once

#include <string>

#include "cli/command.h"

namespace rbacgraph::cli {

/// "rbacgraph who-can list secrets -n ci -f cluster.json": in the order of the command's own
/// tables, so that the same question gives the same line. Files by their base names; without the
/// options that only say how to talk, and without credentials. Printable.
/// `in_order`: the order of the input files counts; else they are sorted.
std::string command_line(const Command& command, const Options& options, bool in_order);

}  // namespace rbacgraph::cli
