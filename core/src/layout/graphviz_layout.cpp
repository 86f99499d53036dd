#include "layout/graphviz_layout.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <string_view>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "layout/graphviz_library.h"

namespace rbacgraph {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// What the child's first byte says.
constexpr char kPicture = 'P';
constexpr char kNoLibrary = 'L';
constexpr char kNoPicture = 'N';

bool write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(to, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void say_no(int to, char why) { write_all(to, {&why, 1}); }

void limit_resources(milliseconds limit) {
  const auto seconds =
      static_cast<rlim_t>(std::chrono::ceil<std::chrono::seconds>(limit).count() + 1);
  const rlimit time{seconds, seconds};
  ::setrlimit(RLIMIT_CPU, &time);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
}

/// In the child. Fonts and plug-ins may have things to say to standard error.
void draw(int to, const std::string& dot, const char* format) {
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nowhere >= 0) {
    ::dup2(nowhere, STDERR_FILENO);
    ::dup2(nowhere, STDIN_FILENO);
    ::dup2(nowhere, STDOUT_FILENO);
  }
  const Result<const CgraphLibrary*> cgraph = cgraph_library();
  const Result<GvcLibrary> gvc = load_gvc();
  if (!cgraph || !gvc) return say_no(to, kNoLibrary);
  GVC_t* const context = gvc->context();
  std::FILE* const text = ::fmemopen(const_cast<char*>(dot.data()), dot.size(), "r");  // NOLINT
  if (text == nullptr) return say_no(to, kNoPicture);
  Agdisc_t disciplines = (*cgraph)->disciplines;
  Agraph_t* const graph = (*cgraph)->read(text, &disciplines);
  if (context == nullptr || graph == nullptr || gvc->layout(context, graph, "dot") != 0)
    return say_no(to, kNoPicture);
  char* bytes = nullptr;
  unsigned size = 0;
  if (gvc->render_data(context, graph, format, &bytes, &size) != 0 || bytes == nullptr)
    return say_no(to, kNoPicture);
  if (write_all(to, {&kPicture, 1})) write_all(to, {bytes, size});
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
  Pipe() { made_ = ::pipe2(ends_.data(), O_CLOEXEC) == 0; }
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
    if (ends_.at(end) >= 0) ::close(ends_.at(end));
    ends_.at(end) = -1;
  }

  std::array<int, 2> ends_{-1, -1};
  bool made_ = false;
};

Error too_long(milliseconds limit) {
  return {ErrorCode::Io,
          "Graphviz did not finish in " +
              std::to_string(std::chrono::duration_cast<std::chrono::seconds>(limit).count()) +
              " s",
          "ask for less: --depth, --kinds, a namespace, or a smaller --max-nodes"};
}

/// All that the child writes, or why there is no more of it.
Result<std::string> read_all(int from, milliseconds limit, const std::stop_token& stop) {
  constexpr milliseconds kLook{50};
  const Clock::time_point end = Clock::now() + limit;
  std::string text;
  std::array<char, 65536> bytes{};
  for (;;) {
    if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
    if (Clock::now() >= end) return tl::unexpected<Error>(too_long(limit));
    pollfd wanted{from, POLLIN, 0};
    if (::poll(&wanted, 1, static_cast<int>(kLook.count())) <= 0) continue;
    const ssize_t got = ::read(from, bytes.data(), bytes.size());
    if (got == 0) return text;
    if (got < 0 && errno != EINTR)
      return fail(ErrorCode::Io, std::generic_category().message(errno));
    if (got > 0) text.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

Result<std::string> graphviz_picture(const std::string& dot, const char* format, milliseconds limit,
                                     const std::stop_token& stop) {
  // Loaded here, the library need not be loaded by each child.
  if (const Result<const CgraphLibrary*> library = cgraph_library(); !library)
    return tl::unexpected<Error>(library.error());
  Pipe pipe;
  if (!pipe.made()) return fail(ErrorCode::Io, std::generic_category().message(errno));
  const pid_t id = ::fork();
  if (id < 0) return fail(ErrorCode::Io, std::generic_category().message(errno));
  if (id == 0) {
    limit_resources(limit);
    draw(pipe.writing(), dot, format);
    ::_exit(0);
  }
  const Child child(id);
  pipe.close_writing();
  Result<std::string> answer = read_all(pipe.reading(), limit, stop);
  if (!answer) return answer;
  const char verdict = answer->empty() ? kNoPicture : answer->front();
  if (verdict == kPicture) return answer->substr(1);
  if (verdict == kNoLibrary) {
    return fail(ErrorCode::Unsupported, "Graphviz is not installed: there is no libgvc.so.6",
                "install Graphviz (Debian: apt-get install graphviz), or take -o dot");
  }
  return fail(ErrorCode::Io, "Graphviz can't draw this picture",
              "take -o dot and try another of its programs, or report it with the command line");
}

}  // namespace rbacgraph
