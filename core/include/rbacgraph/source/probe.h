/// Is an API server there? Asks for its version, as nobody: without credentials, and so without
/// running a plug-in that gives some.
///
/// One GET of /version, sent once. A server that refuses to tell it to nobody is there all the
/// same. Errors as of cluster.h. Thread rule: any thread, as often as you like.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "rbacgraph/base/error.h"
#include "rbacgraph/base/result.h"
#include "rbacgraph/source/kubeconfig.h"

namespace rbacgraph {

struct ServerProbe {
  std::string version;  ///< "v1.36.3"; "" where it is not told to nobody
  /// Something is there, but its certificate is not trusted or is for another name, and so nothing
  /// was asked; no message: it is trusted.
  Error distrust;
};

/// Of `access` its user does not count. `patience` is for the whole of it, and not 0.
Result<ServerProbe> probe_server(const ClusterAccess& access, std::chrono::milliseconds patience,
                                 const std::stop_token& stop);

}  // namespace rbacgraph
