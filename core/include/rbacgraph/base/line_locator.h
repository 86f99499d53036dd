/// From byte offsets to lines and columns.
///
/// A file is read again when a position in it is asked for; its size and time of change are
/// checked, since a position in a file that was edited meanwhile would mislead. For what can't be
/// read again (standard input) the newlines are noted while reading, at about one byte a line.
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

/// The lines of a file that can be read again. It is read on only as far as positions are asked
/// for, and 16 bytes are kept for every 4 KiB of it.
///
/// Thread rule: one thread at a time.
class FileLines {
 public:
  /// nullopt where the file can't be read or is not the one that was read before.
  static std::optional<FileLines> open(const std::string& path, const FileStamp& stamp);
  FileLines(FileLines&&) noexcept;
  FileLines& operator=(FileLines&&) noexcept;
  FileLines(const FileLines&) = delete;
  FileLines& operator=(const FileLines&) = delete;
  ~FileLines();

  /// nullopt behind the end of the file, or where reading fails.
  std::optional<LineColumn> locate(std::uint64_t offset);

 private:
  struct Block {
    std::uint64_t line;        ///< number of the line that its first byte is in
    std::uint64_t line_start;  ///< where that line begins
  };
  explicit FileLines(int file);
  bool read_block(std::uint64_t number);

  int file_ = -1;
  std::vector<Block> blocks_;  // those up to the furthest that was asked for, and the next
  std::vector<char> bytes_;    // of the block that was read last
  std::uint64_t held_ = static_cast<std::uint64_t>(-1);
};

}  // namespace rbacgraph
