#include "policy/default_policy_data.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "policy/default_policy_embedded.h"

namespace rbacgraph {
namespace {

struct Version {
  std::string_view minor;
  std::vector<EmbeddedFile> files;
};

// The embedded files are named "<minor>/<file>" and sorted.
std::vector<Version> split_by_version() {
  std::vector<Version> versions;
  for (const EmbeddedFile& file : default_policy_embedded()) {
    const std::size_t slash = file.name.find('/');
    const std::string_view minor = file.name.substr(0, slash);
    if (versions.empty() || versions.back().minor != minor) {
      versions.push_back({minor, {}});
    }
    versions.back().files.push_back({file.name.substr(slash + 1), file.text});
  }
  return versions;
}

const std::vector<Version>& versions() {
  static const std::vector<Version> all = split_by_version();
  return all;
}

}  // namespace

std::span<const std::string_view> default_policy_minors() {
  static const std::vector<std::string_view> minors = [] {
    std::vector<std::string_view> names;
    for (const Version& version : versions()) {
      names.push_back(version.minor);
    }
    return names;
  }();
  return minors;
}

std::span<const EmbeddedFile> default_policy_files(std::string_view minor) {
  const auto found = std::ranges::find(versions(), minor, &Version::minor);
  if (found == versions().end()) {
    return {};
  }
  return found->files;
}

}  // namespace rbacgraph
