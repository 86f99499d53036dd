/// SubjectAccessReviews answered as the API server answers them (DESIGN §9, `can-i --reviews`).
#pragma once

#include <string>
#include <string_view>

#include "rbacgraph/authz/authorizer.h"
#include "rbacgraph/base/result.h"

namespace rbacgraph {

struct Review {
  UserInfo user;
  Request request;
};

/// One SubjectAccessReview, or its bare `spec`, as JSON. Fails for what is no review and for what
/// the server refuses with 422 (SEMANTICS §6.1): neither user nor groups, both or none of the two
/// kinds of attributes.
Result<Review> parse_review(std::string_view json);

}  // namespace rbacgraph
