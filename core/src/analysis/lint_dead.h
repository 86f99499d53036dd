/// Which words of a rule no request through a RoleBinding reaches (DESIGN §4.3).
#pragma once

#include <string>
#include <vector>

#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

struct DeadWords {
  std::vector<std::string> unreachable;  ///< cluster-scoped resources and URLs
  bool whole = false;                    ///< nothing of the rule can be used, for whatever reason
};

/// Through a RoleBinding in `ns`. A type that is not known counts as namespaced.
DeadWords dead_words(const Snapshot& snapshot, const PolicyRule& rule, Name ns);

/// Does it matter which namespace? Only for named Namespace objects.
bool depends_on_namespace(const Snapshot& snapshot, const PolicyRule& rule);

}  // namespace rbacgraph
