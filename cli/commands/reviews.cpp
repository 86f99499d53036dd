#include "cli/commands/reviews.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "rbacgraph/analysis/review.h"
#include "rbacgraph/report/document.h"

namespace rbacgraph::cli {
namespace {

/// A review is a few hundred bytes. Beyond this a line is not kept, only passed over.
constexpr std::size_t kMaxLine = std::size_t{16} << 20U;

enum class Line : std::uint8_t { Read, TooLong, End };

Line read_line(std::streambuf& in, std::string& line) {
  constexpr auto kEnd = std::char_traits<char>::eof();
  line.clear();
  bool any = false;
  bool too_long = false;
  for (auto next = in.sbumpc(); next != kEnd; next = in.sbumpc()) {
    any = true;
    if (next == '\n') break;
    if (line.size() < kMaxLine) {
      line.push_back(static_cast<char>(next));
    } else {
      too_long = true;
    }
  }
  if (!any) return Line::End;
  return too_long ? Line::TooLong : Line::Read;
}

Result<std::string> answer_line(const Authorizer& authorizer, Line state, const std::string& line) {
  if (state == Line::TooLong)
    return fail(ErrorCode::Parse, fmt::format("the line has more than {} bytes", kMaxLine));
  Result<Review> review = parse_review(line);
  if (!review) return tl::unexpected<Error>(review.error());
  return review_line(authorizer.snapshot(), authorizer.decide(review->user, review->request));
}

ExitCode answer_stream(const Authorizer& authorizer, std::streambuf& in, Io& io) {
  std::ostream& out = io.out;
  ExitCode status = ExitCode::Ok;
  std::string line;
  while (out.good() && !io.stop.stop_requested()) {
    // Whoever waits for the answers so far gets them before we wait for more.
    if (in.in_avail() <= 0) out.flush();
    const Line state = read_line(in, line);
    if (state == Line::End) break;
    if (const Result<std::string> answer = answer_line(authorizer, state, line); answer) {
      out << *answer << '\n';
    } else {
      out << review_error_line(answer.error().message) << '\n';
      status = ExitCode::Input;
    }
  }
  return status;
}

}  // namespace

Result<ExitCode> answer_reviews(const Authorizer& authorizer, const std::string& path, Io& io) {
  if (path == "-") return answer_stream(authorizer, *io.in.rdbuf(), io);
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) errno = EISDIR;
  if (!file.is_open() || errno == EISDIR) {
    return fail(ErrorCode::Io,
                fmt::format("can't read {}: {}", path, std::generic_category().message(errno)));
  }
  return answer_stream(authorizer, *file.rdbuf(), io);
}

}  // namespace rbacgraph::cli
