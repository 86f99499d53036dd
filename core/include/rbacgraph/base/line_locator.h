/// From byte offsets to lines and columns.
///
/// A file is read again, once, when the first position in it is asked for; its size and time of
/// change are checked, since a position in a file that was edited meanwhile would mislead. For
/// what can't be read again (standard input) the newlines are noted while reading, at about one
/// byte a line.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rbacgraph {

/// Both count from 1; a column counts bytes, as compilers do.
struct LineColumn {
  std::uint64_t line = 0;
  std::uint64_t column = 0;
  friend bool operator==(const LineColumn&, const LineColumn&) = default;
};

/// The places of the newlines of one text: gaps as base-128 numbers, with a checkpoint now and
/// then. Immutable after the last `add`.
class LineIndex {
 public:
  /// The next piece of the text; pieces follow each other without a gap.
  void add(std::string_view piece);
  LineColumn locate(std::uint64_t offset) const;

 private:
  struct Checkpoint {
    std::uint64_t line_start;  ///< offset of the first byte of the line
    std::uint64_t line;        ///< its number, from 1
    std::size_t gap_at;        ///< index in gaps_ of the gap that ends the line
  };
  void end_line(std::uint64_t newline_offset);

  std::vector<Checkpoint> checkpoints_;
  std::vector<std::uint8_t> gaps_;
  std::uint64_t seen_ = 0;
  std::uint64_t line_start_ = 0;
  std::uint64_t line_ = 1;
};

/// What must not have changed when a file is read a second time.
struct FileStamp {
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  ///< since the epoch
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// nullopt where the file can't be read or is not the one that was read before.
std::optional<LineIndex> index_lines_of(const std::string& path, const FileStamp& stamp);

}  // namespace rbacgraph
