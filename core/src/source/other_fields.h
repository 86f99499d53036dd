/// The few fields that are kept of workloads and CustomResourceDefinitions.
#pragma once

#include "rbacgraph/k8s/resource_catalog.h"
#include "rbacgraph/k8s/workload.h"
#include "source/field_reader.h"
#include "source/object_kind.h"

namespace rbacgraph {

/// `spec` of a pod-running kind, down to its pod's own. Without an account it is "default".
bool read_workload_spec(FieldReader& fields, ObjectKind kind, Workload& workload);

/// `spec` of a CustomResourceDefinition, v1 or v1beta1.
bool read_definition_spec(FieldReader& fields, ResourceType& type);

}  // namespace rbacgraph
