#include "rbacgraph/analysis/matrix.h"

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
#include "cli/write_rows.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/base/text.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/markdown.h"
#include "rbacgraph/report/matrix_table.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 1> kAliases{"access-matrix"};

constexpr std::array<std::string_view, 1> kUsage{"matrix SUBJECT... [-f FILE]"};

constexpr std::array kExamples{
    Example{"rbacgraph matrix sa:ci/runner -f cluster.json",
            "a row for each type that it can do anything with, a column for each verb"},
    Example{"rbacgraph matrix user:jane group:ops -n shop --resources pods,secrets -f cluster.json",
            "two subjects side by side, in one namespace"}};

constexpr std::array<OptionSpec, 4> kOwn{{
    {"resources", '\0', Takes::Value, "TYPE[,TYPE...]",
     "only these types, those without access too"},
    {"verbs", '\0', Takes::Value, "VERB[,VERB...]", "only these verbs"},
    {"powerful", '\0', Takes::Nothing, "",
     "mark what is powerful (as in who-can --powerful) with !, and say what it is"},
    {"ascii", '\0', Takes::Nothing, "",
     "letters for marks: Y yes, ~ some namespaces, n named, . no"},
}};

const std::array<OptionGroup, 8> kOptions{
    {{"Options", kOwn},
     {"Subject", subject_option_specs()},
     {"Scope", scope_option_specs()},
     {"Input", input_option_specs()},
     {"Output", matrix_output_specs()},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::User)}}};

tl::unexpected<Error> usage_error(std::string message) {
  return fail(ErrorCode::InvalidArgument, std::move(message),
              "rbacgraph matrix SUBJECT... -f FILE; --help shows more");
}

Result<MatrixQuery> matrix_query(const Snapshot& snapshot, const Options& options,
                                 std::optional<std::string> ns,
                                 std::vector<Diagnostic>& diagnostics) {
  MatrixQuery query;
  query.ns = std::move(ns);
  query.powerful = options.has("powerful");
  Result<std::vector<std::string>> verbs = list_option(options, "verbs", "VERB[,VERB...]");
  if (!verbs) return tl::unexpected<Error>(verbs.error());
  query.verbs = std::move(*verbs);
  QueryWords words;
  if (const std::optional<std::string> types = options.value("resources")) {
    words.types = *types;
    words.any_verb = true;
    Result<ReadQueries> read = read_queries(snapshot, words);
    if (!read) return tl::unexpected<Error>(read.error());
    for (const AccessQuery& type : read->queries) {
      if (type.is_url() || !type.name.empty()) {
        return usage_error(
            "--resources takes types: \"" +
            (type.is_url() ? type.non_resource_url : type.resource + "/" + type.name) +
            "\" is none");
      }
    }
    query.types = std::move(read->queries);
    diagnostics = std::move(read->diagnostics);
  }
  return query;
}

Result<std::vector<MatrixSubject>> matrix_subjects(const Snapshot& snapshot,
                                                   const Options& options) {
  std::vector<MatrixSubject> subjects;
  for (const std::string& word : options.words()) {
    Result<AskedSubject> asked = asked_subject(snapshot, options, word);
    if (!asked) return tl::unexpected<Error>(asked.error());
    subjects.push_back({std::move(asked->subject), std::move(asked->user)});
  }
  return subjects;
}

void write_answer(const Invocation& invocation, const Matrix& matrix, OutputFormat format) {
  std::ostream& out = invocation.io.out;
  if (is_document(format)) return write_document(out, document_format(format), matrix);
  if (format == OutputFormat::Markdown) return write_markdown(out, matrix);
  if (format == OutputFormat::Csv)
    return write_table(invocation, format, matrix_table(matrix, {.for_spreadsheets = true}));
  write_table(invocation, format, matrix_table(matrix, {.ascii = invocation.options.has("ascii")}));
}

Result<ExitCode> run_matrix(const Invocation& invocation) {
  const Options& options = invocation.options;
  const Result<OutputFormat> format =
      output_option(options, matrix_output_specs(), OutputFormat::Table);
  if (!format) return tl::unexpected<Error>(format.error());
  if (options.words().empty()) return usage_error("SUBJECT is missing");
  Result<std::optional<std::string>> ns = namespace_option(options);
  if (!ns) return tl::unexpected<Error>(ns.error());
  Result<InputOptions> input = input_options(options, Impersonates::User);
  if (!input) return tl::unexpected<Error>(input.error());
  input->digests = has_provenance(*format);
  Talk& talk = invocation.talk;
  Result<std::shared_ptr<const Snapshot>> snapshot = load(*input, invocation.io, talk);
  if (!snapshot) return tl::unexpected<Error>(snapshot.error());
  Result<std::vector<MatrixSubject>> subjects = matrix_subjects(**snapshot, options);
  if (!subjects) return tl::unexpected<Error>(subjects.error());
  std::vector<Diagnostic> diagnostics;
  Result<MatrixQuery> query = matrix_query(**snapshot, options, std::move(*ns), diagnostics);
  if (!query) return tl::unexpected<Error>(query.error());

  const auto graph = AccessGraph::build(*snapshot);
  invocation.io.let_go(graph);
  Matrix matrix = matrix_of(graph, Authorizer(*snapshot), std::move(*subjects), std::move(*query),
                            invocation.io.stop);
  // Half an answer looks like a whole one.
  if (invocation.io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  matrix.diagnostics.insert(matrix.diagnostics.end(), diagnostics.begin(), diagnostics.end());
  talk.headline(headline(matrix));
  talk.diagnostics(**snapshot, matrix.diagnostics);
  write_answer(invocation, matrix, *format);
  invocation.io.out.flush();
  talk.say(trailer(matrix, options.has("ascii")));
  tell_about_input(talk, **snapshot, *format);
  return status_for(ExitCode::Ok, **snapshot, input->strict);
}

}  // namespace

const Command kMatrix{
    .name = "matrix",
    .aliases = kAliases,
    .summary = "verbs by resources: what subjects can do, side by side",
    .usage = kUsage,
    .details =
        "Each cell answers one question, whether the subject can do this, no object named: yes "
        "(everywhere,\nor with -n in that namespace), in some namespaces only, for some named "
        "objects only, or no. Without\n--resources it has every type that the cluster serves, or "
        "that a rule names, with which one of the\nsubjects can do anything.\n\n"
        "Exit status: 0 answered, 2 wrong usage or configuration, 3 unreadable input, or "
        "incomplete input\n"
        "with --strict.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_matrix,
};

}  // namespace rbacgraph::cli
