#pragma once

#include "rbacgraph/base/name_pool.h"
#include "rbacgraph/base/source_ref.h"

namespace rbacgraph {

/// A Namespace object. RBAC does not ask whether a namespace exists (SEMANTICS §2.3); the object
/// is kept to know about empty ones.
struct Namespace {
  Name name = kEmptyName;
  SourceRef source;
};

}  // namespace rbacgraph
