/// One thread that does the newest job. A job that is given while another runs stops that one and
/// takes its place: of what nobody waits for any more nothing comes.
///
/// Thread rule: give() and busy() belong to one thread, the window's.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace rbacgraph::gui {

class Worker {
 public:
  using Job = std::function<void(const std::stop_token&)>;

  Worker();
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void give(Job job);
  /// Stops what runs, and forgets what waits.
  void drop();
  bool busy() const;

 private:
  void run(const std::stop_token& stop);

  mutable std::mutex mutex_;
  std::condition_variable_any wakes_;
  Job next_;
  std::stop_source current_;
  bool running_ = false;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace rbacgraph::gui
