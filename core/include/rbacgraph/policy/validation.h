/// What the API server would refuse about an object (SEMANTICS §1.2).
///
/// The authorizer validates nothing: it evaluates whatever is stored. So a flaw is a warning, and
/// the object counts all the same. Messages name the field as the server's do:
/// "rules[0].verbs: Required value: verbs must contain at least one value".
///
/// Codes: invalid-name, invalid-rule, invalid-aggregation, invalid-role-ref, invalid-subject.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/base/name_pool.h"
#include "rbacgraph/k8s/binding.h"
#include "rbacgraph/k8s/policy_rule.h"
#include "rbacgraph/k8s/role.h"
#include "rbacgraph/k8s/subject.h"

namespace rbacgraph {

/// Looks at the rules as written. Allocates nothing where there is nothing to say.
std::vector<Diagnostic> validate(const NamePool& names,
                                 const std::function<const PolicyRule&(RuleId)>& rule_of,
                                 const Role& role);

/// All but `subjects[i].apiGroup`, which the model does not keep: see below.
std::vector<Diagnostic> validate(const NamePool& names, const Binding& binding);

/// The message for a wrong `subjects[index].apiGroup` (V14, V16), "" where it is right or empty:
/// the server fills an empty one in. For whoever reads the object, with the code invalid-subject.
std::string subject_group_flaw(SubjectKind kind, std::string_view api_group, std::size_t index);

}  // namespace rbacgraph
