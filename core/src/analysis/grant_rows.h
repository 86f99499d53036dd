/// Rows {subject, grant, …} of evidence: the order that answers have them in.
#pragma once

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <vector>

#include "base/grouped.h"
#include "rbacgraph/graph/access_graph.h"

namespace rbacgraph {

/// By subject, then by grant. Many rows are dealt out to their subjects, which leaves little to be
/// compared.
template <class Row>
void sort_rows(std::vector<Row>& rows, std::size_t subject_count) {
  constexpr std::size_t kFew = 16;
  if (rows.size() < subject_count / kFew) {
    std::ranges::sort(rows, [](const Row& a, const Row& b) {
      return std::tie(a.subject, a.grant) < std::tie(b.subject, b.grant);
    });
    return;
  }
  rows = Grouped<Row>(subject_count, [&](const auto& add) {
           for (const Row& row : rows) add(index_of(row.subject), row);
         }).take_items();
  for (auto first = rows.begin(); first != rows.end();) {
    const auto last = std::find_if(first + 1, rows.end(),
                                   [&](const Row& row) { return row.subject != first->subject; });
    // The rows of one rule come in this order from the graph.
    if (!std::ranges::is_sorted(first, last, {}, &Row::grant))
      std::ranges::sort(first, last, {}, &Row::grant);
    first = last;
  }
}

/// An account without namespace in a ClusterRoleBinding is nobody.
inline bool is_nobody(const Identity& who) {
  return who.kind == SubjectKind::ServiceAccount && who.ns == kEmptyName;
}

}  // namespace rbacgraph
