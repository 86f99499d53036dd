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

}  // namespace rbacgraph
