#include "rbacgraph/analysis/explain.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/about_input.h"
#include "cli/command.h"
#include "cli/common_options.h"
#include "cli/input.h"
#include "cli/output_format.h"
#include "cli/subject_options.h"
#include "cli/system.h"
#include "cli/write_picture.h"
#include "cli/write_rows.h"
#include "rbacgraph/analysis/answer_pictures.h"
#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/analysis/cut.h"
#include "rbacgraph/analysis/cut_notes.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/explain_table.h"
#include "rbacgraph/report/explain_text.h"
#include "rbacgraph/report/markdown.h"
#include "rbacgraph/report/summary.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 1> kAliases{"why"};

constexpr std::array<std::string_view, 2> kUsage{
    "explain SUBJECT VERB TYPE[.GROUP][/SUBRESOURCE] [NAME] [-f FILE]",
    "explain SUBJECT VERB TYPE/NAME | /URL [-f FILE]"};

constexpr std::array kExamples{
    Example{"rbacgraph explain sa:ci/runner list secrets -f cluster.json",
            "every chain that gives it, or what comes nearest"},
    Example{"rbacgraph explain user:bob delete nodes --cut -f cluster.json",
            "and what to remove so that he no longer can"}};

constexpr std::array<OptionSpec, 5> kOwn{{
    {"name", '\0', Takes::Value, "NAME", "the object's name"},
    {"subresource", '\0', Takes::Value, "SUB", "the subresource"},
    {"api-group", '\0', Takes::Value, "GROUP",
     "take TYPE to the letter, in this group (empty for the core group)"},
    {"cut", '\0', Takes::Nothing, "",
     "the smallest sets of bindings, of subjects and of rules that end it when removed"},
    {"ascii", '\0', Takes::Nothing, "", "no box-drawing letters"},
}};

const std::array<OptionGroup, 8> kOptions{
    {{"Options", kOwn},
     {"Subject", subject_option_specs()},
     {"Scope", scope_option_specs()},
     {"Input", input_option_specs()},
     {"Output", explanation_output_specs()},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::User)}}};

tl::unexpected<Error> usage_error(std::string message, std::string hint = {}) {
  if (hint.empty()) hint = "rbacgraph explain SUBJECT VERB TYPE -f FILE; --help shows more";
  return fail(ErrorCode::InvalidArgument, std::move(message), std::move(hint));
}

Result<QueryWords> query_words(const Options& options) {
  const std::vector<std::string>& given = options.words();
  if (given.empty()) return usage_error("SUBJECT, VERB and TYPE are missing");
  if (given.size() < 3)
    return usage_error(given.size() == 1 ? "VERB and TYPE are missing" : "TYPE is missing");
  if (given.size() > 4) return usage_error("too many arguments: \"" + given[4] + "\"");
  QueryWords words;
  words.verbs = given[1];
  words.types = given[2];
  words.name = options.value("name");
  if (given.size() == 4) {
    if (words.name) return usage_error("the name is given twice: as an argument and with --name");
    words.name = given[3];
  }
  words.subresource = options.value("subresource");
  words.api_group = options.value("api-group");
  Result<std::optional<std::string>> ns = namespace_option(options);
  if (!ns) return tl::unexpected<Error>(ns.error());
  words.ns = std::move(*ns);
  return words;
}

void write_answer(const Invocation& invocation, const Explanation& explanation, const Cuts* cuts,
                  OutputFormat format) {
  std::ostream& out = invocation.io.out;
  if (is_document(format)) return write_document(out, document_format(format), explanation, cuts);
  if (format == OutputFormat::Markdown) return write_markdown(out, explanation, cuts);
  if (format != OutputFormat::Text) {
    return write_rows(
        invocation, format, explanation.graph->snapshot(),
        [&](const AnswerTableOptions& options) { return explanation_table(explanation, options); });
  }
  if (invocation.options.has("quiet")) return;
  write_explanation(out, explanation, cuts,
                    {.color = invocation.color,
                     .ascii = invocation.options.has("ascii"),
                     .width = invocation.io.out_columns.value_or(0)});
}

void tell_about_answer(Talk& talk, const Explanation& explanation, OutputFormat format) {
  const Snapshot& snapshot = explanation.graph->snapshot();
  for (const DeadGrant& dead : explanation.dead)
    talk.say("dead: " + printable(explain(snapshot, explanation.query, dead)));
  for (const std::string& note : explanation.notes) talk.say("note: " + printable(note));
  tell_about_input(talk, snapshot, format);
}

/// The cuts of --cut; what does not last of them is a note of the explanation.
Result<std::optional<Cuts>> asked_cuts(const Options& options, Explanation& explanation) {
  if (!options.has("cut")) return std::nullopt;
  Cuts cuts = cuts_of(explanation);
  if (cuts.cuts.empty()) return cuts;
  const Snapshot& snapshot = explanation.graph->snapshot();
  const Result<RecognisedSystem> system = recognise_system(snapshot);
  if (!system) return tl::unexpected<Error>(system.error());
  for (std::string& note : put_back_notes(snapshot, cuts, system->parts))
    explanation.notes.push_back(std::move(note));
  return cuts;
}

/// A "no" that a gap of the input may be hiding is no answer.
Result<ExitCode> status_of(const Explanation& explanation, bool strict) {
  const Snapshot& snapshot = explanation.graph->snapshot();
  if (const Result<void> refused = refuse_incomplete(is_incomplete(snapshot), strict); !refused)
    return tl::unexpected<Error>(refused.error());
  if (explanation.somewhere()) return ExitCode::Ok;
  return may_hide_grant(snapshot, explanation.query) ? ExitCode::Input : ExitCode::No;
}

Result<ExitCode> run_explain(const Invocation& invocation) {
  const Options& options = invocation.options;
  const Result<OutputFormat> format =
      output_option(options, explanation_output_specs(), OutputFormat::Text);
  if (!format) return tl::unexpected<Error>(format.error());
  if (const Result<void> fit = check_picture(invocation, *format); !fit)
    return tl::unexpected<Error>(fit.error());
  if (options.has("cut") && (*format == OutputFormat::Table || *format == OutputFormat::Csv))
    return usage_error("--cut has no place in rows", "-o text, md, json and yaml show it");
  if (options.has("cut") && is_picture(*format))
    return usage_error("--cut has no place in a picture", "-o text, md, json and yaml show it");
  Result<QueryWords> words = query_words(options);
  if (!words) return tl::unexpected<Error>(words.error());
  Result<InputOptions> input = input_options(options, Impersonates::User);
  if (!input) return tl::unexpected<Error>(input.error());
  input->digests = has_provenance(*format);
  Talk& talk = invocation.talk;
  Result<std::shared_ptr<const Snapshot>> snapshot = load(*input, invocation.io, talk);
  if (!snapshot) return tl::unexpected<Error>(snapshot.error());
  Result<AskedSubject> asked = asked_subject(**snapshot, options, options.words().front());
  if (!asked) return tl::unexpected<Error>(asked.error());
  Result<ReadQueries> read = read_queries(**snapshot, *words);
  if (!read) return tl::unexpected<Error>(read.error());
  if (read->queries.size() != 1)
    return usage_error("explain takes one verb and one type", "who-can takes lists of them");

  const auto graph = AccessGraph::build(*snapshot);
  invocation.io.let_go(graph);
  Explanation explanation = explain(graph, Authorizer(*snapshot), std::move(asked->subject),
                                    std::move(asked->user), read->queries.front());
  explanation.diagnostics = std::move(read->diagnostics);
  Result<std::optional<Cuts>> cuts = asked_cuts(options, explanation);
  if (!cuts) return tl::unexpected<Error>(cuts.error());
  if (!explanation.query.reading.empty()) talk.say(printable(explanation.query.reading));
  talk.diagnostics(**snapshot, explanation.diagnostics);
  if (is_picture(*format)) {
    const Result<void> drawn =
        draw_answer(invocation, kExplain, picture_of(explanation),
                    {{verdict_sentence(explanation)}, {}, explanation.notes}, *format);
    if (!drawn) return tl::unexpected<Error>(drawn.error());
  } else {
    const std::optional<Cuts>& shown = *cuts;
    write_answer(invocation, explanation, shown ? &*shown : nullptr, *format);
  }
  invocation.io.out.flush();
  tell_about_answer(talk, explanation, *format);
  return status_of(explanation, input->strict);
}

}  // namespace

const Command kExplain{
    .name = "explain",
    .aliases = kAliases,
    .summary = "why this subject can do this, or what is missing",
    .usage = kUsage,
    .details =
        "For a yes every chain from the subject (or a group that it is in) over a binding and a "
        "role to the\nrule, with the places where they are written. For a no the nearest misses: "
        "what would be a yes if\none thing were otherwise, nearest first. --cut names what to "
        "remove, and what of that the API server\n"
        "puts back when it starts.\n\n"
        "Exit status: 0 yes (anywhere, or for some named object), 1 no, 2 wrong usage or "
        "configuration, 3\n"
        "unreadable input, or a no that what is missing from the input may change.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_explain,
};

}  // namespace rbacgraph::cli
