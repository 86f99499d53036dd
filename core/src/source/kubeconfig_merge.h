/// Which kubeconfigs are read, and what they come to together (SEMANTICS §5.1).
#pragma once

#include <string>
#include <vector>

#include "rbacgraph/source/kubeconfig.h"
#include "source/kubeconfig_file.h"

namespace rbacgraph {

struct MergedKubeconfig {
  KubeconfigFile config;
  std::vector<std::string> read;     ///< the files that were there
  std::vector<std::string> missing;  ///< those that were looked for in vain

  bool empty() const {
    return config.clusters.empty() && config.users.empty() && config.contexts.empty();
  }
  /// "/home/jane/.kube/config", or all of several: for messages.
  std::string files() const;
};

/// Of `--kubeconfig`, else of KUBECONFIG, else of ~/.kube/config. Of entries with the same name the
/// first file's counts as a whole, and the first current-context that isn't empty.
Result<MergedKubeconfig> merge_kubeconfigs(const ConnectionOptions& options,
                                           const ClientEnvironment& environment);

}  // namespace rbacgraph
