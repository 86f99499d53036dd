/// Who a server takes us for: SelfSubjectReview (SEMANTICS §6.1).
#pragma once

#include "rbacgraph/source/cluster.h"
#include "source/http_client.h"

namespace rbacgraph {

ServerResult<ServerUser> server_user(HttpClient& http, const std::string& server);

/// What `server` answers is no `kind`.
ServerFailure no_review(const std::string& server, std::string_view kind, std::string hint = {});

}  // namespace rbacgraph
