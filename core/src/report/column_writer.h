/// Rows of printable cells, padded to columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace rbacgraph {

enum class CellColor : std::uint8_t { None, Strong, Faint };

struct Cell {
  std::string text;
  CellColor color = CellColor::None;
};

class ColumnWriter {
 public:
  void set_header(std::vector<std::string> titles);
  void add(std::vector<Cell> row);
  /// Columns are three blanks apart; a line has no blanks at its end. Without rows nothing is
  /// written, the header neither.
  void write(std::ostream& out, bool color) const;

 private:
  void widen(const std::vector<Cell>& row);

  std::vector<Cell> header_;
  std::vector<std::vector<Cell>> rows_;
  std::vector<std::size_t> widths_;
};

}  // namespace rbacgraph
