#include "cli/commands/can_i_live.h"

#include <string>
#include <utility>
#include <variant>

#include "rbacgraph/source/access_review.h"

namespace rbacgraph::cli {
namespace {

AccessReview review_of(const Request& request) {
  AccessReview review;
  if (const auto* const url = std::get_if<UrlRequest>(&request)) {
    review.verb = url->verb;
    review.path = url->path;
    return review;
  }
  const auto& resource = std::get<ResourceRequest>(request);
  review.verb = resource.verb;
  review.group = resource.group;
  review.resource = resource.resource;
  review.subresource = resource.subresource;
  review.ns = resource.ns;
  review.name = resource.name;
  return review;
}

}  // namespace

Result<UserInfo> own_user(const LiveInput& input, const Io& io) {
  const Result<ClusterAccess> access = choose(input, io);
  if (!access) return tl::unexpected<Error>(access.error());
  Result<ServerUser> user = who_am_i(*access, live_options(input, io));
  if (!user) return tl::unexpected<Error>(std::move(user.error()));
  return UserInfo{std::move(user->name), std::move(user->groups)};
}

Result<ServerVerdict> server_verdict(const LiveInput& input, const Io& io, const CanIAnswer& answer,
                                     bool about_ourselves) {
  const Result<ClusterAccess> access = choose(input, io);
  if (!access) return tl::unexpected<Error>(access.error());
  AccessReview review = review_of(request_of(answer.query));
  if (!about_ourselves) review.user = AccessReview::User{answer.user.name, answer.user.groups};
  Result<ServerDecision> decision = ask_server(*access, live_options(input, io), review);
  if (!decision) return tl::unexpected<Error>(std::move(decision.error()));
  std::string reason = std::move(decision->reason);
  if (!decision->evaluation_error.empty())
    reason += (reason.empty() ? "" : " - ") + decision->evaluation_error;
  return ServerVerdict{decision->allowed, decision->denied, std::move(reason)};
}

}  // namespace rbacgraph::cli
