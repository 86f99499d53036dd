#include "rbacgraph/analysis/who_can.h"

#include <algorithm>
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
#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/report/answer_table.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/markdown.h"
#include "rbacgraph/report/summary.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 2> kAliases{"whocan", "who"};

constexpr std::array<std::string_view, 3> kUsage{
    "who-can VERB[,VERB...] TYPE[.GROUP][/SUBRESOURCE][,TYPE...] [NAME] [-f FILE]",
    "who-can VERB TYPE/NAME | /URL [-f FILE]", "who-can --powerful [-f FILE]"};

constexpr std::array kExamples{
    Example{"rbacgraph who-can list secrets -f cluster.json",
            "in every namespace, each for itself"},
    Example{"rbacgraph who-can create pods/exec -n shop -f cluster.json -o wide",
            "with the rules that grant it"},
    Example{"rbacgraph who-can get secrets tls -n shop -f manifests/", "one object"},
    Example{"rbacgraph who-can --any-verb secrets -k sa -f cluster.json -o name",
            "accounts that can do anything at all with secrets"},
    Example{"rbacgraph who-can get /metrics -f - < cluster.json", "a URL"},
    Example{"rbacgraph who-can --powerful -k sa -f cluster.json",
            "accounts with a powerful permission, and which"}};

constexpr std::array<OptionSpec, 10> kOwn{{
    {"name", '\0', Takes::Value, "NAME", "the object's name: NAME is not a subresource then"},
    {"subresource", '\0', Takes::Value, "SUB", "the subresource: a part behind / is a name then"},
    {"api-group", '\0', Takes::Value, "GROUP",
     "take TYPE to the letter, in this group (empty for the core group)"},
    {"any-verb", '\0', Takes::Nothing, "", "any verb at all, in place of VERB"},
    {"any-resource", '\0', Takes::Nothing, "", "any resource at all, in place of TYPE"},
    {"powerful", '\0', Takes::Nothing, "",
     "mark what is powerful; without VERB and TYPE: everybody with a powerful permission"},
    {"expand-groups", '\0', Takes::Nothing, "", "add an item for each known member of a group"},
    {"group-map", '\0', Takes::Value, "FILE",
     "who is in which group: {user: [group...]} as YAML or JSON, or CSV lines user,group"},
    {"kind", 'k', Takes::Value, "sa|user|group", "subjects of this kind only"},
    {"fail-on", '\0', Takes::Value, "found|empty",
     "exit with 1 if anybody can, or if nobody can (of several questions: one of them)"},
}};

const std::array<OptionGroup, 7> kOptions{
    {{"Options", kOwn},
     {"Scope", scope_option_specs()},
     {"Input", input_option_specs()},
     {"Output", row_output_specs()},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::UserInGroups)}}};

enum class FailOn : std::uint8_t { Nothing, Found, Empty };

struct WhoCanArguments {
  InputOptions input;
  QueryWords words;
  OutputFormat format = OutputFormat::Table;
  FailOn fail_on = FailOn::Nothing;
  std::optional<SubjectKind> kind;
};

tl::unexpected<Error> usage_error(std::string message, std::string hint = {}) {
  if (hint.empty()) hint = "rbacgraph who-can VERB TYPE -f FILE; --help shows more";
  return fail(ErrorCode::InvalidArgument, std::move(message), std::move(hint));
}

/// "get" and "get,list", but not "secrets" or "get,secrets".
bool are_known_verbs(std::string_view list) {
  for (std::string_view rest = list;;) {
    const std::size_t comma = rest.find(',');
    if (!ResourceCatalog::is_known_verb(rest.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    rest.remove_prefix(comma + 1);
  }
}

/// --powerful without a question of its own.
bool asks_for_all_powerful(const Options& options) {
  return options.has("powerful") && options.words().empty() &&
         std::ranges::none_of(
             std::array{"any-verb", "any-resource", "name", "subresource", "api-group"},
             [&](const char* name) { return options.has(name); });
}

std::string take_first(std::vector<std::string>& words) {
  std::string word = std::move(words.front());
  words.erase(words.begin());
  return word;
}

/// Takes VERB off the words that were given, or what stands in its place.
Result<void> take_verb(std::vector<std::string>& given, QueryWords& words) {
  if (!words.any_verb) {
    if (given.empty()) return usage_error("VERB and TYPE are missing");
    words.verbs = take_first(given);
    return {};
  }
  if (!given.empty() && given.front() == "*") given.erase(given.begin());
  if (given.size() > 1 && are_known_verbs(given.front())) {
    return usage_error(
        "--any-verb stands in the place of VERB, and \"" + given.front() + "\" stands there too",
        "leave one of them out");
  }
  return {};
}

/// Sorts VERB, TYPE and NAME out; --any-verb and --any-resource stand in the place of a word, and
/// a "*" written there all the same says nothing else.
Result<QueryWords> sort_words(const Options& options) {
  QueryWords words;
  words.any_verb = options.has("any-verb");
  words.any_resource = options.has("any-resource");
  if (asks_for_all_powerful(options)) {
    words.any_verb = words.any_resource = true;
    return words;
  }
  std::vector<std::string> given = options.words();
  if (const Result<void> taken = take_verb(given, words); !taken)
    return tl::unexpected<Error>(taken.error());
  if (words.any_resource) {
    if (!given.empty() && given.front() == "*") given.erase(given.begin());
  } else {
    if (given.empty()) return usage_error("TYPE is missing");
    words.types = take_first(given);
  }
  words.name = options.value("name");
  if (!given.empty()) {
    if (words.name) return usage_error("the name is given twice: as an argument and with --name");
    if (words.any_resource)
      return usage_error("--any-resource stands in the place of TYPE and NAME");
    words.name = take_first(given);
  }
  if (!given.empty()) {
    return usage_error("too many arguments: \"" + given.front() + "\"",
                       words.any_verb ? "--any-verb stands in the place of VERB"
                                      : "several verbs or types are separated by commas, without "
                                        "blanks");
  }
  words.subresource = options.value("subresource");
  words.api_group = options.value("api-group");
  return words;
}

Result<std::optional<SubjectKind>> kind_option(const Options& options) {
  if (!options.has("kind")) return std::nullopt;
  constexpr std::array<std::string_view, 3> kWords{"sa", "user", "group"};
  constexpr std::array kKinds{SubjectKind::ServiceAccount, SubjectKind::User, SubjectKind::Group};
  const Result<std::size_t> word = choice(options, "kind", kWords, 0);
  if (!word) return tl::unexpected<Error>(word.error());
  return kKinds.at(*word);
}

Result<WhoCanArguments> read_arguments(const Options& options) {
  WhoCanArguments result;
  const Result<OutputFormat> format =
      output_option(options, row_output_specs(), OutputFormat::Table);
  if (!format) return tl::unexpected<Error>(format.error());
  result.format = *format;
  if (options.has("fail-on")) {
    constexpr std::array<std::string_view, 2> kCases{"found", "empty"};
    const Result<std::size_t> fail_on = choice(options, "fail-on", kCases, 0);
    if (!fail_on) return tl::unexpected<Error>(fail_on.error());
    result.fail_on = *fail_on == 0 ? FailOn::Found : FailOn::Empty;
  }
  Result<std::optional<SubjectKind>> kind = kind_option(options);
  if (!kind) return tl::unexpected<Error>(kind.error());
  result.kind = *kind;
  Result<QueryWords> words = sort_words(options);
  if (!words) return tl::unexpected<Error>(words.error());
  result.words = std::move(*words);
  Result<std::optional<std::string>> ns = namespace_option(options);
  if (!ns) return tl::unexpected<Error>(ns.error());
  result.words.ns = std::move(*ns);
  Result<InputOptions> input = input_options(options, Impersonates::UserInGroups);
  if (!input) return tl::unexpected<Error>(input.error());
  result.input = std::move(*input);
  result.input.digests = has_provenance(result.format);
  return result;
}

void write_answers(const Invocation& invocation, const std::vector<Answer>& answers,
                   OutputFormat format) {
  std::ostream& out = invocation.io.out;
  if (is_document(format)) return write_document(out, document_format(format), answers);
  if (format == OutputFormat::Markdown) return write_markdown(out, answers);
  if (format == OutputFormat::Name) return write_names(out, answers);
  write_rows(invocation, format, answers.front().graph->snapshot(),
             [&](const AnswerTableOptions& options) { return answer_table(answers, options); });
}

bool is_incomplete_answer(const Answer& answer) {
  return std::ranges::any_of(answer.diagnostics, &Diagnostic::incomplete);
}

Result<ExitCode> status_of(const std::vector<Answer>& answers, const WhoCanArguments& arguments) {
  bool found = false;
  bool empty = false;
  bool incomplete = is_incomplete(answers.front().graph->snapshot());
  for (const Answer& answer : answers) {
    (answer.items.empty() ? empty : found) = true;
    incomplete = incomplete || is_incomplete_answer(answer);
  }
  if (const Result<void> refused = refuse_incomplete(incomplete, arguments.input.strict); !refused)
    return tl::unexpected<Error>(refused.error());
  // An empty answer to a gate is a pass, and nobody knows whether it is one.
  const auto may_hide = [](const Answer& answer) {
    return may_hide_grant(answer.graph->snapshot(), answer.query);
  };
  if (arguments.fail_on == FailOn::Found && !found && std::ranges::any_of(answers, may_hide)) {
    return fail(ErrorCode::Io,
                "nobody was found, but the input is incomplete: --fail-on found can't tell",
                "rbacgraph status shows what is missing");
  }
  const bool failed = (arguments.fail_on == FailOn::Found && found) ||
                      (arguments.fail_on == FailOn::Empty && empty);
  return failed ? ExitCode::No : ExitCode::Ok;
}

/// One for each question, headlines told; Cancelled when that is asked for.
Result<std::vector<Answer>> answer_queries(const Invocation& invocation,
                                           const std::shared_ptr<const AccessGraph>& graph,
                                           const std::vector<AccessQuery>& queries,
                                           const WhoCanOptions& options) {
  std::vector<Answer> answers;
  for (const AccessQuery& query : queries) {
    answers.push_back(who_can(graph, query, options, invocation.io.stop));
    if (options.only) {
      answers.back().notes.push_back(std::string("subjects of kind ")
                                         .append(to_string(*options.only))
                                         .append(" only, as asked for with --kind"));
    }
    if (answers.back().query.powerful && graph->snapshot().workloads().empty()) {
      answers.back().notes.emplace_back(
          "no pods or workloads are in the input: what runs as these accounts is not known");
    }
    // Half an answer looks like a whole one.
    if (invocation.io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
    invocation.talk.headline(headline(answers.back()));
  }
  return answers;
}

/// Of the picture that answers all of them.
PictureTexts texts_of(const std::vector<Answer>& answers) {
  PictureTexts texts;
  std::string line;
  for (const Answer& answer : answers) {
    line.append(line.empty() ? "" : " ").append(headline(answer).front());
    for (const std::string& note : answer.notes) {
      if (std::ranges::find(texts.notes, note) == texts.notes.end()) {
        texts.notes.push_back(note);
      }
    }
  }
  texts.headline.push_back(std::move(line));
  texts.trailer = trailer(answers, false);
  return texts;
}

Result<ExitCode> run_who_can(const Invocation& invocation) {
  Result<WhoCanArguments> arguments = read_arguments(invocation.options);
  if (!arguments) return tl::unexpected<Error>(arguments.error());
  if (const Result<void> fit = check_picture(invocation, arguments->format); !fit)
    return tl::unexpected<Error>(fit.error());
  Result<GroupMap> map = group_map_option(invocation.options);
  if (!map) return tl::unexpected<Error>(map.error());
  Result<std::shared_ptr<const Snapshot>> snapshot =
      load(arguments->input, invocation.io, invocation.talk);
  if (!snapshot) return tl::unexpected<Error>(snapshot.error());
  Result<ReadQueries> read = read_queries(**snapshot, arguments->words);
  if (!read) return tl::unexpected<Error>(read.error());

  const Membership membership(*snapshot, std::move(*map));
  const std::shared_ptr<const AccessGraph> graph = AccessGraph::build(*snapshot);
  invocation.io.let_go(graph);
  WhoCanOptions options;
  options.expand_groups = invocation.options.has("expand-groups");
  // To list members takes all accounts in order: only where they are shown.
  const bool shows_members = arguments->format != OutputFormat::Table &&
                             arguments->format != OutputFormat::Name &&
                             !is_picture(arguments->format);
  if (shows_members || options.expand_groups) options.membership = &membership;
  options.only = arguments->kind;
  if (invocation.options.has("powerful"))
    options.powerful = std::make_shared<const PowerfulRules>(*snapshot);
  if (asks_for_all_powerful(invocation.options)) read->queries.front().powerful = true;
  Result<std::vector<Answer>> answered = answer_queries(invocation, graph, read->queries, options);
  if (!answered) return tl::unexpected<Error>(answered.error());
  std::vector<Answer>& answers = *answered;
  // Those of reading the words are about all of the questions, and are told once.
  invocation.talk.diagnostics(**snapshot, read->diagnostics);
  answers.front().diagnostics.insert(answers.front().diagnostics.begin(), read->diagnostics.begin(),
                                     read->diagnostics.end());

  if (is_picture(arguments->format)) {
    const Result<void> drawn =
        draw_answer(invocation, kWhoCan, picture_of(answers), texts_of(answers), arguments->format);
    if (!drawn) return tl::unexpected<Error>(drawn.error());
  } else {
    write_answers(invocation, answers, arguments->format);
  }
  invocation.io.out.flush();
  invocation.talk.say(trailer(answers, arguments->format == OutputFormat::Wide));
  tell_about_input(invocation.talk, **snapshot, arguments->format);
  return status_of(answers, *arguments);
}

}  // namespace

const Command kWhoCan{
    .name = "who-can",
    .aliases = kAliases,
    .summary = "who can do this, where, and through which binding",
    .usage = kUsage,
    .details =
        "TYPE is a plural, singular, kind or short name (secrets, Secret, deploy), with a group "
        "after a dot\nwhere it is needed. In TYPE/X, X is a subresource if TYPE has one of that "
        "name, else an object's\nname; the first line of the answer says how it was read. Without "
        "-n every namespace is answered\nfor itself.\n\n"
        "--powerful adds a column: which of the permissions that let their holder become somebody "
        "else, run\ncode as somebody else, read credentials, or change what the API server trusts "
        "the rules of a row give.\nAlone it lists everybody who has one; what they are is told "
        "below the table.\n\n"
        "Exit status: 0 answered, 1 with --fail-on, 2 wrong usage or configuration, 3 unreadable "
        "input, or\n"
        "incomplete input with --strict.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_who_can,
};

}  // namespace rbacgraph::cli
