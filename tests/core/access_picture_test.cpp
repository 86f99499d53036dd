/// Pictures of answers: what is drawn, what it is called, and what is folded.
#include "rbacgraph/analysis/access_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/analysis/answer_pictures.h"
#include "rbacgraph/analysis/can_i.h"
#include "rbacgraph/analysis/rules.h"
#include "rbacgraph/analysis/who_can.h"
#include "support/make_policy.h"
#include "support/picture_words.h"

namespace rbacgraph::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::SizeIs;

AccessQuery list_of(const std::string& resource) {
  AccessQuery query;
  query.verb = "list";
  query.resource = resource;
  return query;
}

AccessPicture who_can_picture(Policy& policy, const AccessQuery& query) {
  const auto graph = AccessGraph::build(policy.build());
  const Answer answer = who_can(graph, query);
  return picture_of(std::span(&answer, 1));
}

TEST(AccessPicture, HasAChainForEveryGrant) {
  Policy policy;
  policy.cluster_role("reader", {{.verbs = "get", .resources = "pods"},
                                 {.verbs = "list,watch", .resources = "pods"}});
  policy.role_binding("shop/readers", "ClusterRole/reader", {"user:mia", "sa:ci/runner"});
  policy.cluster_role_binding("all", "ClusterRole/reader", {"group:ops"});
  policy.cluster_role_binding("other", "ClusterRole/none", {"group:ops"});
  EXPECT_THAT(words(who_can_picture(policy, list_of("pods"))),
              ElementsAre("Group/ops -> ClusterRoleBinding/all !",
                          "ServiceAccount/ci/runner -> RoleBinding/shop/readers in shop !",
                          "User/mia -> RoleBinding/shop/readers in shop !",
                          "ClusterRoleBinding/all -> ClusterRole/reader !",
                          "RoleBinding/shop/readers -> ClusterRole/reader in shop !",
                          "ClusterRole/reader -> Resource//pods [1] list !"));
}

TEST(AccessPicture, TellsDeadGrantsApart) {
  Policy policy;
  policy.cluster_role("nodes", {{.verbs = "list", .resources = "nodes"}});
  policy.role_binding("shop/readers", "ClusterRole/nodes", {"user:mia"});
  policy.cluster_role_binding("all", "ClusterRole/nodes", {"sa:/lost", "user:noor"});
  AccessQuery query = list_of("nodes");
  query.place.scope = CheckScope::Cluster;
  const AccessPicture picture = who_can_picture(policy, query);
  EXPECT_THAT(words(picture),
              ElementsAre("ServiceAccount//lost -> ClusterRoleBinding/all dead",
                          "User/mia -> RoleBinding/shop/readers in shop dead",
                          "User/noor -> ClusterRoleBinding/all !",
                          "ClusterRoleBinding/all -> ClusterRole/nodes !",
                          "RoleBinding/shop/readers -> ClusterRole/nodes in shop dead",
                          "ClusterRole/nodes -> Resource//nodes [0] list !"));
  EXPECT_THAT(with_a_live_path(picture), ElementsAre("User/noor"));
}

TEST(AccessPicture, WhatIsForNamedObjectsIsAnEdgeOfItsOwn) {
  Policy policy;
  policy.cluster_role("mixed", {{.verbs = "get", .resources = "secrets", .names = "a"},
                                {.verbs = "create", .resources = "secrets"},
                                {.verbs = "list", .resources = "pods", .names = "p"},
                                {.verbs = "list,watch", .resources = "pods"}});
  policy.cluster_role_binding("all", "ClusterRole/mixed", {"user:mia"});
  const auto graph = AccessGraph::build(policy.build());
  const SubjectRef mia{SubjectKind::User, "", "mia"};
  const AccessPicture picture =
      picture_of(rules_of(graph, Authorizer(graph->shared_snapshot()), mia, user_info(mia, {})));
  std::vector<std::string> allowed;
  for (const PictureEdge& edge : picture.edges) {
    if (edge.kind != PictureEdgeKind::Allows) continue;
    std::string text = picture.nodes[edge.to].ref.name + ":";
    for (const std::string& verb : edge.verbs) text += " " + verb;
    for (const std::string& name : edge.resource_names) text += " =" + name;
    allowed.push_back(text + " (" + std::to_string(edge.rules.size()) + ")");
  }
  // What is for all of them besides is told once.
  EXPECT_THAT(allowed,
              ElementsAre("pods: list watch (2)", "secrets: create (1)", "secrets: get =a (1)"));
}

TEST(AccessPicture, OfANoShowsNoLivePath) {
  Policy policy;
  policy.cluster_role("reader", {{.verbs = "get", .resources = "pods"}});
  policy.cluster_role_binding("all", "ClusterRole/reader", {"user:mia"});
  const auto graph = AccessGraph::build(policy.build());
  const SubjectRef mia{SubjectKind::User, "", "mia"};
  const Explanation no = explain(graph, Authorizer(graph->shared_snapshot()), mia,
                                 user_info(mia, {}), list_of("pods"));
  const AccessPicture picture = picture_of(no);
  EXPECT_THAT(words(picture), Contains("ClusterRole/reader -> Resource//pods [0] lacking"));
  EXPECT_THAT(with_a_live_path(picture), IsEmpty());
}

TEST(AccessPicture, IdsAreOfTheIdentityAlone) {
  PictureNode node{.kind = PictureKind::User, .ref = {"User", "", "https://x/%41\n"}};
  EXPECT_EQ(picture_id(node), "User/https://x/%2541%0A");
  node = {.kind = PictureKind::RoleBinding, .ref = {"RoleBinding", "a/b", "c"}};
  EXPECT_EQ(picture_id(node), "RoleBinding/a%2Fb/c");
  node = {.kind = PictureKind::Resource, .ref = {"Resource", "", "pods/log"}, .api_group = "apps"};
  EXPECT_EQ(picture_id(node), "Resource/apps/pods/log");
  // Words that anybody may write are no kinds.
  node = {.kind = PictureKind::OtherSubject, .ref = {"User", "", "x"}};
  EXPECT_EQ(picture_id(node), "Subject/User//x");
  node = {.kind = PictureKind::User, .ref = {"User", "", "\xC3\x28"}};
  EXPECT_EQ(picture_id(node), "User/%C3(");
  node = {.kind = PictureKind::User, .ref = {"User", "", "&lt;\\N\"<b>한\u202E"}};
  EXPECT_EQ(picture_id(node), "User/%26lt;%5CN\"<b>한%E2%80%AE");
}

TEST(PictureFold, KeepsTheFirstOfThoseThatAreAlike) {
  Policy policy;
  policy.cluster_role("reader", {{.verbs = "list", .resources = "pods"}});
  policy.cluster_role_binding("all", "ClusterRole/reader",
                              {"user:a", "user:b", "user:c", "user:d", "user:e", "user:f", "user:g",
                               "user:h", "user:i", "user:j", "user:k", "user:l", "group:g"});
  AccessPicture picture = who_can_picture(policy, list_of("pods"));
  ASSERT_THAT(picture.nodes, SizeIs(16));
  fold(picture, {});
  EXPECT_THAT(words(picture), ElementsAre("Group/g -> ClusterRoleBinding/all !",
                                          "User/a -> ClusterRoleBinding/all !",
                                          "Fold/User/b -> ClusterRoleBinding/all x11 !",
                                          "ClusterRoleBinding/all -> ClusterRole/reader !",
                                          "ClusterRole/reader -> Resource//pods [0] list !"));
  EXPECT_EQ(picture.hidden.nodes, 11U);
  EXPECT_EQ(picture.hidden.edges, 10U);
  EXPECT_THAT(picture.hidden.why, ElementsAre("11 nodes like others folded into 1"));
  EXPECT_THAT(picture.nodes[2].folded->names, ElementsAre("b", "c", "d", "e"));
}

TEST(PictureFold, WhatIsToBeKeptStaysByItselfWithItsWay) {
  Policy policy;
  policy.cluster_role("reader", {{.verbs = "list", .resources = "pods"}});
  for (int i = 0; i < 400; ++i) {
    policy.role_binding("ns" + std::to_string(i) + "/b", "ClusterRole/reader",
                        {"user:u" + std::to_string(i)});
  }
  AccessPicture picture = who_can_picture(policy, list_of("pods"));
  const std::size_t nodes = picture.nodes.size();
  fold(picture, {.max_nodes = 20, .keep = {"User/u7", "User/nobody"}});
  EXPECT_THAT(words(picture), IsSupersetOf({"User/u7 -> RoleBinding/ns7/b in ns7 !",
                                            "RoleBinding/ns7/b -> ClusterRole/reader in ns7 !"}));
  std::size_t drawn = 0;
  for (const PictureNode& node : picture.nodes) {
    drawn += node.folded ? 0U : 1U;
  }
  EXPECT_EQ(drawn + picture.hidden.nodes, nodes);
  EXPECT_LE(picture.nodes.size(), 20U);
}

TEST(PictureFold, NothingIsHiddenWithoutABudget) {
  Policy policy;
  policy.cluster_role("reader", {{.verbs = "list", .resources = "pods"}});
  for (int i = 0; i < 400; ++i)
    policy.role_binding("ns" + std::to_string(i) + "/b", "ClusterRole/reader", {"user:a"});
  AccessPicture picture = who_can_picture(policy, list_of("pods"));
  fold(picture, {.fold_similar = false, .max_nodes = 0});
  EXPECT_THAT(picture.nodes, SizeIs(403));
  EXPECT_FALSE(picture.hidden.any());
}

TEST(PictureFold, PastTheBudgetNamespacesCollapseAndEverythingIsCounted) {
  Policy policy;
  policy.cluster_role("reader", {{.verbs = "list", .resources = "pods"}});
  for (const std::string ns : {"one", "two"})
    for (int i = 0; i < 9; ++i)
      policy.role_binding(ns + "/b" + std::to_string(i), "ClusterRole/reader",
                          {"sa:" + ns + "/s" + std::to_string(i)});
  AccessPicture picture = who_can_picture(policy, list_of("pods"));
  const std::size_t nodes = picture.nodes.size();
  fold(picture, {.fold_similar = false, .max_nodes = 25});
  EXPECT_THAT(words(picture), Contains("Fold/ServiceAccount/one/s0 -> Fold/RoleBinding/one/b0 in "
                                       "one x9 !"));
  EXPECT_THAT(words(picture), Contains("ServiceAccount/two/s8 -> RoleBinding/two/b8 in two !"));
  std::size_t drawn = 0;
  for (const PictureNode& node : picture.nodes) drawn += node.folded ? 0U : 1U;
  EXPECT_EQ(drawn + picture.hidden.nodes, nodes);
  EXPECT_THAT(picture.hidden.why, ElementsAre("18 nodes, by namespace and kind, folded into 2"));
}

TEST(PictureFold, WhoHasItClusterWideStaysAndTheRestIsCountedByNamespace) {
  Policy policy;
  policy.cluster_role("reader", {{.verbs = "list", .resources = "pods"}});
  policy.cluster_role("own", {{.verbs = "list", .resources = "pods"}});
  for (int i = 0; i < 9; ++i)
    policy.cluster_role_binding("wide" + std::to_string(i), "ClusterRole/reader",
                                {"user:wide" + std::to_string(i)});
  // Many users, and many namespaces with an account each; one with three.
  for (int i = 0; i < 400; ++i) {
    const std::string ns = "ns" + std::to_string(i);
    policy.role_binding(ns + "/b", "ClusterRole/own",
                        {"sa:" + ns + "/one", "user:u" + std::to_string(i)});
  }
  policy.role_binding("large/b", "ClusterRole/own", {"sa:large/a", "sa:large/b", "sa:large/c"});
  AccessPicture picture = who_can_picture(policy, list_of("pods"));
  fold(picture, {.fold_similar = false, .max_nodes = 100});
  std::vector<std::string> who;
  for (const PictureNode& node : picture.nodes)
    if (node.rank == PictureRank::Who)
      who.push_back(picture_id(node) + (node.folded
                                            ? " x" + std::to_string(node.folded->nodes) + " in " +
                                                  std::to_string(node.folded->namespaces)
                                            : ""));
  EXPECT_THAT(
      who, testing::IsSupersetOf({"User/wide0", "User/wide8", "Fold/ServiceAccount/large/a x3 in 0",
                                  "Fold/User/u0 x400 in 0"}));
  // The seven next largest namespaces stay too.
  EXPECT_THAT(who, Contains(testing::MatchesRegex("Fold/ServiceAccount/ns[0-9]+/one x393 in 393")));
  EXPECT_LE(picture.nodes.size(), 100U);
}

}  // namespace
}  // namespace rbacgraph::test
