#include "rbacgraph/report/matrix_table.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/base/text.h"
#include "rbacgraph/report/display.h"
#include "report/powerful_words.h"

namespace rbacgraph {
namespace {

struct MarkText {
  std::string_view sign;
  std::string_view ascii;
  std::string_view word;
};

constexpr std::array<MarkText, 4> kMarks{
    {{"✖", ".", "no"}, {"◐", "n", "only-named"}, {"~", "~", "some-namespaces"}, {"✔", "Y", "yes"}}};

const MarkText& text_of(MatrixMark mark) { return kMarks[static_cast<std::size_t>(mark)]; }

Cell mark_cell(MatrixMark mark, bool powerful, const MatrixTableOptions& options) {
  if (options.for_spreadsheets) return {Words{std::string(text_of(mark).word)}};
  const Emphasis emphasis = mark == MatrixMark::No    ? Emphasis::Faint
                            : mark == MatrixMark::Yes ? Emphasis::Strong
                                                      : Emphasis::None;
  const std::string_view sign = options.ascii ? text_of(mark).ascii : text_of(mark).sign;
  return {Words{std::string(sign) + (powerful ? "!" : "")}, emphasis};
}

/// As the user would write the type.
std::string type_text(const MatrixRow& row) {
  std::string text = row.resource;
  if (!row.group.empty()) text += "." + row.group;
  if (!row.subresource.empty()) text += "/" + row.subresource;
  return text;
}

void add_verb_columns(Table& table, const Matrix& matrix) {
  for (const std::string& verb : matrix.query.verbs) {
    std::string title = verb;
    std::ranges::transform(title, title.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; });
    table.columns.push_back(std::move(title));
  }
}

void add_row_by_verb(Table& table, const Matrix& matrix, const MatrixRow& row, std::size_t subject,
                     const MatrixTableOptions& options) {
  std::vector<Cell> cells;
  if (options.for_spreadsheets) cells.push_back({spell(matrix.subjects[subject].subject)});
  cells.push_back({type_text(row)});
  std::vector<std::string> powerful;
  for (std::size_t verb = 0; verb < matrix.query.verbs.size(); ++verb) {
    const bool is_powerful = !matrix.powers(row, subject, verb).empty();
    if (is_powerful) powerful.push_back(matrix.query.verbs[verb]);
    cells.push_back(mark_cell(matrix.mark(row, subject, verb), is_powerful, options));
  }
  if (options.for_spreadsheets && matrix.query.powerful)
    cells.push_back(powerful.empty() ? Cell{} : Cell{std::move(powerful)});
  table.rows.push_back(std::move(cells));
}

/// Verbs that nobody has are told only where verbs were asked for: there are always some.
void add_rows_by_subject(Table& table, const Matrix& matrix, const MatrixRow& row,
                         const MatrixTableOptions& options) {
  struct Told {
    MatrixMark mark{};
    bool powerful = false;
    bool operator==(const Told&) const = default;
  };
  std::vector<std::pair<std::vector<Told>, std::vector<std::string>>> alike;
  for (std::size_t verb = 0; verb < matrix.query.verbs.size(); ++verb) {
    std::vector<Told> marks;
    for (std::size_t subject = 0; subject < matrix.subjects.size(); ++subject) {
      marks.push_back(
          {matrix.mark(row, subject, verb), !matrix.powers(row, subject, verb).empty()});
    }
    const auto found = std::ranges::find(alike, marks, [](const auto& each) { return each.first; });
    if (found != alike.end()) {
      found->second.push_back(matrix.query.verbs[verb]);
    } else {
      alike.emplace_back(std::move(marks), std::vector<std::string>{matrix.query.verbs[verb]});
    }
  }
  for (auto& [marks, verbs] : alike) {
    const bool nobody =
        std::ranges::all_of(marks, [](const Told& told) { return told.mark == MatrixMark::No; });
    if (nobody && matrix.default_verbs) continue;
    std::vector<Cell> cells{{type_text(row)}, {std::move(verbs)}};
    for (const Told& told : marks) cells.push_back(mark_cell(told.mark, told.powerful, options));
    table.rows.push_back(std::move(cells));
  }
}

}  // namespace

std::string_view to_string(MatrixMark mark) { return text_of(mark).word; }

Table matrix_table(const Matrix& matrix, const MatrixTableOptions& options) {
  Table table;
  if (options.for_spreadsheets) table.columns.emplace_back("SUBJECT");
  table.columns.emplace_back("RESOURCE");
  if (options.for_spreadsheets || matrix.subjects.size() == 1) {
    add_verb_columns(table, matrix);
    if (options.for_spreadsheets && matrix.query.powerful)
      table.columns.emplace_back("POWERFUL VERBS");
    for (const MatrixRow& row : matrix.rows) {
      for (std::size_t subject = 0; subject < matrix.subjects.size(); ++subject) {
        add_row_by_verb(table, matrix, row, subject, options);
      }
    }
    return table;
  }
  table.columns.emplace_back("VERBS");
  for (const MatrixSubject& subject : matrix.subjects)
    table.columns.push_back(spell(subject.subject));
  for (const MatrixRow& row : matrix.rows) add_rows_by_subject(table, matrix, row, options);
  return table;
}

std::vector<std::string> headline(const Matrix& matrix) {
  std::vector<std::string> subjects;
  for (const MatrixSubject& subject : matrix.subjects)
    subjects.push_back(printable(spell(subject.subject)));
  std::vector<std::string> lines{fmt::format(
      "What can {} do, {}?", fmt::join(subjects, ", "),
      matrix.query.ns ? "in namespace " + printable(*matrix.query.ns) : "in all namespaces")};
  if (matrix.subjects.size() > 1) return lines;
  std::vector<std::string> groups;
  for (const std::string& group : matrix.subjects.front().user.groups)
    groups.push_back(printable(group));
  if (!groups.empty()) lines.push_back(fmt::format("In the groups {}", fmt::join(groups, ", ")));
  return lines;
}

std::vector<std::string> trailer(const Matrix& matrix, bool ascii) {
  const auto sign = [&](MatrixMark mark) {
    return ascii ? text_of(mark).ascii : text_of(mark).sign;
  };
  std::vector<std::string> lines;
  if (matrix.rows.empty()) {
    lines.emplace_back("Nothing, as far as the input tells: no binding in it gives any of this");
  } else {
    std::string marks = fmt::format("{} yes", sign(MatrixMark::Yes));
    if (!matrix.query.ns)
      marks += fmt::format("   {} in some namespaces only", sign(MatrixMark::SomeNamespaces));
    lines.push_back(fmt::format("{}   {} for some named objects only   {} no{}", marks,
                                sign(MatrixMark::OnlyNamed), sign(MatrixMark::No),
                                matrix.query.powerful ? "   ! powerful" : ""));
  }
  if (matrix.idle_types > 0) {
    lines.push_back(fmt::format(
        "left out: {} with which {}; --resources shows any",
        count_text(matrix.idle_types, "resource type"),
        matrix.subjects.size() == 1 ? "it can do nothing" : "none of them can do anything"));
  }
  for (const std::string& line : power_legend(named_powers(matrix)))
    lines.push_back("powerful: " + line);
  for (const std::string& note : matrix.notes) lines.push_back("note: " + printable(note));
  return lines;
}

}  // namespace rbacgraph
