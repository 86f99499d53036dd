/// Commands that are no people's: shells and the build run them. They are in no help.
///
///     __complete [--quoted] -- WORD…    candidates for the last word, and a line ":N" that says
///                                       what else may stand there (Completion::Then)
///     __write-files DIRECTORY           the manual pages and completion scripts to install
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_code.h"
#include "cli/io.h"
#include "rbacgraph/base/result.h"

namespace rbacgraph::cli {

/// nullopt: `args` is no hidden command.
std::optional<Result<ExitCode>> run_hidden(std::span<const std::string> args, Io& io);

/// The arguments of a process. As kubectl_complete-rbacgraph, which kubectl runs to complete the
/// words behind `kubectl rbacgraph`, they are those of __complete.
std::vector<std::string> process_arguments(std::string_view started_as,
                                           std::span<const char* const> args);

}  // namespace rbacgraph::cli
