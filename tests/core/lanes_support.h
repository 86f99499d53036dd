/// Reading a text with several threads, and telling all that was read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/policy/snapshot.h"
#include "source/text_reader.h"

namespace rbacgraph::test {

/// Lanes for a text of any size; `threads` 1 is none.
LaneOptions lanes(std::size_t threads, std::size_t piece_bytes);

struct Reading {
  std::shared_ptr<const Snapshot> snapshot;
  std::uint64_t pieces = 0;
};

Reading read_in_lanes(std::unique_ptr<ByteInput> bytes, const LaneOptions& options,
                      const ReadOptions& read = {});
Reading read_in_lanes(std::string_view text, const LaneOptions& options);

/// All that a Snapshot holds, ids as numbers.
std::vector<std::string> everything(const Snapshot& s);

}  // namespace rbacgraph::test
