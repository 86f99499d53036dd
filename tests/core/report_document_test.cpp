#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/analysis/who_can.h"
#include "rbacgraph/report/document.h"
#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using nlohmann::json;
using test::Policy;

AccessQuery query_of(std::string verb, std::string resource) {
  AccessQuery query;
  query.verb = std::move(verb);
  query.resource = std::move(resource);
  return query;
}

std::string text_of(const std::vector<Answer>& answers) {
  std::ostringstream out;
  write_document(out, DocumentFormat::Json, answers);
  return out.str();
}

TEST(Json, HasTheMembersOfTheContractInTheirOrder) {
  Policy policy;
  policy.cluster_role("r", {{.verbs = "get", .resources = "secrets", .names = "tls"}});
  policy.role_binding("shop/b", "ClusterRole/r", {"sa:runner"});
  const std::vector<Answer> answers{
      who_can(AccessGraph::build(policy.build()), query_of("get", "secrets"))};
  EXPECT_THAT(text_of(answers), testing::StartsWith(R"({
  "apiVersion": "rbacgraph/v1",
  "kind": "WhoCan",
  "query": {
    "verb": "get",
    "group": "",
    "resource": "secrets",
    "subresource": "",
    "name": "",
    "namespace": null,
    "nonResourceURL": ""
  },
  "items": [
    {
      "subject": {
        "kind": "ServiceAccount",
        "namespace": "shop",
        "name": "runner"
      },
      "clusterWide": false,
      "namespaces": [],
      "named": [
        {
          "namespace": "shop",
          "resourceNames": [
            "tls"
          ]
        }
      ],
      "grants": [
        {
          "binding": {
            "kind": "RoleBinding",
            "namespace": "shop",
            "name": "b"
          },
          "role": {
            "kind": "ClusterRole",
            "name": "r"
          },
          "rule": 0,
          "through": {
            "kind": "ServiceAccount",
            "name": "runner"
          },
          "resourceNames": [
            "tls"
          ]
        }
      ]
    }
  ],
)"));
  std::vector<std::string> members;
  const auto document = nlohmann::ordered_json::parse(text_of(answers));
  for (const auto& [key, value] : document.items()) members.push_back(key);
  EXPECT_EQ(members,
            (std::vector<std::string>{"apiVersion", "kind", "query", "items", "dead", "notes",
                                      "diagnostics", "incomplete", "inputs", "tool"}));
}

TEST(Json, TheSameAnswerIsTheSameBytes) {
  const auto write = [] {
    Policy policy;
    policy.cluster_role("r", {{.verbs = "*", .resources = "*"}});
    policy.cluster_role_binding("b", "ClusterRole/r", {"group:b", "user:a", "sa:x/y"});
    return text_of({who_can(AccessGraph::build(policy.build()), query_of("get", "pods"))});
  };
  EXPECT_EQ(write(), write());
  EXPECT_EQ(write().back(), '\n');
}

TEST(Json, BytesThatAreNoUtf8AreReplaced) {
  Policy policy;
  policy.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  policy.cluster_role_binding("b", "ClusterRole/r", {"user:a\xff", "user:x\x1b\"\n"});
  const json document =
      json::parse(text_of({who_can(AccessGraph::build(policy.build()), query_of("get", "pods"))}));
  EXPECT_EQ(document["items"][0]["subject"]["name"], "a\ufffd");
  EXPECT_EQ(document["items"][1]["subject"]["name"], "x\x1b\"\n");
}

TEST(Json, SeveralAnswersAreAListThatSaysTheInputsFlawsOnce) {
  Policy policy;
  policy.cluster_role_binding("b", "ClusterRole/none", {"user:a"});
  const std::shared_ptr<const AccessGraph> graph = AccessGraph::build(policy.build());
  const json document = json::parse(
      text_of({who_can(graph, query_of("get", "pods")), who_can(graph, query_of("list", "pods"))}));
  EXPECT_EQ(document["kind"], "WhoCanList");
  ASSERT_EQ(document["items"].size(), 2U);
  EXPECT_EQ(document["items"][1]["kind"], "WhoCan");
  EXPECT_EQ(document["items"][1]["query"]["verb"], "list");
  EXPECT_EQ(document["items"][0]["diagnostics"], json::array());
  EXPECT_FALSE(document["items"][0].contains("inputs"));
  bool dangling = false;
  for (const json& each : document["diagnostics"])
    if (each["code"] == "dangling-role-ref") dangling = true;
  EXPECT_TRUE(dangling);
}

TEST(Json, SaysWhatIsMissing) {
  Policy policy;
  policy.role("shop/r", {{.verbs = "get", .resources = "pods"}});
  policy.builder().add_coverage({"RoleBinding", "stage", CoverageState::Partial, "cut off"});
  const json document =
      json::parse(text_of({who_can(AccessGraph::build(policy.build()), query_of("get", "pods"))}));
  // No RoleBinding at all, so it is absent too; ClusterRoles are missed by no binding.
  ASSERT_EQ(document["incomplete"].size(), 3U);
  EXPECT_EQ(document["incomplete"][0], (json{{"kind", "RoleBinding"},
                                             {"namespace", "stage"},
                                             {"state", "partial"},
                                             {"why", "cut off"}}));
  EXPECT_EQ(document["incomplete"][1],
            (json{{"kind", "ClusterRoleBinding"},
                  {"state", "absent"},
                  {"why", "no ClusterRoleBindings in the input: answers are lower bounds"}}));
  EXPECT_EQ(document["diagnostics"][0]["code"], "kind-absent");
}

TEST(Json, NamesInputsWithoutTheDirectoriesAboveThem) {
  Policy policy;
  policy.role("shop/r", {});
  policy.builder().add_source({.display = "/home/jane/dumps/a.json",
                               .bytes = 12,
                               .kept = {{"Role", 1}},
                               .passed_over = {{"Secret", 3}}});
  const json document =
      json::parse(text_of({who_can(AccessGraph::build(policy.build()), query_of("get", "pods"))}));
  EXPECT_EQ(document["inputs"], (json::array({{{"name", "a.json"},
                                               {"bytes", 12},
                                               {"objects", {{"Role", 1}}},
                                               {"passedOver", {{"Secret", 3}}}}})));
}

TEST(Json, CanIHasEveryGrant) {
  Policy policy;
  policy.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  policy.cluster_role_binding("a", "ClusterRole/r", {"user:mia"});
  policy.cluster_role_binding("b", "ClusterRole/r", {"group:system:authenticated"});
  const std::shared_ptr<const Snapshot> snapshot = policy.build();
  const CanIAnswer answer =
      can_i(Authorizer(snapshot), snapshot, user_info({SubjectKind::User, "", "mia"}, {}),
            query_of("get", "pods"));
  std::ostringstream out;
  write_document(out, DocumentFormat::Json, answer);
  const json document = json::parse(out.str());
  EXPECT_EQ(document["kind"], "CanI");
  EXPECT_EQ(document["user"], (json{{"name", "mia"}, {"groups", {"system:authenticated"}}}));
  EXPECT_EQ(document["allowed"], true);
  EXPECT_FALSE(document.contains("unknown"));
  EXPECT_EQ(document["grants"].size(), 2U);
  EXPECT_EQ(document["reason"],
            "RBAC: allowed by ClusterRoleBinding \"a\" of ClusterRole \"r\" to User \"mia\"");
}

TEST(ReviewLine, IsTheApiServersAnswer) {
  Policy policy;
  const std::shared_ptr<const Snapshot> snapshot = policy.build();
  EXPECT_EQ(review_line(*snapshot, {.verdict = Verdict::No}),
            R"({"allowed":false,"denied":false})");
  EXPECT_EQ(review_line(*snapshot, {.verdict = Verdict::Unknown}),
            R"({"allowed":false,"denied":false,"unknown":true})");
  EXPECT_EQ(review_line(*snapshot, {.verdict = Verdict::Yes, .superuser = true}),
            R"({"allowed":true,"denied":false})");
  EXPECT_EQ(review_error_line("not \"JSON\"\xff"), "{\"error\":\"not \\\"JSON\\\"\ufffd\"}");
}

TEST(UserInfo, OfAGroupIsTheGroupByItself) {
  const UserInfo user = user_info({SubjectKind::Group, "", "devs"}, {});
  EXPECT_EQ(user.name, "");
  EXPECT_TRUE(user.groups_alone);
  EXPECT_FALSE(user_info({SubjectKind::User, "", ""}, {"devs"}).groups_alone);
  EXPECT_EQ(user.groups, (std::vector<std::string>{"devs", "system:authenticated"}));
  EXPECT_EQ(user_info({SubjectKind::ServiceAccount, "ci", "runner"}, {"x"}).groups,
            (std::vector<std::string>{"system:authenticated", "system:serviceaccounts",
                                      "system:serviceaccounts:ci", "x"}));
}

TEST(Completeness, TellsGapsFromAbsentKinds) {
  Policy empty;
  EXPECT_FALSE(has_policy(*empty.build()));
  Policy whole;
  whole.cluster_role("r", {});
  whole.role("shop/r", {});
  whole.cluster_role_binding("b", "ClusterRole/r", {"user:a"});
  whole.role_binding("shop/b", "Role/r", {"user:a"});
  const std::shared_ptr<const Snapshot> snapshot = whole.build();
  EXPECT_TRUE(has_policy(*snapshot));
  EXPECT_TRUE(gaps(*snapshot).empty());
  EXPECT_FALSE(is_incomplete(*snapshot));
}

}  // namespace
}  // namespace rbacgraph
