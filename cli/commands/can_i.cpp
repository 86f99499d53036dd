#include "rbacgraph/analysis/can_i.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/about_input.h"
#include "cli/command.h"
#include "cli/commands/can_i_live.h"
#include "cli/commands/reviews.h"
#include "cli/common_options.h"
#include "cli/input.h"
#include "cli/output_format.h"
#include "cli/write_rows.h"
#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/report/answer_table.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/markdown.h"
#include "rbacgraph/report/summary.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 1> kAliases{"cani"};

constexpr std::array<std::string_view, 2> kUsage{
    "can-i VERB TYPE[.GROUP][/SUBRESOURCE] | TYPE/NAME | /URL [NAME] [--as SUBJECT] [-f FILE]",
    "can-i --reviews FILE|- [-f FILE]"};

constexpr std::array kExamples{
    Example{"rbacgraph can-i list secrets --as sa:ci/runner -n shop -f cluster.json",
            "an account, with the groups that it is in"},
    Example{"rbacgraph can-i get nodes --as user:jane --as-group ops -f cluster.json",
            "a user of whom the identity provider says that she is in ops"},
    Example{"rbacgraph can-i create deploy -n shop --context prod",
            "the user of the kubeconfig, in a live cluster"},
    Example{"rbacgraph can-i get secrets --as sa:ci/runner -n shop --verify",
            "and does the API server itself say the same?"},
    Example{"rbacgraph can-i --reviews reviews.ndjson -f cluster.json",
            "SubjectAccessReviews, one JSON object a line"}};

constexpr std::array<OptionSpec, 7> kOwn{{
    {"as", '\0', Takes::Value, "SUBJECT",
     "whom the question is about: sa:ns/name, user:NAME, group:NAME; of a live cluster else you"},
    {"as-group", '\0', Takes::Values, "GROUP",
     "a group that the subject is in, besides those that the API server adds"},
    {"name", '\0', Takes::Value, "NAME", "the object's name"},
    {"subresource", '\0', Takes::Value, "SUB", "the subresource"},
    {"api-group", '\0', Takes::Value, "GROUP",
     "take TYPE to the letter, in this group (empty for the core group)"},
    {"reviews", '\0', Takes::Value, "FILE|-",
     "answer SubjectAccessReviews (or their bare spec), no groups added"},
    {"verify", '\0', Takes::Nothing, "",
     "ask the API server the same, and tell where it decides otherwise"},
}};

const std::array<OptionGroup, 6> kOptions{{{"Options", kOwn},
                                           {"Scope", scope_option_specs()},
                                           {"Input", input_option_specs()},
                                           {"Output", verdict_output_specs()},
                                           {"Output", general_option_specs()},
                                           {"Cluster", live_option_specs()}}};

tl::unexpected<Error> usage_error(std::string message, std::string hint = {}) {
  if (hint.empty()) hint = "rbacgraph can-i VERB TYPE --as SUBJECT -f FILE; --help shows more";
  return fail(ErrorCode::InvalidArgument, std::move(message), std::move(hint));
}

struct CanIArguments {
  InputOptions input;
  QueryWords words;
  std::string subject;  ///< "" for ourselves
  bool verify = false;
  OutputFormat format = OutputFormat::Text;
};

Result<CanIArguments> read_arguments(const Options& options) {
  CanIArguments result;
  const Result<OutputFormat> format =
      output_option(options, verdict_output_specs(), OutputFormat::Text);
  if (!format) return tl::unexpected<Error>(format.error());
  result.format = *format;
  const std::vector<std::string>& given = options.words();
  if (given.empty()) return usage_error("VERB and TYPE are missing");
  if (given.size() == 1) return usage_error("TYPE is missing");
  if (given.size() > 3) return usage_error("too many arguments: \"" + given[3] + "\"");
  result.words.verbs = given[0];
  result.words.types = given[1];
  result.words.name = options.value("name");
  if (given.size() == 3) {
    if (result.words.name)
      return usage_error("the name is given twice: as an argument and with --name");
    result.words.name = given[2];
  }
  result.words.subresource = options.value("subresource");
  result.words.api_group = options.value("api-group");
  result.subject = options.value("as").value_or("");
  if (result.subject.empty() && (options.has("as") || options.has("filename"))) {
    return usage_error("--as is missing: whose request is it?",
                       "--as sa:ns/name, --as user:NAME or --as group:NAME");
  }
  if (result.subject.empty() && options.has("as-group")) {
    return usage_error("--as-group is without --as: who is in the group?",
                       "of yourself the cluster says the groups");
  }
  result.verify = options.has("verify");
  if (result.verify && options.has("filename"))
    return usage_error("--verify asks a cluster, and -f reads files: give one of them");
  if (std::ranges::any_of(options.values("as-group"), &std::string::empty))
    return fail(ErrorCode::InvalidArgument, "option --as-group needs a value: GROUP");
  Result<std::optional<std::string>> ns = namespace_option(options);
  if (!ns) return tl::unexpected<Error>(ns.error());
  result.words.ns = std::move(*ns);
  Result<InputOptions> input = input_options(options, Impersonates::Nobody);
  if (!input) return tl::unexpected<Error>(input.error());
  result.input = std::move(*input);
  result.input.digests = has_provenance(result.format);
  return result;
}

/// One line as kubectl prints it. The server's word counts where it was asked.
std::string verdict_line(const CanIAnswer& answer) {
  if (answer.server) {
    if (answer.server->allowed) return "yes";
    const std::string why = printable(answer.server->reason);
    return why.empty() ? "no" : "no - " + why;
  }
  const std::string why = printable(reason(*answer.snapshot, answer.decision));
  switch (answer.decision.verdict) {
    case Verdict::Yes: return "yes";
    case Verdict::No: return why.empty() ? "no" : "no - " + why;
    case Verdict::Unknown: break;
  }
  return "unknown - nothing that was read allows it, but the input is known to be partial" +
         (why.empty() ? "" : "; " + why);
}

void write_answer(const Invocation& invocation, const CanIAnswer& answer, OutputFormat format) {
  std::ostream& out = invocation.io.out;
  if (is_document(format)) return write_document(out, document_format(format), answer);
  if (format == OutputFormat::Markdown) return write_markdown(out, answer);
  if (format == OutputFormat::Text) {
    if (!invocation.options.has("quiet")) out << verdict_line(answer) << '\n';
    return;
  }
  write_rows(invocation, format, *answer.snapshot,
             [&](const AnswerTableOptions& options) { return answer_table(answer, options); });
}

/// The reason of a yes, beside a line that says no more than "yes".
void tell_reason(Talk& talk, const CanIAnswer& answer) {
  if (answer.decision.verdict != Verdict::Yes) return;
  if (const std::string why = reason(*answer.snapshot, answer.decision); !why.empty())
    talk.say(printable(why));
}

/// How to reach the cluster: read_arguments lets nobody ask about themselves, or for a
/// verification, without one.
const LiveInput& cluster_of(const CanIArguments& arguments) {
  return *arguments.input.live;  // NOLINT(bugprone-unchecked-optional-access): see above
}

/// What the server decides, where that is asked for, or where we ask about ourselves and the policy
/// that may be seen does not say.
Result<void> add_server_verdict(const Invocation& invocation, const CanIArguments& arguments,
                                CanIAnswer& answer) {
  const bool ourselves = arguments.subject.empty();
  const bool unknown = answer.decision.verdict == Verdict::Unknown;
  if (!arguments.verify && !(ourselves && unknown)) return {};
  Result<ServerVerdict> verdict =
      server_verdict(cluster_of(arguments), invocation.io, answer, ourselves);
  if (!verdict && !arguments.verify) return {};
  if (!verdict) return tl::unexpected<Error>(std::move(verdict.error()));
  answer.server = std::move(*verdict);
  return {};
}

void tell_verified(Talk& talk, const CanIAnswer& answer) {
  if (!answer.server) return;
  const std::string server =
      std::string(answer.server->allowed ? "yes" : "no") +
      (answer.server->reason.empty() ? "" : " (" + printable(answer.server->reason) + ")");
  const Verdict ours = answer.decision.verdict;
  if (ours == Verdict::Unknown)
    return talk.say("the policy that was read does not say; the API server itself says " + server);
  if ((ours == Verdict::Yes) == answer.server->allowed)
    return talk.say("verified: the API server itself says " + server);
  talk.say("warning: the policy that was read says " +
           std::string(ours == Verdict::Yes ? "yes" : "no") + ", the API server itself says " +
           server + ": another authorizer (a webhook, the Node authorizer), or a change meanwhile");
}

Result<ExitCode> status_of(const CanIAnswer& answer, bool strict) {
  if (const Result<void> refused = refuse_incomplete(is_incomplete(*answer.snapshot), strict);
      !refused)
    return tl::unexpected<Error>(refused.error());
  if (answer.server) return answer.server->allowed ? ExitCode::Ok : ExitCode::No;
  switch (answer.decision.verdict) {
    case Verdict::Yes: return ExitCode::Ok;
    case Verdict::No: return ExitCode::No;
    case Verdict::Unknown: break;
  }
  return ExitCode::Input;
}

Result<UserInfo> user_of(const Invocation& invocation, const CanIArguments& arguments,
                         const Snapshot& snapshot) {
  if (arguments.subject.empty()) return own_user(cluster_of(arguments), invocation.io);
  const Result<SubjectRef> subject = read_subject(snapshot, arguments.subject);
  if (!subject) return tl::unexpected<Error>(subject.error());
  return user_info(*subject, invocation.options.values("as-group"));
}

Result<ExitCode> run_one(const Invocation& invocation) {
  Result<CanIArguments> arguments = read_arguments(invocation.options);
  if (!arguments) return tl::unexpected<Error>(arguments.error());
  Talk& talk = invocation.talk;
  Result<std::shared_ptr<const Snapshot>> snapshot = load(arguments->input, invocation.io, talk);
  if (!snapshot) return tl::unexpected<Error>(snapshot.error());
  Result<ReadQueries> read = read_queries(**snapshot, arguments->words);
  if (!read) return tl::unexpected<Error>(read.error());
  if (read->queries.size() != 1)
    return usage_error("can-i takes one verb and one type", "who-can takes lists of them");
  Result<UserInfo> user = user_of(invocation, *arguments, **snapshot);
  if (!user) return tl::unexpected<Error>(user.error());

  CanIAnswer answer =
      can_i(Authorizer(*snapshot), *snapshot, std::move(*user), read->queries.front());
  answer.diagnostics = std::move(read->diagnostics);
  const Result<void> asked = add_server_verdict(invocation, *arguments, answer);
  talk.headline(headline(answer));
  talk.diagnostics(**snapshot, answer.diagnostics);
  write_answer(invocation, answer, arguments->format);
  invocation.io.out.flush();
  if (!is_document(arguments->format)) tell_reason(talk, answer);
  tell_verified(talk, answer);
  for (const std::string& note : answer.notes) talk.say("note: " + printable(note));
  tell_about_input(talk, **snapshot, arguments->format);
  if (!asked) {
    return fail(asked.error().code, "--verify: " + asked.error().message,
                "it takes the right to create subjectaccessreviews.authorization.k8s.io");
  }
  return status_of(answer, arguments->input.strict);
}

Result<ExitCode> run_reviews(const Invocation& invocation, const std::string& path) {
  const Options& options = invocation.options;
  for (const std::string_view other :
       {"as", "as-group", "name", "subresource", "api-group", "verify", "output", "no-headers",
        "namespace", "all-namespaces"}) {
    if (options.has(other)) {
      return usage_error("--reviews and --" + std::string(other) + " exclude each other",
                         "a review says itself who asks for what");
    }
  }
  if (!options.words().empty()) {
    return usage_error("--reviews takes no VERB and TYPE",
                       "a review says itself who asks for what");
  }
  Result<InputOptions> input = input_options(options, Impersonates::Nobody);
  if (!input) return tl::unexpected<Error>(input.error());
  if (std::optional<LiveInput>& live = input->live; live) live->stdin_taken = path == "-";
  for (const std::string& each : input->paths) {
    if (each == "-" && path == "-")
      return usage_error("standard input can't be both the objects and the reviews");
  }
  Result<std::shared_ptr<const Snapshot>> snapshot = load(*input, invocation.io, invocation.talk);
  if (!snapshot) return tl::unexpected<Error>(snapshot.error());
  tell_about_input(invocation.talk, **snapshot, (*snapshot)->diagnostics());
  const Result<ExitCode> status = answer_reviews(Authorizer(*snapshot), path, invocation.io);
  return status ? status_for(*status, **snapshot, input->strict) : status;
}

Result<ExitCode> run_can_i(const Invocation& invocation) {
  if (const std::optional<std::string> reviews = invocation.options.value("reviews"))
    return run_reviews(invocation, *reviews);
  return run_one(invocation);
}

}  // namespace

const Command kCanI{
    .name = "can-i",
    .aliases = kAliases,
    .summary = "may this subject do this, as the API server would decide",
    .usage = kUsage,
    .details =
        "Prints yes, no or unknown (where the input is known to be partial), as kubectl auth "
        "can-i does. The\nrequest is taken as given: without -n it carries no namespace, which is "
        "a request for all namespaces\nor for a cluster-scoped type.\n\n"
        "Of a live cluster without --as it is about you, as the cluster knows you; where its "
        "policy may not be\nseen, the cluster itself is asked (SelfSubjectAccessReview). With "
        "--verify it always is, and its word\ncounts: webhooks and other authorizers are no part "
        "of the policy.\n\n"
        "With --reviews one line comes out for each line that goes in: {\"allowed\":...}, or "
        "{\"error\":...}\nwhere the line is no review.\n\n"
        "Exit status: 0 yes, 1 no, 2 wrong usage or configuration, 3 unknown, unreadable input, or "
        "a line\n"
        "that is no review.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_can_i,
};

}  // namespace rbacgraph::cli
