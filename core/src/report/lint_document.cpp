/// The document Lint.
#include "rbacgraph/report/document.h"
#include "report/document_parts.h"
#include "report/in_file_order.h"
#include "report/json_values.h"

namespace rbacgraph {
namespace {

Json query_json(const LintReport& report) {
  Json query;
  query["namespace"] = report.options.ns ? Json(*report.options.ns) : Json(nullptr);
  Json checks = Json::array();
  for (const std::size_t check : report.options.checks) checks.push_back(lint_checks()[check].id);
  query["checks"] = report.options.checks.empty() ? Json(nullptr) : std::move(checks);
  query["severity"] = to_string(report.options.least);
  return query;
}

Json finding_json(const LintFinding& finding, Json source) {
  Json object;
  object["id"] = lint_checks()[finding.check].id;
  object["severity"] = to_string(finding.severity);
  object["object"] = object_json(finding.object.kind, finding.object.ns, finding.object.name);
  if (finding.rule) object["rule"] = *finding.rule;
  if (!finding.subjects.empty()) object["subjects"] = finding.subjects;
  object["message"] = finding.message;
  if (!finding.hint.empty()) object["hint"] = finding.hint;
  if (!source.is_null()) object["source"] = std::move(source);
  return object;
}

/// What the ids of the findings mean.
void write_checks(DocumentWriter& writer, const LintReport& report) {
  std::vector<std::uint64_t> counts(lint_checks().size());
  for (const LintFinding& finding : report.findings) ++counts[finding.check];
  writer.open_list("checks");
  for (std::size_t at = 0; at < counts.size(); ++at) {
    if (counts[at] == 0) continue;
    const LintCheck& check = lint_checks()[at];
    writer.element({{"id", check.id}, {"meaning", check.meaning}, {"findings", counts[at]}});
  }
  writer.close_list();
}

}  // namespace

void write_document(std::ostream& out, DocumentFormat format, const LintReport& report) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  const SourceNames names(report.graph->snapshot());
  write_head(*writer, "Lint");
  writer->member("query", query_json(report));
  std::vector<Json> sources = in_file_order(report.findings, [&](const LintFinding& finding) {
    return source_json(names, finding.source);
  });
  writer->open_list("items");
  for (std::size_t at = 0; at < report.findings.size(); ++at)
    writer->element(finding_json(report.findings[at], std::move(sources[at])));
  writer->close_list();
  write_checks(*writer, report);
  writer->member("summary", {{"error", report.count_of(Severity::Error)},
                             {"warning", report.count_of(Severity::Warning)},
                             {"info", report.count_of(Severity::Info)},
                             {"builtIn", report.options.own_roles.size() +
                                             report.options.own_bindings.size()}});
  write_strings(*writer, "notes", report.notes);
  write_diagnostics(*writer, names, {}, true);
  write_provenance(*writer, names);
  writer->close_object();
}

}  // namespace rbacgraph
