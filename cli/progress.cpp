#include "cli/progress.h"

#include <algorithm>

#include <fmt/format.h>

#include "rbacgraph/report/display.h"

namespace rbacgraph::cli {
namespace {

constexpr std::string_view kClearLine = "\r\x1b[K";

std::string megabytes(std::uint64_t bytes) {
  constexpr double kMegabyte = 1e6;
  return fmt::format("{:.1f}", static_cast<double>(bytes) / kMegabyte);
}

}  // namespace

std::string progress_line(std::string_view file, std::uint64_t bytes, std::uint64_t total,
                          std::size_t columns) {
  std::string how_far;
  if (total > 0) {
    // A file that grows while it is read is not read by more than a hundred per cent.
    const auto percent = static_cast<std::uint64_t>(
        100.0 * static_cast<double>(std::min(bytes, total)) / static_cast<double>(total));
    how_far = fmt::format(": {} of {} MB ({} %)", megabytes(std::min(bytes, total)),
                          megabytes(total), percent);
  } else if (bytes > 0) {
    how_far = fmt::format(": {} MB", megabytes(bytes));
  }
  std::string name = printable(file == "-" ? "standard input" : file);
  constexpr std::string_view kVerb = "reading ";
  // The end of a path says more than its beginning. What is no ASCII may be wider or narrower than
  // its bytes: it is cut by whole characters until it fits.
  const std::size_t room =
      columns > kVerb.size() + how_far.size() + 1 ? columns - kVerb.size() - how_far.size() - 1 : 0;
  if (display_width(name) > room) {
    const auto is_inside = [&] {
      return (static_cast<unsigned char>(name.front()) & 0xC0U) == 0x80U;
    };
    constexpr std::size_t kDots = 3;
    while (!name.empty() && (is_inside() || display_width(name) + kDots > room)) name.erase(0, 1);
    name.insert(0, room >= kDots ? "..." : "");
  }
  return std::string(kVerb).append(name).append(how_far);
}

Progress::Progress(std::ostream& err, std::size_t columns, Timing timing)
    : err_(err),
      columns_(columns),
      thread_([this, timing](const std::stop_token& stop) { draw(stop, timing); }) {}

Progress::~Progress() {
  thread_.request_stop();
  thread_.join();
  if (shown_) err_ << kClearLine << std::flush;
}

void Progress::update(std::string_view file, std::uint64_t bytes, std::uint64_t total) {
  const std::lock_guard lock(mutex_);
  if (file_ != file) file_ = file;
  bytes_ = bytes;
  total_ = total;
}

void Progress::draw(const std::stop_token& stop, Timing timing) {
  std::unique_lock lock(mutex_);
  const auto never = [] { return false; };
  changed_.wait_for(lock, stop, timing.delay, never);
  while (!stop.stop_requested()) {
    if (!file_.empty()) {
      const std::string line = progress_line(file_, bytes_, total_, columns_);
      // A terminal that is slow to write to must not hold up the reading.
      lock.unlock();
      err_ << kClearLine << line << std::flush;
      shown_ = true;
      lock.lock();
    }
    changed_.wait_for(lock, stop, timing.interval, never);
  }
}

}  // namespace rbacgraph::cli
