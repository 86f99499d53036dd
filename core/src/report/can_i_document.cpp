/// The document CanI, and the lines that answer reviews.
#include "rbacgraph/report/document.h"
#include "report/document_parts.h"
#include "report/json_values.h"

namespace rbacgraph {

void write_document(std::ostream& out, DocumentFormat format, const CanIAnswer& answer) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  const SourceNames names(*answer.snapshot);
  write_head(*writer, "CanI");
  writer->member("query", query_json(answer.query));
  writer->member("user", {{"name", answer.user.name}, {"groups", answer.user.groups}});
  writer->member("allowed", answer.decision.verdict == Verdict::Yes);
  if (answer.decision.verdict == Verdict::Unknown) writer->member("unknown", true);
  writer->member("reason", reason(*answer.snapshot, answer.decision));
  writer->open_list("grants");
  for (const Grant& grant : answer.grants) writer->element(grant_json(names, grant));
  writer->close_list();
  if (answer.server) {
    Json server{{"allowed", answer.server->allowed}};
    if (answer.server->denied) server["denied"] = true;
    if (!answer.server->reason.empty()) server["reason"] = answer.server->reason;
    writer->member("server", server);
  }
  write_strings(*writer, "notes", answer.notes);
  write_diagnostics(*writer, names, answer.diagnostics, true);
  write_provenance(*writer, names);
  writer->close_object();
}

std::string review_line(const Snapshot& snapshot, const Decision& decision) {
  Json line;
  line["allowed"] = decision.verdict == Verdict::Yes;
  line["denied"] = false;
  if (decision.verdict == Verdict::Unknown) line["unknown"] = true;
  if (std::string why = reason(snapshot, decision); !why.empty()) line["reason"] = std::move(why);
  return dump(line, -1);
}

std::string review_error_line(std::string_view message) {
  return dump(Json{{"error", message}}, -1);
}

}  // namespace rbacgraph
