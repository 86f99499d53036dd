/// Changes of access as people read them: entries that differ in their namespace alone are one row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rbacgraph/analysis/diff.h"
#include "rbacgraph/report/table.h"
#include "report/diff_words.h"

namespace rbacgraph {

struct DiffRow {
  /// What the row's entries have in common is told by the first of them. The Diff must outlive it.
  const AccessChange* entry;
  std::vector<std::uint32_t> numbers;   ///< of the entries, ascending
  std::vector<std::string> namespaces;  ///< sorted; none where it is cluster-wide
  std::vector<std::uint32_t> causes;    ///< indices in Diff::objects, ascending

  bool is_powerful() const { return !entry->powers.empty(); }
};

/// In the order of `access`, which has indices in Diff::access.
std::vector<DiffRow> diff_rows(const Diff& diff, std::span<const std::uint32_t> access);

/// Dead, or had another way on the other side too: nothing that changes what anybody can do.
bool is_aside(const AccessChange& entry);

struct RowsTableOptions {
  std::size_t namespaces = 2;  ///< so many are named
  /// With these: a column SOURCE for the place of the first cause.
  const DiffSourceNames* places = nullptr;
};

/// # SUBJECT THROUGH? SCOPE ACCESS POWERFUL? CAUSE SOURCE?, the number that of the first entry.
Table rows_table(const Diff& diff, std::span<const DiffRow> rows, const RowsTableOptions& options);

}  // namespace rbacgraph
