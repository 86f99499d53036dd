/// One rule of a Role or ClusterRole, as stored (SEMANTICS §1.1). All strings are kept to the
/// letter: "pods/*" and "Get" are odd, but they are what the API server compares with.
#pragma once

#include <cstddef>

#include "rbacgraph/base/name_pool.h"

namespace rbacgraph {

/// Absent and empty lists are the same. Two rules are equal when their lists have the same words
/// in the same order, which is the aggregation controller's notion too (SEMANTICS §3.3).
struct PolicyRule {
  NameList verbs = kEmptyList;
  NameList api_groups = kEmptyList;
  NameList resources = kEmptyList;
  NameList resource_names = kEmptyList;
  NameList non_resource_urls = kEmptyList;

  friend bool operator==(const PolicyRule&, const PolicyRule&) = default;
};

}  // namespace rbacgraph
