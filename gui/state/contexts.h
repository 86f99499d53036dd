/// The contexts of the kubeconfig, and whether their clusters are there.
///
/// Nothing is read before begin(), and no cluster is asked before its row was shown: a kubeconfig
/// of a thousand contexts costs as many requests as somebody scrolls past. A cluster is asked for
/// its version, as nobody: no credential is sent and no plug-in runs until a context is opened. At
/// most kMostAtOnce are asked at a time, each for as long as LiveConfig says; a row that is out of
/// sight before its turn waits until it is seen again.
///
/// Thread rule: all members belong to one thread, which calls poll() now and then; `wake` is called
/// by others when there is something to poll for.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "state/input.h"
#include "state/worker.h"

namespace rbacgraph::gui {

enum class Reach : std::uint8_t {
  Unasked,
  Checking,
  There,
  Silent,     ///< the server does not answer as one
  Broken,     ///< the kubeconfig's entry can't be used
  Untrusted,  ///< there is a server, whose certificate is not trusted or is for another name
};

/// All texts are printable but the name, which is to be given back.
struct ContextRow {
  std::string name;
  std::string host;  ///< of the server, with its port; "" where it is not known
  std::string user;
  bool current = false;
  Reach reach = Reach::Unasked;
  std::string version;  ///< "" where it is not told to nobody
  std::string error;    ///< one line
  std::string hint;
};

class ContextList {
 public:
  static constexpr std::size_t kMostAtOnce = 4;

  ContextList(std::function<void()> wake, std::shared_ptr<const LiveConfig> live);
  ~ContextList();
  ContextList(const ContextList&) = delete;
  ContextList& operator=(const ContextList&) = delete;

  /// Reads the kubeconfig, the first time.
  void begin();
  /// Reads it again, and forgets what clusters said. Until then the old rows stay.
  void refresh();
  /// These rows are in sight, and no others: those not asked yet are asked.
  void show(std::span<const std::size_t> rows);

  /// Whether show() asks any.
  bool probes() const { return live_->probes; }

  /// Takes in what is new. True where something changed.
  bool poll();
  /// Something will be there to poll for.
  bool busy() const;
  bool is_read() const { return is_read_; }
  /// The current one first, then by name.
  const std::vector<ContextRow>& rows() const { return rows_; }
  /// That the rows are written in, as Policy::letters.
  const std::vector<char32_t>& letters() const { return letters_; }
  /// Why there are none, printable; "" where there are some.
  const Error& error() const { return error_; }

 private:
  struct Question {
    std::size_t row = 0;
    std::string name;
  };
  struct Reply {
    std::size_t row = 0;
    Reach reach = Reach::Silent;
    std::string version;
    std::string error;
    std::string hint;
  };
  struct List {
    std::vector<ContextRow> rows;
    std::vector<char32_t> letters;
    Error error;
  };

  void forget_questions();
  void ask_waiting(const std::stop_token& stop);
  Reply reply_of(const Question& question, const std::stop_token& stop) const;

  std::function<void()> wake_;
  const std::shared_ptr<const LiveConfig> live_;
  bool begun_ = false;
  bool is_read_ = false;
  std::vector<ContextRow> rows_;
  std::vector<char32_t> letters_;
  Error error_;

  mutable std::mutex mutex_;
  std::condition_variable_any asks_;
  // Guarded by mutex_:
  std::deque<Question> waiting_;
  std::size_t asking_ = 0;
  std::uint64_t round_ = 0;       ///< what is asked in an earlier one is forgotten
  std::stop_source round_stops_;  ///< ends what is asked in this one
  std::vector<Reply> replies_;    ///< of this round
  std::optional<List> arrived_;

  Worker reader_;  // after what it writes to, as the others
  std::vector<std::jthread> askers_;
};

}  // namespace rbacgraph::gui
