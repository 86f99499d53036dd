/// May this subject do this? (DESIGN §5, `can-i`)
///
/// The request is taken as given, namespace included, as the API server takes a
/// SubjectAccessReview; who_can asks about requests that a real API call can produce.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/authz/authorizer.h"
#include "rbacgraph/k8s/subject.h"

namespace rbacgraph {

/// What a live cluster itself decides of the same request: RBAC, and whatever else it asks.
struct ServerVerdict {
  bool allowed = false;
  bool denied = false;  ///< by an authorizer that says more than that it does not allow it
  std::string reason;   ///< in its words
};

struct CanIAnswer {
  std::shared_ptr<const Snapshot> snapshot;
  AccessQuery query;
  UserInfo user;  ///< as it was asked about, groups included
  Decision decision;
  std::vector<Grant> grants;            ///< every grant that allows it
  std::optional<ServerVerdict> server;  ///< where it was asked
  std::vector<std::string> notes;
  std::vector<Diagnostic> diagnostics;  ///< of the query; those of the input are the Snapshot's
};

/// Who that is after authentication: `groups` and the ones that the API server adds itself. Of a
/// group, the group by itself: whom else a binding names is of no matter.
UserInfo user_info(const SubjectRef& subject, std::vector<std::string> groups);

/// The request that a query without `any_verb` and `any_resource` stands for.
Request request_of(const AccessQuery& query);

CanIAnswer can_i(const Authorizer& authorizer, std::shared_ptr<const Snapshot> snapshot,
                 UserInfo user, const AccessQuery& query);

}  // namespace rbacgraph
