/// The options that every command has, and what they come to.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"
#include "rbacgraph/policy/snapshot_builder.h"

namespace rbacgraph::cli {

std::span<const OptionSpec> input_option_specs();
/// The same without -f, for a command whose arguments say what to read.
std::span<const OptionSpec> reading_option_specs();
std::span<const OptionSpec> scope_option_specs();
std::span<const OptionSpec> general_option_specs();
/// kubectl's words for a live cluster: understood, and answered that they come later.
std::span<const OptionSpec> live_option_specs();
/// --as and --as-group, where they would impersonate.
std::span<const OptionSpec> impersonation_option_specs();

struct InputOptions {
  std::vector<std::string> paths;  ///< "-" is standard input
  std::optional<std::string> default_namespace;
  AggregationMode aggregation = AggregationMode::Auto;
  std::optional<std::string> default_policy;  ///< minor version, "1.36"
  bool strict = false;
  bool digests = false;  ///< of the inputs, for provenance
};

enum class ColorMode : std::uint8_t { Auto, Always, Never };

/// The kubectl line that makes a dump to read.
std::string_view dump_hint();
/// Fails if one of these options of a live cluster is given.
Result<void> refuse_live_options(const Options& options, std::span<const OptionSpec> specs);
/// Fails without -f, and with an option for a live cluster.
Result<InputOptions> input_options(const Options& options);
/// The same but for -f: `paths` is empty.
Result<InputOptions> reading_options(const Options& options);
/// -n; nullopt for all namespaces.
Result<std::optional<std::string>> namespace_option(const Options& options);
Result<ColorMode> color_option(const Options& options);

}  // namespace rbacgraph::cli
