/// The ClusterRoles of every API server that manifests refer to without bringing them.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace rbacgraph {

inline constexpr std::array<std::string_view, 5> kServersOwn = {"admin", "cluster-admin", "edit",
                                                                "system:auth-delegator", "view"};

inline bool is_servers_own(std::string_view cluster_role) {
  return std::ranges::find(kServersOwn, cluster_role) != kServersOwn.end();
}

}  // namespace rbacgraph
