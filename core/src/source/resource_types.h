/// The resource types that a Snapshot document carries: those that the cluster served and that are
/// not built in.
#pragma once

#include <vector>

#include "rbacgraph/k8s/resource_catalog.h"
#include "source/value_reader.h"

namespace rbacgraph {

/// Reads the list that is the current value. What is not as a Snapshot has it is passed over: of a
/// type that isn't known, a default is assumed as ever. False where the reader is not ok().
bool read_resource_types(ValueReader& reader, std::vector<ResourceType>& types);

}  // namespace rbacgraph
