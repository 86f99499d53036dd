#include "rbacgraph/report/lint_table.h"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/report/display.h"
#include "report/in_file_order.h"
#include "report/table_cells.h"

namespace rbacgraph {
namespace {

Cell severity_cell(Severity severity) {
  const Emphasis emphasis = severity == Severity::Error  ? Emphasis::Strong
                            : severity == Severity::Info ? Emphasis::Faint
                                                         : Emphasis::None;
  return {Words{std::string(to_string(severity))}, emphasis};
}

}  // namespace

Table lint_table(const LintReport& report, const AnswerTableOptions& options) {
  const Snapshot& snapshot = report.graph->snapshot();
  Table table;
  table.columns = {"SEVERITY", "CHECK", "NAMESPACE", "OBJECT"};
  if (options.wide) table.columns.emplace_back("RULE");
  table.columns.insert(table.columns.end(), {"SOURCE", "MESSAGE"});
  if (options.wide) table.columns.emplace_back("HINT");
  std::vector<std::string> places = in_file_order(report.findings, [&](const LintFinding& finding) {
    return options.names == nullptr ? place_text(snapshot, finding.source)
                                    : place_text(*options.names, finding.source);
  });
  table.rows.reserve(report.findings.size());
  for (std::size_t at = 0; at < report.findings.size(); ++at) {
    const LintFinding& finding = report.findings[at];
    std::vector<Cell> cells;
    cells.reserve(table.columns.size());
    cells.push_back(severity_cell(finding.severity));
    cells.push_back(words_cell(lint_checks()[finding.check].id));
    cells.push_back(text_or_nothing(finding.object.ns));
    cells.push_back({kind_and_name(finding.object.kind, finding.object.name)});
    if (options.wide) cells.push_back(finding.rule ? Cell{std::uint64_t{*finding.rule}} : Cell{});
    cells.push_back(text_or_nothing(std::move(places[at])));
    cells.push_back({finding.message});
    if (options.wide) cells.push_back(text_or_nothing(finding.hint));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::vector<std::string> headline(const LintReport& report) {
  return {fmt::format("What is wrong with the policy{}?",
                      report.options.ns ? ", in namespace " + printable(*report.options.ns)
                                        : ", in all namespaces")};
}

std::vector<std::string> trailer(const LintReport& report) {
  std::vector<std::string> lines;
  if (report.findings.empty()) {
    lines.emplace_back("Nothing, as far as these checks can tell");
  } else {
    std::vector<std::string> parts;
    for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Info}) {
      const std::uint64_t count = report.count_of(severity);
      if (count == 0) continue;
      parts.push_back(severity == Severity::Info ? fmt::format("{} for information", count)
                                                 : count_text(count, to_string(severity)));
    }
    lines.push_back(fmt::format("{}: {}", count_text(report.findings.size(), "finding"),
                                fmt::join(parts, ", ")));
  }
  const std::size_t own = report.options.own_roles.size() + report.options.own_bindings.size();
  if (own > 0) {
    lines.push_back(fmt::format(
        "note: {} of the API server's own, unchanged, passed over (--built-in looks at them too)",
        count_text(own, "object")));
  }
  for (const std::string& note : report.notes) lines.push_back("note: " + printable(note));
  return lines;
}

}  // namespace rbacgraph
