/// The document Path.
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/path_table.h"
#include "report/document_parts.h"
#include "report/json_values.h"

namespace rbacgraph {
namespace {

Json ref_json(const ObjectRef& ref) { return object_json(ref.kind, ref.ns, ref.name); }

/// An object ref, or what a query says of a type.
Json end_json(const PathEnd& end) {
  if (end.object) return ref_json(end.object->ref);
  Json type = type_json(end.resource);
  if (!end.resource.name.empty()) type["name"] = end.resource.name;
  if (!end.resource.any_verb) type["verb"] = end.resource.verb;
  return type;
}

Json hop_json(const SourceNames& names, const PathAnswer& answer, const PathHop& hop) {
  const Snapshot& snapshot = names.snapshot();
  Json object;
  object["edge"] = to_string(hop.edge);
  object["to"] = hop.to.kind.empty() ? end_json(answer.to) : ref_json(hop.to);
  if (hop.edge == PathEdge::Superuser) object["clusterWide"] = true;
  if (hop.binding != kNoId<BindingId>) {
    const Binding& binding = snapshot.binding(hop.binding);
    if (binding.kind == BindingKind::ClusterRoleBinding) {
      object["clusterWide"] = true;
    } else {
      object["namespace"] = snapshot.text(binding.ns);
    }
    if (hop.edge == PathEdge::BoundBy)
      object["through"] = through_json(snapshot, binding.subjects[hop.subject]);
  }
  if (!hop.rules.empty()) object["rules"] = hop.rules;
  if (!hop.named_rules.empty()) object["namedRules"] = hop.named_rules;
  if (Json source = source_json(names, source_of(snapshot, hop)); !source.is_null())
    object["source"] = std::move(source);
  return object;
}

Json query_json(const PathAnswer& answer) {
  Json query;
  query["from"] = end_json(answer.from);
  query["to"] = end_json(answer.to);
  query["namespace"] = answer.ns ? Json(*answer.ns) : Json(nullptr);
  if (answer.max_hops) query["maxHops"] = *answer.max_hops;
  Json without = Json::array();
  for (const PathEnd& end : answer.without) without.push_back(end_json(end));
  query["without"] = std::move(without);
  return query;
}

}  // namespace

void write_document(std::ostream& out, DocumentFormat format, const PathAnswer& answer) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  const SourceNames names(answer.graph->snapshot());
  write_head(*writer, "Path");
  writer->member("query", query_json(answer));
  writer->member("shortest", answer.shortest ? Json(*answer.shortest) : Json(nullptr));
  writer->member("count", answer.count);
  writer->open_list("items");
  for (const Path& path : answer.paths) {
    Json hops = Json::array();
    for (const PathHop& hop : path) hops.push_back(hop_json(names, answer, hop));
    writer->element({{"from", end_json(answer.from)}, {"hops", std::move(hops)}});
  }
  writer->close_list();
  write_strings(*writer, "notes", answer.notes);
  write_diagnostics(*writer, names, answer.diagnostics, true);
  write_provenance(*writer, names);
  writer->close_object();
}

}  // namespace rbacgraph
