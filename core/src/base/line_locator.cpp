#include "rbacgraph/base/line_locator.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace rbacgraph {
namespace {

constexpr std::uint64_t kLinesPerCheckpoint = 1024;
constexpr std::size_t kBlockBytes = std::size_t{64} * 1024;  // read at once
/// Lines are noted at every step, so that little is left to count for a position.
constexpr std::size_t kStepBytes = std::size_t{4} * 1024;

/// Eight bytes at a time: a newline leaves the one set bit of its byte, and the product has the sum
/// of the bytes in its highest one.
std::uint64_t count_newlines(std::string_view text) {
  constexpr std::uint64_t kNewlines = 0x0A0A0A0A0A0A0A0A;
  constexpr std::uint64_t kLow = 0x7F7F7F7F7F7F7F7F;
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::uint64_t count = 0;
  while (text.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    word ^= kNewlines;
    const std::uint64_t newlines = ~(((word & kLow) + kLow) | word | kLow) >> 7U;
    count += (newlines * kOnes) >> 56U;
    text.remove_prefix(sizeof word);
  }
  return count + static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

}  // namespace

void LineIndex::end_line(std::uint64_t newline_offset) {
  if ((line_ - 1) % kLinesPerCheckpoint == 0)
    checkpoints_.push_back({line_start_, line_, gaps_.size()});
  std::uint64_t gap = newline_offset - line_start_;
  while (gap >= 0x80) {
    gaps_.push_back(static_cast<std::uint8_t>(gap | 0x80U));
    gap >>= 7U;
  }
  gaps_.push_back(static_cast<std::uint8_t>(gap));
  line_start_ = newline_offset + 1;
  ++line_;
}

void LineIndex::add(std::string_view piece) {
  std::size_t at = 0;
  while (at < piece.size()) {
    const void* const newline = std::memchr(piece.data() + at, '\n', piece.size() - at);
    if (newline == nullptr) break;
    const auto place = static_cast<std::size_t>(static_cast<const char*>(newline) - piece.data());
    end_line(seen_ + place);
    at = place + 1;
  }
  seen_ += piece.size();
}

LineColumn LineIndex::locate(std::uint64_t offset) const {
  if (offset >= line_start_ || checkpoints_.empty()) return {line_, offset - line_start_ + 1};
  auto after = std::ranges::upper_bound(checkpoints_, offset, {}, &Checkpoint::line_start);
  const Checkpoint& from = *std::prev(after);
  std::uint64_t start = from.line_start;
  std::uint64_t line = from.line;
  std::size_t at = from.gap_at;
  for (;;) {
    std::uint64_t gap = 0;
    for (unsigned shift = 0;; shift += 7) {
      const std::uint8_t digit = gaps_[at++];
      gap |= static_cast<std::uint64_t>(digit & 0x7FU) << shift;
      if (digit < 0x80) break;
    }
    if (offset <= start + gap) return {line, offset - start + 1};
    start += gap + 1;
    ++line;
  }
}

FileLines::FileLines(int file) : file_(file), blocks_{{1, 0}} {}

FileLines::FileLines(FileLines&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      blocks_(std::move(other.blocks_)),
      bytes_(std::move(other.bytes_)),
      held_(other.held_) {}

FileLines& FileLines::operator=(FileLines&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(blocks_, other.blocks_);
  std::swap(bytes_, other.bytes_);
  std::swap(held_, other.held_);
  return *this;
}

FileLines::~FileLines() {
  if (file_ >= 0) ::close(file_);
}

std::optional<FileLines> FileLines::open(const std::string& path, const FileStamp& stamp) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  FileLines lines(file);
  struct stat status{};
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  if (::fstat(file, &status) != 0 ||
      stamp != FileStamp{static_cast<std::uint64_t>(status.st_size),
                         (status.st_mtim.tv_sec * kNanoseconds) + status.st_mtim.tv_nsec})
    return std::nullopt;
  return lines;
}

bool FileLines::read_block(std::uint64_t number) {
  if (held_ == number) return true;
  bytes_.resize(kBlockBytes);
  std::size_t filled = 0;
  while (filled < kBlockBytes) {
    const ssize_t got = ::pread(file_, bytes_.data() + filled, kBlockBytes - filled,
                                static_cast<off_t>((number * kBlockBytes) + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes_.resize(filled);
  held_ = number;
  return filled > 0;
}

std::optional<LineColumn> FileLines::locate(std::uint64_t offset) {
  const std::uint64_t wanted = offset / kStepBytes;
  const auto step_text = [&](std::uint64_t number) {
    const std::uint64_t start = number * kStepBytes;
    if (!read_block(start / kBlockBytes)) return std::string_view();
    const std::string_view block(bytes_.data(), bytes_.size());
    const std::uint64_t in_block = start % kBlockBytes;
    return in_block < block.size() ? block.substr(in_block, kStepBytes) : std::string_view();
  };
  while (blocks_.size() <= wanted) {
    const Block before = blocks_.back();
    const std::string_view text = step_text(blocks_.size() - 1);
    if (text.empty()) return std::nullopt;
    const std::uint64_t start = (blocks_.size() - 1) * kStepBytes;
    const std::size_t last = text.rfind('\n');
    blocks_.push_back({before.line + count_newlines(text),
                       last == std::string_view::npos ? before.line_start : start + last + 1});
  }
  const std::uint64_t start = wanted * kStepBytes;
  std::string_view text = step_text(wanted);
  if (offset - start > text.size()) return std::nullopt;
  text = text.substr(0, static_cast<std::size_t>(offset - start));
  const std::size_t last = text.rfind('\n');
  const std::uint64_t line_start =
      last == std::string_view::npos ? blocks_[wanted].line_start : start + last + 1;
  return LineColumn{blocks_[wanted].line + count_newlines(text), offset - line_start + 1};
}

}  // namespace rbacgraph
