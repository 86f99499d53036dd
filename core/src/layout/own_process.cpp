#include "layout/own_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace rbacgraph {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

bool write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(to, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void limit_resources(milliseconds limit) {
  const auto seconds =
      static_cast<rlim_t>(std::chrono::ceil<std::chrono::seconds>(limit).count() + 1);
  const rlimit time{seconds, seconds};
  ::setrlimit(RLIMIT_CPU, &time);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
}

/// Fonts and plug-ins may have things to say to standard error.
void leave_standard_streams() {
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nowhere < 0) {
    return;
  }
  ::dup2(nowhere, STDERR_FILENO);
  ::dup2(nowhere, STDIN_FILENO);
  ::dup2(nowhere, STDOUT_FILENO);
}

/// Ends when it is destroyed, however far it has come.
class Child {
 public:
  explicit Child(pid_t id) : id_(id) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    ::kill(id_, SIGKILL);
    while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

 private:
  pid_t id_;
};

class Pipe {
 public:
  Pipe() : made_(::pipe2(ends_.data(), O_CLOEXEC) == 0) {}
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(0);
    close(1);
  }
  bool made() const { return made_; }
  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  void close_writing() { close(1); }

 private:
  void close(std::size_t end) {
    if (ends_.at(end) >= 0) {
      ::close(ends_.at(end));
    }
    ends_.at(end) = -1;
  }

  std::array<int, 2> ends_{-1, -1};
  bool made_;
};

/// All that the child writes, or why there is no more of it.
Result<std::string> read_all(int from, milliseconds limit, const Error& too_long,
                             const std::stop_token& stop) {
  constexpr milliseconds kLook{50};
  const Clock::time_point end = Clock::now() + limit;
  std::string text;
  std::array<char, 65536> bytes{};
  for (;;) {
    if (stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, "interrupted");
    }
    if (Clock::now() >= end) {
      return tl::unexpected<Error>(too_long);
    }
    pollfd wanted{from, POLLIN, 0};
    if (::poll(&wanted, 1, static_cast<int>(kLook.count())) <= 0) {
      continue;
    }
    const ssize_t got = ::read(from, bytes.data(), bytes.size());
    if (got == 0) {
      return text;
    }
    if (got < 0 && errno != EINTR) {
      return fail(ErrorCode::Io, std::generic_category().message(errno));
    }
    if (got > 0) {
      text.append(bytes.data(), static_cast<std::size_t>(got));
    }
  }
}

}  // namespace

Result<std::string> in_own_process(const std::function<void(const GiveBytes&)>& work,
                                   milliseconds limit, const Error& too_long,
                                   const std::stop_token& stop) {
  Pipe pipe;
  if (!pipe.made()) {
    return fail(ErrorCode::Io, std::generic_category().message(errno));
  }
  const pid_t id = ::fork();
  if (id < 0) {
    return fail(ErrorCode::Io, std::generic_category().message(errno));
  }
  if (id == 0) {
    limit_resources(limit);
    leave_standard_streams();
    try {
      work([&](std::string_view bytes) { return write_all(pipe.writing(), bytes); });
    } catch (...) {
      ::_exit(0);  // what it gave is all that there is of it
    }
    ::_exit(0);
  }
  const Child child(id);
  pipe.close_writing();
  return read_all(pipe.reading(), limit, too_long, stop);
}

}  // namespace rbacgraph
