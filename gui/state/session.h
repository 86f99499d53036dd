/// A session at the desktop: an input, where one is in it, and what workers make for it.
///
/// Knows no window. Thread rule: all members belong to one thread, which calls poll() now and then;
/// `wake` is called by workers when there is something to poll for.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "state/actions.h"
#include "state/content.h"
#include "state/policy.h"
#include "state/worker.h"

namespace rbacgraph::gui {

struct LoadState {
  bool loading = false;
  std::string file;  ///< printable
  std::uint64_t bytes = 0;
  std::uint64_t total = 0;
  std::string error;  ///< of the last attempt, printable; "" for none
  std::string hint;
};

struct ExportState {
  bool done = false;
  std::string text;  ///< printable: what was written, or why nothing was
  std::string hint;
};

class Session {
 public:
  /// Places a picture; called by a worker.
  using Place = std::function<std::shared_ptr<const Scene>(const AccessPicture&)>;

  Session(std::function<void()> wake, Place place);

  /// Reads files and directories; until they are read the old input stays.
  void open(std::vector<std::string> paths);
  void reload();
  void stop_loading();
  /// Forgets the message of an attempt that failed.
  void dismiss_error();

  void apply(const Action& action);
  /// The query line: asks, or keeps the error for the line.
  void ask(std::string_view line);

  /// Writes what is shown into a file, whose ending says the format.
  void export_to(std::string path);

  /// Takes in what workers have finished. True where something changed.
  bool poll();
  bool busy() const { return loader_.busy() || maker_.busy() || writer_.busy(); }

  const std::shared_ptr<const Policy>& policy() const { return policy_; }
  /// What was made last; may be of an earlier view, or null.
  const std::shared_ptr<const Content>& content() const { return content_; }
  bool content_is_current() const;
  const History& history() const { return history_; }
  const ViewState& view() const { return history_.now(); }
  const LoadState& load() const { return load_; }
  const Error& line_error() const { return line_error_; }
  void clear_line_error() { line_error_ = {}; }
  /// What became of the last export, printable; "" for nothing.
  const ExportState& last_export() const { return export_; }
  void forget_export() { export_ = {}; }

 private:
  struct Arrived {
    std::shared_ptr<const Policy> policy;
    std::shared_ptr<const Content> content;
    LoadState load;
    bool load_ended = false;
    bool load_moved = false;
    std::optional<ExportState> exported;
  };
  void make_content();

  std::function<void()> wake_;
  Place place_;
  std::shared_ptr<const Policy> policy_;
  std::shared_ptr<const Content> content_;
  History history_;
  LoadState load_;
  Error line_error_;
  ExportState export_;
  std::vector<std::string> paths_;  ///< asked for last

  std::mutex mutex_;
  Arrived arrived_;  // guarded by mutex_
  Worker loader_;    // after what they write to
  Worker maker_;
  Worker writer_;
};

}  // namespace rbacgraph::gui
