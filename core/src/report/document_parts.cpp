#include "report/document_parts.h"

#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/base/version.h"
#include "report/json_values.h"

namespace rbacgraph {

void write_head(DocumentWriter& writer, std::string_view kind) {
  writer.open_object();
  writer.member("apiVersion", "rbacgraph/v1");
  writer.member("kind", kind);
}

void write_strings(DocumentWriter& writer, std::string_view key,
                   const std::vector<std::string>& list) {
  writer.open_list(key);
  for (const std::string& text : list) writer.element(text);
  writer.close_list();
}

void write_diagnostics(DocumentWriter& writer, const SourceNames& names,
                       std::span<const Diagnostic> of_query, bool of_input) {
  writer.open_list("diagnostics");
  for (const Diagnostic& each : of_query) writer.element(diagnostic_json(names, each));
  if (of_input) {
    for (const Diagnostic& each : absent_kinds(names.snapshot()))
      writer.element(diagnostic_json(names, each));
    for (const Diagnostic& each : names.snapshot().diagnostics())
      writer.element(diagnostic_json(names, each));
  }
  writer.close_list();
}

void write_provenance(DocumentWriter& writer, const SourceNames& names) {
  writer.member("incomplete", incomplete_json(names.snapshot()));
  writer.member("inputs", inputs_json(names));
  writer.member("tool", {{"name", "rbacgraph"}, {"version", version()}});
}

}  // namespace rbacgraph
