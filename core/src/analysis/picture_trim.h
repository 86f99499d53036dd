/// Takes nodes out of a picture: what is too far away, on no way, or not asked for.
#pragma once

#include <cstdint>
#include <set>
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
/// `staying` stay.
void keep_near(AccessPicture& picture, const PictureNodes& from, std::uint32_t steps,
               const PictureNodes& staying = {});

/// Leaves those that the filter lets through, and of these what still hangs together with `from`
/// (where that is nothing: with anything). The nodes of `from` stay, and `staying`.
void keep_wanted(AccessPicture& picture, const PictureNodes& from, const PictureFilter& filter,
                 const PictureNodes& staying = {});

/// The nodes with these picture_ids, each with the nodes of a shortest way between one of `from`
/// and it: along the edges where there is such a way, else against them, else any.
PictureNodes with_ways(const AccessPicture& picture, const std::set<std::string>& ids,
                       const PictureNodes& from);

}  // namespace rbacgraph
