#include "cli/interrupts.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace rbacgraph::cli {
namespace {

constexpr char kSignal = 's';
constexpr char kEnd = 'e';
constexpr std::array kSignals{SIGINT, SIGTERM};

/// Where the handler writes: all that it may do safely.
std::atomic<int> g_signal_pipe{-1};  // NOLINT(*-non-const-global-variables): see above
static_assert(std::atomic<int>::is_always_lock_free);

void put(int descriptor, char what) {
  while (::write(descriptor, &what, 1) < 0 && errno == EINTR) continue;
}

void on_signal(int) {
  const int saved = errno;
  put(g_signal_pipe.load(), kSignal);
  errno = saved;
}

/// kEnd when the pipe is of no use any more.
char take(int descriptor) {
  char what = kEnd;
  ssize_t got = 0;
  do {
    got = ::read(descriptor, &what, 1);
  } while (got < 0 && errno == EINTR);
  return got == 1 ? what : kEnd;
}

}  // namespace

Interrupts::Interrupts(std::stop_source stop, std::chrono::milliseconds grace,
                       std::function<void()> give_up)
    : stop_(std::move(stop)) {
  if (::pipe2(pipe_.data(), O_CLOEXEC) != 0) return;  // signals then do what they always did
  g_signal_pipe = pipe_[1];
  waiter_ = std::thread([this, grace, give_up = std::move(give_up)] { wait(grace, give_up); });
  for (const int signal : kSignals) {
    struct sigaction action{};
    if (::sigaction(signal, nullptr, &action) != 0 || action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = on_signal;
    // Once: the next one is the system's.
    action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
}

Interrupts::~Interrupts() {
  if (!waiter_.joinable()) return;
  // From here on a signal finds nothing to stop.
  for (const int signal : kSignals) {
    struct sigaction action{};
    if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == on_signal)
      static_cast<void>(std::signal(signal, SIG_DFL));
  }
  put(pipe_[1], kEnd);
  waiter_.join();
  for (const int descriptor : pipe_) ::close(descriptor);
}

void Interrupts::wait(std::chrono::milliseconds grace, const std::function<void()>& give_up) {
  if (take(pipe_[0]) != kSignal) return;
  stop_.request_stop();
  const auto until = std::chrono::steady_clock::now() + grace;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    struct pollfd ready{pipe_[0], POLLIN, 0};
    const int got = left.count() <= 0 ? 0 : ::poll(&ready, 1, static_cast<int>(left.count()));
    if (got < 0 && errno == EINTR) continue;
    if (got > 0 && take(pipe_[0]) == kSignal) continue;  // the other signal of the two
    if (got == 0) give_up();
    return;
  }
}

}  // namespace rbacgraph::cli
