/// Tables for the terminal.
#include <algorithm>
#include <numeric>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/unicode.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/table.h"
#include "report/wrap.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kGap = 3;
/// A column that is wrapped stays at least so wide: halves of names are hard to read.
constexpr std::size_t kLeastWrapped = 12;

/// A cell as the terminal shows it.
struct TextCell {
  std::string_view text;
  std::size_t width = 0;
  Emphasis emphasis = Emphasis::None;
  bool nothing = false;
};

/// One row at a time: a table may have a great many, and of most cells the text is shown as it is.
class TextRow {
 public:
  explicit TextRow(std::size_t columns) : cells_(columns), made_(columns) {}

  /// The cells are good until the next call, and as long as the row.
  std::span<const TextCell> show(const std::vector<Cell>& row) {
    for (std::size_t at = 0; at < row.size(); ++at) {
      // An empty cell would shift the columns of whoever splits a line at its blanks.
      const bool nothing = std::holds_alternative<std::monostate>(row[at].value);
      const std::string_view text =
          nothing ? (at + 1 < row.size() ? "-" : "") : shown(row[at], made_[at]);
      const bool plain = text.data() != made_[at].data();
      cells_[at] = {text, plain ? text.size() : display_width(text), row[at].emphasis, nothing};
    }
    return std::span(cells_).first(row.size());
  }

 private:
  /// In `made` where that is anything but plain ASCII.
  static std::string_view shown(const Cell& cell, std::string& made) {
    const auto* const words = std::get_if<Words>(&cell.value);
    const std::string* const text =
        words != nullptr ? &words->text : std::get_if<std::string>(&cell.value);
    if (text != nullptr && !text->empty() && is_plain_ascii(*text)) return *text;
    made = printable(plain_text(cell));
    return made;
  }

  std::vector<TextCell> cells_;
  std::vector<std::string> made_;
};

/// The titles, some of which may be names of the input, as cells of a row.
std::vector<Cell> header_row(const Table& table) {
  std::vector<Cell> cells;
  for (const std::string& title : table.columns) cells.push_back({Words{title}, Emphasis::Strong});
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

void add_styled(std::string& line, std::string_view text, Emphasis emphasis, bool color) {
  if (!color || emphasis == Emphasis::None) {
    line.append(text);
  } else {
    line.append(sequence(emphasis)).append(text).append("\x1b[0m");
  }
}

/// Lines of the terminal, one after the other; they have no blanks at their ends.
class Lines {
 public:
  Lines(std::ostream& out, bool color) : out_(out), color_(color) {}

  void add(std::string_view text, std::size_t width, std::size_t column, Emphasis emphasis) {
    if (!text.empty()) {
      line_.append(std::exchange(owed_, 0), ' ');
      add_styled(line_, text, emphasis, color_);
    }
    owed_ += column - std::min(width, column) + kGap;
  }
  void end() {
    line_ += '\n';
    out_ << line_;
    line_.clear();
    owed_ = 0;
  }

 private:
  std::ostream& out_;
  bool color_;
  std::string line_;
  std::size_t owed_ = 0;  // blanks, written when something follows
};

void write_row(Lines& lines, std::span<const TextCell> row, std::span<const std::size_t> columns) {
  bool fits = true;
  for (std::size_t at = 0; at < row.size(); ++at) fits = fits && row[at].width <= columns[at];
  if (fits) {
    for (std::size_t at = 0; at < row.size(); ++at)
      lines.add(row[at].text, row[at].width, columns[at], row[at].emphasis);
    return lines.end();
  }
  std::vector<std::vector<std::string_view>> pieces;
  std::size_t most = 0;
  for (std::size_t at = 0; at < row.size(); ++at) {
    pieces.push_back(wrap(row[at].text, columns[at]));
    most = std::max(most, pieces.back().size());
  }
  for (std::size_t nth = 0; nth < most; ++nth) {
    for (std::size_t at = 0; at < row.size(); ++at) {
      const std::string_view piece = nth < pieces[at].size() ? pieces[at][nth] : std::string_view();
      lines.add(piece, display_width(piece), columns[at], row[at].emphasis);
    }
    lines.end();
  }
}

/// Each row a block: "TITLE  value", for terminals that are too narrow for columns.
void write_blocks(std::ostream& out, std::span<const TextCell> titles, const Table& table,
                  std::size_t width, bool color) {
  std::size_t title_width = 0;
  for (const TextCell& title : titles) title_width = std::max(title_width, title.width);
  const std::size_t indent = title_width + 2;
  const std::size_t left = std::max(width, indent + kLeastWrapped) - indent;
  bool first = true;
  TextRow shown(table.columns.size());
  std::string lines;
  for (const std::vector<Cell>& cells : table.rows) {
    const std::span<const TextCell> row = shown.show(cells);
    lines = std::exchange(first, false) ? "" : "\n";
    for (std::size_t at = 0; at < row.size(); ++at) {
      if (row[at].nothing) continue;
      add_styled(lines, titles[at].text, titles[at].emphasis, color);
      std::size_t blanks = indent - titles[at].width;
      for (const std::string_view piece : wrap(row[at].text, left)) {
        lines.append(std::exchange(blanks, indent), ' ');
        add_styled(lines, piece, row[at].emphasis, color);
        lines += '\n';
      }
    }
    out << lines;
  }
}

std::size_t total(std::span<const std::size_t> columns) {
  return std::accumulate(columns.begin(), columns.end(), std::size_t{0}) +
         (kGap * (columns.empty() ? 0 : columns.size() - 1));
}

/// Narrows the widest columns, alike, until the table is `width` wide. False if it can't be.
bool narrow(std::vector<std::size_t>& columns, std::span<const TextCell> titles,
            std::size_t width) {
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
  const std::vector<Cell> header = header_row(table);
  TextRow shown_titles(header.size());
  const std::span<const TextCell> titles = shown_titles.show(header);
  TextRow shown(table.columns.size());
  std::vector<std::size_t> columns(table.columns.size());
  const auto widen = [&](std::span<const TextCell> row) {
    for (std::size_t at = 0; at < row.size(); ++at)
      columns[at] = std::max(columns[at], row[at].width);
  };
  if (options.headers) widen(titles);
  for (const std::vector<Cell>& row : table.rows) widen(shown.show(row));
  const std::optional<std::size_t>& width = options.width;
  if (width && total(columns) > *width && !narrow(columns, titles, *width))
    return write_blocks(out, titles, table, *width, options.color);
  Lines lines(out, options.color);
  if (options.headers) write_row(lines, titles, columns);
  for (const std::vector<Cell>& row : table.rows) write_row(lines, shown.show(row), columns);
}

}  // namespace rbacgraph
