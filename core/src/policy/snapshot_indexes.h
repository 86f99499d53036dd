/// The parts of a Snapshot that its header does not show.
#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "policy/aggregation.h"
#include "policy/object_table.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

struct Snapshot::Indexes {
  ObjectTable<Role> roles;
  ObjectTable<Binding> bindings;
  ObjectTable<ServiceAccount> service_accounts;
  ObjectTable<Namespace> namespaces;
  ObjectTable<Workload> workloads;
  AggregatedRules aggregated;

  // Files are read again when positions are asked for: the one thing that changes in a const
  // Snapshot.
  mutable std::mutex lines_mutex;
  mutable std::map<SourceId, std::optional<FileLines>> lines;
};

}  // namespace rbacgraph
