#include "rbacgraph/report/sections.h"

#include <cstdint>
#include <ostream>

#include "rbacgraph/report/display.h"

namespace rbacgraph {

Table sections_table(const std::vector<Section>& sections) {
  Table table;
  table.columns = {"SECTION", "ROW", "FIELD", "VALUE"};
  for (const Section& section : sections) {
    std::uint64_t number = 0;
    for (const std::vector<Cell>& row : section.table.rows) {
      ++number;
      for (std::size_t at = 0; at < row.size(); ++at) {
        table.rows.push_back(
            {{section.title}, {number}, {std::string(section.table.columns[at])}, row[at]});
      }
    }
    for (const std::string& line : section.lines)
      table.rows.push_back({{section.title}, {++number}, {}, {line}});
  }
  return table;
}

void write_sections(std::ostream& out, std::string_view head, const std::vector<Section>& sections,
                    const TableOptions& options) {
  const auto strong = [&](std::string_view text) {
    out << (options.color ? "\x1b[1m" : "") << text << (options.color ? "\x1b[0m" : "") << '\n';
  };
  strong(printable(head));
  for (const Section& section : sections) {
    if (section.empty()) continue;
    out << '\n';
    strong(printable(section.title));
    write_table(out, section.table, options);
    for (const std::string& line : section.lines) out << printable(line) << '\n';
  }
}

}  // namespace rbacgraph
