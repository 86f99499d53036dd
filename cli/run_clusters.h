/// One question to several clusters: --context given again, or --all-contexts.
#pragma once

#include "cli/command.h"

namespace rbacgraph::cli {

bool asks_several_clusters(const Options& options);

/// Runs the command once for each, side by side, and writes one output in the order of the command
/// line (all contexts: of their names); what is said of each stands in that order, too. A cluster
/// that gives no answer is told and left out; the others are answered all the same. Fails where
/// none gives one.
///
/// The status is the highest of the clusters'; with --strict, and where the answer is a verdict, a
/// cluster without an answer counts as one that can't be read.
Result<ExitCode> run_clusters(const Command& command, const Invocation& invocation);

}  // namespace rbacgraph::cli
