#include <array>
#include <charconv>
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
#include "cli/picture_options.h"
#include "cli/subject_options.h"
#include "cli/write_picture.h"
#include "rbacgraph/analysis/graph_picture.h"
#include "rbacgraph/report/picture.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 1> kUsage{"graph [SUBJECT | KIND/NAME | TYPE]... [-f FILE]"};

constexpr std::array kExamples{
    Example{"rbacgraph graph sa:ci/runner -f cluster.json -o svg > runner.svg",
            "what the account reaches, and through what"},
    Example{"rbacgraph graph secrets --direction in -f cluster.json -o dot",
            "who has any access to secrets, for Graphviz"},
    Example{"rbacgraph graph ns/shop --kinds subjects,bindings,roles -f cluster.json -o json",
            "what is bound in a namespace"},
    Example{"rbacgraph graph clusterrole/edit -n shop -f cluster.json -o png > edit.png",
            "who has the role in shop, and what it allows"},
    Example{"rbacgraph graph sa:ci/runner -f cluster.json -o html > runner.html",
            "a page to search, with the rules, that works without a network"},
    Example{"rbacgraph graph -f cluster.json --max-nodes 0 --no-fold -o json",
            "everything, one by one"}};

constexpr std::array<OptionSpec, 9> kOwn{{
    {"depth", '\0', Takes::Value, "N",
     "steps from where the question begins (default 3: subject, binding, role, resource); into a "
     "group is no step"},
    {"direction", '\0', Takes::Value, "out|in|both",
     "what it reaches, who reaches it, or both (out of a subject, into a TYPE, both of the rest)"},
    {"to", '\0', Takes::Value, "NODE", "only what lies on a way there: a TYPE, a role, a binding"},
    {"verb", '\0', Takes::Value, "VERB", "of a TYPE: this verb, not just any"},
    {"kinds", '\0', Takes::Values, "KIND[,KIND...]",
     "draw these: subjects, bindings, roles, resources, workloads, or single ones (sa, user, "
     "group, rolebinding, ...)"},
    {"include-namespaces", '\0', Takes::Value, "REGEX",
     "of what is in a namespace, only where it matches"},
    {"exclude-namespaces", '\0', Takes::Value, "REGEX", "nothing from namespaces that match"},
    {"include-names", '\0', Takes::Value, "REGEX", "only what has a name that matches"},
    {"exclude-names", '\0', Takes::Value, "REGEX", "nothing with a name that matches"},
}};

const std::array<OptionGroup, 8> kOptions{
    {{"Options", kOwn},
     {"Subject", subject_option_specs()},
     {"Scope", scope_option_specs()},
     {"Input", input_option_specs()},
     {"Output", graph_output_specs()},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::User)}}};

/// The expressions of the filters, which the question points to.
struct Patterns {
  std::optional<Pattern> only_namespaces;
  std::optional<Pattern> not_namespaces;
  std::optional<Pattern> only_names;
  std::optional<Pattern> not_names;
};

Result<void> read_patterns(const Options& options, Patterns& patterns, PictureFilter& filter) {
  const auto read = [&](std::string_view name, std::optional<Pattern>& pattern,
                        const Pattern*& pointer) -> Result<void> {
    Result<std::optional<Pattern>> given = pattern_option(options, name);
    if (!given) return tl::unexpected<Error>(given.error());
    pattern = std::move(*given);
    if (pattern) pointer = &*pattern;
    return {};
  };
  Result<void> result =
      read("include-namespaces", patterns.only_namespaces, filter.only_namespaces);
  if (result) result = read("exclude-namespaces", patterns.not_namespaces, filter.not_namespaces);
  if (result) result = read("include-names", patterns.only_names, filter.only_names);
  if (result) result = read("exclude-names", patterns.not_names, filter.not_names);
  return result;
}

Result<std::uint32_t> depth_option(const Options& options) {
  constexpr std::uint32_t kMost = 100;
  std::uint32_t depth = GraphQuestion{}.depth;
  const std::optional<std::string> text = options.value("depth");
  if (!text) return depth;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), depth);
  if (error != std::errc() || end != text->data() + text->size() || depth == 0 || depth > kMost) {
    return fail(ErrorCode::InvalidArgument,
                "--depth takes a number from 1 to 100, not \"" + *text + "\"");
  }
  return depth;
}

/// What can be told before the input is read.
Result<GraphQuestion> read_options(const Options& options, Patterns& patterns) {
  GraphQuestion question;
  constexpr std::array<std::string_view, 3> kDirections{"out", "in", "both"};
  constexpr std::array kValues{PictureDirection::Out, PictureDirection::In, PictureDirection::Both};
  if (options.has("direction")) {
    const Result<std::size_t> direction = choice(options, "direction", kDirections, 0);
    if (!direction) return tl::unexpected<Error>(direction.error());
    question.direction = kValues.at(*direction);
  }
  const Result<std::uint32_t> depth = depth_option(options);
  if (!depth) return tl::unexpected<Error>(depth.error());
  question.depth = *depth;
  Result<std::set<PictureKind>> kinds = kinds_option(options);
  if (!kinds) return tl::unexpected<Error>(kinds.error());
  question.filter.kinds = std::move(*kinds);
  Result<std::optional<std::string>> ns = namespace_option(options);
  if (!ns) return tl::unexpected<Error>(ns.error());
  question.ns = std::move(*ns);
  if (const Result<void> read = read_patterns(options, patterns, question.filter); !read)
    return tl::unexpected<Error>(read.error());
  if (options.words().empty()) {
    for (const std::string_view name : {"depth", "direction", "to"}) {
      if (options.has(name)) {
        return fail(ErrorCode::InvalidArgument,
                    "--" + std::string(name) +
                        " is about where a picture begins, and this is one "
                        "of everything",
                    "name a subject, role, binding, namespace or type to begin at");
      }
    }
  }
  return question;
}

Result<void> read_ends(const Snapshot& snapshot, const Options& options, GraphQuestion& question,
                       std::vector<Diagnostic>& diagnostics) {
  const PathWords words{options.value("verb"), question.ns};
  for (const std::string& word : options.words()) {
    Result<PathEnd> end = read_path_end(snapshot, word, words, diagnostics);
    if (!end) return tl::unexpected<Error>(end.error());
    question.starts.push_back(std::move(*end));
  }
  const std::optional<std::string> to = options.value("to");
  if (!to) return {};
  Result<PathEnd> end = read_path_end(snapshot, *to, words, diagnostics);
  if (!end) return tl::unexpected<Error>(end.error());
  question.to = std::move(*end);
  return {};
}

Result<ExitCode> run_graph(const Invocation& invocation) {
  const Options& options = invocation.options;
  Io& io = invocation.io;
  const Result<OutputFormat> format =
      output_option(options, graph_output_specs(), OutputFormat::Json);
  if (!format) return tl::unexpected<Error>(format.error());
  Patterns patterns;
  Result<GraphQuestion> question = read_options(options, patterns);
  if (!question) return tl::unexpected<Error>(question.error());
  if (const Result<void> fit = check_picture(invocation, *format, CsvIs::OfPicture); !fit)
    return tl::unexpected<Error>(fit.error());
  Result<InputOptions> input = input_options(options, Impersonates::User);
  if (!input) return tl::unexpected<Error>(input.error());
  input->digests = has_provenance(*format);
  const Result<std::shared_ptr<const Snapshot>> snapshot = load(*input, io, invocation.talk);
  if (!snapshot) return tl::unexpected<Error>(snapshot.error());
  Result<SubjectGroups> groups = subject_groups(options);
  if (!groups) return tl::unexpected<Error>(groups.error());
  question->groups_of = [&](const SubjectRef& subject) { return groups->user_of(subject).groups; };
  PictureReport report;
  if (const auto read = read_ends(**snapshot, options, *question, report.diagnostics); !read)
    return tl::unexpected<Error>(read.error());

  const auto graph = AccessGraph::build(*snapshot);
  io.let_go(graph);
  report.question = &*question;
  report.picture = graph_picture(graph, *question, io.stop);
  // Half a picture looks like a whole one.
  if (io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  report.picture.title = headline(*question);
  invocation.talk.headline({report.picture.title});
  invocation.talk.diagnostics(**snapshot, report.diagnostics);
  if (const auto written = write_picture(invocation, kGraph, std::move(report), *format); !written)
    return tl::unexpected<Error>(written.error());
  tell_about_input(invocation.talk, **snapshot, *format);
  return status_for(ExitCode::Ok, **snapshot, input->strict);
}

}  // namespace

const Command kGraph{
    .name = "graph",
    .aliases = {},
    .summary = "a picture of who has what through which binding",
    .usage = kUsage,
    .details =
        "From a subject the picture shows its groups, bindings, roles and what these allow; from a "
        "role or binding\nboth ways; from a TYPE (secrets, pods/exec, /healthz) who has it; from a "
        "namespace what is bound in it and\nwhat its accounts hold; without any of them all "
        "bindings and roles. A binding gives its role in its own scope\nand nothing widens that: "
        "from a binding one does not come to the other bindings of its role.\n\n"
        "What is alike is folded, and namespaces where there is more than fits a page; what is "
        "folded, hidden or left\nout is said in the picture.\n\n"
        "Exit status: 0 drawn, 2 wrong usage or configuration, or no such object, 3 unreadable "
        "input, or\n"
        "incomplete input with --strict.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_graph,
};

}  // namespace rbacgraph::cli
