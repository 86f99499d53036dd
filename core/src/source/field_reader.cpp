#include "source/field_reader.h"

#include <algorithm>

#include "rbacgraph/policy/validation.h"
#include "source/word_equal.h"

namespace rbacgraph {

std::string FieldPath::text() const {
  std::string before = up == nullptr ? std::string() : up->text();
  if (key.data() == nullptr) {
    if (up == nullptr) return before;
    return before + "[" + std::to_string(index) + "]";
  }
  if (!before.empty()) before += ".";
  return before.append(key);
}

FieldReader::FieldReader(SnapshotBuilder& builder, const ReadLimits& limits)
    : builder_(builder), limits_(limits) {}

void FieldReader::start(ValueReader& reader) {
  reader_ = &reader;
  refusal_.reset();
  repeated_.clear();
  flaws_.clear();
  more_flaws_ = 0;
}

/// A policy says the same few words over and over; the pool's own table is bigger and further away.
Name FieldReader::intern(std::string_view text) {
  if (text.size() < 2 || text.size() > kLongestRecent) return builder_.names().intern(text);
  const bool tiny = text.size() < 4;
  const char* const end = text.data() + text.size();
  const std::uint64_t first =
      tiny ? load_word<std::uint16_t>(text.data()) : load_word<std::uint32_t>(text.data());
  const std::uint64_t last =
      tiny ? load_word<std::uint16_t>(end - 2) : load_word<std::uint32_t>(end - 4);
  const std::uint64_t edges = (text.size() ^ first ^ (last << 32U)) * 0x9E3779B97F4A7C15;
  Recent& recent = recent_[edges >> (64U - kRecentBits)];
  if (same_text(text, recent.text)) return recent.name;
  recent.name = builder_.names().intern(text);
  recent.text = builder_.names().text(recent.name);
  return recent.name;
}

bool FieldReader::refuse(std::string problem, const FieldPath& path, std::string hint) {
  return refuse_at(reader_->offset(), std::move(problem), path, std::move(hint));
}

bool FieldReader::refuse_at(std::uint64_t offset, std::string problem, const FieldPath& path,
                            std::string hint) {
  if (!refusal_ && reader_->ok())
    refusal_ = Refusal{offset, path.text(), std::move(problem), std::move(hint), false};
  return false;
}

bool FieldReader::refuse_type(std::string_view expected, const FieldPath& path) {
  const ValueKind found = reader_->kind();
  if (!reader_->ok()) return false;
  std::string hint;
  const bool bare_word = found == ValueKind::Bool || found == ValueKind::Number;
  if (expected == "a string" && bare_word) hint = "put it in quotes";
  if (found == ValueKind::String && looks_like_placeholder())
    hint = "it looks like a placeholder of a template: fill it in first";
  if (expected == "a string" && found == ValueKind::Mapping)
    hint = "text that begins with a brace needs quotes; a template has to be rendered first";
  refuse("expected " + std::string(expected) + ", found " + std::string(describe(found)), path,
         std::move(hint));
  if (refusal_) refusal_->show_word = bare_word;
  return false;
}

/// Of the current value, a String.
bool FieldReader::looks_like_placeholder() {
  const ValueReader::Mark here = reader_->mark();
  std::string_view text;
  if (!reader_->read_text(text)) return false;
  reader_->seek(here);
  constexpr std::array<std::string_view, 5> kBeginnings{"$(", "${", "{{", "{%", "__"};
  return std::ranges::any_of(kBeginnings,
                             [&](std::string_view start) { return text.starts_with(start); });
}

bool FieldReader::refuse_long(const FieldPath& path) {
  refuse("a word of more than " + std::to_string(limits_.max_name_bytes) + " bytes", path);
  if (refusal_) refusal_->limit = true;
  return false;
}

void FieldReader::repeat(const FieldPath& path) {
  constexpr std::size_t kMost = 100;  // an object of nothing else shall not fill the memory
  if (repeated_.size() < kMost) repeated_.push_back({reader_->key_offset(), path.text()});
}

void FieldReader::check_subject_group(SubjectKind kind, Name group, std::size_t index,
                                      std::uint64_t offset) {
  std::string flaw = subject_group_flaw(kind, builder_.names().text(group), index);
  if (flaw.empty()) return;
  constexpr std::size_t kMost = 20;  // as of the other flaws of an object
  if (flaws_.size() < kMost) {
    flaws_.push_back({offset, std::move(flaw)});
  } else {
    ++more_flaws_;
  }
}

bool FieldReader::read_text(std::string_view& text, const FieldPath& path) {
  const ValueKind kind = reader_->kind();
  if (kind == ValueKind::String) {
    const ValueReader::Mark here = reader_->mark();
    if (!reader_->read_text(text)) return false;
    if (text.size() <= limits_.max_name_bytes) return true;
    reader_->seek(here);
    return refuse_long(path);
  }
  if (!reader_->ok()) return false;
  text = {};
  return kind == ValueKind::Null ? reader_->skip() : refuse_type("a string", path);
}

bool FieldReader::read_name(Name& name, const FieldPath& path) {
  std::string_view text;
  if (!read_text(text, path)) return false;
  name = intern(text);
  return true;
}

bool FieldReader::read_names(NameList& names, const FieldPath& path) {
  return read_once(known_lists_, names, [&] { return read_new_names(names, path); });
}

bool FieldReader::read_new_names(NameList& names, const FieldPath& path) {
  names = kEmptyList;
  ValueReader::Cursor items;
  bool present = false;
  if (!open_list(items, present, path, "a list of strings")) return false;
  if (!present) return true;
  list_.clear();
  while (reader_->next_item(items)) {
    Name name = kEmptyName;
    if (!read_name(name, path[list_.size()])) return false;
    list_.push_back(name);
  }
  if (!reader_->ok()) return false;
  names = builder_.names().intern_list(list_);
  return true;
}

bool FieldReader::read_flag(std::optional<bool>& flag, const FieldPath& path) {
  flag.reset();
  const ValueKind kind = reader_->kind();
  if (kind == ValueKind::Bool) {
    bool value = false;
    if (!reader_->read_bool(value)) return false;
    flag = value;
    return true;
  }
  if (!reader_->ok()) return false;
  return kind == ValueKind::Null ? reader_->skip() : refuse_type("true or false", path);
}

bool FieldReader::open_mapping(ValueReader::Cursor& cursor, bool& present, const FieldPath& path) {
  const ValueKind kind = reader_->kind();
  present = kind == ValueKind::Mapping;
  if (present) return reader_->enter(cursor);
  if (!reader_->ok()) return false;
  return kind == ValueKind::Null ? reader_->skip() : refuse_type("a mapping", path);
}

bool FieldReader::open_list(ValueReader::Cursor& cursor, bool& present, const FieldPath& path,
                            std::string_view expected) {
  const ValueKind kind = reader_->kind();
  present = kind == ValueKind::Sequence;
  if (present) return reader_->enter(cursor);
  if (!reader_->ok()) return false;
  return kind == ValueKind::Null ? reader_->skip() : refuse_type(expected, path);
}

}  // namespace rbacgraph
