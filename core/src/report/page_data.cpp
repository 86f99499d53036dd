#include "report/page_data.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "rbacgraph/report/display.h"
#include "report/dead_words.h"
#include "report/picture_words.h"

namespace rbacgraph {
namespace {

std::string_view tone_of(PictureKind kind) {
  switch (kind) {
    case PictureKind::Workload:
    case PictureKind::Group:
    case PictureKind::ServiceAccount:
    case PictureKind::User:
    case PictureKind::OtherSubject: return "who";
    case PictureKind::ClusterRoleBinding:
    case PictureKind::RoleBinding: return "via";
    case PictureKind::ClusterRole:
    case PictureKind::Role:
    case PictureKind::OtherRole: return "role";
    case PictureKind::Fold: return "fold";
    case PictureKind::Namespace:
    case PictureKind::Resource:
    case PictureKind::Url: break;
  }
  return "what";
}

Json printable_list(const NamePool& names, NameList list) {
  Json words = Json::array();
  for (const Name name : names.list(list)) words.push_back(printable(names.text(name)));
  return words;
}

Json printable_list(const std::vector<std::string>& list) {
  Json words = Json::array();
  for (const std::string& word : list) words.push_back(printable(word));
  return words;
}

Json rule_json(const SourceNames& names, const RuleEntry& entry) {
  const Snapshot& snapshot = names.snapshot();
  const PolicyRule& rule = snapshot.rule(entry.rule);
  Json object;
  const auto add = [&](const char* key, NameList list) {
    if (Json words = printable_list(snapshot.names(), list); !words.empty())
      object[key] = std::move(words);
  };
  add("verbs", rule.verbs);
  add("apiGroups", rule.api_groups);
  add("resources", rule.resources);
  add("resourceNames", rule.resource_names);
  add("nonResourceURLs", rule.non_resource_urls);
  if (entry.aggregated_from != kEmptyName)
    object["aggregatedFrom"] = printable(snapshot.text(entry.aggregated_from));
  if (const std::string place = place_text(names, entry.source); !place.empty()) {
    object["place"] = printable(place);
  }
  return object;
}

class PageData {
 public:
  explicit PageData(const AccessPicture& picture) : picture_(picture), words_(picture) {}

  Json node(std::size_t at) const {
    const PictureNode& node = picture_.nodes[at];
    const NodeWords words = words_.node(at);
    const std::string& ns = node.folded ? node.folded->ns : node.ref.ns;
    Json object;
    object["id"] = picture_id(node);
    object["kind"] = node.folded ? "Fold" : printable(node.ref.kind);
    object["tone"] = tone_of(node.kind);
    object["letters"] = words.letters;
    object["name"] = words.name;
    object["ns"] = printable(node.kind == PictureKind::Namespace ? node.ref.name : ns);
    object["rank"] = to_string(node.rank);
    object["detail"] = words.detail;
    object["warning"] = words.warning;
    object["note"] = printable(node.note);
    if (node.folded) object["folded"] = words.tooltip;
    if (node.start) object["start"] = true;
    if (node.missing) object["missing"] = true;
    if (node.wildcard) object["wildcard"] = true;
    if (node.change != PictureChange::Same) object["change"] = change(node.change);
    add_powers(object, node);
    add_evidence(object, node);
    return object;
  }

  static Json edge(const PictureEdge& edge) {
    Json object;
    object["from"] = edge.from;
    object["to"] = edge.to;
    object["kind"] = to_string(edge.kind);
    if (edge.mixed) object["scope"] = "several namespaces";
    if (edge.ns) object["scope"] = "in ns " + printable(*edge.ns);
    if (is_scoped(edge.kind) && !edge.ns && !edge.mixed) object["scope"] = "cluster-wide";
    if (!edge.rules.empty()) object["rules"] = edge.rules;
    if (!edge.verbs.empty()) object["verbs"] = printable_list(edge.verbs);
    if (!edge.resource_names.empty()) object["names"] = printable_list(edge.resource_names);
    if (edge.count > 1) object["count"] = edge.count;
    if (edge.dead) object["dead"] = dead_text(*edge.dead);
    if (edge.missing) object["missing"] = true;
    if (edge.lacking) object["lacking"] = true;
    if (edge.change != PictureChange::Same) object["change"] = change(edge.change);
    return object;
  }

 private:
  static std::string_view change(PictureChange change) {
    return change == PictureChange::OnlyA ? "onlyA" : "onlyB";
  }

  static void add_powers(Json& object, const PictureNode& node) {
    if (node.powerful.empty()) return;
    Json list = Json::array();
    for (const std::size_t row : node.powerful.rows()) {
      const PowerfulPermission& power = powerful_permissions()[row];
      list.push_back({{"id", power.id}, {"name", power.name}, {"meaning", power.meaning}});
    }
    object["powerful"] = std::move(list);
  }

  /// Where it is written and, of a role, its rules: those that the picture is about.
  void add_evidence(Json& object, const PictureNode& node) const {
    Json places = Json::array();
    Json rules = Json::array();
    std::size_t all = 0;
    for (std::size_t side = 0; side < words_.sources().size(); ++side) {
      const SourceNames& names = words_.sources()[side];
      if (const std::string place = place_text(names, node.source[side]); !place.empty())
        places.push_back(side_word(side) + printable(place));
      if (node.object[side] == PictureNode::kNone || tone_of(node.kind) != "role") continue;
      const auto entries = names.snapshot().rules(make_id<RoleId>(node.object[side]));
      all += entries.size();
      const std::vector<std::uint32_t>& about = node.rules[side];
      for (std::uint32_t at = 0; at < entries.size(); ++at) {
        if (!about.empty() && !std::ranges::binary_search(about, at)) continue;
        Json rule{{"index", at}, {"side", side}};
        rule.update(rule_json(names, entries[at]));
        rules.push_back(std::move(rule));
      }
    }
    object["places"] = std::move(places);
    if (rules.empty()) return;
    object["rules"] = std::move(rules);
    object["ruleCount"] = all;
  }

  std::string side_word(std::size_t side) const {
    if (!picture_.compares()) return {};
    return side == 0 ? "A: " : "B: ";
  }

  const AccessPicture& picture_;
  PictureWords words_;
};

}  // namespace

Json page_data(const AccessPicture& picture) {
  const PageData pieces(picture);
  Json nodes = Json::array();
  for (std::size_t at = 0; at < picture.nodes.size(); ++at) nodes.push_back(pieces.node(at));
  Json edges = Json::array();
  for (const PictureEdge& edge : picture.edges) edges.push_back(PageData::edge(edge));
  return {
      {"compares", picture.compares()}, {"nodes", std::move(nodes)}, {"edges", std::move(edges)}};
}

}  // namespace rbacgraph
