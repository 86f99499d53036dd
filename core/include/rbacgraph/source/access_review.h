/// Asks a live cluster for a decision of its own (SEMANTICS §6.1): what its whole chain of
/// authorizers says, of which RBAC is one.
///
/// Two POST requests are sent, to APIs that store nothing. Errors and thread rule as of cluster.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rbacgraph/source/cluster.h"

namespace rbacgraph {

/// One request. Without `user` it is about ourselves; a path means a URL.
struct AccessReview {
  struct User {
    std::string name;
    std::vector<std::string> groups;  ///< nothing is implied
  };
  std::optional<User> user;
  std::string verb;
  std::string group;
  std::string resource;
  std::string subresource;
  std::string ns;
  std::string name;
  std::string path;
};

struct ServerDecision {
  bool allowed = false;
  bool denied = false;  ///< by an authorizer that says more than that it does not allow it
  std::string reason;
  std::string evaluation_error;
};

Result<ServerDecision> ask_server(const ClusterAccess& access, const LiveOptions& options,
                                  const AccessReview& review);

}  // namespace rbacgraph
