/// A Snapshot as a document (DESIGN §9): what `collect` writes and every command reads with -f.
///
/// An item a line, so that a diff of two is readable and big ones are read side by side. Of RBAC
/// objects names, labels of ClusterRoles, rules, role refs and subjects; of others only what the
/// model keeps. There is nothing in it that the model doesn't have: no Secret, no environment
/// variable, no annotation, no credential.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rbacgraph/policy/coverage.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// Where and when it was collected; "" for what isn't known.
struct SnapshotHead {
  std::string context;
  std::string server;
  std::string server_version;
  std::string collected_at;  ///< RFC 3339
  std::vector<std::pair<std::string, std::string>> resource_versions;
  std::vector<CoverageEntry> listed;  ///< namespaces that a gap of all of them is no gap of
};

/// Rules are written as stored. Workloads other than pods aren't written: no cluster is asked for
/// them.
void write_snapshot(std::ostream& out, const Snapshot& snapshot, const SnapshotHead& head);

}  // namespace rbacgraph
