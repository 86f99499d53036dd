#include "cli/terminal.h"

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <string_view>
#include <sys/ioctl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace rbacgraph::cli {

DescriptorBuffer::DescriptorBuffer(int descriptor, std::stop_token stop)
    : descriptor_(descriptor), stop_(std::move(stop)) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

bool DescriptorBuffer::flush_buffer() {
  const char* at = pbase();
  if (error_ == 0 && stop_.stop_requested()) error_ = ECANCELED;
  while (error_ == 0 && at != pptr()) {
    const ssize_t written = ::write(descriptor_, at, static_cast<std::size_t>(pptr() - at));
    if (written >= 0) {
      at += written;
      written_ += static_cast<std::uint64_t>(written);
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return error_ == 0;
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type next) {
  if (!flush_buffer()) return traits_type::eof();
  if (!traits_type::eq_int_type(next, traits_type::eof())) sputc(traits_type::to_char_type(next));
  return traits_type::not_eof(next);
}

int DescriptorBuffer::sync() { return flush_buffer() ? 0 : -1; }

DescriptorBuffer::pos_type DescriptorBuffer::seekoff(off_type offset,
                                                     std::ios_base::seekdir direction,
                                                     std::ios_base::openmode) {
  if (offset != 0 || direction != std::ios_base::cur) return off_type(-1);
  return static_cast<off_type>(written_.load()) + (error_ == 0 ? pptr() - pbase() : 0);
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

std::optional<std::size_t> terminal_columns(int descriptor) {
  if (!is_terminal(descriptor)) return std::nullopt;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here calls setenv
  if (const char* text = std::getenv("COLUMNS"); text != nullptr) {
    const std::string_view given(text);
    std::size_t columns = 0;
    const auto [end, error] = std::from_chars(given.begin(), given.end(), columns);
    if (error == std::errc() && end == given.end() && columns > 0) return columns;
  }
  struct winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

void occupy_closed_descriptors() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    // The lowest free one is given, so this fills them from below. Opened the wrong way round,
    // every use of it is a "Bad file descriptor".
    if (::fcntl(descriptor, F_GETFD) < 0)
      static_cast<void>(::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));
  }
}

std::string program_name(std::string_view started_as) {
  const std::string_view name = started_as.substr(started_as.rfind('/') + 1);
  return name.starts_with("kubectl-") ? "kubectl rbacgraph" : "rbacgraph";
}

bool environment_refuses_color() {
  // NOLINTBEGIN(concurrency-mt-unsafe): nothing here calls setenv
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  // NOLINTEND(concurrency-mt-unsafe)
  return (no_color != nullptr && *no_color != '\0') ||
         (term != nullptr && std::string_view(term) == "dumb");
}

}  // namespace rbacgraph::cli
