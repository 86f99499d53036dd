/// The options that every command has, and what they come to.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/live_input.h"
#include "cli/options.h"
#include "rbacgraph/policy/snapshot_builder.h"

namespace rbacgraph::cli {

std::span<const OptionSpec> input_option_specs();
/// The same without -f, for a command whose arguments say what to read.
std::span<const OptionSpec> reading_option_specs();
std::span<const OptionSpec> scope_option_specs();
std::span<const OptionSpec> general_option_specs();

struct InputOptions {
  std::vector<std::string> paths;  ///< "-" is standard input; empty: a cluster is asked
  std::optional<LiveInput> live;   ///< which one
  std::optional<std::string> default_namespace;
  AggregationMode aggregation = AggregationMode::Auto;
  std::optional<std::string> default_policy;  ///< minor version, "1.36"
  bool strict = false;
  bool nothing = false;    ///< no input at all: a cluster without any object, for comparing with it
  std::string empty_hint;  ///< the next step where an input holds no RBAC object; "": dump_hint()
  bool digests = false;    ///< of the inputs, for provenance
};

enum class ColorMode : std::uint8_t { Auto, Always, Never };

/// The line of dump_command(), and what to do with what it prints.
std::string dump_hint();
/// Fails with both -f and an option for a live cluster. `who`: what --as is in the command.
Result<InputOptions> input_options(const Options& options, Impersonates who);
/// The same where the arguments say what to read: neither `paths` nor `live` is set.
Result<InputOptions> reading_options(const Options& options);
/// -n; nullopt for all namespaces.
Result<std::optional<std::string>> namespace_option(const Options& options);
Result<ColorMode> color_option(const Options& options);

}  // namespace rbacgraph::cli
