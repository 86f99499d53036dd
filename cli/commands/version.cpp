#include "rbacgraph/base/version.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <CLI/Version.hpp>
#include <fmt/format.h>

#include "cli/built_commit.h"
#include "cli/command.h"
#include "cli/common_options.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 1> kUsage{"version"};
constexpr std::array kExamples{
    Example{"rbacgraph version", "the same as rbacgraph --version"},
    Example{"rbacgraph version -o json", "for scripts and reports of errors"}};

constexpr std::array<OptionSpec, 1> kOwn{{
    {"output", 'o', Takes::Value, "text|json", "how to say it"},
}};
const std::array<OptionGroup, 2> kOptions{{{"Options", kOwn}, {"Output", general_option_specs()}}};

/// The core's libraries and those of the command line, by name.
std::vector<ComponentVersion> all_libraries() {
  std::vector<ComponentVersion> all = libraries();
  all.push_back({"CLI11", CLI11_VERSION});
  std::ranges::sort(all, {}, &ComponentVersion::name);
  return all;
}

void write_text(std::ostream& out) {
  out << "rbacgraph " << version() << '\n';
  if (const BuiltCommit commit = built_commit(); !commit.id.empty())
    out << "commit     " << commit.id << (commit.modified ? " (modified)" : "") << '\n';
  out << fmt::format("compiler   {} {}\n", compiler().name, compiler().version);
  std::string label = "libraries";
  for (const ComponentVersion& each : all_libraries())
    out << fmt::format("{:<11}{} {}\n", std::exchange(label, ""), each.name, each.version);
}

/// Versions are words without anything that JSON would want escaped.
std::string component_json(const ComponentVersion& component) {
  return fmt::format(R"({{"name": "{}", "version": "{}"}})", component.name, component.version);
}

void write_json(std::ostream& out) {
  const BuiltCommit commit = built_commit();
  out << "{\n  \"apiVersion\": \"rbacgraph/v1\",\n  \"kind\": \"Version\",\n  \"version\": \""
      << version() << "\",\n";
  if (!commit.id.empty())
    out << fmt::format("  \"commit\": \"{}\",\n  \"modified\": {},\n", commit.id, commit.modified);
  out << "  \"compiler\": " << component_json(compiler()) << ",\n  \"libraries\": [";
  std::string_view before = "\n    ";
  for (const ComponentVersion& each : all_libraries())
    out << std::exchange(before, ",\n    ") << component_json(each);
  out << "\n  ]\n}\n";
}

Result<ExitCode> run_version(const Invocation& invocation) {
  if (!invocation.options.words().empty()) {
    return fail(ErrorCode::InvalidArgument,
                "too many arguments: \"" + invocation.options.words().front() + "\"",
                "rbacgraph version takes none");
  }
  constexpr std::array<std::string_view, 2> kFormats{"text", "json"};
  const Result<std::size_t> format = choice(invocation.options, "output", kFormats, 0);
  if (!format) return tl::unexpected<Error>(format.error());
  if (*format == 1) {
    write_json(invocation.io.out);
  } else {
    write_text(invocation.io.out);
  }
  return ExitCode::Ok;
}

}  // namespace

const Command kVersion{
    .name = "version",
    .aliases = {},
    .summary = "the version of this program, and of what it is made of",
    .usage = kUsage,
    .details =
        "The commit is missing where it was built outside of git; \"(modified)\" says that "
        "files had been\nchanged after it.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_version,
};

}  // namespace rbacgraph::cli
