#pragma once

#include <optional>

#include "rbacgraph/base/name_pool.h"
#include "rbacgraph/base/source_ref.h"

namespace rbacgraph {

/// A ServiceAccount object. An account that only a binding names is not one of these.
struct ServiceAccount {
  Name ns = kEmptyName;
  Name name = kEmptyName;
  std::optional<bool> automount_token;
  SourceRef source;
};

}  // namespace rbacgraph
