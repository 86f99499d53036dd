#include "rbacgraph/report/csv.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>

#include "report/escaped_text.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

std::string escaped_list(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += ',';
    if (name.empty()) out += "\"\"";
    for (std::string_view rest = name; !rest.empty();) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      std::string part = escaped_text(rest.substr(0, comma));
      const bool ends_here = comma == rest.size();
      if (!ends_here && part.ends_with('\\')) part += '\\';
      out += part;
      if (!ends_here) out += "\\x2c";
      rest.remove_prefix(ends_here ? comma : comma + 1);
    }
  }
  return out;
}

/// Fullwidth forms too: a spreadsheet in Japanese takes them for the signs themselves.
bool begins_formula(std::string_view text) {
  constexpr std::array<std::string_view, 12> kSigns{
      "=", "+", "-", "@", "\t", "\r", "\n", "'", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  return std::ranges::any_of(kSigns, [&](std::string_view sign) { return text.starts_with(sign); });
}

std::string quoted(const std::string& text) {
  const bool harmless = text.find_first_of("\",\r\n\t") == std::string::npos &&
                        !text.starts_with(' ') && !text.ends_with(' ');
  if (harmless) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

struct AsCsv {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const Words& words) const { return words.text; }
  std::string operator()(const std::string& text) const { return escaped_text(text); }
  std::string operator()(std::uint64_t number) const { return std::to_string(number); }
  std::string operator()(const std::vector<std::string>& names) const {
    return escaped_list(names);
  }
};

std::string csv_cell(const Cell& cell) {
  std::string text = std::visit(AsCsv(), cell.value);
  if (begins_formula(text)) text.insert(0, "'");
  return quoted(text);
}

}  // namespace

void write_csv(std::ostream& out, const Table& table, bool headers) {
  if (headers) {
    std::string_view before;
    for (const std::string& title : table.columns) {
      out << before << csv_cell({title});
      before = ",";
    }
    out << kLineEnd;
  }
  for (const std::vector<Cell>& row : table.rows) {
    std::string_view before;
    for (const Cell& cell : row) {
      out << before << csv_cell(cell);
      before = ",";
    }
    out << kLineEnd;
  }
}

}  // namespace rbacgraph
