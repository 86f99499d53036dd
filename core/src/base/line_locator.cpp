#include "rbacgraph/base/line_locator.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

namespace rbacgraph {
namespace {

constexpr std::uint64_t kLinesPerCheckpoint = 1024;

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

std::optional<LineIndex> index_lines_of(const std::string& path, const FileStamp& stamp) {
  std::FILE* const file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) return std::nullopt;
  struct stat status {};
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  const bool same =
      ::fstat(::fileno(file), &status) == 0 &&
      stamp == FileStamp{static_cast<std::uint64_t>(status.st_size),
                         status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec};
  LineIndex index;
  std::uint64_t size = 0;
  if (same) {
    std::array<char, std::size_t{64} * 1024> buffer;
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file)) {
      index.add({buffer.data(), got});
      size += got;
    }
  }
  std::fclose(file);
  if (!same || size != stamp.size) return std::nullopt;
  return index;
}

}  // namespace rbacgraph
