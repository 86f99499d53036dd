#include "report/picture_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/unicode.h"
#include "rbacgraph/analysis/lookup.h"
#include "rbacgraph/report/display.h"
#include "report/dead_words.h"
#include "report/powerful_words.h"

namespace rbacgraph {
namespace {

/// Of more words than these the number of the others is told.
constexpr std::size_t kShownWords = 4;

std::string plural(PictureKind kind, std::string_view word) {
  if (kind == PictureKind::Resource) return "resources";
  if (kind == PictureKind::Url) return "URLs";
  if (kind == PictureKind::Workload) return "workloads";
  return printable(word) + "s";
}

/// In the middle, where it is long.
std::string shortened(std::string text) {
  constexpr std::size_t kLong = 28;
  constexpr std::size_t kKept = 13;
  if (text.size() <= kLong || !is_plain_ascii(text)) return text;
  return text.substr(0, kKept + 1) + "…" + text.substr(text.size() - kKept);
}

/// "get list watch +4"
std::string short_list(const std::vector<std::string>& words) {
  std::vector<std::string> shown;
  for (const std::string& word : words) {
    if (shown.size() == kShownWords) break;
    shown.push_back(printable(word));
  }
  std::string text = fmt::format("{}", fmt::join(shown, " "));
  if (words.size() > shown.size()) text += fmt::format(" +{}", words.size() - shown.size());
  return text == "*" ? "every verb" : text;
}

std::string numbers(const std::vector<std::uint32_t>& rules) {
  if (rules.size() <= kShownWords)
    return fmt::format("{} {}", rules.size() == 1 ? "rule" : "rules", fmt::join(rules, ", "));
  return fmt::format("{} rules", rules.size());
}

/// "*" first, then in the order of the API, then by name.
std::pair<std::ptrdiff_t, std::string_view> verb_place(const std::string& verb) {
  constexpr std::array<std::string_view, 9> kOrder{
      "*", "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"};
  return {std::ranges::find(kOrder, verb) - kOrder.begin(), verb};
}

/// "pods, secrets, services, …"
std::string first_names(const PictureFold& fold) {
  std::vector<std::string> names;
  for (const std::string& name : fold.names) names.push_back(shortened(printable(name)));
  std::string text = fmt::format("{}", fmt::join(names, ", "));
  if (fold.nodes > names.size()) text += ", …";
  return text;
}

bool is_role(PictureKind kind) {
  return kind == PictureKind::ClusterRole || kind == PictureKind::Role ||
         kind == PictureKind::OtherRole;
}

std::string with_comma(std::string text, std::string_view more) {
  if (more.empty()) return text;
  if (!text.empty()) text += ", ";
  return text += more;
}

std::size_t side_of(PictureChange change) { return static_cast<std::size_t>(change); }

/// Of the edges into one node, by their PictureChange.
struct Verbs {
  std::array<std::vector<std::string>, 3> whole;
  std::array<std::vector<std::string>, 3> named;  ///< for named objects only
};

void add_new(std::vector<std::string>& to, const std::vector<std::string>& more) {
  for (const std::string& each : more) {
    if (std::ranges::find(to, each) == to.end()) {
      to.push_back(each);
    }
  }
}

/// Verbs for all objects, then those that are for named ones alone, which needs no word where
/// nothing else is allowed.
std::vector<std::string> united(std::vector<std::string> whole, std::vector<std::string> named,
                                bool only_named) {
  std::ranges::sort(whole, {}, verb_place);
  std::ranges::sort(named, {}, verb_place);
  for (const std::string& verb : named) {
    if (only_named) {
      whole.push_back(verb);
    } else if (std::ranges::find(whole, verb) == whole.end()) {
      whole.push_back(verb + " (only named)");
    }
  }
  return whole;
}

}  // namespace

std::string_view letters_of(PictureKind kind) {
  switch (kind) {
    case PictureKind::Namespace: return "NS";
    case PictureKind::Workload: return "W";
    case PictureKind::Group: return "G";
    case PictureKind::ServiceAccount: return "SA";
    case PictureKind::User: return "U";
    case PictureKind::ClusterRoleBinding: return "CB";
    case PictureKind::RoleBinding: return "RB";
    case PictureKind::ClusterRole: return "CR";
    case PictureKind::Role: return "R";
    case PictureKind::OtherSubject:
    case PictureKind::OtherRole: return "?";
    case PictureKind::Url: return "URL";
    case PictureKind::Resource:
    case PictureKind::Fold: break;
  }
  return "";
}

PictureWords::PictureWords(const AccessPicture& picture)
    : picture_(picture), verbs_(picture.nodes.size()), only_named_(picture.nodes.size(), true) {
  sources_.reserve(2);
  if (picture.compares()) {
    sources_.emplace_back(picture.graphs[0]->snapshot(), picture.graphs[1]->snapshot());
    sources_.emplace_back(picture.graphs[1]->snapshot(), picture.graphs[0]->snapshot());
  } else {
    sources_.emplace_back(picture.graphs[0]->snapshot());
  }
  std::vector<Verbs> verbs(picture.nodes.size());
  for (const PictureEdge& edge : picture.edges) {
    if (edge.kind != PictureEdgeKind::Allows) {
      continue;
    }
    const bool whole = edge.resource_names.empty();
    Verbs& of_node = verbs[edge.to];
    add_new((whole ? of_node.whole : of_node.named)[side_of(edge.change)], edge.verbs);
    if (whole) {
      only_named_[edge.to] = false;
    }
  }
  for (std::size_t at = 0; at < verbs.size(); ++at) {
    for (std::size_t side = 0; side < verbs_[at].size(); ++side) {
      verbs_[at][side] = united(std::move(verbs[at].whole[side]), std::move(verbs[at].named[side]),
                                only_named_[at]);
    }
  }
  const auto matches = [](const PictureNode& node) { return node.matches; };
  distinguishes_ =
      std::ranges::any_of(picture.nodes, matches) && !std::ranges::all_of(picture.nodes, matches);
}

/// "get list"; of a comparison "+ get list, − watch, both create".
std::string PictureWords::verbs_text(std::size_t at) const {
  if (!picture_.compares()) {
    return short_list(verbs_[at][side_of(PictureChange::Same)]);
  }
  constexpr std::array<std::pair<PictureChange, std::string_view>, 3> kSides{
      {{PictureChange::OnlyB, "+ "}, {PictureChange::OnlyA, "− "}, {PictureChange::Same, "both "}}};
  std::string text;
  for (const auto& [change, sign] : kSides) {
    if (const std::vector<std::string>& verbs = verbs_[at][side_of(change)]; !verbs.empty()) {
      text = with_comma(text, std::string(sign) + short_list(verbs));
    }
  }
  return text;
}

std::string PictureWords::role_detail(const PictureNode& node) const {
  for (std::size_t side = 0; side < sources_.size(); ++side) {
    if (node.object[side] == PictureNode::kNone) continue;
    const Snapshot& snapshot = sources_[side].snapshot();
    const std::span<const RuleEntry> rules = snapshot.rules(make_id<RoleId>(node.object[side]));
    const std::vector<std::uint32_t>& about = node.rules[side];
    const bool all = about.empty() || about.size() == rules.size();
    std::string text = all ? count_text(rules.size(), "rule") : numbers(about);
    std::vector<std::string> from;
    for (const std::uint32_t at : about) {
      if (all || at >= rules.size() || rules[at].aggregated_from == kEmptyName) continue;
      std::string name = printable(snapshot.text(rules[at].aggregated_from));
      if (std::ranges::find(from, name) == from.end()) from.push_back(std::move(name));
    }
    if (from.size() == 1) text += ", aggregated from " + from.front();
    return text;
  }
  return {};
}

std::string PictureWords::what_detail(std::size_t at) const {
  const PictureNode& node = picture_.nodes[at];
  std::string text = verbs_text(at);
  if (node.kind == PictureKind::Resource && !node.api_group.empty()) {
    const std::string group =
        node.api_group == "*" ? "in every API group" : "in " + printable(node.api_group);
    text = text.empty() ? group : text + ", " + group;
  }
  if (!verbs_text(at).empty() && only_named_[at]) text += ", only named objects";
  return text;
}

std::string PictureWords::detail(std::size_t at) const {
  const PictureNode& node = picture_.nodes[at];
  const std::string ns = node.ref.ns.empty() ? "" : " in ns " + printable(node.ref.ns);
  switch (node.kind) {
    case PictureKind::Namespace: return node.missing ? "" : "Namespace";
    case PictureKind::Workload: return printable(node.ref.kind) + ns;
    case PictureKind::Group: return "Group";
    case PictureKind::User: return "User";
    case PictureKind::ServiceAccount:
      return ns.empty() ? "ServiceAccount without namespace: nobody" : "ServiceAccount" + ns;
    case PictureKind::OtherSubject:
    case PictureKind::OtherRole: return "kind " + printable(node.ref.kind);
    case PictureKind::ClusterRoleBinding: return "cluster-wide";
    case PictureKind::RoleBinding: return "only" + ns;
    case PictureKind::ClusterRole: return role_detail(node);
    case PictureKind::Role: return with_comma(role_detail(node), ns.empty() ? "" : ns.substr(1));
    case PictureKind::Resource:
    case PictureKind::Url: return what_detail(at);
    case PictureKind::Fold: break;
  }
  if (!node.folded) return {};
  const PictureFold& fold = *node.folded;
  switch (fold.reason) {
    case FoldReason::Similar: return first_names(fold);
    case FoldReason::Namespace: return "in ns " + printable(fold.ns);
    case FoldReason::Kind:
      return fold.namespaces > 1
                 ? fmt::format("in {}: {}", count_text(fold.namespaces, "namespace"),
                               first_names(fold))
                 : first_names(fold);
    case FoldReason::ApiGroup: break;
  }
  return what_detail(at);
}

std::string PictureWords::place(const PictureNode& node) const {
  for (std::size_t side = 0; side < sources_.size(); ++side) {
    const std::string text = place_text(sources_[side], node.source[side]);
    if (!text.empty()) {
      return printable(text);
    }
  }
  return {};
}

NodeWords PictureWords::node(std::size_t at) const {
  const PictureNode& node = picture_.nodes[at];
  NodeWords words;
  words.letters = letters_of(node.kind);
  words.detail = detail(at);
  if (node.folded) {
    const PictureFold& fold = *node.folded;
    const bool named = fold.reason == FoldReason::ApiGroup;
    words.name =
        named ? printable(fold.api_group)
              : fmt::format("{}{} {}", fold.reason == FoldReason::Similar ? "+" : "", fold.nodes,
                            fold.reason == FoldReason::Similar
                                ? "similar " + plural(fold.kind, node.ref.kind)
                                : plural(fold.kind, node.ref.kind));
    if (named) words.detail = fmt::format("{} resources: {}", fold.nodes, verbs_text(at));
    words.tooltip = fmt::format("{} {} folded", fold.nodes, plural(fold.kind, node.ref.kind));
    return words;
  }
  words.name = printable(node.ref.name);
  if (words.name.empty()) words.name = "\"\"";
  if (node.missing) words.detail = with_comma(words.detail, "not in the input");
  // Of a flaw or a special group; a word of ours, but for names in it.
  if (!node.note.empty()) words.detail = with_comma(words.detail, printable(node.note));
  if (!node.powerful.empty()) {
    words.warning = "powerful";
    std::vector<std::string> names;
    for (const std::size_t row : node.powerful.rows())
      names.emplace_back(powerful_permissions()[row].name);
    words.detail = short_list(names);
  } else if (node.wildcard && is_role(node.kind)) {
    words.warning = "wildcard";
  }
  words.tooltip = picture_id(node);
  words.place = place(node);
  return words;
}

std::string PictureWords::edge_label(const PictureEdge& edge) {
  std::string label;
  if (edge.count > 1) label = fmt::format("×{}", edge.count);
  if (edge.dead) label += label.empty() ? "dead" : " dead";
  if (!edge.resource_names.empty()) label += label.empty() ? "only named" : " only named";
  return label;
}

std::string PictureWords::edge_tooltip(const PictureEdge& edge) {
  std::string text(to_string(edge.kind));
  if (edge.ns) text += ", in namespace " + printable(*edge.ns);
  if (edge.mixed) text += ", in several namespaces";
  if (!edge.verbs.empty()) text += ": " + printable(fmt::format("{}", fmt::join(edge.verbs, " ")));
  if (!edge.rules.empty()) text += " (" + numbers(edge.rules) + ")";
  if (!edge.resource_names.empty())
    text += ", only " + printable(fmt::format("{}", fmt::join(edge.resource_names, ", ")));
  if (edge.dead) text += ". Dead: " + std::string(dead_text(*edge.dead));
  if (edge.lacking) {
    text += ". It is not there, and would make it a yes";
  }
  return text;
}

}  // namespace rbacgraph
