#include "support/picture_words.h"

#include <algorithm>

namespace rbacgraph::test {

std::vector<std::string> words(const AccessPicture& picture) {
  std::vector<std::string> all;
  for (const PictureEdge& edge : picture.edges) {
    std::string text =
        picture_id(picture.nodes[edge.from]) + " -> " + picture_id(picture.nodes[edge.to]);
    if (edge.ns) text += " in " + *edge.ns;
    if (edge.mixed) text += " in several";
    if (!edge.rules.empty()) {
      text += " [";
      for (const std::uint32_t rule : edge.rules)
        text += (text.back() == '[' ? "" : ",") + std::to_string(rule);
      text += "]";
    }
    for (const std::string& verb : edge.verbs) text += " " + verb;
    for (const std::string& name : edge.resource_names) text += " =" + name;
    if (edge.dead) text += " dead";
    if (edge.missing) text += edge.lacking ? " lacking" : " missing";
    if (edge.count > 1) text += " x" + std::to_string(edge.count);
    if (edge.change == PictureChange::OnlyA) text += " -";
    if (edge.change == PictureChange::OnlyB) text += " +";
    if (edge.matches) text += " !";
    all.push_back(std::move(text));
  }
  return all;
}

std::vector<std::string> with_a_live_path(const AccessPicture& picture) {
  std::vector<bool> reaches(picture.nodes.size());
  for (std::size_t at = 0; at < picture.nodes.size(); ++at)
    reaches[at] = picture.nodes[at].rank == PictureRank::What;
  for (bool changed = true; changed;) {
    changed = false;
    for (const PictureEdge& edge : picture.edges) {
      if (edge.dead || edge.missing || !reaches[edge.to] || reaches[edge.from]) continue;
      reaches[edge.from] = changed = true;
    }
  }
  std::vector<std::string> ids;
  for (std::size_t at = 0; at < picture.nodes.size(); ++at) {
    const PictureKind kind = picture.nodes[at].kind;
    const bool is_subject = kind == PictureKind::User || kind == PictureKind::Group ||
                            kind == PictureKind::ServiceAccount;
    if (is_subject && reaches[at]) ids.push_back(picture_id(picture.nodes[at]));
  }
  std::ranges::sort(ids);
  return ids;
}

std::vector<std::string> named_by(const Answer& answer) {
  std::vector<std::string> ids;
  for (const AnswerItem& item : answer.items) {
    PictureNode node;
    const bool account = item.subject.kind == SubjectKind::ServiceAccount;
    node.kind = account ? PictureKind::ServiceAccount : PictureKind::User;
    node.ref = {std::string(to_string(item.subject.kind)), item.subject.ns, item.subject.name};
    ids.push_back(picture_id(node));
  }
  std::ranges::sort(ids);
  return ids;
}

}  // namespace rbacgraph::test
