/// The manifests of a revision in a git repository, read from its objects: nothing is checked out,
/// and nothing is fetched.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/result.h"
#include "source/directory.h"

namespace rbacgraph {

inline constexpr std::string_view kGitPrefix = "git:";

struct GitFile {
  std::string path;  ///< relative to the tree that was asked for; "" for a single file
  std::string object;
  std::uint64_t size = 0;
};

struct GitFiles {
  std::vector<GitFile> files;  ///< sorted by path
  std::vector<DirectoryFiles::LeftOut> left_out;
};

/// What `spec`, `REV[:PATH]` as git writes it, names in the repository around the working
/// directory: a file, or the manifests below a directory (source/directory.h). Fails where there is
/// no git, no repository, no such revision or path.
Result<GitFiles> find_in_git(std::string_view spec, const ReadLimits& limits,
                             const std::stop_token& stop);

/// Their contents, in the order of `files`.
Result<std::vector<std::string>> read_from_git(std::span<const GitFile> files,
                                               const std::stop_token& stop);

}  // namespace rbacgraph
