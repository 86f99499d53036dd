/// Do some rules cover others? (SEMANTICS §3.1) This is the API server's test against privilege
/// escalation. It is not the same function as matching a request: a star is only covered by a star.
#pragma once

#include <span>
#include <vector>

#include "rbacgraph/base/name_pool.h"
#include "rbacgraph/k8s/policy_rule.h"

namespace rbacgraph {

/// The atoms of `servants` that no single rule of `owners` covers, in order; each is a rule with
/// one verb and one group and resource (and at most one name), or one verb and one URL. Empty:
/// covered. May intern new words into `names` (the pool of both).
std::vector<PolicyRule> uncovered(NamePool& names, std::span<const PolicyRule> owners,
                                  std::span<const PolicyRule> servants);

}  // namespace rbacgraph
