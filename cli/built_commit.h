/// The commit that was built. The definition is made when building (cmake/Commit.cmake).
#pragma once

#include <string_view>

namespace rbacgraph::cli {

struct BuiltCommit {
  std::string_view id;    ///< "" where it isn't known, outside of git for instance
  bool modified = false;  ///< files that git knows were changed after it
};

BuiltCommit built_commit();

}  // namespace rbacgraph::cli
