#include "rbacgraph/report/lint_table.h"

#include <map>
#include <set>
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

/// Infos that say the same of several objects are one row; the others have one each.
struct FoldedFindings {
  const LintFinding* first = nullptr;
  std::size_t at = 0;  ///< of the first among all findings
  std::set<ObjectRef> objects;
  std::uint64_t findings = 0;
};

std::vector<FoldedFindings> fold(const LintReport& report, bool wide) {
  std::vector<FoldedFindings> folded;
  std::map<std::pair<std::size_t, std::string_view>, std::size_t> places;  // by check and message
  for (std::size_t at = 0; at < report.findings.size(); ++at) {
    const LintFinding& finding = report.findings[at];
    std::size_t place = folded.size();
    if (!wide && finding.severity == Severity::Info)
      place = places.try_emplace({finding.check, finding.message}, place).first->second;
    if (place == folded.size()) folded.push_back({&finding, at, {}, 0});
    FoldedFindings& one = folded[place];
    ++one.findings;
    if (!wide) one.objects.insert(finding.object);
  }
  return folded;
}

std::string object_text(const FoldedFindings& folded) {
  const ObjectRef& object = folded.first->object;
  std::string text = kind_and_name(object.kind, object.name);
  if (folded.objects.size() > 1)
    return text + fmt::format(" and {} more", folded.objects.size() - 1);
  if (folded.findings > 1) return text + fmt::format(" ({} times)", folded.findings);
  return text;
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
  const std::vector<FoldedFindings> folded = fold(report, options.wide);
  table.rows.reserve(folded.size());
  for (const FoldedFindings& each : folded) {
    const LintFinding& finding = *each.first;
    std::vector<Cell> cells;
    cells.reserve(table.columns.size());
    cells.push_back(severity_cell(finding.severity));
    cells.push_back(words_cell(lint_checks()[finding.check].id));
    cells.push_back(text_or_nothing(finding.object.ns));
    cells.push_back({object_text(each)});
    if (options.wide) cells.push_back(finding.rule ? Cell{std::uint64_t{*finding.rule}} : Cell{});
    cells.push_back(text_or_nothing(std::move(places[each.at])));
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

std::vector<std::string> trailer(const LintReport& report, bool wide) {
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
  if (!wide && fold(report, false).size() < report.findings.size()) {
    lines.emplace_back(
        "note: infos that say the same of several objects are one row (-o wide has each)");
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
