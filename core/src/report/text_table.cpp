/// Tables for the terminal.
#include <algorithm>
#include <numeric>
#include <ostream>
#include <span>
#include <string_view>
#include <utility>

#include "rbacgraph/report/display.h"
#include "rbacgraph/report/table.h"
#include "report/wrap.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kGap = 3;
/// A column that is wrapped stays at least so wide: halves of names are hard to read.
constexpr std::size_t kLeastWrapped = 12;

struct TextCell {
  std::string text;
  std::size_t width = 0;
  Emphasis emphasis = Emphasis::None;
  bool nothing = false;
};
using TextRow = std::vector<TextCell>;

TextCell text_cell(std::string text, Emphasis emphasis) {
  const std::size_t width = display_width(text);
  return {std::move(text), width, emphasis};
}

TextRow text_row(const std::vector<Cell>& row) {
  TextRow cells;
  cells.reserve(row.size());
  for (std::size_t at = 0; at < row.size(); ++at) {
    // An empty cell would shift the columns of whoever splits a line at its blanks.
    const bool nothing = std::holds_alternative<std::monostate>(row[at].value);
    std::string text =
        nothing ? std::string(at + 1 < row.size() ? "-" : "") : printable(plain_text(row[at]));
    cells.push_back(text_cell(std::move(text), row[at].emphasis));
    cells.back().nothing = nothing;
  }
  return cells;
}

TextRow header_row(const Table& table) {
  TextRow cells;
  for (const std::string& title : table.columns)
    cells.push_back(text_cell(printable(title), Emphasis::Strong));
  return cells;
}

/// Bold and faint only: they read well on dark and light, and colour is never the only sign.
std::string_view sequence(Emphasis emphasis) {
  switch (emphasis) {
    case Emphasis::None: return "";
    case Emphasis::Strong: return "\x1b[1m";
    case Emphasis::Faint: return "\x1b[2m";
  }
  return "";
}

void write_styled(std::ostream& out, std::string_view text, Emphasis emphasis, bool color) {
  if (!color || emphasis == Emphasis::None) {
    out << text;
  } else {
    out << sequence(emphasis) << text << "\x1b[0m";
  }
}

/// One line of the terminal; it has no blanks at its end.
class Line {
 public:
  Line(std::ostream& out, bool color) : out_(out), color_(color) {}

  void add(std::string_view text, std::size_t width, std::size_t column, Emphasis emphasis) {
    if (!text.empty()) {
      out_ << std::string(owed_, ' ');
      owed_ = 0;
      write_styled(out_, text, emphasis, color_);
    }
    owed_ += column - std::min(width, column) + kGap;
  }
  void end() { out_ << '\n'; }

 private:
  std::ostream& out_;
  bool color_;
  std::size_t owed_ = 0;  // blanks, written when something follows
};

void write_row(std::ostream& out, const TextRow& row, std::span<const std::size_t> columns,
               bool color) {
  bool fits = true;
  for (std::size_t at = 0; at < row.size(); ++at) fits = fits && row[at].width <= columns[at];
  if (fits) {
    Line line(out, color);
    for (std::size_t at = 0; at < row.size(); ++at)
      line.add(row[at].text, row[at].width, columns[at], row[at].emphasis);
    return line.end();
  }
  std::vector<std::vector<std::string_view>> pieces;
  std::size_t lines = 0;
  for (std::size_t at = 0; at < row.size(); ++at) {
    pieces.push_back(wrap(row[at].text, columns[at]));
    lines = std::max(lines, pieces.back().size());
  }
  for (std::size_t nth = 0; nth < lines; ++nth) {
    Line line(out, color);
    for (std::size_t at = 0; at < row.size(); ++at) {
      const std::string_view piece = nth < pieces[at].size() ? pieces[at][nth] : std::string_view();
      line.add(piece, display_width(piece), columns[at], row[at].emphasis);
    }
    line.end();
  }
}

/// Each row a block: "TITLE  value", for terminals that are too narrow for columns.
void write_blocks(std::ostream& out, const TextRow& titles, std::span<const TextRow> rows,
                  const TableOptions& options) {
  std::size_t title_width = 0;
  for (const TextCell& title : titles) title_width = std::max(title_width, title.width);
  const std::size_t indent = title_width + 2;
  const std::size_t left = std::max(*options.width, indent + kLeastWrapped) - indent;
  bool first = true;
  for (const TextRow& row : rows) {
    if (!std::exchange(first, false)) out << '\n';
    for (std::size_t at = 0; at < row.size(); ++at) {
      if (row[at].nothing) continue;
      write_styled(out, titles[at].text, titles[at].emphasis, options.color);
      std::size_t blanks = indent - titles[at].width;
      for (const std::string_view piece : wrap(row[at].text, left)) {
        out << std::string(std::exchange(blanks, indent), ' ');
        write_styled(out, piece, row[at].emphasis, options.color);
        out << '\n';
      }
    }
  }
}

std::size_t total(std::span<const std::size_t> columns) {
  return std::accumulate(columns.begin(), columns.end(), std::size_t{0}) +
         (kGap * (columns.empty() ? 0 : columns.size() - 1));
}

/// Narrows the widest columns, alike, until the table is `width` wide. False if it can't be.
bool narrow(std::vector<std::size_t>& columns, const TextRow& titles, std::size_t width) {
  std::vector<std::size_t> least;
  for (std::size_t at = 0; at < columns.size(); ++at)
    least.push_back(std::min(columns[at], std::max(kLeastWrapped, titles[at].width)));
  if (total(least) > width) return false;
  for (std::size_t over = total(columns); over > width; over = total(columns)) {
    std::size_t widest = columns.size();
    for (std::size_t at = 0; at < columns.size(); ++at) {
      if (columns[at] > least[at] && (widest == columns.size() || columns[at] > columns[widest]))
        widest = at;
    }
    std::size_t next = least[widest];
    for (std::size_t at = 0; at < columns.size(); ++at)
      if (columns[at] < columns[widest]) next = std::max(next, columns[at]);
    // Down to the next one at once; equals give a column each in turn.
    const bool alone = std::ranges::count(columns, columns[widest]) == 1;
    columns[widest] -= alone ? std::min(columns[widest] - next, over - width) : std::size_t{1};
  }
  return true;
}

}  // namespace

void write_table(std::ostream& out, const Table& table, const TableOptions& options) {
  if (table.rows.empty()) return;
  const TextRow titles = header_row(table);
  std::vector<TextRow> rows;
  rows.reserve(table.rows.size());
  std::vector<std::size_t> columns(table.columns.size());
  const auto widen = [&](const TextRow& row) {
    for (std::size_t at = 0; at < row.size(); ++at)
      columns[at] = std::max(columns[at], row[at].width);
  };
  if (options.headers) widen(titles);
  for (const std::vector<Cell>& row : table.rows) {
    rows.push_back(text_row(row));
    widen(rows.back());
  }
  if (options.width && total(columns) > *options.width && !narrow(columns, titles, *options.width))
    return write_blocks(out, titles, rows, options);
  if (options.headers) write_row(out, titles, columns, options.color);
  for (const TextRow& row : rows) write_row(out, row, columns, options.color);
}

}  // namespace rbacgraph
