#include "report/picture_json.h"

#include <array>
#include <utility>

#include "report/dead_words.h"
#include "report/json_values.h"
#include "report/powerful_words.h"

namespace rbacgraph {
namespace {

std::string_view word(PictureChange change) {
  return change == PictureChange::OnlyA ? "onlyA" : "onlyB";
}

std::string_view word(PictureRank rank) {
  switch (rank) {
    case PictureRank::Place: return "place";
    case PictureRank::Workload: return "workload";
    case PictureRank::Who: return "who";
    case PictureRank::Group: return "group";
    case PictureRank::Through: return "through";
    case PictureRank::Role: return "role";
    case PictureRank::Part: return "part";
    case PictureRank::What: break;
  }
  return "what";
}

std::string_view word(FoldReason reason) {
  switch (reason) {
    case FoldReason::Similar: return "similar";
    case FoldReason::Namespace: return "namespace";
    case FoldReason::Kind: return "kind";
    case FoldReason::ApiGroup: break;
  }
  return "apiGroup";
}

Json folded(const PictureFold& fold, const PictureNode& first) {
  Json object;
  object["by"] = word(fold.reason);
  object["kind"] = first.ref.kind;
  object["nodes"] = fold.nodes;
  object["names"] = fold.names;
  if (!fold.ns.empty()) object["namespace"] = fold.ns;
  if (fold.namespaces > 1) object["namespaces"] = fold.namespaces;
  if (fold.reason == FoldReason::ApiGroup) object["group"] = fold.api_group;
  return object;
}

}  // namespace

PictureJson::PictureJson(const AccessPicture& picture) : picture_(picture) {
  if (picture.compares()) {
    names_.emplace_back(picture.graphs[0]->snapshot(), picture.graphs[1]->snapshot());
    names_.emplace_back(picture.graphs[1]->snapshot(), picture.graphs[0]->snapshot());
  } else {
    names_.emplace_back(picture.graphs[0]->snapshot());
  }
}

Json PictureJson::node(const PictureNode& node) const {
  Json object;
  object["id"] = picture_id(node);
  object["kind"] = node.folded ? "Fold" : node.ref.kind;
  if (!node.ref.ns.empty()) object["namespace"] = node.ref.ns;
  object["name"] = node.ref.name;
  if (node.kind == PictureKind::Resource) object["group"] = node.api_group;
  object["rank"] = word(node.rank);
  if (node.folded) object["folded"] = folded(*node.folded, node);
  if (node.start) object["start"] = true;
  if (node.matches) object["matches"] = true;
  if (node.missing) object["missing"] = true;
  if (node.wildcard) object["wildcard"] = true;
  if (!node.powerful.empty())
    object["powerful"] = power_ids_json(Powers{.whole = node.powerful, .only_named = {}});
  if (!node.note.empty()) object["note"] = node.note;
  add_sides(object, node);
  if (node.change != PictureChange::Same) object["change"] = word(node.change);
  return object;
}

Json PictureJson::edge(const PictureEdge& edge) const {
  Json object;
  object["from"] = picture_id(picture_.nodes[edge.from]);
  object["to"] = picture_id(picture_.nodes[edge.to]);
  object["kind"] = to_string(edge.kind);
  const bool scoped =
      edge.kind == PictureEdgeKind::BoundBy || edge.kind == PictureEdgeKind::RefersTo;
  if (edge.ns) object["namespace"] = *edge.ns;
  if (scoped && !edge.ns && !edge.mixed) object["clusterWide"] = true;
  if (!edge.rules.empty()) object["rules"] = edge.rules;
  if (!edge.verbs.empty()) object["verbs"] = edge.verbs;
  if (!edge.resource_names.empty()) object["resourceNames"] = edge.resource_names;
  if (edge.count != 1) object["count"] = edge.count;
  if (edge.dead) object["dead"] = dead_text(*edge.dead);
  if (edge.missing) object["missing"] = true;
  if (edge.lacking) object["lacking"] = true;
  if (edge.matches) object["matches"] = true;
  if (edge.change != PictureChange::Same) object["change"] = word(edge.change);
  return object;
}

/// Rules and places; of side B only where there is nothing of A.
void PictureJson::add_sides(Json& object, const PictureNode& node) const {
  for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
    if (side >= names_.size()) return;
    if (!node.rules[side].empty() && !object.contains("rules")) object["rules"] = node.rules[side];
    if (object.contains("source")) continue;
    if (Json source = source_json(names_[side], node.source[side]); !source.is_null())
      object["source"] = std::move(source);
  }
}

}  // namespace rbacgraph
