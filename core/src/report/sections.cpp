#include "rbacgraph/report/sections.h"

#include <ostream>

#include "rbacgraph/report/display.h"

namespace rbacgraph {

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
