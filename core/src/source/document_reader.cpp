#include "source/document_reader.h"

#include <utility>

#include "source/item_lanes.h"
#include "source/resource_types.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kSnapshotVersion = "rbacgraph/v1";

/// Does `step` until it needs no more of the input. A step that is done again has left nothing
/// behind.
template <class Step>
bool in_memory(ValueReader& reader, const Step& step) {
  const ValueReader::Mark begin = reader.mark();
  for (;;) {
    const bool result = step();
    if (reader.status() != ReadStatus::NeedMore) return result;
    if (!reader.refill(begin)) return false;
  }
}

/// next_key or next_item, in memory.
bool next_key(ValueReader& reader, ValueReader::Cursor& cursor, std::string& key) {
  return in_memory(reader, [&] {
    ValueReader::Cursor attempt = cursor;
    std::string_view text;
    const bool there = reader.next_key(attempt, text);
    if (!reader.ok()) return false;
    key = text;
    cursor = attempt;
    return there;
  });
}

bool next_item(ValueReader& reader, ValueReader::Cursor& cursor) {
  return in_memory(reader, [&] {
    ValueReader::Cursor attempt = cursor;
    const bool there = reader.next_item(attempt);
    if (!reader.ok()) return false;
    cursor = attempt;
    return there;
  });
}

}  // namespace

/// What is known of a list so far.
struct DocumentReader::ListHead {
  ValueReader::Cursor members;
  std::string kind;
  bool ahead = false;  ///< the members after `items` have been looked at
  ListContext context;
  std::uint64_t offset = 0;
};

DocumentReader::DocumentReader(SnapshotBuilder& builder, const ReadOptions& options,
                               InputReport& report)
    : builder_(builder), report_(report), decoder_(builder, options, report) {}

bool DocumentReader::read(ValueReader& reader) {
  return reader.kind() == ValueKind::Sequence ? read_bare_list(reader)
                                              : read_value(reader, nullptr);
}

/// What `jq .items` leaves of a List. kubectl doesn't take it; but nobody means anything else by
/// it.
bool DocumentReader::read_bare_list(ValueReader& reader) {
  Diagnostic told;
  told.severity = Severity::Info;
  told.code = "bare-list";
  told.message =
      "a list without an object around it, which kubectl does not take, is read as a List";
  told.source = report_.at(reader.offset());
  const std::uint64_t before = report_.policy_objects();
  ListContext context;
  context.kind_known = true;
  ValueReader::Cursor items;
  if (!in_memory(reader, [&] { return reader.enter(items); })) return false;
  bool fine = true;
  while (fine && next_item(reader, items)) fine = read_value(reader, &context);
  if (report_.policy_objects() > before) report_.report(std::move(told));
  return fine && reader.ok();
}

bool DocumentReader::read_value(ValueReader& reader, const ListContext* outer) {
  const ValueReader::Mark begin = reader.mark();
  ObjectDecoder::Outcome outcome{};
  in_memory(reader, [&] {
    outcome = decoder_.decode(reader, outer);
    return true;
  });
  if (!reader.ok()) return false;
  switch (outcome) {
    case ObjectDecoder::Outcome::Done: return true;
    case ObjectDecoder::Outcome::List: reader.seek(begin); return read_list(reader, outer);
    case ObjectDecoder::Outcome::WatchEvent: reader.seek(begin); return read_event(reader);
    case ObjectDecoder::Outcome::NeedsListKind:
      reader.seek(begin);
      needs_list_kind_ = true;
      return true;
    case ObjectDecoder::Outcome::Unreadable: return false;
  }
  return false;
}

bool DocumentReader::read_event(ValueReader& reader) {
  return in_memory(reader, [&] {
    ValueReader::Cursor members;
    std::string_view key;
    std::string type;
    ValueReader::Mark object;
    if (!reader.enter(members)) return false;
    while (reader.next_key(members, key)) {
      if (key == "object") object = reader.mark();
      if (key == "type" && !read_word(reader, type)) return false;
    }
    if (!reader.ok()) return false;
    if (type == "BOOKMARK") return true;  // says how far the watch has come; there is no object
    const ValueReader::Mark end = reader.mark();
    reader.seek(object);
    const ObjectDecoder::Action usual = decoder_.action();
    if (type == "DELETED") decoder_.set_action(ObjectDecoder::Action::Remove);
    const ObjectDecoder::Outcome outcome = decoder_.decode(reader, nullptr);
    decoder_.set_action(usual);
    if (!reader.ok()) return false;
    if (outcome != ObjectDecoder::Outcome::Done) report_.passed_over("(list in a watch event)");
    reader.seek(end);
    return true;
  });
}

/// Leaves `word` alone where it isn't a string: an object that is that odd is no list of ours.
bool DocumentReader::read_word(ValueReader& reader, std::string& word) {
  if (reader.kind() != ValueKind::String) return reader.ok();
  std::string_view text;
  if (!reader.read_text(text)) return false;
  constexpr std::size_t kLongest = 1024;
  if (text.size() <= kLongest) word = text;
  return true;
}

bool DocumentReader::read_list(ValueReader& reader, const ListContext* outer) {
  ListHead head;
  head.offset = reader.offset();
  head.context.stored = outer != nullptr && outer->stored;
  if (!in_memory(reader, [&] { return reader.enter(head.members); })) return false;
  std::string key;
  while (next_key(reader, head.members, key))
    if (!read_list_member(reader, key, head)) return false;
  return reader.ok();
}

bool DocumentReader::read_list_member(ValueReader& reader, std::string_view key, ListHead& head) {
  if (key == "items") return read_items(reader, head);
  if (key == "kind") return in_memory(reader, [&] { return read_word(reader, head.kind); });
  if (key == "apiVersion")
    return in_memory(reader, [&] { return read_word(reader, head.context.api_version); });
  if (key == "metadata") return in_memory(reader, [&] { return read_list_metadata(reader, head); });
  if (key == "coverage" && head.context.api_version == kSnapshotVersion)
    return in_memory(reader, [&] { return read_coverage(reader); });
  if (key == "resourceTypes" && head.context.api_version == kSnapshotVersion)
    return in_memory(reader, [&] { return read_resource_types(reader); });
  return true;
}

bool DocumentReader::read_items(ValueReader& reader, ListHead& head) {
  ListContext& context = head.context;
  const auto learn_kind = [&] {
    context.kind_known = head.ahead || !head.kind.empty();
    context.item_kind =
        head.kind.ends_with("List") ? head.kind.substr(0, head.kind.size() - 4) : "";
    if (context.api_version == kSnapshotVersion) context.stored = true;
  };
  if (reader.kind() != ValueKind::Sequence) return reader.ok();
  if (context.api_version.empty() && !look_ahead(reader, head, nullptr)) return false;
  learn_kind();
  ValueReader::Cursor items;
  if (!in_memory(reader, [&] { return reader.enter(items); })) return false;
  while (next_item(reader, items)) {
    needs_list_kind_ = false;
    if (!read_value(reader, &context)) return false;
    if (!std::exchange(needs_list_kind_, false)) {
      if (lanes_ != nullptr) lanes_->read_on(reader, items, context);
      continue;
    }
    if (!look_ahead(reader, head, &items)) return false;
    learn_kind();
    if (!read_value(reader, &context)) return false;
  }
  return reader.ok();
}

/// Reads what comes after `items` (or after this one of them), and comes back.
bool DocumentReader::look_ahead(ValueReader& reader, ListHead& head,
                                const ValueReader::Cursor* items) {
  if (head.ahead) return true;
  return in_memory(reader, [&] {
    const ValueReader::Mark begin = reader.mark();
    if (items != nullptr) {
      ValueReader::Cursor rest = *items;
      while (reader.next_item(rest)) {
      }
    } else if (!reader.skip()) {
      return false;
    }
    ValueReader::Cursor members = head.members;
    std::string_view key;
    while (reader.ok() && reader.next_key(members, key)) {
      if (key == "kind" && !read_word(reader, head.kind)) return false;
      if (key == "apiVersion" && !read_word(reader, head.context.api_version)) return false;
    }
    if (!reader.ok()) return false;
    head.ahead = true;
    reader.seek(begin);
    return true;
  });
}

/// A list that a server cut into pages names the next page.
bool DocumentReader::read_list_metadata(ValueReader& reader, ListHead& head) {
  if (reader.kind() != ValueKind::Mapping) return reader.ok();
  ValueReader::Cursor members;
  std::string_view key;
  bool more = false;
  if (!reader.enter(members)) return false;
  while (reader.next_key(members, key)) {
    std::string_view text;
    if (key != "continue" || reader.kind() != ValueKind::String) continue;
    if (!reader.read_text(text)) return false;
    more = !text.empty();
  }
  if (reader.ok() && more)
    report_.partial_list(head.kind.empty() ? "a list" : head.kind, head.offset);
  return reader.ok();
}

bool DocumentReader::read_resource_types(ValueReader& reader) {
  std::vector<ResourceType> types;
  if (!rbacgraph::read_resource_types(reader, types)) return false;
  for (ResourceType& type : types) builder_.put(std::move(type));
  return true;
}

namespace {

class CoverageWords {
 public:
  /// Where what stands under this key is put; null where that says nothing.
  std::string* of(std::string_view key) {
    if (key == "kind") return &entry_.kind;
    if (key == "namespace") return &entry_.ns;
    if (key == "why") return &entry_.why;
    if (key == "state") return &state_;
    if (key == "missing") return &missing_;
    return nullptr;
  }

  CoverageEntry entry() && {
    // A word that we don't know is no promise that everything is there.
    entry_.state = CoverageState::Partial;
    for (const CoverageState known : {CoverageState::Complete, CoverageState::Refused}) {
      if (state_ == to_string(known)) entry_.state = known;
    }
    entry_.only_unbound = missing_ == "unbound";
    return std::move(entry_);
  }

 private:
  CoverageEntry entry_;
  std::string state_;
  std::string missing_;
};

}  // namespace

bool DocumentReader::read_coverage(ValueReader& reader) {
  if (reader.kind() != ValueKind::Sequence) return reader.ok();
  ValueReader::Cursor entries;
  if (!reader.enter(entries)) return false;
  while (reader.next_item(entries))
    if (!read_coverage_entry(reader)) return false;
  return reader.ok();
}

bool DocumentReader::read_coverage_entry(ValueReader& reader) {
  if (reader.kind() != ValueKind::Mapping) return reader.ok();
  CoverageWords words;
  ValueReader::Cursor members;
  std::string_view key;
  if (!reader.enter(members)) return false;
  while (reader.next_key(members, key)) {
    std::string* const word = words.of(key);
    if (word != nullptr && !read_word(reader, *word)) return false;
  }
  if (!reader.ok()) return false;
  builder_.add_coverage(std::move(words).entry());
  return true;
}

}  // namespace rbacgraph
