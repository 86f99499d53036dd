/// The document Status.
#include "rbacgraph/report/document.h"
#include "report/document_parts.h"
#include "report/json_values.h"

namespace rbacgraph {
namespace {

Json kind_json(const KindStatus& kind) {
  Json object;
  object["kind"] = kind.kind;
  object["inUse"] = kind.in_use;
  object["read"] = kind.read;
  if (kind.added > 0) object["added"] = kind.added;
  object["coverage"] = kind.state;
  if (!kind.namespaces.empty()) object["namespaces"] = kind.namespaces;
  return object;
}

std::string_view word(AggregationMode mode) {
  switch (mode) {
    case AggregationMode::Auto: return "auto";
    case AggregationMode::Stored: return "stored";
    case AggregationMode::Computed: break;
  }
  return "computed";
}

Json refs_json(const std::vector<ObjectRef>& refs) {
  Json list = Json::array();
  for (const ObjectRef& ref : refs) list.push_back(object_json(ref.kind, ref.ns, ref.name));
  return list;
}

Json system_json(const Status& status) {
  if (!status.system) return nullptr;
  const SystemParts& parts = status.system->parts;
  return {{"version", status.system->version},
          {"same", parts.same},
          {"changed", refs_json(parts.changed)},
          {"absent", refs_json(parts.absent)}};
}

Json default_policy_json(const Status& status) {
  if (!status.default_policy) return nullptr;
  std::uint64_t added = 0;
  for (const KindStatus& kind : status.kinds) added += kind.added;
  return {{"version", *status.default_policy}, {"added", added}};
}

Json code_json(const CodeCount& code) {
  return {{"severity", to_string(code.severity)}, {"code", code.code}, {"count", code.count}};
}

}  // namespace

void write_document(std::ostream& out, DocumentFormat format, const Status& status) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  const SourceNames names(*status.snapshot);
  write_head(*writer, "Status");
  writer->member("complete", !status.incomplete);
  writer->open_list("objects");
  for (const KindStatus& kind : status.kinds) writer->element(kind_json(kind));
  writer->close_list();
  writer->open_list("passedOver");
  for (const PassedOver& each : status.passed_over)
    writer->element({{"kind", each.kind}, {"count", each.count}, {"why", each.why}});
  writer->close_list();
  writer->member("refused", status.refused);
  writer->member("aggregation", {{"mode", word(status.snapshot->aggregation())},
                                 {"clusterRoles", status.aggregated}});
  writer->member("defaultPolicy", default_policy_json(status));
  writer->member("system", system_json(status));
  writer->open_list("codes");
  for (const CodeCount& code : status.codes) writer->element(code_json(code));
  writer->close_list();
  writer->open_list("diagnostics");
  for (const Diagnostic& each : status.diagnostics) writer->element(diagnostic_json(names, each));
  writer->close_list();
  write_provenance(*writer, names);
  writer->close_object();
}

}  // namespace rbacgraph
