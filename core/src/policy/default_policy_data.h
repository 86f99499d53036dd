/// The roles and bindings that an API server creates by itself, per Kubernetes minor version, as
/// the files in core/data/default_policy hold them.
///
/// Thread rule: constant data, free for all threads.
#pragma once

#include <span>
#include <string_view>

#include "base/embedded_file.h"

namespace rbacgraph {

/// The versions there is a policy of ("1.31"), oldest first.
std::span<const std::string_view> default_policy_minors();

/// The files of one version, sorted by name; `name` is the base name ("cluster-roles.yaml").
/// Empty for a version that there is no policy of.
std::span<const EmbeddedFile> default_policy_files(std::string_view minor);

}  // namespace rbacgraph
