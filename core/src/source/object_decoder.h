/// Decodes one object, of whatever kind, from a ValueReader into a SnapshotBuilder.
///
/// An object is read in one pass over its members. `kind` and `apiVersion` say what the others
/// mean; members that come before them are set aside and read at the end. Nothing of an object of
/// a kind that is not kept is looked at but these two and whether it has `items`.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "rbacgraph/policy/snapshot_builder.h"
#include "source/field_reader.h"
#include "source/input_report.h"
#include "source/object_kind.h"

namespace rbacgraph {

/// What a list says about its items.
struct ListContext {
  std::string api_version;
  std::string item_kind;    ///< of items without kind; "" where the list doesn't say
  bool kind_known = false;  ///< false while the list's own kind may still come
  bool stored = false;      ///< a Snapshot: its objects are as a server had them
};

class ObjectDecoder {
 public:
  ObjectDecoder(SnapshotBuilder& builder, const ReadOptions& options, InputReport& report);

  enum class Outcome : std::uint8_t {
    Done,           ///< put, passed over or refused; the reader is after it
    List,           ///< it has `items`; nothing was done, and the reader is anywhere in it
    WatchEvent,     ///< it has `type` and `object`; the same
    NeedsListKind,  ///< it has no kind, and the list's is not known yet; the same
    Unreadable,     ///< the reader is not ok(); nothing was done
  };
  /// `list` is what the object is an item of, or nullptr.
  Outcome decode(ValueReader& reader, const ListContext* list);

  /// What happens to an object that was read.
  enum class Action : std::uint8_t { Put, PutIfAbsent, Remove };
  void set_action(Action action) { action_ = action; }
  Action action() const { return action_; }
  FieldReader& fields() { return fields_; }
  /// Where reading failed within an object: it is known to be of a kind that is kept.
  bool failed_in_kept_object() const { return within_ && settled_ && is_kept(); }

 private:
  enum class Field : std::uint8_t {
    ApiVersion,
    Kind,
    Metadata,
    Rules,
    AggregationRule,
    RoleRef,
    Subjects,
    Spec,
    Automount,
    Items,
    Type,
    Payload,
    Other,
  };
  static constexpr std::size_t kFields = static_cast<std::size_t>(Field::Other);
  static Field field_of(std::string_view key);
  static std::string_view key_of(Field field);

  struct Metadata {
    Name name = kEmptyName;
    Name ns = kEmptyName;
    bool generated_name = false;
    bool stored = false;
  };

  void start(ValueReader& reader);
  std::optional<Outcome> read_members(ValueReader& reader);
  bool read_or_set_aside(ValueReader& reader, Field field);
  bool read_set_aside(ValueReader& reader);
  bool read_field(Field field);
  bool wants(Field field) const;
  bool read_metadata();
  void settle_kind();
  Outcome finish(ValueReader& reader, const ListContext* list);
  Outcome pass_over(ValueReader& reader);
  Outcome refuse(ValueReader& reader);
  bool complete_metadata();
  void put();
  template <class T>
  void act_on(T object);
  void tell_repeated_keys(ValueReader& reader);
  void tell_flaws(ValueReader& reader);
  std::string words(std::string_view ns, std::string_view name) const;
  void find_name(ValueReader& reader, std::string& ns, std::string& name);
  /// The same in the value of `metadata`. False where it can't be read.
  bool find_name_in_metadata(ValueReader& reader, std::string& ns, std::string& name) const;
  bool is_kept() const {
    return kind_.standing == KindReading::Standing::Known ||
           kind_.standing == KindReading::Standing::Unserved;
  }
  std::string read_reason(ValueReader& reader);

  SnapshotBuilder& builder_;
  const ReadOptions& options_;
  InputReport& report_;
  FieldReader fields_;
  ValueMemo<RoleRef> role_refs_;
  Action action_ = Action::Put;

  // Of the object that is being read.
  std::string api_version_;
  std::string kind_word_;
  bool has_api_version_ = false;
  bool has_kind_ = false;
  bool settled_ = false;  ///< kind_ is final
  bool within_ = false;   ///< it has not been read to its end
  KindReading kind_;
  std::uint64_t offset_ = 0;
  ValueReader::Mark begin_;
  unsigned seen_ = 0;
  unsigned set_aside_ = 0;
  std::array<ValueReader::Mark, kFields> marks_{};
  Metadata metadata_;
  Role role_;
  Binding binding_;
  std::optional<bool> automount_;
  Workload workload_;
  ResourceType type_;
};

}  // namespace rbacgraph
