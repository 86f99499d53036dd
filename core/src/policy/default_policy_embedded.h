/// What the build generates from core/data/default_policy; see default_policy_data.h for use.
#pragma once

#include <span>

#include "base/embedded_file.h"

namespace rbacgraph {

/// All files of all versions, named "<minor>/<file>", sorted.
std::span<const EmbeddedFile> default_policy_embedded();

}  // namespace rbacgraph
