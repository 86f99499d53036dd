#include "rbacgraph/source/access_review.h"

#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "source/server_user.h"
#include "source/session.h"

namespace rbacgraph {
namespace {

using Json = nlohmann::json;

Json body_of(const AccessReview& review) {
  Json spec;
  if (review.path.empty()) {
    Json& attributes = spec["resourceAttributes"];
    attributes = {{"verb", review.verb}, {"group", review.group}, {"resource", review.resource}};
    if (!review.subresource.empty()) attributes["subresource"] = review.subresource;
    if (!review.ns.empty()) attributes["namespace"] = review.ns;
    if (!review.name.empty()) attributes["name"] = review.name;
  } else {
    spec["nonResourceAttributes"] = {{"verb", review.verb}, {"path", review.path}};
  }
  if (review.user) {
    spec["user"] = review.user->name;
    spec["groups"] = review.user->groups;
  }
  return {{"apiVersion", "authorization.k8s.io/v1"},
          {"kind", review.user ? "SubjectAccessReview" : "SelfSubjectAccessReview"},
          {"spec", std::move(spec)}};
}

}  // namespace

ServerFailure no_review(const std::string& server, std::string_view kind, std::string hint) {
  return {200,
          {ErrorCode::Io, server + ": what it answers is no " + std::string(kind), std::move(hint)},
          {},
          false};
}

namespace {

constexpr std::string_view kSince = "API servers know it from Kubernetes 1.28 on";

/// Of a server that does not know the question.
ServerFailure who_is_not_told(const std::string& server, ServerFailure failure) {
  constexpr int kNoSuchMethod = 405;
  constexpr int kNotImplemented = 501;
  const bool unknown = failure.status == kNoSuchMethod || failure.status == kNotImplemented ||
                       (failure.not_found() && failure.reason == "NotFound");
  if (!unknown) return failure;
  failure.error.message = server + " knows no SelfSubjectReview (HTTP " +
                          std::to_string(failure.status) +
                          (failure.words.empty() ? ")" : "): " + failure.words);
  failure.error.hint = std::string(kSince);
  return failure;
}

}  // namespace

ServerResult<ServerUser> server_user(HttpClient& http, const std::string& server) {
  ServerResult<std::string> text =
      http.review("/apis/authentication.k8s.io/v1/selfsubjectreviews",
                  R"({"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"})");
  if (!text) return tl::unexpected(who_is_not_told(server, std::move(text.error())));
  try {
    const Json user = Json::parse(*text).at("status").at("userInfo");
    ServerUser result;
    result.name = user.value("username", "");
    result.uid = user.value("uid", "");
    result.groups = user.value("groups", std::vector<std::string>());
    const auto extra = user.value("extra", std::map<std::string, std::vector<std::string>>());
    result.extra.assign(extra.begin(), extra.end());
    return result;
  } catch (const Json::exception&) {
    return tl::unexpected(no_review(server, "SelfSubjectReview", std::string(kSince)));
  }
}

Result<ServerUser> who_am_i(const ClusterAccess& access, const LiveOptions& options) {
  Session session(access, options);
  Result<std::unique_ptr<HttpClient>> http = session.open();
  if (!http) return tl::unexpected<Error>(http.error());
  ServerResult<ServerUser> user = server_user(**http, access.server);
  if (!user) return tl::unexpected<Error>(std::move(user.error().error));
  return std::move(*user);
}

Result<ServerDecision> ask_server(const ClusterAccess& access, const LiveOptions& options,
                                  const AccessReview& review) {
  Session session(access, options);
  Result<std::unique_ptr<HttpClient>> http = session.open();
  if (!http) return tl::unexpected<Error>(http.error());
  const std::string path = "/apis/authorization.k8s.io/v1/";
  ServerResult<std::string> text =
      (*http)->review(path + (review.user ? "subjectaccessreviews" : "selfsubjectaccessreviews"),
                      body_of(review).dump(-1, ' ', false, Json::error_handler_t::replace));
  if (!text) return tl::unexpected<Error>(std::move(text.error().error));
  try {
    const Json status = Json::parse(*text).at("status");
    return ServerDecision{status.at("allowed").get<bool>(), status.value("denied", false),
                          status.value("reason", ""), status.value("evaluationError", "")};
  } catch (const Json::exception&) {
    return tl::unexpected<Error>(
        no_review(access.server, review.user ? "SubjectAccessReview" : "SelfSubjectAccessReview")
            .error);
  }
}

}  // namespace rbacgraph
