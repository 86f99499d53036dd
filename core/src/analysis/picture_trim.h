/// Takes nodes out of a picture: what is too far away, on no way, or not asked for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rbacgraph/analysis/graph_picture.h"

namespace rbacgraph {

/// Nodes of a picture, by index.
using PictureNodes = std::vector<bool>;

/// Leaves those that lie on a directed way from one of `from` to one of `to`. That is what was
/// asked for, and nothing is hidden by it.
void keep_ways(AccessPicture& picture, const PictureNodes& from, const PictureNodes& to);

/// Leaves those at most so many steps from `from`, in either direction; into a group is no step.
void keep_near(AccessPicture& picture, const PictureNodes& from, std::uint32_t steps);

/// Leaves those that the filter lets through, and of these what still hangs together with `from`
/// (where that is nothing: with anything). The nodes of `from` stay.
void keep_wanted(AccessPicture& picture, const PictureNodes& from, const PictureFilter& filter);

}  // namespace rbacgraph
