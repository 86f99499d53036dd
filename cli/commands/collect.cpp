#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/about_input.h"
#include "cli/command.h"
#include "cli/common_options.h"
#include "cli/input.h"
#include "cli/new_file.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/snapshot_document.h"
#include "rbacgraph/source/read.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 2> kUsage{"collect -o FILE",
                                                 "collect --print-command [-o FILE]"};

constexpr std::array kExamples{
    Example{"rbacgraph collect -o prod.json.gz", "the current context's cluster, compressed"},
    Example{"rbacgraph collect --context prod --strict -o prod.json",
            "exit with 3 if something may not be read"},
    Example{"rbacgraph collect --print-command -o prod.json",
            "the kubectl command for who may not run rbacgraph there"}};

constexpr std::array<OptionSpec, 3> kOwn{{
    {"output", 'o', Takes::Value, "FILE|-",
     "the file to write; compressed where its name ends in .gz; - is standard output"},
    {"print-command", '\0', Takes::Nothing, "",
     "ask nothing; print the kubectl command that makes a file to the same effect"},
    {"strict", '\0', Takes::Nothing, "", "exit with 3 if anything is known to be missing"},
}};

const std::array<OptionGroup, 4> kOptions{
    {{"Options", kOwn},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::UserInGroups)}}};

/// For a shell, in quotes where it needs them.
std::string shell_word(std::string_view word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos)
    return std::string(word);
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// Of an option that takes one or several.
std::vector<std::string> values_of(const Options& options, const OptionSpec& spec) {
  if (spec.takes == Takes::Values) return options.values(spec.name);
  if (spec.takes == Takes::Value) return {options.value(spec.name).value_or("")};
  return {};
}

/// The options that say which cluster and as whom, without those whose value is a credential.
std::string kubectl_options(const Options& options) {
  std::string text;
  for (const std::span<const OptionSpec> specs :
       {live_option_specs(), impersonation_option_specs(Impersonates::UserInGroups)}) {
    for (const OptionSpec& spec : specs) {
      if (spec.name == "token" || spec.name == "password" || !options.has(spec.name)) continue;
      if (spec.takes == Takes::Nothing) text += fmt::format(" --{}", spec.name);
      for (const std::string& value : values_of(options, spec)) {
        text += fmt::format(" --{}={}", spec.name, shell_word(value));
      }
    }
  }
  return text;
}

void print_command(std::ostream& out, const Options& options, const std::string& file) {
  out << dump_command() << kubectl_options(options);
  if (file.ends_with(".gz")) out << " | gzip";
  if (file != "-") out << " > " << shell_word(file);
  out << '\n';
}

std::string now() {
  const auto seconds =
      std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
}

/// "wrote prod.json: 12 ClusterRole, 3 Role".
std::string summary(const std::string& file, const Snapshot& snapshot) {
  std::vector<std::string> parts;
  for (const SourceInfo& source : snapshot.sources()) {
    for (const auto& [kind, count] : source.kept) {
      parts.push_back(fmt::format("{} {}", count, kind));
    }
  }
  return printable(
      fmt::format("wrote {}: {}", file == "-" ? "standard output" : file, fmt::join(parts, ", ")));
}

/// `to`: null for standard output.
Result<void> write(const Invocation& invocation, NewFile* to, const LiveSnapshot& live) {
  const SnapshotHead head{
      live.context,     live.server, live.facts.server_version, now(), live.facts.resource_versions,
      live.facts.listed};
  if (to == nullptr) {
    write_snapshot(invocation.io.out, *live.snapshot, head);
    return {};
  }
  write_snapshot(to->out(), *live.snapshot, head);
  if (invocation.io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  return to->finish();
}

Result<ExitCode> run_collect(const Invocation& invocation) {
  const Options& options = invocation.options;
  if (!options.words().empty()) {
    return fail(ErrorCode::InvalidArgument,
                fmt::format("too many arguments: \"{}\"", options.words().front()),
                "rbacgraph collect -o FILE; --help shows more");
  }
  if (options.has("all-contexts") || options.values("context").size() > 1) {
    return fail(ErrorCode::InvalidArgument, "collect writes one cluster to a file",
                "give one --context, and collect the others after it");
  }
  const std::string file = options.value("output").value_or("");
  if (options.has("print-command")) {
    print_command(invocation.io.out, options, file.empty() ? "cluster.json" : file);
    return ExitCode::Ok;
  }
  if (file.empty()) {
    return fail(ErrorCode::InvalidArgument, "-o is missing: where shall it be written?",
                "-o FILE, or - for standard output");
  }
  Result<LiveInput> input = live_input(options, Impersonates::UserInGroups);
  if (!input) return tl::unexpected<Error>(input.error());
  input->server_version = true;
  Talk& talk = invocation.talk;
  // Before anything is asked: who can't write need not wait.
  Result<std::unique_ptr<NewFile>> to = nullptr;
  if (file != "-") to = NewFile::create(file, invocation.io.stop);
  if (!to) return tl::unexpected<Error>(to.error());
  const Result<LiveSnapshot> live =
      load_cluster(*input, AggregationMode::Stored, invocation.io, talk);
  if (!live) return tl::unexpected<Error>(live.error());
  if (const Result<void> done = write(invocation, to->get(), *live); !done)
    return tl::unexpected<Error>(done.error());
  talk.say(summary(file, *live->snapshot));
  tell_about_input(talk, *live->snapshot, live->snapshot->diagnostics());
  return status_for(ExitCode::Ok, *live->snapshot, options.has("strict"));
}

}  // namespace

const Command kCollect{
    .name = "collect",
    .aliases = {},
    .summary = "the policy of a live cluster into a file",
    .usage = kUsage,
    .details =
        "Reads the cluster as every other command does and writes a Snapshot, which -f reads: for "
        "a review\nelsewhere, or to ask many questions of one moment. It holds the RBAC objects, "
        "the names of accounts\nand namespaces, which account each pod runs as, the types that the "
        "cluster serves, and what could\nnot be read. No Secret is read, and no credential is in "
        "it. The file is there as a whole or not at all.\n\n"
        "Exit status: 0 written, 2 wrong usage or configuration, 3 no answer, not written, or "
        "incomplete with\n--strict (the file is then written all the same).",
    .examples = kExamples,
    .options = kOptions,
    .run = run_collect,
    .one_cluster = true,
};

}  // namespace rbacgraph::cli
