/// Reads the policy of a live cluster (SEMANTICS §5.4–5.6).
///
/// Only GET requests are sent, and POSTs to review APIs, which store nothing. Lists come
/// in pages; bindings are listed before roles, so that a role that a binding was made for is there;
/// at most four requests are under way (fewer where the options say so). Where the user may not
/// list something, its namespaces, and then single roles, are asked for, and what remains unknown
/// is in the Snapshot's Coverage: a "no" that it may hide is "unknown". Where nothing of the policy
/// is shown, the Snapshot has what the server says of the user's own rights, as roles and bindings
/// of the name "(own rights)".
///
/// Fails where there is no answer to build on: the server can't be reached, does not accept the
/// credentials, serves no RBAC API, or shows nothing of it nor of our rights. Errors with the code
/// Io are the cluster's, InvalidArgument the configuration's, Cancelled means that `stop` was
/// requested. Neither errors nor diagnostics hold a credential.
///
/// Thread rule: one call at a time for a builder.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rbacgraph/base/result.h"
#include "rbacgraph/policy/coverage.h"
#include "rbacgraph/policy/snapshot_builder.h"
#include "rbacgraph/source/kubeconfig.h"

namespace rbacgraph {

/// How far the reading of a cluster is.
struct LiveProgress {
  std::string_view resource;  ///< that the news is of: "rolebindings"
  std::size_t lists_done = 0;
  std::size_t lists = 0;
  std::uint64_t objects = 0;  ///< of the lists that are done
  std::uint64_t bytes = 0;    ///< of all lists so far
};

struct LiveOptions {
  std::stop_token stop;
  /// As of ReadOptions, with the bytes of all lists so far; the total is not known, so 0.
  std::function<void(std::string_view what, std::uint64_t bytes, std::uint64_t total)> progress;
  /// The same in more words: also when a list begins and ends. By one thread at a time.
  std::function<void(const LiveProgress&)> news;
  std::chrono::milliseconds request_timeout{0};  ///< of each request; 0: none
  StdinUse standard_input = StdinUse::NoTerminal;
  bool server_version = false;    ///< asks for that too
  std::size_t most_requests = 4;  ///< under way at a time
  /// Namespaces to ask about where the user may not list them; that of the context is one.
  std::vector<std::string> namespaces;
};

/// Of which moment it is: for whoever keeps what was read.
struct ClusterFacts {
  std::string server_version;  ///< "v1.36.3"; "" where it was not asked for, or not told
  /// resourceVersion of each list, by resource: there is no moment that all lists share.
  std::vector<std::pair<std::string, std::string>> resource_versions;
  /// Namespaces that were wholly listed where a gap of the Coverage is about all of them.
  std::vector<CoverageEntry> listed;
};

/// Adds the cluster as one source, with its policy, accounts, namespaces, pods and types. The
/// access' warnings are reported too.
Result<ClusterFacts> read_cluster(SnapshotBuilder& builder, const ClusterAccess& access,
                                  const LiveOptions& options);

/// Who the server takes us for.
struct ServerUser {
  std::string name;
  std::string uid;
  std::vector<std::string> groups;
  std::vector<std::pair<std::string, std::vector<std::string>>> extra;
};
Result<ServerUser> who_am_i(const ClusterAccess& access, const LiveOptions& options);

}  // namespace rbacgraph
