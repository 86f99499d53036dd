/// Where bytes come from: a file, a stream, memory, or one of these decompressed.
///
/// Nothing is mapped into memory: a file that shrinks while it is read must not end the process,
/// and standard input and .gz, which can't be mapped, then take the same road.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <memory>
#include <string>
#include <string_view>

#include "rbacgraph/base/result.h"
#include "rbacgraph/source/read.h"

namespace rbacgraph {

class ByteInput {
 public:
  ByteInput() = default;
  ByteInput(const ByteInput&) = delete;
  ByteInput& operator=(const ByteInput&) = delete;
  virtual ~ByteInput() = default;

  /// Reads at least one byte where there is one; 0 is the end or an error.
  virtual std::size_t read(char* to, std::size_t size) = 0;
  /// Why reading ended early, "" if it didn't.
  const std::string& error() const { return error_; }
  /// A bound of ReadLimits stopped it, rather than the system.
  bool limited() const { return limited_; }
  const std::string& hint() const { return hint_; }

 protected:
  std::string error_;
  std::string hint_;
  bool limited_ = false;
};

/// An opened regular file (or pipe, device). `stamp` is that of the opened file.
struct OpenedFile {
  std::unique_ptr<ByteInput> input;
  FileStamp stamp;
};
/// For what a pipe or a terminal has not got yet. Never: that is an error of the input.
enum class Waiting : std::uint8_t { AsLongAsItTakes, Never };
Result<OpenedFile> open_file(const std::string& path, Waiting waiting = Waiting::AsLongAsItTakes);

std::unique_ptr<ByteInput> stream_input(std::istream& stream);
/// `text` must outlive it.
std::unique_ptr<ByteInput> memory_input(std::string_view text);

/// Decompresses gzip, several members too. An output out of all proportion to the input is a
/// decompression bomb, and is cut off.
std::unique_ptr<ByteInput> gunzip_input(std::unique_ptr<ByteInput> compressed);

/// What the readers read from: an input with look-ahead and push-back, which notes newlines and
/// tells of progress on the way, and ends early when it is asked to stop.
class InputText {
 public:
  InputText(std::unique_ptr<ByteInput> input, std::string name, const ReadOptions& options);

  /// The next bytes, without taking them: at least `size` unless the input ends before.
  std::string_view peek(std::size_t size);
  std::size_t read(char* to, std::size_t size);
  /// Puts back what was read last. REQUIRES: read() has given that many bytes
  void put_back(std::string_view bytes);
  /// All that is left, up to `limit` bytes. More than that is an error().
  std::string read_rest(std::uint64_t limit);
  /// Goes on as UTF-8, from UTF-16; positions are then those of the converted text.
  void convert_from_utf16(bool big_endian);

  /// From here on the newlines are noted, for what can't be read again.
  void note_lines() { lines_ = std::make_shared<LineIndex>(); }
  std::shared_ptr<LineIndex> lines() const { return lines_; }
  void set_total(std::uint64_t bytes) { total_ = bytes; }
  /// What comes first is at this position. Before anything is read.
  void begin_at(std::uint64_t position) { position_ = position; }
  /// How big it is, as far as is known: as announced, or as much as there has been already.
  std::uint64_t size_so_far() const { return std::max(total_, read_); }
  /// What it reads from tells already.
  void tell_no_progress() { tells_progress_ = false; }
  /// Bytes that read() has given.
  std::uint64_t position() const { return position_; }
  bool stopped() const { return stopped_; }
  std::string error() const { return error_.empty() ? input_->error() : error_; }
  bool limited() const { return !error_.empty() || input_->limited(); }
  std::string hint() const {
    return error_.empty() ? input_->hint() : "split it into smaller files";
  }

 private:
  std::size_t read_input(char* to, std::size_t size);

  std::unique_ptr<ByteInput> input_;
  std::string name_;
  const ReadOptions& options_;
  std::string ahead_;
  std::size_t ahead_at_ = 0;
  std::shared_ptr<LineIndex> lines_;
  std::uint64_t total_ = 0;
  std::uint64_t read_ = 0;
  std::uint64_t position_ = 0;
  std::uint64_t told_ = 0;
  std::string error_;
  bool stopped_ = false;
  bool tells_progress_ = true;
};

}  // namespace rbacgraph
