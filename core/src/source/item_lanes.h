/// Reads the items of a long list side by side, by a few threads.
///
/// A dump of a cluster is one list of very many items, each in lines of its own. Its text is cut
/// into pieces at line ends that look like those between two items (the same closing and opening
/// brace with the same blanks between them as seen before); a lane reads one piece after another,
/// into a SnapshotPart and an InputReport of its own. The parts are then moved to the snapshot's
/// builder, one by one in the order of the text, so that all ids, places and messages are those of
/// reading it in one go.
///
/// A piece counts only if there is nothing to tell about it: it was well formed to its very end,
/// of items that were kept or passed over. That also proves that the cut behind it was one between
/// two items. Anything else (a refused object, a list in the list, damage, a wrong cut) gives its
/// text back to the input, and the usual reader reads that again, in the usual way, with everything
/// that there is to say. So nothing that is said is ever said here.
///
/// Thread rule: the threads live only while read_on() runs. Input, builder and report are used by
/// one of them at a time: the input by whoever takes a piece, the others by whose turn it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "source/byte_input.h"
#include "source/input_report.h"
#include "source/json_reader.h"
#include "source/object_decoder.h"

namespace rbacgraph {

/// Nothing that is read depends on these.
struct LaneOptions {
  LaneOptions();

  std::size_t threads;  ///< the caller's included; 1 reads nothing side by side
  std::size_t piece_bytes = JsonWindow::kUsualCapacity;
  /// Of the input. Of a smaller one too little is left to do when the threads are there.
  std::uint64_t least_input = std::uint64_t{4} << 20;
};

class ItemLanes {
 public:
  /// What reading a text stands on. All of it must outlive this.
  struct Reading {
    InputText& input;
    JsonReader& reader;
    SnapshotBuilder& builder;
    const ReadOptions& options;
    InputReport& report;
  };

  ItemLanes(const Reading& reading, const LaneOptions& options);

  /// To be called when an item was read. Reads those that follow if that is worth it, and leaves
  /// the reader where the first one is, or the end of the list, that was not read here.
  void read_on(const ValueReader& reader, ValueReader::Cursor& items, const ListContext& context) {
    if (&reader == &reading_.reader && reader.offset() >= next_try_) try_from_here(items, context);
  }

  /// Pieces that were read here; for tests.
  std::uint64_t pieces() const { return pieces_; }

 private:
  class Lane;
  class Run;

  void try_from_here(ValueReader::Cursor& items, const ListContext& context);

  Reading reading_;
  LaneOptions options_;
  std::uint64_t next_try_ = 0;  ///< offset
  std::uint64_t pieces_ = 0;
  std::uint64_t lost_ = 0;  ///< pieces that had to be read again
};

}  // namespace rbacgraph
