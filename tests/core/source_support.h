/// Reading text in tests, and telling what was read in lines of text.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/policy/snapshot.h"
#include "rbacgraph/source/read.h"

namespace rbacgraph::test {

/// The Snapshot of one text, named "in".
std::shared_ptr<const Snapshot> read(std::string_view text, const ReadOptions& options = {});

/// Every object in one line, in the order of reading: kind, key, and what was kept of it. Without
/// positions, so that equal policies in different formats give equal lines.
std::vector<std::string> lines_of(const Snapshot& snapshot);

/// "severity code line:column message | hint" of each diagnostic; validation's own are left out.
std::vector<std::string> diagnostics_of(const Snapshot& snapshot);

/// Kept, passed over and refused objects of a source: "ClusterRole 2, Role 1; Secret 3; 0".
std::string counts_of(const SourceInfo& source);

}  // namespace rbacgraph::test
