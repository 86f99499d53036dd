/// From -f, or a live cluster, to a Snapshot.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/common_options.h"
#include "cli/io.h"
#include "cli/talk.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph::cli {

/// Fails where an input can't be read, and where there is no RBAC object in it at all: an answer
/// from that would be a guess. What is wrong with the input has then been told. Fails with
/// Cancelled where `io.stop` is requested. On a terminal a progress line is shown meanwhile.
/// `other`: a Snapshot to compare it with, whose words it shares; null for none.
Result<std::shared_ptr<const Snapshot>> load(const InputOptions& options, Io& io, Talk& talk,
                                             const std::shared_ptr<const Snapshot>& other = {});

/// The same, but an input without any RBAC object is told about and not refused.
Result<std::shared_ptr<const Snapshot>> load_anything(
    const InputOptions& options, Io& io, Talk& talk,
    const std::shared_ptr<const Snapshot>& other = {});
/// Why there is nothing to answer from, where there is no RBAC object.
std::optional<Error> why_no_answer(const Snapshot& snapshot, const InputOptions& options);

/// Is an object in the input more than once? Then the order of the files says which one counts;
/// else they are read in the order of their names.
bool has_objects_twice(const Snapshot& snapshot);

/// A Snapshot of a cluster, with what it says of itself.
struct LiveSnapshot {
  std::shared_ptr<const Snapshot> snapshot;
  std::string context;
  std::string server;
  ClusterFacts facts;
};
Result<LiveSnapshot> load_cluster(const LiveInput& input, AggregationMode aggregation, Io& io,
                                  Talk& talk, const std::shared_ptr<const Snapshot>& other = {});

/// The whole text of a small file beside the input (a group map). "-" is not understood.
Result<std::string> read_small_file(const std::string& path);

}  // namespace rbacgraph::cli
