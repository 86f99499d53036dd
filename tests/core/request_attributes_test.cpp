#include <fstream>
#include <ostream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "rbacgraph/authz/attributes.h"
#include "support/paths.h"

namespace rbacgraph {

// For GoogleTest, which looks for it here.
void PrintTo(const Request& request, std::ostream* out) {
  if (const auto* url = std::get_if<UrlRequest>(&request)) {
    *out << url->verb << " " << url->path;
    return;
  }
  const auto& resource = std::get<ResourceRequest>(request);
  *out << resource.verb << " " << resource.resource << "/" << resource.subresource << " ("
       << resource.group << ") ns=" << resource.ns << " name=" << resource.name;
}

namespace {

nlohmann::json cases() {
  std::ifstream file(test::test_data("cases/request_attributes.json"));
  return nlohmann::json::parse(file);
}

Request expected(const nlohmann::json& expect) {
  if (!expect.at("resourceRequest")) return UrlRequest{expect.at("verb"), expect.at("path")};
  return ResourceRequest{expect.at("verb"),        expect.at("group"),     expect.at("resource"),
                         expect.at("subresource"), expect.at("namespace"), expect.at("name")};
}

// A mistake here is a failed test, not undefined behaviour.
Request request(const char* method, const char* url) {
  return request_from_http(method, url).value();
}

std::string error(const char* method, const char* url) {
  const auto found = request_from_http(method, url);
  return found ? "no error" : found.error().message;
}

TEST(RequestAttributes, AreThoseOfTheRecordedCases) {
  std::size_t count = 0;
  for (const nlohmann::json& one : cases()) {
    SCOPED_TRACE(one.at("id").get<std::string>());
    ++count;
    const std::string method = one.at("method");
    const std::string url = one.at("url");
    const auto found = request_from_http(method, url);
    if (one.at("expect").contains("error")) {
      EXPECT_FALSE(found.has_value());
      continue;
    }
    ASSERT_TRUE(found.has_value()) << found.error().message;
    EXPECT_EQ(*found, expected(one.at("expect")));
  }
  EXPECT_EQ(count, 53u);
}

/// The request of a GET for configmaps of namespace d, with a query.
Request list_with(const std::string& query) {
  const auto found = request_from_http("GET", "/api/v1/namespaces/d/configmaps?" + query);
  return found ? *found : Request{UrlRequest{"error", found.error().message}};
}

Request listed(std::string verb, std::string name) {
  return ResourceRequest{std::move(verb), "", "configmaps", "", "d", std::move(name)};
}

TEST(RequestAttributes, DecodeThePath) {
  EXPECT_EQ(request("GET", "/api/v1/namespaces/d/configmaps/a%20b+c"),
            Request(ResourceRequest{"get", "", "configmaps", "", "d", "a b+c"}));
  EXPECT_EQ(request("GET", "/logs/a%2Fb"), Request(UrlRequest{"get", "/logs/a/b"}));
  // An encoded slash is a slash before the path is cut.
  EXPECT_EQ(request("GET", "/api/v1/nodes%2Fn1"),
            Request(ResourceRequest{"get", "", "nodes", "", "", "n1"}));
}

TEST(RequestAttributes, KeepEmptyPartsInside) {
  EXPECT_EQ(request("GET", "//api/v1//pods/"),
            Request(ResourceRequest{"get", "", "", "", "", "pods"}));
}

TEST(RequestAttributes, RefuseWhatTheServerRefuses) {
  EXPECT_EQ(error("GET", "/a%zz"), "the path of \"/a%zz\" has a % that no two digits follow");
  EXPECT_FALSE(request_from_http("GET", "/a%2").has_value());
  EXPECT_EQ(error("GET", "pods"), "the URL \"pods\" is no path");
  EXPECT_FALSE(request_from_http("GET", "").has_value());
  EXPECT_FALSE(request_from_http("GET", "/a\nb").has_value());
  EXPECT_EQ(error("GET", "/apis/apps/v1/proxy"),
            "unable to determine kind and namespace from the URL: nothing follows \"proxy\"");
}

TEST(RequestAttributes, KnowMethodsInCapitalsOnly) {
  EXPECT_EQ(request("get", "/api/v1/pods"), Request(ResourceRequest{"", "", "pods", "", "", ""}));
  EXPECT_EQ(request("Get", "/healthz"), Request(UrlRequest{"get", "/healthz"}));
}

TEST(RequestAttributes, ReadWatchAsTheServerDoes) {
  EXPECT_EQ(list_with("watch=TRUE"), listed("watch", ""));
  EXPECT_EQ(list_with("watch=no"), listed("watch", ""));
  EXPECT_EQ(list_with("watch"), listed("watch", ""));
  EXPECT_EQ(list_with("watch=False"), listed("list", ""));
  EXPECT_EQ(list_with("watch=0&watch=1"), listed("list", "")) << "the first value counts";
  EXPECT_EQ(list_with("limit=5&w%61tch=1"), listed("watch", ""));
  EXPECT_EQ(list_with("watch=%zz&watch=1"), listed("watch", ""))
      << "undecodable pairs do not count";
  EXPECT_EQ(list_with("a;b&watch=1;c&x=1"), listed("list", ""));
}

TEST(RequestAttributes, TakeTheNameOfAFieldSelector) {
  EXPECT_EQ(list_with("fieldSelector=metadata.name%3Da"), listed("list", "a"));
  EXPECT_EQ(list_with("fieldSelector=spec.x!=1,,metadata.name==a"), listed("list", "a"));
  EXPECT_EQ(list_with("fieldSelector=metadata.name=b,metadata.name=a"), listed("list", "a"))
      << "terms are sorted first";
  EXPECT_EQ(list_with("fieldSelector=metadata.name=a+b"), listed("list", "a b"));
  EXPECT_EQ(list_with("fieldSelector=metadata.name%3Da%5C,b"), listed("list", "a,b"))
      << "an escaped comma";
  EXPECT_EQ(list_with("fieldSelector=metadata.name%3Da%5C%3Db"), listed("list", "a=b"));
  EXPECT_EQ(list_with("fieldSelector=metadata.name%3Da%5C%5C"), listed("list", "a\\"));
}

TEST(RequestAttributes, TakeNoNameOfOtherSelectors) {
  for (const char* selector :
       {"metadata.name=a=b", "metadata.name=a%5Cb", "metadata.name=a%5C", "metadata.name=a,b",
        "metadata.name", "metadata.name=.", "metadata.name=a%2Fb", "metadata.name=a%25b",
        "metadata.name%20=a", "metadata.namespace=a", "metadata.name=", ""}) {
    EXPECT_EQ(list_with(std::string("fieldSelector=") + selector), listed("list", "")) << selector;
  }
}

}  // namespace
}  // namespace rbacgraph
