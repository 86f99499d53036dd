/// Ctrl-C: SIGINT and SIGTERM as a request to stop, which cannot be missed.
///
/// The first signal requests the stop, and whatever looks at the token ends in good order. A
/// process that is waiting in a system call (a pipe that nobody writes to, a terminal that nobody
/// types at) does not look; after `grace` it is ended all the same. A second signal of the kind
/// ends it at once, as the system does. Signals that were ignored when we started stay so (nohup).
///
/// One at a time in a process; for `main` alone. Its thread has no part in the work.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <stop_token>
#include <thread>

namespace rbacgraph::cli {

class Interrupts {
 public:
  /// `stop` is where the request goes. `give_up` is called from another thread when the grace is
  /// over, and must end the process.
  Interrupts(std::stop_source stop, std::chrono::milliseconds grace, std::function<void()> give_up);
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

 private:
  void wait(std::chrono::milliseconds grace, const std::function<void()>& give_up);

  std::stop_source stop_;
  std::array<int, 2> pipe_{-1, -1};
  std::thread waiter_;
};

}  // namespace rbacgraph::cli
