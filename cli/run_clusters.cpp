#include "cli/run_clusters.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/live_input.h"
#include "cli/output_format.h"
#include "cli/progress.h"
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
  if (options.has("context")) {
    return fail(ErrorCode::InvalidArgument, "--context and --all-contexts exclude each other",
                "leave one of them out");
  }
  ConnectionOptions connection;
  connection.kubeconfig = options.value("kubeconfig");
  return context_names(connection, io.environment);
}

/// The options for one of the clusters.
Options options_for(const Options& options, const std::string& context) {
  const Options one = options.with("context", {context}).with("all-contexts", {});
  // One document is made of all, which is then written as what was asked for.
  return output_of(options) == "yaml" ? one.with("output", {"json"}) : one;
}

/// What one cluster answers, and what is said of it: both wait for their turn.
struct Part {
  ClusterAnswer answer;
  ExitCode status = ExitCode::Ok;
  std::string said;
  bool answered() const { return !answer.error || answer.table || !answer.text.empty(); }
};

/// One line of the terminal for all of them: "reading 5 clusters, 2 are done: 3.4 MB".
class ClustersProgress {
 public:
  ClustersProgress(const Io& io, std::size_t clusters)
      : bytes_(clusters), line_(io.err, io.err_columns) {
    show();
  }
  void update(std::size_t cluster, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    all_bytes_ += bytes - std::min(bytes, bytes_[cluster]);
    bytes_[cluster] = std::max(bytes, bytes_[cluster]);
    show();
  }
  void end() {
    const std::lock_guard lock(mutex_);
    ++done_;
    show();
  }

 private:
  void show() {
    line_.update(
        fmt::format("{} clusters, {} {} done", bytes_.size(), done_, done_ == 1 ? "is" : "are"),
        all_bytes_, 0);
  }

  std::mutex mutex_;
  std::vector<std::uint64_t> bytes_;  ///< of each cluster
  std::uint64_t all_bytes_ = 0;
  std::size_t done_ = 0;
  Progress line_;
};

/// A plug-in that asks the user something has the terminal for itself.
bool any_plugin(const Options& options, const Io& io, const std::vector<std::string>& contexts) {
  return std::ranges::any_of(contexts, [&](const std::string& context) {
    ConnectionOptions connection;
    connection.kubeconfig = options.value("kubeconfig");
    connection.context = context;
    const Result<ClusterAccess> access = choose_cluster(connection, io.environment);
    return access && access->user.exec;
  });
}

/// Asks them side by side, no more than a few at a time, and with no more requests under way than
/// are sent to one cluster alone.
class Asking {
 public:
  Asking(const Command& command, const Invocation& invocation,
         const std::vector<std::string>& contexts)
      : command_(command),
        invocation_(invocation),
        contexts_(contexts),
        parts_(contexts.size()),
        threads_(std::clamp<std::size_t>(contexts.size(), 1, invocation.io.most_requests)) {}

  /// In the order of the contexts. Where a stop is requested, some are not asked.
  std::vector<Part> run() {
    const Io& io = invocation_.io;
    // Once, while there is one thread: the environment is changed by it.
    io.before_credentials();
    if (io.err_is_terminal && !invocation_.talk.is_quiet() &&
        !any_plugin(invocation_.options, io, contexts_))
      progress_.emplace(io, contexts_.size());
    {
      std::vector<std::jthread> others;
      for (std::size_t i = 1; i < threads_; ++i) others.emplace_back([this] { work(); });
      work();
    }
    progress_.reset();
    if (thrown_) std::rethrow_exception(thrown_);
    return std::move(parts_);
  }

 private:
  void work() {
    try {
      for (std::size_t at = next_++; at < contexts_.size(); at = next_++) {
        if (invocation_.io.stop.stop_requested()) return;
        ask(at);
        if (progress_) progress_->end();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!thrown_) thrown_ = std::current_exception();
    }
  }

  void ask(std::size_t at) {
    Part& part = parts_[at];
    part.answer.cluster = contexts_[at];
    std::ostringstream out;
    std::ostringstream err;
    const Io& io = invocation_.io;
    // What one cluster needed is let go of at once: there may be many.
    Io own{.in = io.in,
           .out = out,
           .err = err,
           .out_is_terminal = io.out_is_terminal,
           .no_color = io.no_color,
           .in_is_terminal = io.in_is_terminal,
           .err_columns = io.err_columns,
           .out_columns = io.out_columns,
           .stop = io.stop,
           .most_requests = io.most_requests / threads_,
           .environment = io.environment,
           .program = io.program};
    if (progress_) own.progress = [this, at](auto bytes) { progress_->update(at, bytes); };
    Talk talk = invocation_.talk.beside(err, printable(contexts_[at]) + ": ");
    const Options options = options_for(invocation_.options, contexts_[at]);
    Result<ExitCode> status = command_.run({options, own, talk, invocation_.color, &part.answer});
    part.answer.text = std::move(out).str();
    part.said = std::move(err).str();
    if (status) {
      part.status = *status;
    } else {
      part.status = exit_code_of(status.error().code);
      part.answer.error = std::move(status.error());
    }
  }

  const Command& command_;
  const Invocation& invocation_;
  const std::vector<std::string>& contexts_;
  std::vector<Part> parts_;
  const std::size_t threads_;
  std::atomic<std::size_t> next_ = 0;
  std::optional<ClustersProgress> progress_;
  std::mutex mutex_;
  std::exception_ptr thrown_;
};

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
  std::vector<Part> parts = Asking(command, invocation, *contexts).run();
  if (invocation.io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  for (const Part& part : parts) invocation.io.err << part.said;
  if (const Error* error = common_error(parts)) return tl::unexpected<Error>(*error);
  ExitCode status = ExitCode::Ok;
  std::size_t silent = 0;
  std::vector<ClusterAnswer> answers;
  for (Part& part : parts) {
    if (!part.answered()) {
      ++silent;
      // What the others say is written all the same.
      status = std::max(status, ExitCode::Input);
    } else {
      status = std::max(status, part.status);
    }
    if (part.answer.error) invocation.talk.warn(part.answer.cluster, *part.answer.error);
    answers.push_back(std::move(part.answer));
  }
  write_all(invocation, answers);
  if (silent > 0 && silent == answers.size()) {
    return fail(ErrorCode::Io, fmt::format("none of {} clusters gives an answer", silent),
                "the warnings say why");
  }
  return status;
}

}  // namespace rbacgraph::cli
