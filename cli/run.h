/// The whole program but for `main`: finds the command, reads its options, runs it, tells errors.
#pragma once

#include <span>
#include <string>

#include "cli/io.h"

namespace rbacgraph::cli {

/// `args` are those after the program's name. Returns the exit status. A reader that closes its
/// end of the pipe (`rbacgraph … | head -1`) is no error: the output ends quietly and the status
/// is the answer's. After Ctrl-C (`io.stop`) the status is 130, and standard error says so.
int run(std::span<const std::string> args, Io& io);

}  // namespace rbacgraph::cli
