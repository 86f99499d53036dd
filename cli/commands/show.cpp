#include "rbacgraph/analysis/show.h"

#include <array>
#include <memory>
#include <optional>
#include <set>
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
#include "cli/write_rows.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/markdown.h"
#include "rbacgraph/report/sections.h"
#include "rbacgraph/report/show_text.h"
#include "rbacgraph/report/source_names.h"
#include "rbacgraph/report/summary.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 2> kUsage{"show KIND/[NAMESPACE/]NAME [-f FILE]",
                                                 "show KIND NAME [-n NAMESPACE] [-f FILE]"};

constexpr std::array kExamples{
    Example{"rbacgraph show clusterrole/edit -f cluster.json",
            "its rules, where each comes from, and who has it"},
    Example{"rbacgraph show sa/ci/runner -f cluster.json",
            "its bindings and roles, and the pods that run as it"},
    Example{"rbacgraph show namespace/shop -f cluster.json -o md", "a report on one namespace"}};

const std::array<OptionGroup, 7> kOptions{
    {{"Subject", subject_option_specs()},
     {"Scope", scope_option_specs()},
     {"Input", input_option_specs()},
     {"Output", show_output_specs()},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::User)}}};

tl::unexpected<Error> usage_error(std::string message) {
  return fail(ErrorCode::InvalidArgument, std::move(message),
              "rbacgraph show KIND/[NAMESPACE/]NAME -f FILE; --help shows more");
}

/// "role shop/reader" is "role/shop/reader".
Result<std::string> object_words(const Options& options) {
  const std::vector<std::string>& words = options.words();
  if (words.empty()) return usage_error("KIND/NAME is missing");
  if (words.size() > 2) return usage_error("too many arguments: \"" + words[2] + "\"");
  return words.size() == 1 ? words[0] : words[0] + "/" + words[1];
}

void write_answer(const Invocation& invocation, const Shown& shown, OutputFormat format) {
  std::ostream& out = invocation.io.out;
  if (is_document(format)) return write_document(out, document_format(format), shown);
  if (format == OutputFormat::Markdown) return write_markdown(out, shown);
  if (format == OutputFormat::Csv) {
    const SourceNames names(shown.graph->snapshot());
    return write_table(invocation, format, sections_table(show_sections(shown, &names)));
  }
  write_sections(out, show_title(shown), show_sections(shown, nullptr),
                 {.headers = !invocation.options.has("no-headers"),
                  .color = invocation.color,
                  .width = invocation.io.out_columns});
}

/// Those of the input that the answer has not told already.
std::vector<Diagnostic> other_diagnostics(const Snapshot& snapshot, const Shown& shown) {
  std::set<ObjectRef> told;
  for (const Diagnostic& each : shown.about)
    if (each.object) told.insert(*each.object);
  std::vector<Diagnostic> others;
  for (const Diagnostic& each : snapshot.diagnostics())
    if (!each.object || !told.contains(*each.object)) others.push_back(each);
  return others;
}

Result<ExitCode> run_show(const Invocation& invocation) {
  const Options& options = invocation.options;
  const Result<OutputFormat> format =
      output_option(options, show_output_specs(), OutputFormat::Text);
  if (!format) return tl::unexpected<Error>(format.error());
  const Result<std::string> words = object_words(options);
  if (!words) return tl::unexpected<Error>(words.error());
  const Result<std::optional<std::string>> ns = namespace_option(options);
  if (!ns) return tl::unexpected<Error>(ns.error());
  Result<InputOptions> input = input_options(options, Impersonates::User);
  if (!input) return tl::unexpected<Error>(input.error());
  input->digests = has_provenance(*format);
  const Result<SubjectGroups> groups = subject_groups(options);
  if (!groups) return tl::unexpected<Error>(groups.error());
  Talk& talk = invocation.talk;
  const Result<std::shared_ptr<const Snapshot>> snapshot = load(*input, invocation.io, talk);
  if (!snapshot) return tl::unexpected<Error>(snapshot.error());
  Result<NamedObject> object = find_object(**snapshot, *words, NamedKinds::all(), "object", *ns);
  if (!object) return tl::unexpected<Error>(object.error());

  const auto graph = AccessGraph::build(*snapshot);
  invocation.io.let_go(graph);
  const Membership membership(*snapshot, groups->map);
  ShowOptions how;
  how.user_of = [&](const SubjectRef& subject) { return groups->user_of(subject); };
  how.membership = &membership;
  how.ns = *ns;
  const Shown shown = show(graph, std::move(*object), how);
  write_answer(invocation, shown, *format);
  invocation.io.out.flush();
  for (const std::string& note : shown.notes) talk.say("note: " + printable(note));
  const std::vector<Diagnostic> others = other_diagnostics(**snapshot, shown);
  tell_about_input(talk, **snapshot,
                   has_diagnostics(*format) ? std::span<const Diagnostic>() : others);
  return status_for(ExitCode::Ok, **snapshot, input->strict);
}

}  // namespace

const Command kShow{
    .name = "show",
    .aliases = {},
    .summary = "one object: what it grants, who gets it, what is wrong with it",
    .usage = kUsage,
    .details =
        "KIND is ClusterRole, Role, ClusterRoleBinding, RoleBinding, ServiceAccount, User, Group, "
        "Namespace\nor a workload, in any of kubectl's spellings (sa, ns, deploy). A namespaced "
        "name without its\nnamespace is looked for in all of them. What is not in the input and is "
        "referred to, a missing role\nfor instance, is shown with those that refer to it.\n\n"
        "Exit status: 0 shown, 2 wrong usage or configuration, or no such object, 3 unreadable "
        "input, or\n"
        "incomplete input with --strict.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_show,
};

}  // namespace rbacgraph::cli
