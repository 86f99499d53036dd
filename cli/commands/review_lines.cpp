#include "cli/commands/review_lines.h"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace rbacgraph::cli {
namespace {

/// A review is a few hundred bytes. Beyond this a line is not kept, only passed over.
constexpr std::size_t kMaxLine = std::size_t{16} << 20U;

}  // namespace

Result<ReviewLines> ReviewLines::open(const std::string& path, Io& io) {
  ReviewLines lines;
  if (path == "-") {
    lines.in_ = io.in.rdbuf();
    return lines;
  }
  errno = 0;
  lines.file_.open(path, std::ios::binary);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) errno = EISDIR;
  if (!lines.file_.is_open() || errno == EISDIR) {
    return fail(ErrorCode::Io,
                fmt::format("can't read {}: {}", path, std::generic_category().message(errno)));
  }
  return lines;
}

bool ReviewLines::is_waiting() const {
  std::streambuf* const in = in_ != nullptr ? in_ : file_.rdbuf();
  return in->in_avail() > 0;
}

bool ReviewLines::next() {
  constexpr auto kEnd = std::char_traits<char>::eof();
  std::streambuf* const in = in_ != nullptr ? in_ : file_.rdbuf();
  line_.clear();
  too_long_ = false;
  bool any = false;
  for (auto next = in->sbumpc(); next != kEnd; next = in->sbumpc()) {
    any = true;
    if (next == '\n') break;
    if (line_.size() < kMaxLine) {
      line_.push_back(static_cast<char>(next));
    } else {
      too_long_ = true;
    }
  }
  return any;
}

Result<Review> ReviewLines::review() const {
  if (too_long_)
    return fail(ErrorCode::Parse, fmt::format("the line has more than {} bytes", kMaxLine));
  return parse_review(line_);
}

}  // namespace rbacgraph::cli
