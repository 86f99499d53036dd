#include "rbacgraph/report/markdown.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/base/version.h"
#include "rbacgraph/report/answer_table.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/explain_table.h"
#include "rbacgraph/report/explain_text.h"
#include "rbacgraph/report/lint_table.h"
#include "rbacgraph/report/lookup_table.h"
#include "rbacgraph/report/matrix_table.h"
#include "rbacgraph/report/path_table.h"
#include "rbacgraph/report/rules_table.h"
#include "rbacgraph/report/sections.h"
#include "rbacgraph/report/show_text.h"
#include "rbacgraph/report/status_text.h"
#include "rbacgraph/report/summary.h"
#include "report/markdown_parts.h"
#include "report/markdown_text.h"

namespace rbacgraph {
namespace {

struct AsMarkdown {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const Words& words) const { return words.text; }
  std::string operator()(const std::string& text) const { return markdown_code(text); }
  std::string operator()(std::uint64_t number) const { return std::to_string(number); }
  std::string operator()(const std::vector<std::string>& names) const {
    std::vector<std::string> spans;
    for (const std::string& name : names) spans.push_back(markdown_code(name));
    return fmt::format("{}", fmt::join(spans, ", "));
  }
};

/// What is true of the input, whatever was asked: flaws, gaps, and where it is from.
void write_input(std::ostream& out, const SourceNames& names) {
  const std::vector<std::string> flaws = input_flaws(names);
  if (!flaws.empty()) out << "## About the input\n\n";
  write_markdown_list(out, flaws);
  out << "## Made from\n\n";
  write_markdown_table(out, input_table(names));
  out << "\nby rbacgraph " << version() << '\n';
}

void write_lines_and_diagnostics(std::ostream& out, std::vector<std::string> lines,
                                 const SourceNames& names,
                                 std::span<const Diagnostic> diagnostics) {
  for (std::string& text : diagnostic_texts(names, diagnostics)) lines.push_back(std::move(text));
  write_markdown_list(out, lines);
}

/// The question as a title, and how its words were read.
void write_question(std::ostream& out, std::string_view before, std::string_view question,
                    const std::vector<std::string>& headline) {
  out << "# " << before << ' ' << markdown_text(question) << "?\n\n";
  for (std::size_t at = 1; at < headline.size(); ++at) out << markdown_text(headline[at]) << "\n\n";
}

void write_sections(std::ostream& out, const std::vector<Section>& sections) {
  for (const Section& section : sections) {
    out << "## " << section.title << "\n\n";
    if (!section.table.rows.empty()) {
      write_markdown_table(out, section.table);
      out << '\n';
    }
    std::vector<std::string> lines;
    for (const std::string& line : section.lines) lines.push_back(printable(line));
    write_markdown_list(out, lines);
  }
}

/// A headline whose first line is the title, and a table.
void write_titled_table(std::ostream& out, const std::vector<std::string>& headline,
                        const Table& table) {
  out << "# " << markdown_text(headline.front()) << "\n\n";
  for (std::size_t at = 1; at < headline.size(); ++at) out << markdown_text(headline[at]) << "\n\n";
  if (table.rows.empty()) return;
  write_markdown_table(out, table);
  out << '\n';
}

void write_answer(std::ostream& out, const SourceNames& names, const Answer& answer) {
  const AnswerTableOptions options{.wide = true, .names = &names};
  write_question(out, "Who can", phrase(answer.query), headline(answer));
  const Table table = answer_table({&answer, 1}, options);
  if (!table.rows.empty()) {
    write_markdown_table(out, table);
    out << '\n';
  }
  write_lines_and_diagnostics(out, trailer({&answer, 1}, false), names, answer.diagnostics);
  if (answer.dead.empty()) return;
  out << "Dead grants: the rule matches, and no real request can use it.\n\n";
  write_markdown_table(out, dead_table(answer, options));
  out << '\n';
}

/// Letters of which none is markup, whoever chose them.
bool is_plain_title(std::string_view title) {
  return std::ranges::all_of(title, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-';
  });
}

}  // namespace

void write_markdown_table(std::ostream& out, const Table& table) {
  for (const std::string& title : table.columns)
    out << "| " << (title == "#" || is_plain_title(title) ? title : AsMarkdown()(title)) << ' ';
  out << "|\n";
  for (std::size_t at = 0; at < table.columns.size(); ++at) out << "| --- ";
  out << "|\n";
  for (const std::vector<Cell>& row : table.rows) {
    for (const Cell& cell : row) {
      const std::string text = std::visit(AsMarkdown(), cell.value);
      out << "| " << text << (text.empty() ? "" : " ");
    }
    out << "|\n";
  }
}

void write_markdown(std::ostream& out, std::span<const Answer> answers) {
  const SourceNames names(answers.front().graph->snapshot());
  for (const Answer& answer : answers) write_answer(out, names, answer);
  write_input(out, names);
}

void write_markdown(std::ostream& out, const CanIAnswer& answer) {
  const SourceNames names(*answer.snapshot);
  const std::vector<std::string> lines = headline(answer);
  std::string_view question = lines.front();
  question.remove_prefix(std::string_view("Can ").size());
  question.remove_suffix(1);
  write_question(out, "Can", question, lines);
  write_markdown_table(out, answer_table(answer, {.wide = true, .names = &names}));
  out << '\n';
  std::vector<std::string> notes;
  for (const std::string& note : answer.notes) notes.push_back("note: " + note);
  write_lines_and_diagnostics(out, std::move(notes), names, answer.diagnostics);
  write_input(out, names);
}

void write_markdown(std::ostream& out, const RulesAnswer& answer) {
  const SourceNames names(answer.graph->snapshot());
  write_titled_table(out, headline(answer), rules_table(answer, {.wide = true, .names = &names}));
  write_lines_and_diagnostics(out, trailer(answer), names, answer.diagnostics);
  write_input(out, names);
}

void write_markdown(std::ostream& out, const LookupAnswer& answer) {
  const SourceNames names(answer.graph->snapshot());
  write_titled_table(out, headline(answer), lookup_table(answer, {.wide = true, .names = &names}));
  write_lines_and_diagnostics(out, trailer(answer), names, answer.diagnostics);
  write_input(out, names);
}

void write_markdown(std::ostream& out, const LintReport& report) {
  const SourceNames names(report.graph->snapshot());
  out << "# " << markdown_text(headline(report).front()) << "\n\n";
  const Table table = lint_table(report, {.wide = true, .names = &names});
  if (!table.rows.empty()) {
    write_markdown_table(out, table);
    out << '\n';
  }
  write_markdown_list(out, trailer(report));
  write_input(out, names);
}

void write_markdown(std::ostream& out, const Status& status) {
  const SourceNames names(*status.snapshot);
  out << "# What was read\n\n" << status_verdict(status) << "\n\n";
  write_sections(out, status_sections(status, names, true));
  out << "by rbacgraph " << version() << '\n';
}

void write_markdown(std::ostream& out, const Shown& shown) {
  const SourceNames names(shown.graph->snapshot());
  out << "# " << markdown_text(printable(show_title(shown))) << "\n\n";
  write_sections(out, show_sections(shown, &names));
  std::vector<std::string> notes;
  for (const std::string& note : shown.notes) notes.push_back("note: " + printable(note));
  write_markdown_list(out, notes);
  write_input(out, names);
}

void write_markdown(std::ostream& out, const Matrix& matrix) {
  const SourceNames names(matrix.graph->snapshot());
  write_titled_table(out, headline(matrix), matrix_table(matrix, {}));
  write_lines_and_diagnostics(out, trailer(matrix, false), names, matrix.diagnostics);
  write_input(out, names);
}

void write_markdown(std::ostream& out, const PathAnswer& answer) {
  const SourceNames names(answer.graph->snapshot());
  write_titled_table(out, headline(answer), path_table(answer, {.names = &names}));
  write_lines_and_diagnostics(out, trailer(answer), names, answer.diagnostics);
  write_input(out, names);
}

void write_markdown(std::ostream& out, const Explanation& explanation, const Cuts* cuts) {
  const SourceNames names(explanation.graph->snapshot());
  std::vector<std::string> title{verdict_sentence(explanation)};
  if (!explanation.query.reading.empty()) title.push_back(explanation.query.reading);
  write_titled_table(out, title, explanation_table(explanation, {.names = &names}));
  if (cuts != nullptr && !cuts->cuts.empty()) {
    out << "To end it, remove all of one cut:\n\n";
    write_markdown_table(out, cuts_table(explanation, *cuts));
    out << '\n';
  }
  std::vector<std::string> notes;
  for (const std::string& note : explanation.notes) notes.push_back("note: " + printable(note));
  write_lines_and_diagnostics(out, std::move(notes), names, explanation.diagnostics);
  write_input(out, names);
}

}  // namespace rbacgraph
