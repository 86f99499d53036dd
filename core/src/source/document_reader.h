/// Reads documents: single objects, lists of any kind and in one another, watch events, Snapshots.
///
/// A list is read item by item, in windows if the reader works so. Only an item without a kind,
/// in a list whose own kind has not come yet, makes it look ahead to the end of the list.
#pragma once

#include <string>

#include "source/object_decoder.h"
#include "source/value_reader.h"

namespace rbacgraph {

class DocumentReader {
 public:
  DocumentReader(SnapshotBuilder& builder, const ReadOptions& options, InputReport& report);

  /// Reads the document that is the reader's current value. False where the reader is not ok():
  /// what came before the failure has been read.
  bool read(ValueReader& reader);
  /// Where reading failed: in an object that is known to be of a kind that is kept.
  bool failed_in_kept_object() const { return decoder_.failed_in_kept_object(); }
  void set_action(ObjectDecoder::Action action) { decoder_.set_action(action); }
  /// Who may read items of long lists in its place, or nullptr. Has to live as long as reading.
  void set_lanes(class ItemLanes* lanes) { lanes_ = lanes; }

 private:
  struct ListHead;

  bool read_value(ValueReader& reader, const ListContext* outer);
  bool read_bare_list(ValueReader& reader);
  bool read_event(ValueReader& reader);
  bool read_list(ValueReader& reader, const ListContext* outer);
  bool read_list_member(ValueReader& reader, std::string_view key, ListHead& head);
  bool read_items(ValueReader& reader, ListHead& head);
  static bool look_ahead(ValueReader& reader, ListHead& head, const ValueReader::Cursor* items);
  static bool read_word(ValueReader& reader, std::string& word);
  bool read_list_metadata(ValueReader& reader, ListHead& head);
  bool read_resource_types(ValueReader& reader);
  bool read_coverage(ValueReader& reader);
  bool read_coverage_entry(ValueReader& reader);

  SnapshotBuilder& builder_;
  InputReport& report_;
  ObjectDecoder decoder_;
  ItemLanes* lanes_ = nullptr;
  bool needs_list_kind_ = false;  ///< the value that was read last waits for its list's kind
};

}  // namespace rbacgraph
