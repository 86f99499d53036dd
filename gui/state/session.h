/// A session at the desktop: an input, where one is in it, and what workers make for it.
///
/// Knows no window. Thread rule: all members belong to one thread, which calls poll() now and then;
/// `wake` is called by workers when there is something to poll for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "state/actions.h"
#include "state/comparison.h"
#include "state/content.h"
#include "state/contexts.h"
#include "state/details.h"
#include "state/input.h"
#include "state/policy.h"
#include "state/worker.h"

namespace rbacgraph::gui {

struct LoadState {
  bool loading = false;
  bool compares = false;  ///< reads an input to compare with
  std::string file;       ///< or "context prod", printable
  std::uint64_t bytes = 0;
  std::uint64_t total = 0;
  float part = 0;      ///< of all of it, from 0 to 1
  std::string detail;  ///< of a cluster, as ReadNews::detail; printable
  std::string error;   ///< of the last attempt, printable; "" for none
  std::string hint;
};

struct ExportState {
  bool done = false;
  std::string text;  ///< printable: what was written, or why nothing was
  std::string hint;
  std::uint64_t number = 0;  ///< of those that ended, from 1
};

class Session {
 public:
  /// Places a picture; called by a worker.
  using Place = std::function<std::shared_ptr<const Scene>(const AccessPicture&)>;

  Session(std::function<void()> wake, Place place,
          std::shared_ptr<const LiveConfig> live = std::make_shared<const LiveConfig>());

  /// The contexts that can be opened.
  ContextList& contexts() { return contexts_; }

  /// Reads inputs (input.h), and what to compare them with, if anything; until they are read the
  /// old input stays.
  void open(std::vector<std::string> paths, std::vector<std::string> others = {});
  /// Reads what to compare the open input with, and shows what differs.
  void compare(std::vector<std::string> others);
  /// What was B is A.
  void swap_sides();
  void end_comparison();
  void reload();
  void stop_loading();
  /// Forgets the message of an attempt that failed.
  void dismiss_error();

  void apply(const Action& action);
  /// The query line: asks, or keeps the error for the line.
  void ask(std::string_view line);
  /// What a line asks of what is open; there is a policy.
  Result<Question> read(std::string_view line) const;

  /// Explains an entry of the comparison, by its number; 0 forgets.
  void tell_change(std::uint32_t number);
  struct ToldChange {
    std::uint32_t number = 0;
    std::string text;  ///< printable; "" until it is made
  };
  const ToldChange& told_change() const { return told_; }

  /// The node that there is something to tell of: what is selected, else what was asked about.
  std::string told_node() const;
  /// Of told_node(); of an earlier one, or of none, until it is made.
  const Details& details() const { return details_; }
  /// Of what content() explains; null until it is made, and where nothing is explained.
  const std::vector<CutText>* removal() const { return removal_ ? &*removal_ : nullptr; }

  /// Writes what is shown into a file, whose ending says the format.
  void export_to(std::string path);

  /// Takes in what workers have finished. True where something changed.
  bool poll();
  bool busy() const {
    return loader_->busy() || maker_.busy() || writer_.busy() || teller_.busy() ||
           describer_.busy();
  }

  /// An export that is not finished.
  bool writing() const { return writer_.busy(); }
  /// Would its end have to be waited for? Of what workers still do nobody wants to know then.
  bool holds_up() const {
    return busy() || std::ranges::any_of(stuck_, [](const auto& each) { return each->busy(); });
  }

  const std::shared_ptr<const Policy>& policy() const { return policy_; }
  /// Null where nothing is compared.
  const std::shared_ptr<const Comparison>& comparison() const { return comparison_; }
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
    std::shared_ptr<const Comparison> comparison;
    std::shared_ptr<const Content> content;
    /// With the content that it is of, as the next.
    std::pair<std::shared_ptr<const Content>, std::vector<CutText>> removal;
    std::pair<std::shared_ptr<const Content>, Details> details;
    std::optional<ToldChange> told;
    LoadState load;
    bool load_ended = false;
    bool load_moved = false;
    std::optional<ExportState> exported;
  };
  void load(std::shared_ptr<const Policy> policy, std::vector<std::string> paths,
            std::vector<std::string> others);
  void read_inputs(std::shared_ptr<const Policy> policy, const std::vector<std::string>& paths,
                   const std::vector<std::string>& others, const std::stop_token& stop);
  void forget_loading();
  void take_input(std::shared_ptr<const Policy> policy,
                  std::shared_ptr<const Comparison> comparison);
  bool is_current(const Content& content) const;
  void make_content();
  void describe();

  std::function<void()> wake_;
  Place place_;
  std::shared_ptr<const LiveConfig> live_;
  std::shared_ptr<const Policy> policy_;
  std::shared_ptr<const Comparison> comparison_;
  std::shared_ptr<const Content> content_;
  History history_;
  LoadState load_;
  Error line_error_;
  ExportState export_;
  std::uint64_t exports_ = 0;
  ToldChange told_;
  Details details_;
  std::optional<std::vector<CutText>> removal_;
  std::vector<std::string> paths_;   ///< asked for last
  std::vector<std::string> others_;  ///< to compare with

  std::mutex mutex_;
  Arrived arrived_;                                              // guarded by mutex_
  std::unique_ptr<Worker> loader_ = std::make_unique<Worker>();  // after what they write to
  std::vector<std::unique_ptr<Worker>> stuck_;  ///< that nobody waits for: in a pipe, perhaps
  Worker maker_;
  Worker writer_;
  Worker teller_;
  Worker describer_;
  ContextList contexts_;
};

}  // namespace rbacgraph::gui
