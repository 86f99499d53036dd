#include "source/child_process.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace rbacgraph {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kLook{20};

std::string system_message(int code) { return std::generic_category().message(code); }

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

/// The C arrays that posix_spawn takes. The strings must outlive it.
std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  list.reserve(words.size() + 1);
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

/// A file in memory with this text, to be read from its begin; -1, and errno, if there is none.
int file_of(const std::string& text) {
  const int file = ::memfd_create("input", MFD_CLOEXEC);
  for (std::size_t at = 0; file >= 0 && at < text.size();) {
    const ssize_t written = ::write(file, text.data() + at, text.size() - at);
    if (written < 0 && errno != EINTR) {
      const int error = errno;
      ::close(file);
      errno = error;
      return -1;
    }
    if (written > 0) at += static_cast<std::size_t>(written);
  }
  if (file >= 0) ::lseek(file, 0, SEEK_SET);
  return file;
}

/// Starts it with `out` as its standard output and `in`, if it is one, as its input; errno, or 0.
int start(const ChildProgram& program, int in, int out, pid_t& child) {
  std::vector<std::string> words{program.command};
  words.insert(words.end(), program.args.begin(), program.args.end());
  std::vector<std::string> environment = program.environment;
  const std::vector<char*> argv = pointers(words);
  const std::vector<char*> envp = pointers(environment);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
  if (in >= 0) {
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
  } else if (!program.gets_stdin) {
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t usual;
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error =
      posix_spawnp(&child, program.command.c_str(), &files, &attributes, argv.data(), envp.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

class Running {
 public:
  explicit Running(pid_t child) : child_(child) {}
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    if (!ended_) end();
  }

  /// Has it ended by now?
  bool look() {
    if (ended_) return true;
    const pid_t got = ::waitpid(child_, &status_, WNOHANG);
    ended_ = got == child_ || (got < 0 && errno != EINTR);
    return ended_;
  }

  /// Asks it to end, then makes it.
  void end() {
    ::kill(child_, SIGTERM);
    constexpr int kLooks = 50;
    for (int i = 0; i < kLooks && !look(); ++i) std::this_thread::sleep_for(kLook);
    if (ended_) return;
    ::kill(child_, SIGKILL);
    while (::waitpid(child_, &status_, 0) < 0 && errno == EINTR) {
    }
    ended_ = true;
  }

  int status() const { return status_; }

 private:
  pid_t child_;
  int status_ = 0;
  bool ended_ = false;
};

/// Reads until the pipe is closed by all who hold it, or the program has ended and it is empty.
void read_output(int pipe, Running& running, const ChildProgram& program,
                 const std::stop_token& stop, ChildOutput& output) {
  std::array<char, 4096> bytes{};
  bool ended = false;
  while (!stop.stop_requested()) {
    pollfd wanted{pipe, POLLIN, 0};
    const int ready = ::poll(&wanted, 1, static_cast<int>(kLook.count()));
    if (ready > 0) {
      const ssize_t got = ::read(pipe, bytes.data(), bytes.size());
      if (got == 0 || (got < 0 && errno != EINTR)) return;
      if (got > 0) output.out.append(bytes.data(), static_cast<std::size_t>(got));
      output.too_much = output.out.size() > program.most_output;
      if (output.too_much) return;
    } else {
      // What the program left behind may keep the pipe open for ever.
      if (ended) return;
      ended = running.look();
    }
  }
}

}  // namespace

Result<ChildOutput> run_child(const ChildProgram& program, const std::stop_token& stop) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(ErrorCode::Io, system_message(errno));
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  const bool has_input = !program.gets_stdin && !program.input.empty();
  const Descriptor input(has_input ? file_of(program.input) : -1);
  if (has_input && input.number() < 0) return fail(ErrorCode::Io, system_message(errno));
  pid_t child = 0;
  if (const int error = start(program, input.number(), writing.number(), child); error != 0) {
    return fail(error == ENOENT ? ErrorCode::NotFound : ErrorCode::Io, system_message(error));
  }
  writing.close();
  Running running(child);
  ChildOutput output;
  read_output(reading.number(), running, program, stop, output);
  if (output.too_much) running.end();
  while (!running.look() && !stop.stop_requested()) std::this_thread::sleep_for(kLook);
  if (stop.stop_requested()) {
    running.end();
    return fail(ErrorCode::Cancelled, "interrupted");
  }
  const int status = running.status();
  if (WIFEXITED(status)) output.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) output.signal = WTERMSIG(status);
  return output;
}

}  // namespace rbacgraph
