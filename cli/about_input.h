/// What every command says of its input when it has answered.
#pragma once

#include <span>
#include <string_view>

#include "cli/exit_code.h"
#include "cli/output_format.h"
#include "cli/talk.h"
#include "rbacgraph/base/result.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph::cli {

/// What is known to be missing, and what is wrong with the input where the answer hasn't that in
/// it.
/// `about`: which of several inputs, "A: ".
void tell_about_input(Talk& talk, const Snapshot& snapshot, OutputFormat format,
                      std::string_view about = {});

/// The same with the diagnostics that are to be told.
void tell_about_input(Talk& talk, const Snapshot& snapshot, std::span<const Diagnostic> diagnostics,
                      std::string_view about = {});

/// Fails where `strict` is given and the input is `incomplete`.
Result<void> refuse_incomplete(bool incomplete, bool strict);

/// `status`, or where the input is incomplete what --strict makes of it.
Result<ExitCode> status_for(ExitCode status, const Snapshot& snapshot, bool strict);

}  // namespace rbacgraph::cli
