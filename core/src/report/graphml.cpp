#include "rbacgraph/report/graphml.h"

#include <array>
#include <ostream>
#include <string>
#include <string_view>

#include "rbacgraph/base/version.h"
#include "report/escaped_text.h"
#include "report/markup_text.h"
#include "report/picture_json.h"

namespace rbacgraph {
namespace {

struct Field {
  std::string_view of;  ///< "graph", "node" or "edge"
  std::string_view name;
  std::string_view type;
};

/// All there are, whether they occur or not: a program that reads two pictures finds the same
/// columns. `from`, `to` and the id of a node are GraphML's own.
constexpr std::array kFields{
    Field{"graph", "title", "string"},
    Field{"graph", "command", "string"},
    Field{"graph", "tool", "string"},
    Field{"graph", "hidden.nodes", "long"},
    Field{"graph", "hidden.edges", "long"},
    Field{"graph", "hidden.why", "string"},
    Field{"graph", "notes", "string"},
    Field{"node", "kind", "string"},
    Field{"node", "namespace", "string"},
    Field{"node", "name", "string"},
    Field{"node", "group", "string"},
    Field{"node", "rank", "string"},
    Field{"node", "folded.by", "string"},
    Field{"node", "folded.kind", "string"},
    Field{"node", "folded.nodes", "long"},
    Field{"node", "folded.names", "string"},
    Field{"node", "folded.namespace", "string"},
    Field{"node", "folded.namespaces", "long"},
    Field{"node", "folded.group", "string"},
    Field{"node", "start", "boolean"},
    Field{"node", "matches", "boolean"},
    Field{"node", "missing", "boolean"},
    Field{"node", "wildcard", "boolean"},
    Field{"node", "powerful", "string"},
    Field{"node", "note", "string"},
    Field{"node", "rules", "string"},
    Field{"node", "source.file", "string"},
    Field{"node", "source.cluster", "string"},
    Field{"node", "source.line", "long"},
    Field{"node", "source.column", "long"},
    Field{"node", "change", "string"},
    Field{"edge", "kind", "string"},
    Field{"edge", "namespace", "string"},
    Field{"edge", "clusterWide", "boolean"},
    Field{"edge", "rules", "string"},
    Field{"edge", "verbs", "string"},
    Field{"edge", "resourceNames", "string"},
    Field{"edge", "count", "long"},
    Field{"edge", "dead", "string"},
    Field{"edge", "missing", "boolean"},
    Field{"edge", "lacking", "boolean"},
    Field{"edge", "matches", "boolean"},
    Field{"edge", "change", "string"},
};

std::string key_of(std::string_view of, std::string_view name) {
  return std::string(of) + "." + std::string(name);
}

std::string value_text(const Json& value) {
  if (value.is_string()) return escaped_text(value.get_ref<const std::string&>());
  return dump(value, -1);
}

class GraphmlWriter {
 public:
  explicit GraphmlWriter(std::ostream& out) : out_(out) {}

  void head() {
    out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
            "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
            "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n";
    for (const Field& field : kFields) {
      out_ << "  <key id=\"" << key_of(field.of, field.name) << "\" for=\"" << field.of
           << "\" attr.name=\"" << field.name << "\" attr.type=\"" << field.type << "\"/>\n";
    }
    out_ << "  <graph id=\"access\" edgedefault=\"directed\">\n";
  }

  void graph_value(std::string_view name, const Json& value) {
    datum("    ", "graph", name, value);
  }

  void node(const Json& node) {
    out_ << "    <node id=\"" << attribute(node["id"]) << "\">\n";
    fields("node", node);
    out_ << "    </node>\n";
  }

  void edge(const Json& edge) {
    out_ << "    <edge source=\"" << attribute(edge["from"]) << "\" target=\""
         << attribute(edge["to"]) << "\">\n";
    fields("edge", edge);
    out_ << "    </edge>\n";
  }

  void tail() { out_ << "  </graph>\n</graphml>\n"; }

 private:
  static std::string attribute(const Json& id) {
    return markup_text(id.get_ref<const std::string&>());
  }

  void datum(std::string_view indent, std::string_view of, std::string_view name,
             const Json& value) {
    out_ << indent << "<data key=\"" << key_of(of, name) << "\">" << markup_text(value_text(value))
         << "</data>\n";
  }

  void fields(std::string_view of, const Json& object) {
    for (const auto& [name, value] : object.items()) {
      if (name == "id" || name == "from" || name == "to") continue;
      if (!value.is_object()) {
        datum("      ", of, name, value);
        continue;
      }
      for (const auto& [inner, part] : value.items()) {
        std::string dotted = name;
        dotted += '.';
        dotted += inner;
        datum("      ", of, dotted, part);
      }
    }
  }

  std::ostream& out_;
};

}  // namespace

void write_graphml(std::ostream& out, const PictureReport& report) {
  const AccessPicture& picture = report.picture;
  const PictureJson pieces(picture);
  GraphmlWriter writer(out);
  writer.head();
  writer.graph_value("title", picture.title);
  writer.graph_value("command", report.command);
  writer.graph_value("tool", "rbacgraph " + std::string(version()));
  writer.graph_value("hidden.nodes", picture.hidden.nodes);
  writer.graph_value("hidden.edges", picture.hidden.edges);
  writer.graph_value("hidden.why", picture.hidden.why);
  writer.graph_value("notes", report.notes);
  for (const PictureNode& node : picture.nodes) writer.node(pieces.node(node));
  for (const PictureEdge& edge : picture.edges) writer.edge(pieces.edge(edge));
  writer.tail();
}

}  // namespace rbacgraph
