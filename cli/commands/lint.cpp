#include "rbacgraph/analysis/lint.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/about_input.h"
#include "cli/command.h"
#include "cli/common_options.h"
#include "cli/file_words.h"
#include "cli/input.h"
#include "cli/output_format.h"
#include "cli/system.h"
#include "cli/write_picture.h"
#include "cli/write_rows.h"
#include "rbacgraph/analysis/answer_pictures.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/lint_table.h"
#include "rbacgraph/report/markdown.h"
#include "rbacgraph/report/summary.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 1> kUsage{"lint [-f FILE]"};

constexpr std::array kExamples{
    Example{"rbacgraph lint -f manifests/ -o wide",
            "every finding, with its line and what to change"},
    Example{"rbacgraph lint --severity warning -q -f manifests/",
            "a check: exit 1 if there is anything to mend"},
    Example{"rbacgraph lint --skip unused-role,empty-role -n shop -f dump.json",
            "the objects of one namespace, without these two checks"},
    Example{"rbacgraph lint --only dead-rule,dead-grant -f dump.json -o json",
            "what looks like access and is none, for scripts"}};

constexpr std::array<OptionSpec, 4> kOwn{{
    {"only", '\0', Takes::Values, "CHECK[,CHECK...]", "these checks only; may be given again"},
    {"skip", '\0', Takes::Values, "CHECK[,CHECK...]", "without these checks; may be given again"},
    {"severity", '\0', Takes::Value, "info|warning|error",
     "findings that are at least this severe (info: all of them)"},
    {"built-in", '\0', Takes::Nothing, "",
     "look at the API server's own roles and bindings too, which are passed over where unchanged"},
}};

const std::array<OptionGroup, 7> kOptions{
    {{"Options", kOwn},
     {"Scope", scope_option_specs()},
     {"Input", input_option_specs()},
     {"Output", lint_output_specs()},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::UserInGroups)}}};

/// The checks that an option names.
Result<std::vector<std::size_t>> checks_of(const Options& options, std::string_view option) {
  std::vector<std::size_t> checks;
  for (const std::string& list : options.values(option)) {
    for (std::size_t from = 0; from <= list.size();) {
      const std::size_t comma = std::min(list.find(',', from), list.size());
      const std::string_view word = std::string_view(list).substr(from, comma - from);
      from = comma + 1;
      const std::optional<std::size_t> check = find_lint_check(word);
      if (!check) {
        std::vector<std::string_view> ids;
        for (const LintCheck& each : lint_checks()) ids.push_back(each.id);
        std::string hint = did_you_mean(word, ids);
        if (hint.empty()) hint = "rbacgraph lint --help has all checks";
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("--{}: there is no check \"{}\"", option, word), std::move(hint));
      }
      checks.push_back(*check);
    }
  }
  std::ranges::sort(checks);
  checks.erase(std::ranges::unique(checks).begin(), checks.end());
  return checks;
}

/// --only without --skip; empty for all.
Result<std::vector<std::size_t>> wanted_checks(const Options& options) {
  Result<std::vector<std::size_t>> only = checks_of(options, "only");
  if (!only) return only;
  Result<std::vector<std::size_t>> skip = checks_of(options, "skip");
  if (!skip) return skip;
  if (skip->empty()) return only;
  std::vector<std::size_t> wanted;
  for (std::size_t at = 0; at < lint_checks().size(); ++at) {
    if (!only->empty() && std::ranges::find(*only, at) == only->end()) continue;
    if (std::ranges::find(*skip, at) == skip->end()) wanted.push_back(at);
  }
  if (wanted.empty()) {
    return fail(ErrorCode::InvalidArgument, "--only and --skip leave no check",
                "leave one of them out");
  }
  return wanted;
}

Result<LintOptions> lint_options(const Options& options) {
  LintOptions lint;
  Result<std::vector<std::size_t>> checks = wanted_checks(options);
  if (!checks) return tl::unexpected<Error>(checks.error());
  lint.checks = std::move(*checks);
  constexpr std::array<std::string_view, 3> kWords{"info", "warning", "error"};
  constexpr std::array kSeverities{Severity::Info, Severity::Warning, Severity::Error};
  const Result<std::size_t> severity = choice(options, "severity", kWords, 0);
  if (!severity) return tl::unexpected<Error>(severity.error());
  lint.least = kSeverities.at(*severity);
  Result<std::optional<std::string>> ns = namespace_option(options);
  if (!ns) return tl::unexpected<Error>(ns.error());
  lint.ns = std::move(*ns);
  return lint;
}

/// Those that --with-default-policy added, and those of the input that say the same, are passed
/// over unless they are asked for.
Result<void> tell_own_apart(const Snapshot& snapshot, bool pass_over, LintOptions& lint) {
  Result<RecognisedSystem> system = recognise_system(snapshot);
  if (!system) return tl::unexpected<Error>(system.error());
  lint.own_absent = std::move(system->parts.absent);
  if (!pass_over) return {};
  lint.own_roles = std::move(system->parts.same_roles);
  lint.own_bindings = std::move(system->parts.same_bindings);
  const auto is_added = [&](const SourceRef& ref) {
    const SourceInfo* source = snapshot.source(ref);
    return source != nullptr && source->built_in;
  };
  for (std::size_t at = 0; at < snapshot.roles().size(); ++at)
    if (is_added(snapshot.roles()[at].source)) lint.own_roles.push_back(make_id<RoleId>(at));
  for (std::size_t at = 0; at < snapshot.bindings().size(); ++at) {
    if (is_added(snapshot.bindings()[at].source)) {
      lint.own_bindings.push_back(make_id<BindingId>(at));
    }
  }
  return {};
}

void write_answer(const Invocation& invocation, const LintReport& report, OutputFormat format) {
  std::ostream& out = invocation.io.out;
  if (is_document(format)) return write_document(out, document_format(format), report);
  if (format == OutputFormat::Markdown) return write_markdown(out, report);
  write_rows(invocation, format, report.graph->snapshot(),
             [&](const AnswerTableOptions& options) { return lint_table(report, options); });
}

/// What was told while reading, but for what the checks find.
std::vector<Diagnostic> not_in_findings(const Snapshot& snapshot) {
  std::vector<Diagnostic> rest;
  for (const Diagnostic& told : snapshot.diagnostics()) {
    if (told.code != "dangling-role-ref" && !(told.code.starts_with("invalid-") && told.object)) {
      rest.push_back(told);
    }
  }
  return rest;
}

Result<ExitCode> run_lint(const Invocation& invocation) {
  const Options& options = invocation.options;
  const Result<OutputFormat> format =
      output_option(options, lint_output_specs(), OutputFormat::Table);
  if (!format) return tl::unexpected<Error>(format.error());
  if (const Result<void> fit = check_picture(invocation, *format); !fit)
    return tl::unexpected<Error>(fit.error());
  if (!options.words().empty()) {
    return too_many_arguments(options, options.words().front(),
                              "rbacgraph lint -f FILE; --help shows more");
  }
  Result<LintOptions> asked = lint_options(options);
  if (!asked) return tl::unexpected<Error>(asked.error());
  Result<InputOptions> input = input_options(options, Impersonates::UserInGroups);
  if (!input) return tl::unexpected<Error>(input.error());
  input->digests = has_provenance(*format);
  Talk& talk = invocation.talk;
  const Result<std::shared_ptr<const Snapshot>> snapshot = load(*input, invocation.io, talk);
  if (!snapshot) return tl::unexpected<Error>(snapshot.error());
  if (Result<void> done = tell_own_apart(**snapshot, !options.has("built-in"), *asked); !done)
    return tl::unexpected<Error>(done.error());
  const auto graph = AccessGraph::build(*snapshot);
  invocation.io.let_go(graph);
  const LintReport report = lint(graph, std::move(*asked), invocation.io.stop);
  // Half an answer looks like a whole one.
  if (invocation.io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  talk.headline(headline(report));
  if (is_picture(*format)) {
    const Result<void> drawn =
        draw_answer(invocation, kLint, picture_of(report),
                    {headline(report), trailer(report), report.notes}, *format);
    if (!drawn) return tl::unexpected<Error>(drawn.error());
  } else {
    write_answer(invocation, report, *format);
  }
  invocation.io.out.flush();
  talk.say(trailer(report, *format != OutputFormat::Table));
  const std::vector<Diagnostic> about_reading = not_in_findings(**snapshot);
  tell_about_input(talk, **snapshot,
                   has_diagnostics(*format) ? std::span<const Diagnostic>() : about_reading);
  // What can't be read was not checked, and is no clean policy.
  const bool unread = std::ranges::find(about_reading, Severity::Error, &Diagnostic::severity) !=
                      about_reading.end();
  const bool clean = !report.has_flaw() && !unread;
  return status_for(clean ? ExitCode::Ok : ExitCode::No, **snapshot, input->strict);
}

}  // namespace

const Command kLint{
    .name = "lint",
    .aliases = {},
    .summary = "flaws of the policy: what grants nothing, or is not what it seems",
    .usage = kUsage,
    .details =
        "Looks for mistakes, not for danger: roles that are not there, accounts that don't exist, "
        "rules\nthat no request can use, words that no API has, what is said twice, what nobody "
        "uses. Each finding\nhas a check, a severity, the object, its line, and what to change.\n\n"
        "  error    invalid-object, cluster-binding-to-role, account-without-namespace\n"
        "  warning  dangling-role-ref, unknown-service-account, binding-without-effect, "
        "dead-grant,\n"
        "           dead-rule, unknown-verb, unknown-group, unknown-resource, "
        "unknown-subresource,\n"
        "           resource-spelling, literal-star, names-on-unnamed-request\n"
        "  info     removed-resource, duplicate-rule, shadowed-rule, duplicate-binding,\n"
        "           duplicate-subject, unused-role, empty-role, binding-without-subjects\n\n"
        "Where only the cluster can know, a warning is told as an info that says why: an API group "
        "that\nno CustomResourceDefinition in the input defines is not checked. With -n: the "
        "objects in that\nnamespace alone. The API server's own roles and bindings are passed over "
        "where they are\nunchanged; they are recognised by what they say, not by name.\n"
        "In the table infos that say the same of several objects are one row; -o wide has each.\n\n"
        "Exit status: 0 clean, or nothing but infos; 1 warnings or errors are listed, or an object "
        "can't be\n"
        "read; 2 wrong usage or configuration; 3 unreadable input, or incomplete input with "
        "--strict.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_lint,
};

}  // namespace rbacgraph::cli
