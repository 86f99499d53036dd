/// A forward cursor over the values of one input, whatever it is written in.
///
/// The object decoder sees JSON and YAML through this interface alone, so that both mean the same.
/// There is always a current value; containers are walked with a Cursor that the caller holds:
///
///     ValueReader::Cursor fields;
///     if (!reader.enter(fields)) return false;
///     std::string_view key;
///     while (reader.next_key(fields, key))
///       if (key == "name") …read the current value…   // a value that isn't read is skipped
///     return reader.ok();
///
/// A value can be set aside with mark() and read later with seek(): `kind` may come after the
/// fields whose meaning it tells. After seek() the caller goes back to where it was, with another
/// seek(), before it goes on with an outer Cursor.
///
/// Reading may come to the end of what is in memory: the status is then NeedMore, every call
/// fails, and the caller unwinds to a place that holds a mark and calls refill() with it. All
/// views, and marks before that one, are invalid after that; Cursors remain good.
///
/// Thread rule: one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rbacgraph {

enum class ValueKind : std::uint8_t { Null, Bool, Number, String, Mapping, Sequence };

/// "a string", "a list of strings" …: with its article, for messages.
std::string_view describe(ValueKind kind);

enum class ReadStatus : std::uint8_t {
  Ok,
  NeedMore,
  Malformed,  ///< the document isn't JSON or YAML
  Limit,      ///< a bound of ReadLimits was reached
};

/// Why the document can't be read on. The texts never quote the input.
struct ReadFailure {
  std::uint64_t offset = 0;
  std::string problem;
  std::string hint;
};

class ValueReader {
 public:
  struct Mark {
    std::uint64_t position = 0;
    std::uint32_t depth = 0;
  };
  struct Cursor {
    std::uint64_t position = 0;
    std::uint64_t end = 0;
    std::uint32_t depth = 0;
    bool first = true;
    bool merged = false;  ///< for the reader's own use
  };

  ValueReader() = default;
  ValueReader(const ValueReader&) = delete;
  ValueReader& operator=(const ValueReader&) = delete;
  virtual ~ValueReader() = default;

  bool ok() const { return status_ == ReadStatus::Ok; }
  ReadStatus status() const { return status_; }
  const ReadFailure& failure() const { return failure_; }

  /// Of the current value. Null where there is none, and the status tells.
  virtual ValueKind kind() = 0;
  /// Byte offset of the current value in the input.
  virtual std::uint64_t offset() const = 0;
  /// Of the key that next_key() gave last.
  virtual std::uint64_t key_offset() const = 0;

  /// The text in memory around a place of the current document, and the place in it. For excerpts
  /// (source/excerpt.h); "" where there is none.
  virtual std::string_view text_around(std::uint64_t offset, std::size_t& at) const = 0;

  /// Takes the text of a String. Valid until the next call.
  virtual bool read_text(std::string_view& text) = 0;
  /// Takes a Bool.
  virtual bool read_bool(bool& value) = 0;
  /// Steps into a Mapping or Sequence.
  virtual bool enter(Cursor& cursor) = 0;
  /// Makes the next member's value the current one. False at the end, and on failure.
  virtual bool next_key(Cursor& cursor, std::string_view& key) = 0;
  virtual bool next_item(Cursor& cursor) = 0;
  virtual bool skip() = 0;

  /// The bytes that the current value was written with, and the place after it.
  struct Written {
    std::string_view bytes;
    Mark end;
  };
  /// Of a short Mapping or Sequence that is all in memory, without taking it; no bytes where it is
  /// anything else, or where bytes alone don't tell a value (YAML has aliases). The bytes may turn
  /// out to be malformed; but a value that was read from such bytes once is what they say again.
  virtual Written written() { return {}; }

  virtual Mark mark() const = 0;
  virtual void seek(const Mark& mark) = 0;
  /// After NeedMore: brings more into memory and goes back to `mark`.
  virtual bool refill(const Mark& mark) = 0;

 protected:
  bool fail(ReadStatus status, std::uint64_t offset, std::string problem, std::string hint = {}) {
    if (status_ == ReadStatus::Malformed || status_ == ReadStatus::Limit) return false;
    status_ = status;
    failure_ = {offset, std::move(problem), std::move(hint)};
    return false;
  }
  void recover() { status_ = ReadStatus::Ok; }

  ReadStatus status_ = ReadStatus::Ok;
  ReadFailure failure_;
};

}  // namespace rbacgraph
