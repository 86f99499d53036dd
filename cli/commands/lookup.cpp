#include "rbacgraph/analysis/lookup.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/lookup_table.h"
#include "rbacgraph/report/markdown.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 5> kUsage{
    "lookup SUBJECT [-f FILE]", "lookup --regex REGEX [-f FILE]", "lookup --role ROLE [-f FILE]",
    "lookup --binding BINDING [-f FILE]", "lookup --workload KIND/NAMESPACE/NAME [-f FILE]"};

constexpr std::array kExamples{
    Example{"rbacgraph lookup sa:ci/runner -f cluster.json",
            "its bindings and roles, and those of the groups it is in"},
    Example{"rbacgraph lookup --regex '^ci/' -k sa -f cluster.json -o wide",
            "every account of the namespace ci"},
    Example{"rbacgraph lookup --regex '^ci/' --powerful -f cluster.json",
            "those of their bindings that give something powerful, and what it is"},
    Example{"rbacgraph lookup --role ClusterRole/edit -n shop -f cluster.json",
            "who has it in shop, cluster-wide holders included"},
    Example{"rbacgraph lookup --binding RoleBinding/shop/runner -f cluster.json",
            "whom it binds to what"},
    Example{"rbacgraph lookup --workload deploy/shop/web -f cluster.json",
            "what its pods may act with"}};

constexpr std::array<OptionSpec, 6> kOwn{{
    {"regex", 'e', Takes::Value, "REGEX",
     "every subject whose name matches anywhere (of an account NAMESPACE/NAME), in RE2's syntax"},
    {"role", '\0', Takes::Value, "ROLE",
     "who has this role: ClusterRole/NAME, Role/NAMESPACE/NAME, or a bare name"},
    {"binding", '\0', Takes::Value, "BINDING",
     "whom this binding names: RoleBinding/NAMESPACE/NAME, ClusterRoleBinding/NAME, or a name"},
    {"workload", '\0', Takes::Value, "WORKLOAD",
     "the account that a workload's pods run as: Deployment/NAMESPACE/NAME, po/NAMESPACE/NAME, "
     "..."},
    {"kind", 'k', Takes::Value, "sa|user|group", "subjects of this kind only"},
    {"powerful", '\0', Takes::Nothing, "",
     "only what gives something powerful (as in who-can --powerful), and what it is"},
}};

const std::array<OptionGroup, 8> kOptions{
    {{"Options", kOwn},
     {"Subject", subject_option_specs()},
     {"Scope", scope_option_specs()},
     {"Input", input_option_specs()},
     {"Output", lookup_output_specs()},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::User)}}};

/// The options that stand in the place of SUBJECT.
constexpr std::array<std::string_view, 4> kInPlace{"regex", "role", "binding", "workload"};

tl::unexpected<Error> usage_error(std::string message, std::string hint = {}) {
  if (hint.empty()) hint = "rbacgraph lookup SUBJECT -f FILE; --help shows more";
  return fail(ErrorCode::InvalidArgument, std::move(message), std::move(hint));
}

/// What is asked for: one of kInPlace, or "" for SUBJECT.
Result<std::string_view> asked_for(const Options& options) {
  std::string_view given;
  for (const std::string_view each : kInPlace) {
    if (!options.has(each)) continue;
    if (!given.empty()) {
      return usage_error("--" + std::string(given) + " and --" + std::string(each) +
                         " exclude each other");
    }
    given = each;
  }
  const std::vector<std::string>& words = options.words();
  if (given.empty() && words.empty()) return usage_error("SUBJECT is missing");
  if (!given.empty() && !words.empty()) {
    return usage_error("--" + std::string(given) + " stands in the place of SUBJECT, and \"" +
                       words.front() + "\" stands there too");
  }
  if (words.size() > 1) return usage_error("too many arguments: \"" + words[1] + "\"");
  if (given.empty() || given == "workload") return given;
  for (const OptionSpec& spec : subject_option_specs()) {
    if (options.has(spec.name)) {
      return usage_error("--" + std::string(spec.name) + " says something of one subject, and --" +
                         std::string(given) + " asks about many");
    }
  }
  return given;
}

Result<std::optional<SubjectKind>> kind_option(const Options& options) {
  constexpr std::array<std::string_view, 4> kWords{"sa", "user", "group", "serviceaccount"};
  constexpr std::array kKinds{SubjectKind::ServiceAccount, SubjectKind::User, SubjectKind::Group,
                              SubjectKind::ServiceAccount};
  if (!options.has("kind")) return std::nullopt;
  const Result<std::size_t> kind = choice(options, "kind", kWords, 0);
  if (!kind) return tl::unexpected<Error>(kind.error());
  return kKinds.at(*kind);
}

/// The question, once the input is read.
class Question {
 public:
  Question(const Invocation& invocation, std::shared_ptr<const Snapshot> snapshot,
           LookupFilter filter)
      : options_(invocation.options),
        io_(invocation.io),
        snapshot_(std::move(snapshot)),
        filter_(std::move(filter)) {}

  Result<LookupAnswer> answer(std::string_view asked) {
    if (asked == "regex") return by_pattern();
    if (asked == "role") return by_role();
    if (asked == "binding") return by_binding();
    if (asked == "workload") return by_workload();
    return by_subject();
  }

 private:
  std::shared_ptr<const AccessGraph> graph() {
    std::shared_ptr<const AccessGraph> graph = AccessGraph::build(snapshot_);
    io_.let_go(graph);
    return graph;
  }

  Result<LookupAnswer> by_subject() {
    const std::string& word = options_.words().front();
    Result<SubjectRef> subject = read_subject(*snapshot_, word, filter_.kind);
    if (!subject) return tl::unexpected<Error>(subject.error());
    if (filter_.kind && subject->kind != *filter_.kind) {
      return usage_error("\"" + word + "\" is no subject of the kind of --kind",
                         "leave --kind out");
    }
    Result<UserInfo> user = user_of(*subject);
    if (!user) return tl::unexpected<Error>(user.error());
    return lookup_subject(graph(), Authorizer(snapshot_), std::move(*subject), std::move(*user),
                          filter_);
  }

  Result<UserInfo> user_of(const SubjectRef& subject) {
    Result<SubjectGroups> groups = subject_groups(options_);
    if (!groups) return tl::unexpected<Error>(groups.error());
    return groups->user_of(subject);
  }

  Result<LookupAnswer> by_pattern() {
    std::string expression = options_.value("regex").value_or("");
    const Result<Pattern> pattern = Pattern::compile(expression);
    if (!pattern) return tl::unexpected<Error>(pattern.error());
    return lookup_pattern(graph(), *pattern, std::move(expression), filter_, io_.stop);
  }

  Result<LookupAnswer> by_role() {
    const Result<NamedObject> role =
        find_object(*snapshot_, options_.value("role").value_or(""),
                    {NamedKind::ClusterRole, NamedKind::Role}, "role", filter_.ns);
    if (!role) return tl::unexpected<Error>(role.error());
    return lookup_role(graph(), role->ref, filter_);
  }

  Result<LookupAnswer> by_binding() {
    const Result<NamedObject> binding =
        find_object(*snapshot_, options_.value("binding").value_or(""),
                    {NamedKind::ClusterRoleBinding, NamedKind::RoleBinding}, "binding", filter_.ns);
    if (!binding) return tl::unexpected<Error>(binding.error());
    return lookup_binding(graph(), binding->ref, filter_);
  }

  Result<LookupAnswer> by_workload() {
    const Result<NamedObject> workload =
        find_object(*snapshot_, options_.value("workload").value_or(""), {NamedKind::Workload},
                    "workload", filter_.ns);
    if (!workload) return tl::unexpected<Error>(workload.error());
    std::optional<WorkloadAccount> account = account_of(*snapshot_, workload->ref);
    if (!account) return usage_error("no such workload");
    Result<UserInfo> user = user_of(account->account);
    if (!user) return tl::unexpected<Error>(user.error());
    return lookup_workload(graph(), Authorizer(snapshot_), workload->ref, std::move(*account),
                           std::move(*user), filter_);
  }

  const Options& options_;
  Io& io_;
  std::shared_ptr<const Snapshot> snapshot_;
  LookupFilter filter_;
};

void write_answer(const Invocation& invocation, const LookupAnswer& answer, OutputFormat format) {
  std::ostream& out = invocation.io.out;
  if (is_document(format)) return write_document(out, document_format(format), answer);
  if (format == OutputFormat::Markdown) return write_markdown(out, answer);
  if (format == OutputFormat::Name) return write_names(out, answer);
  write_rows(invocation, format, answer.graph->snapshot(),
             [&](const AnswerTableOptions& options) { return lookup_table(answer, options); });
}

Result<ExitCode> run_lookup(const Invocation& invocation) {
  const Options& options = invocation.options;
  const Result<OutputFormat> format =
      output_option(options, lookup_output_specs(), OutputFormat::Table);
  if (!format) return tl::unexpected<Error>(format.error());
  if (const Result<void> fit = check_picture(invocation, *format); !fit)
    return tl::unexpected<Error>(fit.error());
  const Result<std::string_view> asked = asked_for(options);
  if (!asked) return tl::unexpected<Error>(asked.error());
  LookupFilter filter;
  Result<std::optional<std::string>> ns = namespace_option(options);
  if (!ns) return tl::unexpected<Error>(ns.error());
  filter.ns = std::move(*ns);
  const Result<std::optional<SubjectKind>> kind = kind_option(options);
  if (!kind) return tl::unexpected<Error>(kind.error());
  filter.kind = *kind;
  Result<InputOptions> input = input_options(options, Impersonates::User);
  if (!input) return tl::unexpected<Error>(input.error());
  input->digests = has_provenance(*format);
  Talk& talk = invocation.talk;
  const Result<std::shared_ptr<const Snapshot>> snapshot = load(*input, invocation.io, talk);
  if (!snapshot) return tl::unexpected<Error>(snapshot.error());

  Result<LookupAnswer> answer = Question(invocation, *snapshot, std::move(filter)).answer(*asked);
  if (!answer) return tl::unexpected<Error>(answer.error());
  if (options.has("powerful")) keep_powerful(*answer);
  // Half an answer looks like a whole one.
  if (invocation.io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  talk.headline(headline(*answer));
  talk.diagnostics(**snapshot, answer->diagnostics);
  if (is_picture(*format)) {
    const Result<void> drawn =
        draw_answer(invocation, kLookup, picture_of(*answer),
                    {headline(*answer), trailer(*answer), answer->notes}, *format);
    if (!drawn) return tl::unexpected<Error>(drawn.error());
  } else {
    write_answer(invocation, *answer, *format);
  }
  invocation.io.out.flush();
  talk.say(trailer(*answer));
  tell_about_input(talk, **snapshot, *format);
  return status_for(ExitCode::Ok, **snapshot, input->strict);
}

}  // namespace

const Command kLookup{
    .name = "lookup",
    .aliases = {},
    .summary = "which bindings and roles a subject has, or who has a role",
    .usage = kUsage,
    .details =
        "One row for each binding that names the subject or one of its groups, the ones that the "
        "API\nserver adds included; VIA says which. A binding whose role is not there is shown, as "
        "missing.\nSUBJECT is one word, taken as it is; --regex asks about all that match, and "
        "tells what names them\nthemselves.\n\n"
        "The other way round, --role tells who has a role, --binding whom a binding names, and "
        "--workload\nwhat the pods of a workload have. With -n: cluster-wide and in that "
        "namespace. -o name is the other\nside alone: roles of a subject, subjects of a role.\n\n"
        "Exit status: 0 answered, 2 wrong usage or configuration, 3 unreadable input, or "
        "incomplete input\n"
        "with --strict.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_lookup,
};

}  // namespace rbacgraph::cli
