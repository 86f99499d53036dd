#include "rbacgraph/analysis/review.h"

#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rbacgraph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string error(std::string_view json) {
  const auto review = parse_review(json);
  return review ? "no error" : review.error().message;
}

/// A review around these attributes, and an `error` of it.
std::string spec(const std::string& members) { return "{\"spec\":{" + members + "}}"; }
const std::string kUser = R"("user":"mia")";
const std::string kAttributes = R"("resourceAttributes":{"verb":"get","resource":"pods"})";

TEST(Review, ReadsResourceAttributes) {
  const auto review = parse_review(
      R"({"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","metadata":{},
          "spec":{"user":"mia","groups":["dev","ops"],"uid":"7","extra":{"a":["b"]},
                  "resourceAttributes":{"namespace":"shop","verb":"get","group":"apps",
                    "version":"v1","resource":"deployments","subresource":"scale","name":"web"}},
          "status":{"allowed":true}})");
  ASSERT_TRUE(review.has_value()) << review.error().message;
  EXPECT_EQ(review->user.name, "mia");
  EXPECT_THAT(review->user.groups, ElementsAre("dev", "ops"));
  EXPECT_EQ(review->request,
            Request(ResourceRequest{"get", "apps", "deployments", "scale", "shop", "web"}));
}

TEST(Review, ReadsABareSpecAndFillsInNothing) {
  const auto review = parse_review(R"({"groups":["dev"],"nonResourceAttributes":{"path":"/x"}})");
  ASSERT_TRUE(review.has_value()) << review.error().message;
  EXPECT_EQ(review->user.name, "");
  EXPECT_THAT(review->user.groups, ElementsAre("dev"));
  EXPECT_EQ(review->request, Request(UrlRequest{"", "/x"}));
}

TEST(Review, TakesNullForAbsentAsTheServerDoes) {
  const auto review = parse_review(
      R"({"spec":{"user":"mia","groups":null,"nonResourceAttributes":null,
                  "resourceAttributes":{"verb":null,"name":"a"}}})");
  ASSERT_TRUE(review.has_value()) << review.error().message;
  EXPECT_THAT(review->user.groups, IsEmpty());
  EXPECT_EQ(review->request, Request(ResourceRequest{"", "", "", "", "", "a"}));
  const auto with_null = parse_review(spec(R"("groups":[null,"a"],)" + kAttributes));
  ASSERT_TRUE(with_null.has_value()) << with_null.error().message;
  EXPECT_THAT(with_null->user.groups, ElementsAre("", "a"));
}

TEST(Review, AFieldSelectorSetsNoName) {
  const auto review = parse_review(
      R"({"user":"mia","resourceAttributes":{"verb":"list","resource":"pods",
          "fieldSelector":{"rawSelector":"metadata.name=a"},"labelSelector":{"requirements":[7]}}})");
  ASSERT_TRUE(review.has_value()) << review.error().message;
  EXPECT_EQ(review->request, Request(ResourceRequest{"list", "", "pods", "", "", ""}));
}

TEST(Review, RefusesWhatTheServerRefuses) {
  EXPECT_EQ(error(spec(kAttributes)), "at least one of spec.user or spec.groups must be specified");
  EXPECT_EQ(error(spec(R"("user":"","groups":[],)" + kAttributes)),
            "at least one of spec.user or spec.groups must be specified");
  EXPECT_EQ(
      error(spec(kUser)),
      "exactly one of spec.nonResourceAttributes or spec.resourceAttributes must be specified");
  EXPECT_EQ(
      error(spec(kUser + "," + kAttributes + R"(,"nonResourceAttributes":{})")),
      "spec.nonResourceAttributes cannot be specified in combination with resourceAttributes");
  EXPECT_EQ(
      error("{}"),
      "exactly one of spec.nonResourceAttributes or spec.resourceAttributes must be specified");
}

TEST(Review, RefusesWrongTypesByTheirPath) {
  EXPECT_EQ(error("[1]"), "the review is a list, not an object");
  EXPECT_EQ(error(R"({"spec":"x"})"), "spec is a string, not an object");
  EXPECT_EQ(error(spec(R"("user":7,)" + kAttributes)), "spec.user is a number, not a string");
  EXPECT_EQ(error(spec(R"("groups":"dev",)" + kAttributes)),
            "spec.groups is a string, not a list of strings");
  EXPECT_EQ(error(spec(R"("groups":["dev",true],)" + kAttributes)),
            "spec.groups[1] is a boolean, not a string");
  EXPECT_EQ(error(spec(kUser + R"(,"resourceAttributes":[])")),
            "spec.resourceAttributes is a list, not an object");
  EXPECT_EQ(error(spec(kUser + R"(,"resourceAttributes":{"verb":["get"]})")),
            "spec.resourceAttributes.verb is a list, not a string");
  EXPECT_EQ(error(spec(kUser + R"(,"nonResourceAttributes":{"path":{}})")),
            "spec.nonResourceAttributes.path is an object, not a string");
  EXPECT_EQ(error(R"({"kind":3})"), "kind is a number, not a string");
}

TEST(Review, RefusesWhatIsNoJson) {
  const auto review = parse_review("get pods please");
  ASSERT_FALSE(review.has_value());
  EXPECT_EQ(review.error().code, ErrorCode::Parse);
  EXPECT_EQ(review.error().message, "not JSON (at byte 1)");
  EXPECT_EQ(review.error().hint, "give one SubjectAccessReview, or its spec, a line");
  EXPECT_EQ(error(""), "not JSON (at byte 1)");
  const std::string whole = spec(kUser + "," + kAttributes);
  EXPECT_EQ(error(whole + " x"), "not JSON (at byte " + std::to_string(whole.size() + 2) + ")");
  EXPECT_NE(error("{\"user\":\"\xff\"}"), "no error");
}

TEST(Review, BoundsNesting) {
  const std::string deep(100'000, '[');
  EXPECT_EQ(error(deep), "more than 64 levels of nesting");
  EXPECT_EQ(error(spec(kUser + "," + kAttributes + R"(,"extra":)" + std::string(60, '[') +
                       std::string(60, ']'))),
            "no error");
}

TEST(Review, KnowsTheKindsOfReviews) {
  const auto of_kind = [](const std::string& kind, const std::string& api_version) {
    return error("{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + api_version + "\",\"spec\":{" +
                 kUser + "," + kAttributes + "}}");
  };
  EXPECT_EQ(of_kind("SubjectAccessReview", "authorization.k8s.io/v1"), "no error");
  EXPECT_EQ(of_kind("SubjectAccessReview", ""), "no error");
  EXPECT_EQ(of_kind("SelfSubjectAccessReview", "authorization.k8s.io/v1"),
            "a SelfSubjectAccessReview names nobody: it is about whoever sends it");
  EXPECT_EQ(of_kind("Pod", "v1"), "\"Pod\" is no SubjectAccessReview");
  EXPECT_EQ(of_kind("SubjectAccessReview", "v1"),
            "apiVersion is \"v1\", not \"authorization.k8s.io/v1\"");
  EXPECT_EQ(error(R"({"kind":"SubjectAccessReview"})"), "spec is missing");
}

TEST(Review, WantsMetadataEmpty) {
  const auto with = [](const std::string& metadata) {
    return error("{\"metadata\":" + metadata + ",\"spec\":{" + kUser + "," + kAttributes + "}}");
  };
  EXPECT_EQ(with(R"({"creationTimestamp":null,"labels":{},"name":"","managedFields":[1]})"),
            "no error");
  EXPECT_EQ(with(R"({"name":"x"})"), "metadata.name is set: metadata must be empty");
  EXPECT_EQ(with(R"({"labels":{"a":"b"}})"), "metadata.labels is set: metadata must be empty");
  EXPECT_EQ(with(R"({"namespace":"x"})"), "metadata.namespace is set: metadata must be empty");
  EXPECT_EQ(with("7"), "metadata is a number, not an object");
}

TEST(Review, ALocalOneIsAboutItsNamespace) {
  const auto local = [](const std::string& metadata, const std::string& attributes) {
    return error("{\"kind\":\"LocalSubjectAccessReview\",\"metadata\":" + metadata + ",\"spec\":{" +
                 kUser + "," + attributes + "}}");
  };
  const std::string in_shop = R"("resourceAttributes":{"verb":"get","namespace":"shop"})";
  EXPECT_EQ(local(R"({"namespace":"shop"})", in_shop), "no error");
  EXPECT_EQ(local(R"({"namespace":"stage"})", in_shop),
            "spec.resourceAttributes.namespace is \"shop\", and metadata.namespace \"stage\": they "
            "must be equal");
  EXPECT_EQ(local("{}", in_shop), "a LocalSubjectAccessReview needs metadata.namespace");
  EXPECT_EQ(local("null", in_shop), "a LocalSubjectAccessReview needs metadata.namespace");
  EXPECT_EQ(local(R"({"namespace":"shop","name":"x"})", in_shop),
            "metadata.name is set: only metadata.namespace may be");
  EXPECT_EQ(local(R"({"namespace":"shop"})", R"("nonResourceAttributes":{"path":"/"})"),
            "spec.nonResourceAttributes is not allowed in a LocalSubjectAccessReview");
}

}  // namespace
}  // namespace rbacgraph
