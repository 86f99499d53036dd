#include "report/column_writer.h"

#include <algorithm>
#include <ostream>
#include <string_view>
#include <utility>

#include "rbacgraph/report/display.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kGap = 3;

/// Bold and faint only: they read well on dark and light, and colour is never the only sign.
std::string_view sequence(CellColor color) {
  switch (color) {
    case CellColor::None: return "";
    case CellColor::Strong: return "\x1b[1m";
    case CellColor::Faint: return "\x1b[2m";
  }
  return "";
}

void write_row(std::ostream& out, const std::vector<Cell>& row,
               const std::vector<std::size_t>& widths, bool color) {
  std::size_t owed = 0;  // blanks, written when something follows
  for (std::size_t at = 0; at < row.size(); ++at) {
    const Cell& cell = row[at];
    const bool colored = color && cell.color != CellColor::None;
    if (!cell.text.empty()) {
      out << std::string(owed, ' ');
      owed = 0;
      if (colored) out << sequence(cell.color);
      out << cell.text;
      if (colored) out << "\x1b[0m";
    }
    owed += widths[at] - display_width(cell.text) + kGap;
  }
  out << '\n';
}

}  // namespace

void ColumnWriter::set_header(std::vector<std::string> titles) {
  header_.clear();
  for (std::string& title : titles) header_.push_back({std::move(title), CellColor::Strong});
  widen(header_);
}

void ColumnWriter::add(std::vector<Cell> row) {
  widen(row);
  rows_.push_back(std::move(row));
}

void ColumnWriter::widen(const std::vector<Cell>& row) {
  widths_.resize(std::max(widths_.size(), row.size()));
  for (std::size_t at = 0; at < row.size(); ++at)
    widths_[at] = std::max(widths_[at], display_width(row[at].text));
}

void ColumnWriter::write(std::ostream& out, bool color) const {
  if (rows_.empty()) return;
  if (!header_.empty()) write_row(out, header_, widths_, color);
  for (const std::vector<Cell>& row : rows_) write_row(out, row, widths_, color);
}

}  // namespace rbacgraph
