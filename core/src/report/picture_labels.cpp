#include "rbacgraph/report/picture_labels.h"

#include <cstddef>

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

}  // namespace rbacgraph
