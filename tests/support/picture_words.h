/// Pictures in words, and what can be reached in them.
#pragma once

#include <string>
#include <vector>

#include "rbacgraph/analysis/access_picture.h"

namespace rbacgraph::test {

/// The edges: "User/mia -> RoleBinding/shop/b in shop", then rules, verbs, names, "dead",
/// "missing", how many it stands for, the side, and "!" for what answers the question.
std::vector<std::string> words(const AccessPicture& picture);

/// The ids of users, groups and accounts with a way to a node of the last rank, over edges that are
/// neither dead nor missing; sorted.
std::vector<std::string> with_a_live_path(const AccessPicture& picture);

/// The ids of an answer's subjects, sorted.
std::vector<std::string> named_by(const Answer& answer);

}  // namespace rbacgraph::test
