/// The fields of the four RBAC kinds (SEMANTICS §1.1, §1.3, §1.4).
#pragma once

#include "rbacgraph/k8s/binding.h"
#include "rbacgraph/k8s/role.h"
#include "source/field_reader.h"

namespace rbacgraph {

bool read_rules(FieldReader& fields, SourceId source, std::vector<RuleEntry>& rules);
bool read_aggregation_rule(FieldReader& fields, std::optional<AggregationRule>& aggregation);
/// Defaulted as on write: an empty apiGroup becomes the RBAC group.
bool read_role_ref(FieldReader& fields, RoleRef& role_ref);
/// `alpha`: of a v1alpha1 object, where User "*" stands for Group system:authenticated.
bool read_subjects(FieldReader& fields, bool alpha, std::vector<Subject>& subjects);
/// `metadata.labels`. Of a label that is there twice the last one counts.
bool read_labels(FieldReader& fields, const FieldPath& path,
                 std::vector<std::pair<Name, Name>>& labels);

}  // namespace rbacgraph
