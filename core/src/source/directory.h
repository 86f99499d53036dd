/// The manifests below a directory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/result.h"
#include "rbacgraph/source/read.h"

namespace rbacgraph {

/// *.yaml, *.yml, *.json, *.ndjson and .gz of these.
bool is_manifest_name(std::string_view name);

struct DirectoryFiles {
  std::vector<std::string> files;  ///< paths relative to the directory, sorted
  struct LeftOut {
    std::string path;  ///< relative
    std::string why;
    bool may_hide_policy = false;
  };
  std::vector<LeftOut> left_out;  ///< what a user may miss, sorted
};

/// *.yaml, *.yml, *.json, *.ndjson and .gz of these. Not in hidden directories, nor behind links
/// to directories, which could lead anywhere and back.
Result<DirectoryFiles> find_manifests(const std::string& directory, const ReadLimits& limits);

}  // namespace rbacgraph
