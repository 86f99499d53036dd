#include "rbacgraph/analysis/path.h"

#include <array>
#include <charconv>
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
#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/analysis/lookup.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/markdown.h"
#include "rbacgraph/report/path_table.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 1> kAliases{"paths"};

constexpr std::array<std::string_view, 1> kUsage{"path FROM TO [-f FILE]"};

constexpr std::array kExamples{
    Example{"rbacgraph path deployment/shop/web secrets -f cluster.json",
            "from a workload over its account, a binding and a role to a type"},
    Example{"rbacgraph path ns/dev ns/prod --max-hops 6 -f cluster.json",
            "every way in which anything in dev has access in prod"},
    Example{"rbacgraph path user:jane secrets --verb list --without clusterrolebinding/ops "
            "-f cluster.json",
            "is there another way?"}};

constexpr std::array<OptionSpec, 5> kOwn{{
    {"max-hops", '\0', Takes::Value, "N", "all paths of at most N hops, not the shortest alone"},
    {"limit", '\0', Takes::Value, "N", "list at most N paths (default 100)"},
    {"without", '\0', Takes::Values, "NODE", "only paths that do not lead through this"},
    {"reverse", '\0', Takes::Nothing, "", "from TO to FROM"},
    {"verb", '\0', Takes::Value, "VERB", "of a resource: paths that allow this verb, not just any"},
}};

const std::array<OptionGroup, 8> kOptions{
    {{"Options", kOwn},
     {"Subject", subject_option_specs()},
     {"Scope", scope_option_specs()},
     {"Input", input_option_specs()},
     {"Output", path_output_specs()},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::User)}}};

tl::unexpected<Error> usage_error(std::string message) {
  return fail(ErrorCode::InvalidArgument, std::move(message),
              "rbacgraph path FROM TO -f FILE; --help shows more");
}

/// What was asked, in the words of the Snapshot.
struct Question {
  PathEnd from;
  PathEnd to;
  PathOptions options;
  std::vector<Diagnostic> diagnostics;
};

Result<std::optional<std::uint32_t>> number_option(const Options& options, std::string_view name,
                                                   std::uint32_t most) {
  const std::optional<std::string> text = options.value(name);
  if (!text) return std::nullopt;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || number == 0 || number > most) {
    return usage_error("--" + std::string(name) + " takes a number from 1 to " +
                       std::to_string(most) + ", not \"" + *text + "\"");
  }
  return number;
}

Result<Question> read_question(const Snapshot& snapshot, const Options& options) {
  Question question;
  Result<std::optional<std::string>> ns = namespace_option(options);
  if (!ns) return tl::unexpected<Error>(ns.error());
  question.options.ns = std::move(*ns);
  const PathWords words{options.value("verb"), question.options.ns};
  const auto read = [&](const std::string& word) {
    return read_path_end(snapshot, word, words, question.diagnostics);
  };
  Result<PathEnd> from = read(options.words()[0]);
  if (!from) return tl::unexpected<Error>(from.error());
  Result<PathEnd> to = read(options.words()[1]);
  if (!to) return tl::unexpected<Error>(to.error());
  if (options.has("reverse")) std::swap(*from, *to);
  const std::optional<NamedObject>& first = from->object;
  const std::optional<NamedObject>& last = to->object;
  if (!first) {
    return usage_error("nothing leads on from a resource; " +
                       std::string(options.has("reverse") ? "without" : "with") +
                       " --reverse, the path to it is shown");
  }
  if (last && first->ref == last->ref) return usage_error("FROM and TO are the same");
  for (const std::string& word : options.values("without")) {
    Result<PathEnd> without = read(word);
    if (!without) return tl::unexpected<Error>(without.error());
    if (!without->object) {
      return usage_error("--without takes an object that a path may lead through: \"" + word +
                         "\" is none");
    }
    question.options.without.push_back(std::move(*without));
  }
  question.from = std::move(*from);
  question.to = std::move(*to);
  return question;
}

/// What --as-group and --exact-groups say of FROM, or of the account that it runs as.
Result<void> add_groups_of_from(const Snapshot& snapshot, const Options& options,
                                const SubjectGroups& groups, Question& question) {
  if (groups.given.empty() && !groups.exact) return {};
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): read_question has seen to it
  const NamedObject& from = *question.from.object;
  if (from.kind == NamedKind::User || from.kind == NamedKind::ServiceAccount) {
    question.options.groups_of_from = groups.user_of(subject_of(from)).groups;
  } else if (const auto account = account_of(snapshot, from.ref)) {
    question.options.groups_of_from = groups.user_of(account->account).groups;
  } else {
    return fail(ErrorCode::InvalidArgument,
                (groups.exact ? "--exact-groups" : "--as-group") +
                    std::string(" is about a user, an account or a workload, and \"") +
                    options.words()[options.has("reverse") ? 1 : 0] + "\" is none",
                "leave it out, or begin the path at a user, an account or a workload");
  }
  return {};
}

void write_answer(const Invocation& invocation, const PathAnswer& answer, OutputFormat format) {
  std::ostream& out = invocation.io.out;
  if (is_document(format)) return write_document(out, document_format(format), answer);
  if (format == OutputFormat::Markdown) return write_markdown(out, answer);
  write_rows(invocation, format, answer.graph->snapshot(),
             [&](const AnswerTableOptions& options) { return path_table(answer, options); });
}

/// The answer for the question, said and written.
Result<ExitCode> answer_question(const Invocation& invocation, Question question,
                                 const std::shared_ptr<const Snapshot>& snapshot,
                                 const Membership& membership, OutputFormat format) {
  question.options.membership = &membership;
  question.options.stop = invocation.io.stop;
  const auto graph = AccessGraph::build(snapshot);
  invocation.io.let_go(graph);
  PathAnswer answer =
      find_paths(graph, std::move(question.from), std::move(question.to), question.options);
  // Half an answer looks like a whole one.
  if (invocation.io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  answer.diagnostics = std::move(question.diagnostics);
  Talk& talk = invocation.talk;
  talk.headline(headline(answer));
  talk.diagnostics(*snapshot, answer.diagnostics);
  if (is_picture(format)) {
    const Result<void> drawn =
        draw_answer(invocation, kPath, picture_of(answer),
                    {headline(answer), trailer(answer), answer.notes}, format);
    if (!drawn) return tl::unexpected<Error>(drawn.error());
  } else {
    write_answer(invocation, answer, format);
  }
  invocation.io.out.flush();
  talk.say(trailer(answer));
  tell_about_input(talk, *snapshot, format);
  if (answer.shortest) return ExitCode::Ok;
  // A no that a gap of the input may be hiding is no answer.
  const bool hidden =
      answer.ns ? snapshot->coverage().may_hide_grant(*answer.ns) : may_hide_any_grant(*snapshot);
  return hidden ? ExitCode::Input : ExitCode::No;
}

Result<ExitCode> run_path(const Invocation& invocation) {
  const Options& options = invocation.options;
  const Result<OutputFormat> format =
      output_option(options, path_output_specs(), OutputFormat::Table);
  if (!format) return tl::unexpected<Error>(format.error());
  if (const Result<void> fit = check_picture(invocation, *format); !fit)
    return tl::unexpected<Error>(fit.error());
  if (options.words().size() < 2)
    return usage_error(options.words().empty() ? "FROM and TO are missing" : "TO is missing");
  if (options.words().size() > 2)
    return usage_error("too many arguments: \"" + options.words()[2] + "\"");
  const auto max_hops = number_option(options, "max-hops", kMaxHops);
  if (!max_hops) return tl::unexpected<Error>(max_hops.error());
  const auto limit = number_option(options, "limit", 1'000'000);
  if (!limit) return tl::unexpected<Error>(limit.error());
  Result<InputOptions> input = input_options(options, Impersonates::User);
  if (!input) return tl::unexpected<Error>(input.error());
  input->digests = has_provenance(*format);
  Result<std::shared_ptr<const Snapshot>> snapshot = load(*input, invocation.io, invocation.talk);
  if (!snapshot) return tl::unexpected<Error>(snapshot.error());
  Result<SubjectGroups> groups = subject_groups(options);
  if (!groups) return tl::unexpected<Error>(groups.error());
  Result<Question> question = read_question(**snapshot, options);
  if (!question) return tl::unexpected<Error>(question.error());
  if (const auto added = add_groups_of_from(**snapshot, options, *groups, *question); !added)
    return tl::unexpected<Error>(added.error());
  question->options.max_hops = *max_hops;
  question->options.max_paths = limit->value_or(question->options.max_paths);
  const Membership membership(*snapshot, std::move(groups->map));
  const Result<ExitCode> status =
      answer_question(invocation, std::move(*question), *snapshot, membership, *format);
  return status ? status_for(*status, **snapshot, input->strict) : status;
}

}  // namespace

const Command kPath{
    .name = "path",
    .aliases = kAliases,
    .summary = "how one thing reaches another, hop by hop",
    .usage = kUsage,
    .details =
        "FROM and TO are a subject, a binding, a role, a workload, a namespace (sa:ns/name, "
        "user:NAME, group:NAME,\nrolebinding/ns/name, clusterrole/NAME, deployment/ns/name, "
        "ns/NAME); TO also a type (secrets, pods/exec)\nor a /URL. A path goes from a namespace to "
        "what is in it, from a workload to its account, from there over\ngroups to a binding, its "
        "role, and what the role allows where the binding gives it; to a namespace it\ngoes from a "
        "binding that gives access in it. Members of system:masters reach everything: they pass "
        "before RBAC is\n"
        "asked. --as-group and --exact-groups are about FROM, or the account that it runs as.\n\n"
        "Exit status: 0 there is a path, 1 there is none, 2 wrong usage or configuration, 3 "
        "unreadable\n"
        "input, a no that what is missing from the input may change, or incomplete input with "
        "--strict.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_path,
};

}  // namespace rbacgraph::cli
