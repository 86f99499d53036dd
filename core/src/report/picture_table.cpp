#include "rbacgraph/report/picture_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/picture_json.h"
#include "report/table_cells.h"

namespace rbacgraph {
namespace {

/// Of a member that may be absent.
Cell text(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return {};
  return text_or_nothing(found->get<std::string>());
}

Cell flag(const Json& object, std::string_view name) {
  return object.contains(name) ? words_cell("yes") : Cell{};
}

Cell number(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  return {found->get<std::uint64_t>()};
}

Cell names(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  return names_cell(found->get<std::vector<std::string>>());
}

/// With blanks between them: "0,3" is a number where a comma is the decimal point.
Cell rules(const Json& object) {
  const auto found = object.find("rules");
  if (found == object.end()) return {};
  return words_cell(fmt::format("{}", fmt::join(found->get<std::vector<std::uint32_t>>(), " ")));
}

/// "file:12:3"
Cell place(const Json& object) {
  const auto found = object.find("source");
  if (found == object.end()) return {};
  const Json& source = *found;
  std::string place = source[source.contains("file") ? "file" : "cluster"].get<std::string>();
  for (const std::string_view part : {"line", "column"})
    if (source.contains(part)) place += fmt::format(":{}", source[part].get<std::uint64_t>());
  return {std::move(place)};
}

Cell scope(const PictureEdge& edge) {
  if (edge.mixed) return words_cell("several");
  if (edge.ns) return words_cell("namespace");
  const bool scoped =
      edge.kind == PictureEdgeKind::BoundBy || edge.kind == PictureEdgeKind::RefersTo;
  return scoped ? words_cell("cluster-wide") : Cell{};
}

}  // namespace

Table picture_edge_table(const AccessPicture& picture) {
  Table table{{"FROM KIND",    "FROM NAMESPACE", "FROM NAME",      "RELATION", "TO KIND",
               "TO NAMESPACE", "TO NAME",        "TO GROUP",       "SCOPE",    "NAMESPACE",
               "RULES",        "VERBS",          "RESOURCE NAMES", "COUNT",    "DEAD",
               "MISSING",      "MATCHES",        "CHANGE",         "FROM ID",  "TO ID"},
              {}};
  const PictureJson pieces(picture);
  std::vector<Json> nodes;
  nodes.reserve(picture.nodes.size());
  for (const PictureNode& node : picture.nodes) nodes.push_back(pieces.node(node));
  for (const PictureEdge& each : picture.edges) {
    const Json& from = nodes[each.from];
    const Json& to = nodes[each.to];
    const Json edge = pieces.edge(each);
    table.rows.push_back({text(from, "kind"),
                          text(from, "namespace"),
                          text(from, "name"),
                          text(edge, "kind"),
                          text(to, "kind"),
                          text(to, "namespace"),
                          text(to, "name"),
                          text(to, "group"),
                          scope(each),
                          text(edge, "namespace"),
                          rules(edge),
                          names(edge, "verbs"),
                          names(edge, "resourceNames"),
                          {std::uint64_t{each.count}},
                          text(edge, "dead"),
                          flag(edge, "missing"),
                          flag(edge, "matches"),
                          text(edge, "change"),
                          text(edge, "from"),
                          text(edge, "to")});
  }
  return table;
}

Table picture_node_table(const AccessPicture& picture) {
  Table table{{"KIND", "NAMESPACE", "NAME", "GROUP", "RANK", "FOLDED KIND", "FOLDED", "FOLDED BY",
               "FOLDED NAMES", "START", "MATCHES", "MISSING", "WILDCARD", "POWERFUL", "RULES",
               "NOTE", "SOURCE", "CHANGE", "ID"},
              {}};
  const PictureJson pieces(picture);
  for (const PictureNode& each : picture.nodes) {
    const Json node = pieces.node(each);
    const Json folded = node.value("folded", Json::object());
    table.rows.push_back({text(node, "kind"), text(node, "namespace"), text(node, "name"),
                          text(node, "group"), text(node, "rank"), text(folded, "kind"),
                          number(folded, "nodes"), text(folded, "by"), names(folded, "names"),
                          flag(node, "start"), flag(node, "matches"), flag(node, "missing"),
                          flag(node, "wildcard"), names(node, "powerful"), rules(node),
                          text(node, "note"), place(node), text(node, "change"), text(node, "id")});
  }
  return table;
}

}  // namespace rbacgraph
