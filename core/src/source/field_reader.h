/// Reads typed fields of one object from a ValueReader, strictly: what the API server would not
/// decode, this refuses, with the path of the field and what was found there.
///
/// `null` stands for the empty value everywhere, as in the API server. A function that returns
/// false has left either a refusal() or a reader that is not ok().
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/policy/snapshot_builder.h"
#include "rbacgraph/source/read.h"
#include "source/value_memo.h"
#include "source/value_reader.h"

namespace rbacgraph {

/// Where a field is in its object; rendered only when there is something to say. The key's text
/// need live only as long as the Path.
struct FieldPath {
  const FieldPath* up = nullptr;
  std::string_view key;
  std::size_t index = 0;

  FieldPath operator/(std::string_view field) const { return {this, field, 0}; }
  FieldPath operator[](std::size_t item) const { return {this, {}, item}; }
  /// "rules[0].verbs"
  std::string text() const;
};

class FieldReader {
 public:
  FieldReader(SnapshotBuilder& builder, const ReadLimits& limits);

  struct Refusal {
    std::uint64_t offset = 0;
    std::string path;
    std::string problem;
    std::string hint;
    bool limit = false;
    bool show_word = false;  ///< what was found there may be shown: a number or boolean
  };
  /// A key that is there more than once.
  struct RepeatedKey {
    std::uint64_t offset = 0;
    std::string path;
  };

  /// What the API server would refuse and the model can't show any more.
  struct Flaw {
    std::uint64_t offset = 0;
    std::string message;
  };

  /// Begins an object: forgets refusal, repeated keys and flaws.
  void start(ValueReader& reader);
  ValueReader& reader() { return *reader_; }
  const std::optional<Refusal>& refusal() const { return refusal_; }
  const std::vector<RepeatedKey>& repeated_keys() const { return repeated_; }
  const std::vector<Flaw>& flaws() const { return flaws_; }
  /// How many more there were, which are not told one by one.
  std::size_t more_flaws() const { return more_flaws_; }

  Name intern(std::string_view text);
  SnapshotBuilder& builder() { return builder_; }

  bool read_text(std::string_view& text, const FieldPath& path);
  bool read_name(Name& name, const FieldPath& path);
  bool read_names(NameList& names, const FieldPath& path);
  bool read_flag(std::optional<bool>& flag, const FieldPath& path);
  /// Does `read`, which reads all of the current value, unless it was read before from the same
  /// bytes. Where there was something to tell about it, it is read, and told, each time.
  template <class T, class Read>
  bool read_once(ValueMemo<T>& memo, T& value, const Read& read) {
    const ValueReader::Written written = reader_->written();
    if (const T* known = memo.find(written.bytes)) {
      value = *known;
      reader_->seek(written.end);
      return true;
    }
    if (!read()) return false;
    if (repeated_.empty()) memo.keep(written.bytes, value);
    return true;
  }
  /// `present` is false for null.
  bool open_mapping(ValueReader::Cursor& cursor, bool& present, const FieldPath& path);
  bool open_list(ValueReader::Cursor& cursor, bool& present, const FieldPath& path,
                 std::string_view expected = "a list");
  /// Notes a key that comes again: the last one counts.
  void note_key(unsigned& seen, unsigned bit, const FieldPath& path) {
    if ((seen & bit) != 0) repeat(path);
    seen |= bit;
  }
  /// Of a key that the model keeps.
  bool check_length(std::string_view key, const FieldPath& path) {
    return key.size() <= limits_.max_name_bytes || refuse_long(path);
  }
  bool refuse(std::string problem, const FieldPath& path, std::string hint = {});
  bool refuse_at(std::uint64_t offset, std::string problem, const FieldPath& path,
                 std::string hint = {});
  void repeat(const FieldPath& path);
  /// Notes a wrong `subjects[index].apiGroup`, of which `offset` is the place.
  void check_subject_group(SubjectKind kind, Name group, std::size_t index, std::uint64_t offset);

 private:
  bool read_new_names(NameList& names, const FieldPath& path);
  bool refuse_type(std::string_view expected, const FieldPath& path);
  bool refuse_long(const FieldPath& path);
  bool looks_like_placeholder();

  SnapshotBuilder& builder_;
  const ReadLimits& limits_;
  ValueReader* reader_ = nullptr;
  std::optional<Refusal> refusal_;
  std::vector<RepeatedKey> repeated_;
  std::vector<Flaw> flaws_;
  std::size_t more_flaws_ = 0;
  std::vector<Name> list_;
  ValueMemo<NameList> known_lists_;
  struct Recent {
    std::string_view text;  ///< of the pool
    Name name = kEmptyName;
  };
  static constexpr unsigned kRecentBits = 10;
  static constexpr std::size_t kLongestRecent = 64;
  std::array<Recent, std::size_t{1} << kRecentBits> recent_{};
};

}  // namespace rbacgraph
