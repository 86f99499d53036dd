/// Reports of several parts: each a title, a table, and a few lines below it.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/report/table.h"

namespace rbacgraph {

struct Section {
  std::string title;
  Table table;                     ///< may have no rows
  std::vector<std::string> lines;  ///< below it, not yet printable

  bool empty() const { return table.rows.empty() && lines.empty(); }
};

/// One row for each cell and line, for spreadsheets: SECTION ROW FIELD VALUE. Rows count from 1 in
/// each section; a line has no field.
Table sections_table(const std::vector<Section>& sections);

/// For the terminal: `head` in bold, then each section that is not empty behind an empty line.
void write_sections(std::ostream& out, std::string_view head, const std::vector<Section>& sections,
                    const TableOptions& options);

}  // namespace rbacgraph
