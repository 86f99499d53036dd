#include "cli/run_clusters.h"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/live_input.h"
#include "cli/output_format.h"
#include "cli/write_rows.h"
#include "rbacgraph/report/cluster_answers.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/source/kubeconfig.h"

namespace rbacgraph::cli {
namespace {

std::string output_of(const Options& options) {
  return options.knows("output") ? options.value("output").value_or("") : "";
}

/// Pictures can't be put together; words that are no format the command itself refuses.
bool is_text_output(std::string_view output) {
  constexpr std::array<std::string_view, 7> kPictures{"dot",     "svg",     "png", "pdf",
                                                      "graphml", "mermaid", "html"};
  return output != "manifest" && std::ranges::find(kPictures, output) == kPictures.end();
}

/// What is wrong with the options for several clusters at once.
Result<void> check_options(const Options& options) {
  if (options.knows("filename") && options.has("filename")) {
    return fail(ErrorCode::InvalidArgument,
                fmt::format("-f reads files and --{} is about a cluster: give one of them",
                            options.has("context") ? "context" : "all-contexts"),
                "without -f the cluster of the current context is asked");
  }
  if (const std::string_view given = given_option_of_one_cluster(options); !given.empty()) {
    return fail(ErrorCode::InvalidArgument,
                fmt::format("--{} is about one cluster, and several are asked", given),
                "write it into the kubeconfig, or ask one cluster after the other");
  }
  if (const std::string output = output_of(options); !is_text_output(output)) {
    return fail(ErrorCode::InvalidArgument,
                fmt::format("-o {} is of one cluster, and several are asked", output),
                "json and table take several; or ask one cluster after the other");
  }
  if (options.knows("reviews") && options.has("reviews")) {
    return fail(ErrorCode::InvalidArgument, "--reviews are for one cluster, and several are asked",
                "ask one cluster after the other");
  }
  return {};
}

Result<std::vector<std::string>> contexts_of(const Options& options, const Io& io) {
  if (!options.has("all-contexts")) {
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const std::string& name : options.values("context"))
      if (seen.insert(name).second) names.push_back(name);
    return names;
  }
  if (options.has("context"))
    return fail(ErrorCode::InvalidArgument, "--context and --all-contexts exclude each other",
                "leave one of them out");
  ConnectionOptions connection;
  connection.kubeconfig = options.value("kubeconfig");
  return context_names(connection, io.environment);
}

/// The options for one of the clusters.
Options options_for(const Options& options, const std::string& context) {
  Options one = options.with("context", {context}).with("all-contexts", {});
  // One document is made of all, which is then written as what was asked for.
  return output_of(options) == "yaml" ? one.with("output", {"json"}) : one;
}

struct Part {
  ClusterAnswer answer;
  ExitCode status = ExitCode::Ok;
  bool answered() const { return !answer.error || answer.table || !answer.text.empty(); }
};

Part run_one(const Command& command, const Invocation& invocation, const std::string& context) {
  Part part;
  part.answer.cluster = context;
  std::ostringstream out;
  const Io& io = invocation.io;
  // What one cluster needed is let go of at once: there may be many.
  Io own{.in = io.in,
         .out = out,
         .err = io.err,
         .out_is_terminal = io.out_is_terminal,
         .err_is_terminal = io.err_is_terminal,
         .no_color = io.no_color,
         .in_is_terminal = io.in_is_terminal,
         .err_columns = io.err_columns,
         .out_columns = io.out_columns,
         .stop = io.stop,
         .environment = io.environment,
         .before_credentials = io.before_credentials,
         .program = io.program};
  const Options options = options_for(invocation.options, context);
  invocation.talk.set_about(printable(context) + ": ");
  Result<ExitCode> status =
      command.run({options, own, invocation.talk, invocation.color, &part.answer});
  invocation.talk.set_about({});
  part.answer.text = std::move(out).str();
  if (status) {
    part.status = *status;
  } else {
    part.status = exit_code_of(status.error().code);
    part.answer.error = std::move(status.error());
  }
  return part;
}

/// Those that tables are made of: the others have a text.
void write_all(const Invocation& invocation, const std::vector<ClusterAnswer>& answers) {
  std::ostream& out = invocation.io.out;
  const std::string output = output_of(invocation.options);
  if (output == "json") return write_cluster_documents(out, DocumentFormat::Json, answers);
  if (output == "yaml") return write_cluster_documents(out, DocumentFormat::Yaml, answers);
  if (output == "ndjson") return write_cluster_documents(out, DocumentFormat::Ndjson, answers);
  if (output == "md") return write_cluster_markdown(out, answers);
  if (std::ranges::any_of(answers, [](const auto& each) { return each.table.has_value(); })) {
    return write_table(invocation, output == "csv" ? OutputFormat::Csv : OutputFormat::Table,
                       cluster_table(answers));
  }
  write_cluster_texts(out, answers);
}

/// One line of the command for all, where they say the same.
const Error* common_error(const std::vector<Part>& parts) {
  const Error* first = nullptr;
  for (const Part& part : parts) {
    const auto& error = part.answer.error;
    if (!error || part.answered()) return nullptr;
    if (first != nullptr && (first->message != error->message || first->hint != error->hint))
      return nullptr;
    first = &*error;
  }
  return first;
}

}  // namespace

bool asks_several_clusters(const Options& options) {
  return options.knows("all-contexts") &&
         (options.has("all-contexts") || options.values("context").size() > 1);
}

Result<ExitCode> run_clusters(const Command& command, const Invocation& invocation) {
  const Options& options = invocation.options;
  if (Result<void> fine = check_options(options); !fine) return tl::unexpected<Error>(fine.error());
  const Result<std::vector<std::string>> contexts = contexts_of(options, invocation.io);
  if (!contexts) return tl::unexpected<Error>(contexts.error());
  std::vector<Part> parts;
  for (const std::string& context : *contexts) {
    parts.push_back(run_one(command, invocation, context));
    if (invocation.io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  }
  if (const Error* error = common_error(parts)) return tl::unexpected<Error>(*error);
  const bool strict = options.knows("strict") && options.has("strict");
  ExitCode status = ExitCode::Ok;
  std::size_t silent = 0;
  std::vector<ClusterAnswer> answers;
  for (Part& part : parts) {
    if (!part.answered()) {
      ++silent;
      if (strict || command.is_verdict) status = std::max(status, ExitCode::Input);
    } else {
      status = std::max(status, part.status);
    }
    if (part.answer.error) invocation.talk.warn(part.answer.cluster, *part.answer.error);
    answers.push_back(std::move(part.answer));
  }
  write_all(invocation, answers);
  if (silent > 0 && silent == answers.size())
    return fail(ErrorCode::Io, fmt::format("none of {} clusters gives an answer", silent),
                "the warnings say why");
  return status;
}

}  // namespace rbacgraph::cli
