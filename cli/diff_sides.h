/// The two sides of a comparison, from the words of the command.
#pragma once

#include <memory>
#include <span>

#include "cli/command.h"
#include "cli/common_options.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph::cli {

struct DiffSides {
  std::shared_ptr<const Snapshot> a;
  std::shared_ptr<const Snapshot> b;  ///< shares the words of `a`
  bool what_if = false;               ///< `b` is `a` with changes, so it is told of once
};

/// --apply, --delete and --map.
std::span<const OptionSpec> side_option_specs();

/// Fails with what is wrong with the arguments before anything is read. `reading`: how both sides
/// are read; its paths, or its cluster, are set here.
Result<void> check_sides(const Options& options);
Result<DiffSides> load_sides(const Invocation& invocation, InputOptions reading);

}  // namespace rbacgraph::cli
