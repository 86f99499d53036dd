/// The document Graph.
#include <utility>

#include "rbacgraph/report/picture.h"
#include "report/document_parts.h"
#include "report/json_values.h"
#include "report/picture_json.h"

namespace rbacgraph {
namespace {

std::string_view word(PictureDirection direction) {
  switch (direction) {
    case PictureDirection::Natural: return "natural";
    case PictureDirection::Out: return "out";
    case PictureDirection::In: return "in";
    case PictureDirection::Both: break;
  }
  return "both";
}

Json end_json(const PathEnd& end) {
  if (end.object)
    return object_json(end.object->ref.kind, end.object->ref.ns, end.object->ref.name);
  return type_json(end.resource);
}

Json query_json(const PictureReport& report) {
  Json query;
  query["title"] = report.picture.title;
  if (report.question == nullptr) return query;
  const GraphQuestion& question = *report.question;
  Json from = Json::array();
  for (const PathEnd& start : question.starts) from.push_back(end_json(start));
  query["from"] = std::move(from);
  query["to"] = question.to ? end_json(*question.to) : Json(nullptr);
  query["direction"] = word(question.direction);
  query["depth"] = question.depth;
  query["namespace"] = question.ns ? Json(*question.ns) : Json(nullptr);
  return query;
}

}  // namespace

void write_document(std::ostream& out, DocumentFormat format, const PictureReport& report) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  const AccessPicture& picture = report.picture;
  const PictureJson pieces(picture);
  write_head(*writer, "Graph");
  writer->member("query", query_json(report));
  writer->open_list("nodes");
  for (const PictureNode& node : picture.nodes) writer->element(pieces.node(node));
  writer->close_list();
  writer->open_list("edges");
  for (const PictureEdge& edge : picture.edges) writer->element(pieces.edge(edge));
  writer->close_list();
  writer->open_object("hidden");
  writer->member("nodes", picture.hidden.nodes);
  writer->member("edges", picture.hidden.edges);
  write_strings(*writer, "why", picture.hidden.why);
  writer->close_object();
  write_strings(*writer, "notes", report.notes);
  write_diagnostics(*writer, pieces.names().front(), report.diagnostics, true);
  write_provenance(*writer, pieces.names().front());
  writer->close_object();
}

}  // namespace rbacgraph
