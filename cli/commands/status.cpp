#include "rbacgraph/analysis/status.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cli/about_input.h"
#include "cli/command.h"
#include "cli/common_options.h"
#include "cli/file_words.h"
#include "cli/input.h"
#include "cli/output_format.h"
#include "cli/system.h"
#include "cli/write_rows.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/markdown.h"
#include "rbacgraph/report/sections.h"
#include "rbacgraph/report/source_names.h"
#include "rbacgraph/report/status_text.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 1> kUsage{"status [-f FILE]"};

constexpr std::array kExamples{
    Example{"rbacgraph status -f dump.json -f manifests/",
            "what was read of each, and what is missing"},
    Example{"rbacgraph status --strict -q -f dump.json",
            "nothing but the exit status: is it complete?"},
    Example{"rbacgraph status -f dump.json -o wide", "with every diagnostic and its place"}};

const std::array<OptionGroup, 5> kOptions{
    {{"Input", input_option_specs()},
     {"Output", status_output_specs()},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::UserInGroups)}}};

void write_answer(const Invocation& invocation, const Status& status, OutputFormat format) {
  std::ostream& out = invocation.io.out;
  if (is_document(format)) return write_document(out, document_format(format), status);
  if (format == OutputFormat::Markdown) return write_markdown(out, status);
  if (format == OutputFormat::Csv) {
    const SourceNames names(*status.snapshot);
    return write_table(invocation, format, sections_table(status_sections(status, names, true)));
  }
  if (invocation.options.has("quiet")) return;
  write_status(out, status,
               {.wide = format == OutputFormat::Wide,
                .headers = !invocation.options.has("no-headers"),
                .color = invocation.color,
                .width = invocation.io.out_columns});
}

Result<ExitCode> run_status(const Invocation& invocation) {
  const Options& options = invocation.options;
  const Result<OutputFormat> format =
      output_option(options, status_output_specs(), OutputFormat::Text);
  if (!format) return tl::unexpected<Error>(format.error());
  if (!options.words().empty()) {
    return too_many_arguments(options, options.words().front(),
                              "rbacgraph status -f FILE; --help shows more");
  }
  Result<InputOptions> input = input_options(options, Impersonates::UserInGroups);
  if (!input) return tl::unexpected<Error>(input.error());
  const bool is_text = *format == OutputFormat::Text || *format == OutputFormat::Wide;
  input->digests =
      has_provenance(*format) || *format == OutputFormat::Csv || (is_text && !options.has("quiet"));
  const Result<std::shared_ptr<const Snapshot>> snapshot =
      load_anything(*input, invocation.io, invocation.talk);
  if (!snapshot) return tl::unexpected<Error>(snapshot.error());
  invocation.io.let_go(*snapshot);

  Status status = status_of(*snapshot);
  const std::optional<Error> no_policy = why_no_answer(**snapshot, *input);
  if (!no_policy) {
    status.default_policy = input->default_policy;
    Result<RecognisedSystem> system = recognise_system(**snapshot);
    if (!system) return tl::unexpected<Error>(system.error());
    status.system = std::move(*system);
  }
  write_answer(invocation, status, *format);
  if (no_policy) return tl::unexpected<Error>(*no_policy);
  if (const Result<void> refused = refuse_incomplete(status.incomplete, input->strict); !refused)
    return tl::unexpected<Error>(refused.error());
  return ExitCode::Ok;
}

}  // namespace

const Command kStatus{
    .name = "status",
    .aliases = {},
    .summary = "what was read, and what is missing from it",
    .usage = kUsage,
    .details =
        "Tells of the input and asks nothing of it: the objects by kind, what was passed over and "
        "why,\neach file with its SHA-256 and counts, which kinds are known to be incomplete, how "
        "aggregated\nClusterRoles came by their rules, which of the objects are the API server's "
        "own (recognised by\nwhat they say, not by name), and how many diagnostics of each code "
        "there are.\n\n"
        "With -q text and wide print nothing: the exit status is the answer.\n"
        "Exit status: 0 read, 2 wrong usage or configuration, 3 unreadable input, input without "
        "any RBAC\n"
        "object, or incomplete input with --strict.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_status,
};

}  // namespace rbacgraph::cli
