#include "rbacgraph/report/picture_labels.h"

#include <cstddef>
#include <set>

#include "report/picture_words.h"

namespace rbacgraph {

std::vector<PictureLabel> node_labels(const AccessPicture& picture) {
  const PictureWords words(picture);
  std::vector<PictureLabel> labels;
  labels.reserve(picture.nodes.size());
  for (std::size_t at = 0; at < picture.nodes.size(); ++at) {
    const NodeWords node = words.node(at);
    labels.push_back(
        {std::string(node.letters), node.name, node.detail, node.warning, node.tooltip});
  }
  return labels;
}

std::string_view kind_letters(PictureKind kind) { return letters_of(kind); }

std::string_view frame_of(const PictureNode& node) {
  const bool kind = node.rank == PictureRank::Through || node.rank == PictureRank::Role;
  if (!kind) return {};
  return node.folded ? node.folded->ns : node.ref.ns;
}

std::vector<std::string_view> frames_of(const AccessPicture& picture) {
  constexpr std::size_t kMostFrames = 40;
  std::set<std::string_view> all;
  for (const PictureNode& node : picture.nodes)
    if (!frame_of(node).empty()) all.insert(frame_of(node));
  if (all.size() > kMostFrames) return {};
  return {all.begin(), all.end()};
}

}  // namespace rbacgraph
