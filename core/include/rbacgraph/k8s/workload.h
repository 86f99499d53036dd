#pragma once

#include <optional>

#include "rbacgraph/base/name_pool.h"
#include "rbacgraph/base/source_ref.h"

namespace rbacgraph {

/// An object that runs pods (Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob,
/// ReplicationController), reduced to the account its pods run as.
struct Workload {
  Name kind = kEmptyName;
  Name ns = kEmptyName;
  Name name = kEmptyName;
  /// `serviceAccountName`, else the old field `serviceAccount`, else "default", as admission fills
  /// it in.
  Name service_account = kEmptyName;
  std::optional<bool> automount_token;
  SourceRef source;
};

}  // namespace rbacgraph
