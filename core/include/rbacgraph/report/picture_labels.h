/// What stands in the nodes of a picture, in words: for whoever draws it himself,
/// as the desktop does. The writers of report/picture.h use the same.
///
/// All of it is printable (report/display.h) and not escaped for any format. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/access_picture.h"

namespace rbacgraph {

struct PictureLabel {
  std::string letters;  ///< "SA"; "" for a resource
  std::string name;
  std::string detail;   ///< the second line; may be ""
  std::string warning;  ///< "powerful" or "wildcard"; else ""
  std::string tooltip;  ///< the whole identity, and file:line where it is known
};

/// One for each node.
std::vector<PictureLabel> node_labels(const AccessPicture& picture);
/// "SA", "CR": of a kind; "" for a resource.
std::string_view kind_letters(PictureKind kind);

/// The namespace in whose frame a node stands, or "": bindings and roles have frames; an account's
/// second line says where it is.
std::string_view frame_of(const PictureNode& node);
/// Those of all nodes, ascending; none where there are so many that each frame would hold next to
/// nothing. Views of the picture.
std::vector<std::string_view> frames_of(const AccessPicture& picture);

}  // namespace rbacgraph
