/// Where something was read: an input and a byte offset in it.
///
/// Positions cost 12 bytes and reveal nothing. Line and column are worked out when they are
/// printed (base/line_locator.h).
#pragma once

#include <cstdint>

#include "rbacgraph/base/strong_id.h"

namespace rbacgraph {

/// An input of a Snapshot, in the order in which they were read: `Snapshot::sources()`.
enum class SourceId : std::uint32_t {};

struct SourceRef {
  SourceId source = kNoId<SourceId>;
  std::uint64_t offset = 0;  ///< in bytes from the start of the uncompressed input

  bool known() const { return source != kNoId<SourceId>; }
  friend bool operator==(const SourceRef&, const SourceRef&) = default;
};

}  // namespace rbacgraph
