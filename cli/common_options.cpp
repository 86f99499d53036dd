#include "cli/common_options.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "rbacgraph/source/read.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<OptionSpec, 5> kInput{{
    {"filename", 'f', Takes::Values, "FILE|DIR|-",
     "read RBAC objects from a file, a directory or standard input, not from a cluster; may be "
     "given "
     "again"},
    {"default-namespace", '\0', Takes::Value, "NS",
     "the namespace of objects that need one and have none (default, with a warning)"},
    {"aggregation", '\0', Takes::Value, "auto|stored|computed",
     "rules of aggregated ClusterRoles: as stored where they come from a server, else computed"},
    {"with-default-policy", '\0', Takes::OptionalValue, "1.31…1.36",
     "add the roles and bindings that an API server makes itself, where the input lacks them",
     "1.36"},
    {"strict", '\0', Takes::Nothing, "", "exit with 3 if anything is known to be missing"},
}};

constexpr std::array<OptionSpec, 2> kScope{{
    {"namespace", 'n', Takes::Value, "NS", "ask about this namespace"},
    {"all-namespaces", 'A', Takes::Nothing, "", "ask about all namespaces, as without -n"},
}};

constexpr std::array<OptionSpec, 3> kGeneral{{
    {"color", '\0', Takes::Value, "auto|always|never",
     "auto: on a terminal, unless NO_COLOR is set"},
    {"quiet", 'q', Takes::Nothing, "", "no talk on standard error but errors"},
    {"help", 'h', Takes::Nothing, "", "show this help"},
}};

/// Of -f, or of a cluster where there is none.
Result<void> read_input(const Options& options, Impersonates who, InputOptions& input) {
  input.paths = options.values("filename");
  if (input.paths.empty()) {
    Result<LiveInput> live = live_input(options, who);
    if (!live) return tl::unexpected<Error>(live.error());
    input.live = std::move(*live);
    if (options.knows("namespace")) input.live->ns = options.value("namespace");
    return {};
  }
  if (const std::string_view given = given_live_option(options, who); !given.empty()) {
    return fail(ErrorCode::InvalidArgument,
                fmt::format("-f reads files and --{} is about a cluster: give one of them", given),
                "without -f the cluster of the current context is asked");
  }
  if (std::ranges::any_of(input.paths, &std::string::empty))
    return fail(ErrorCode::InvalidArgument, "option -f/--filename needs a value: FILE|DIR|-");
  if (std::ranges::count(input.paths, "-") > 1) {
    return fail(ErrorCode::InvalidArgument,
                "standard input can be read once only: -f - is given "
                "twice");
  }
  return {};
}

}  // namespace

std::span<const OptionSpec> input_option_specs() { return kInput; }
std::span<const OptionSpec> reading_option_specs() { return std::span(kInput).subspan(1); }
std::span<const OptionSpec> scope_option_specs() { return kScope; }
std::span<const OptionSpec> general_option_specs() { return kGeneral; }

std::string dump_hint() {
  return std::string(dump_command()) + " > cluster.json, then give -f cluster.json";
}

Result<InputOptions> reading_options(const Options& options) {
  InputOptions input;
  input.default_namespace = options.value("default-namespace");
  if (input.default_namespace && input.default_namespace->empty())
    return fail(ErrorCode::InvalidArgument, "option --default-namespace needs a value: NS");
  constexpr std::array<std::string_view, 3> kModes{"auto", "stored", "computed"};
  const Result<std::size_t> mode = choice(options, "aggregation", kModes, 0);
  if (!mode) return tl::unexpected<Error>(mode.error());
  constexpr std::array kModeValues{AggregationMode::Auto, AggregationMode::Stored,
                                   AggregationMode::Computed};
  input.aggregation = kModeValues.at(*mode);
  constexpr std::array<std::string_view, 6> kMinors{"1.31", "1.32", "1.33", "1.34", "1.35", "1.36"};
  if (options.has("with-default-policy")) {
    const Result<std::size_t> minor = choice(options, "with-default-policy", kMinors, 5);
    if (!minor) return tl::unexpected<Error>(minor.error());
    input.default_policy = kMinors.at(*minor);
    // The version may be left out, so a word behind the option is not its value.
    for (const std::string& word : options.words()) {
      if (*minor + 1 == kMinors.size() && std::ranges::find(kMinors, word) != kMinors.end()) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("\"{}\" is no part of the question, nor the value of an option", word),
            fmt::format("write --with-default-policy={}; an object of that name is asked "
                        "about with --name {}",
                        word, word));
      }
    }
  }
  input.strict = options.has("strict");
  return input;
}

Result<InputOptions> input_options(const Options& options, Impersonates who) {
  Result<InputOptions> input = reading_options(options);
  if (!input) return input;
  if (Result<void> read = read_input(options, who, *input); !read)
    return tl::unexpected<Error>(read.error());
  return input;
}

Result<std::optional<std::string>> namespace_option(const Options& options) {
  std::optional<std::string> ns = options.value("namespace");
  if (ns && ns->empty()) {
    return fail(ErrorCode::InvalidArgument, "option -n/--namespace is empty",
                "give a namespace, or -A for all of them");
  }
  if (ns && options.has("all-namespaces")) {
    return fail(ErrorCode::InvalidArgument, "-n and -A exclude each other",
                "leave one of them out");
  }
  return ns;
}

Result<ColorMode> color_option(const Options& options) {
  constexpr std::array<std::string_view, 3> kModes{"auto", "always", "never"};
  constexpr std::array kValues{ColorMode::Auto, ColorMode::Always, ColorMode::Never};
  const Result<std::size_t> mode = choice(options, "color", kModes, 0);
  if (!mode) return tl::unexpected<Error>(mode.error());
  return kValues.at(*mode);
}

}  // namespace rbacgraph::cli
