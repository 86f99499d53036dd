/// Answers as rows, for people and spreadsheets: the one model that the terminal's table, CSV and
/// Markdown are written from.
///
/// A cell holds a plain value. Names stand in it as they are, hostile ones too: each format escapes
/// them in its own way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rbacgraph {

/// Text of the program's own: every letter of it is harmless in every format.
struct Words {
  std::string text;
  friend bool operator==(const Words&, const Words&) = default;
};

enum class Emphasis : std::uint8_t { None, Strong, Faint };

struct Cell {
  /// Nothing, our words, text with names in it, a number, or a list of names.
  using Value =
      std::variant<std::monostate, Words, std::string, std::uint64_t, std::vector<std::string>>;
  Value value;
  Emphasis emphasis = Emphasis::None;
  friend bool operator==(const Cell&, const Cell&) = default;
};

struct Table {
  std::vector<std::string> columns;     ///< titles, in capitals
  std::vector<std::vector<Cell>> rows;  ///< of as many cells as there are columns
};

/// Text with a value in the middle of a sentence or cell: lists by commas, an empty name as `""`.
/// Not printable yet.
std::string plain_text(const Cell& cell);

struct TableOptions {
  bool headers = true;
  bool color = false;
  /// Columns of the terminal: what does not fit is wrapped inside its column. Where that leaves
  /// too little to read, each row is a block of lines "TITLE  value" of its own. Nothing is ever
  /// cut. nullopt: as wide as it gets.
  std::optional<std::size_t> width;
};

/// A table for the terminal: columns are three blanks apart and padded by what a terminal shows,
/// names are made printable. Nothing in a cell is "-", but in the last column, where it is nothing.
/// Without rows nothing is written, the header neither.
void write_table(std::ostream& out, const Table& table, const TableOptions& options);

}  // namespace rbacgraph
