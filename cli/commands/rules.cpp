#include "rbacgraph/analysis/rules.h"

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/about_input.h"
#include "cli/command.h"
#include "cli/common_options.h"
#include "cli/input.h"
#include "cli/output_format.h"
#include "cli/subject_options.h"
#include "cli/write_picture.h"
#include "cli/write_rows.h"
#include "rbacgraph/analysis/answer_pictures.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/base/text.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/markdown.h"
#include "rbacgraph/report/rules_manifest.h"
#include "rbacgraph/report/rules_table.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 2> kAliases{"policy-rules", "what-can"};

constexpr std::array<std::string_view, 1> kUsage{"rules SUBJECT [-f FILE]"};

constexpr std::array kExamples{
    Example{"rbacgraph rules sa:ci/runner -f cluster.json",
            "everything that it can do, everywhere and in each namespace"},
    Example{"rbacgraph rules user:jane --as-group ops -n shop -f cluster.json -o wide",
            "cluster-wide and in shop, with every grant"},
    Example{"rbacgraph rules group:system:authenticated --resource secrets -f cluster.json",
            "what everybody can do with secrets"},
    Example{"rbacgraph rules user:jane -o manifest -f cluster.json",
            "roles and bindings that grant jane alone what she can do now"},
    Example{"rbacgraph rules sa:ci/runner --powerful -f cluster.json",
            "its dangerous permissions alone, each with its name"}};

constexpr std::array<OptionSpec, 3> kOwn{{
    {"verb", '\0', Takes::Value, "VERB[,VERB...]", "only rules that allow one of these verbs"},
    {"resource", '\0', Takes::Value, "TYPE[,TYPE...]",
     "only rules that reach one of these types (or URLs)"},
    {"powerful", '\0', Takes::Nothing, "",
     "only what is powerful (as in who-can --powerful), and what it is"},
}};

const std::array<OptionGroup, 8> kOptions{
    {{"Options", kOwn},
     {"Subject", subject_option_specs()},
     {"Scope", scope_option_specs()},
     {"Input", input_option_specs()},
     {"Output", rule_output_specs()},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::User)}}};

tl::unexpected<Error> usage_error(std::string message, std::string hint = {}) {
  if (hint.empty()) hint = "rbacgraph rules SUBJECT -f FILE; --help shows more";
  return fail(ErrorCode::InvalidArgument, std::move(message), std::move(hint));
}

/// --verb and --resource; types are read as who-can reads them.
Result<RulesFilter> filter_of(const Snapshot& snapshot, const Options& options,
                              std::optional<std::string> ns, std::vector<Diagnostic>& diagnostics) {
  RulesFilter filter;
  filter.ns = std::move(ns);
  filter.powerful = options.has("powerful");
  Result<std::vector<std::string>> verbs = list_option(options, "verb", "VERB[,VERB...]");
  if (!verbs) return tl::unexpected<Error>(verbs.error());
  filter.verbs = std::move(*verbs);
  if (const std::optional<std::string> types = options.value("resource")) {
    QueryWords words;
    words.types = *types;
    words.any_verb = true;
    Result<ReadQueries> read = read_queries(snapshot, words);
    if (!read) return tl::unexpected<Error>(read.error());
    filter.types = std::move(read->queries);
    diagnostics = std::move(read->diagnostics);
  }
  return filter;
}

void write_answer(const Invocation& invocation, const RulesAnswer& answer, OutputFormat format) {
  std::ostream& out = invocation.io.out;
  if (is_document(format)) return write_document(out, document_format(format), answer);
  if (format == OutputFormat::Markdown) return write_markdown(out, answer);
  if (format == OutputFormat::Manifest) return write_manifest(out, answer);
  write_rows(invocation, format, answer.graph->snapshot(),
             [&](const AnswerTableOptions& options) { return rules_table(answer, options); });
}

Result<ExitCode> run_rules(const Invocation& invocation) {
  const Options& options = invocation.options;
  const Result<OutputFormat> format =
      output_option(options, rule_output_specs(), OutputFormat::Table);
  if (!format) return tl::unexpected<Error>(format.error());
  if (const Result<void> fit = check_picture(invocation, *format); !fit)
    return tl::unexpected<Error>(fit.error());
  if (options.words().empty()) return usage_error("SUBJECT is missing");
  if (options.words().size() > 1)
    return usage_error("too many arguments: \"" + options.words()[1] + "\"");
  Result<std::optional<std::string>> ns = namespace_option(options);
  if (!ns) return tl::unexpected<Error>(ns.error());
  Result<InputOptions> input = input_options(options, Impersonates::User);
  if (!input) return tl::unexpected<Error>(input.error());
  input->digests = has_provenance(*format);
  Talk& talk = invocation.talk;
  Result<std::shared_ptr<const Snapshot>> snapshot = load(*input, invocation.io, talk);
  if (!snapshot) return tl::unexpected<Error>(snapshot.error());
  Result<AskedSubject> asked = asked_subject(**snapshot, options, options.words().front());
  if (!asked) return tl::unexpected<Error>(asked.error());
  std::vector<Diagnostic> diagnostics;
  Result<RulesFilter> filter = filter_of(**snapshot, options, std::move(*ns), diagnostics);
  if (!filter) return tl::unexpected<Error>(filter.error());

  const auto graph = AccessGraph::build(*snapshot);
  invocation.io.let_go(graph);
  const Authorizer authorizer(*snapshot);
  RulesAnswer answer = rules_of(graph, authorizer, std::move(asked->subject),
                                std::move(asked->user), std::move(*filter), invocation.io.stop);
  // Half an answer looks like a whole one.
  if (invocation.io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  answer.diagnostics.insert(answer.diagnostics.end(), diagnostics.begin(), diagnostics.end());
  talk.headline(headline(answer));
  talk.diagnostics(**snapshot, answer.diagnostics);
  if (is_picture(*format)) {
    const Result<void> drawn =
        draw_answer(invocation, kRules, picture_of(answer),
                    {headline(answer), trailer(answer), answer.notes}, *format);
    if (!drawn) return tl::unexpected<Error>(drawn.error());
  } else {
    write_answer(invocation, answer, *format);
  }
  invocation.io.out.flush();
  talk.say(trailer(answer));
  tell_about_input(talk, **snapshot, *format);
  return status_for(ExitCode::Ok, **snapshot, input->strict);
}

}  // namespace

const Command kRules{
    .name = "rules",
    .aliases = kAliases,
    .summary = "what this subject can do, where, and through which binding",
    .usage = kUsage,
    .details =
        "Lists the rules of every binding that names the subject or one of its groups, the verbs "
        "of "
        "one\nresource taken together, as kubectl auth can-i --list does; but with the scope of "
        "each, and with\nthe rules that no real request can use told apart. With -n: cluster-wide "
        "and in that namespace.\n\n"
        "-o manifest writes Roles and bindings, of the subject alone, that grant the same: what "
        "came "
        "through\ngroups is in them, what no request can use is not. With --exact-groups, only "
        "what "
        "the subject itself\nis bound to.\n\n"
        "Exit status: 0 answered, 2 wrong usage or configuration, 3 unreadable input, or "
        "incomplete input\n"
        "with --strict.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_rules,
};

}  // namespace rbacgraph::cli
