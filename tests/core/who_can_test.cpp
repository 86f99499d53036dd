// The corners that the worked examples of tests/data/contract leave out.
#include "rbacgraph/analysis/who_can.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using testing::ElementsAre;
using testing::IsEmpty;

AccessQuery query(std::string verb, std::string resource, std::string group = "",
                  std::string subresource = "") {
  AccessQuery q;
  q.verb = std::move(verb);
  q.group = std::move(group);
  q.resource = std::move(resource);
  q.subresource = std::move(subresource);
  q.place = ResourceCatalog::built_in()->check_place(q.verb, q.group, q.resource, q.subresource);
  return q;
}

/// "name: everywhere | ns,ns | ns[names]" for each item.
std::vector<std::string> said(const Answer& answer) {
  const Snapshot& snapshot = answer.graph->snapshot();
  std::vector<std::string> lines;
  for (const AnswerItem& item : answer.items) {
    std::string line = item.subject.name + ":";
    if (item.cluster_wide) line += " everywhere";
    for (const Name ns : item.namespaces) line.append(" ").append(snapshot.text(ns));
    for (const NamedAccess& named : item.named) {
      line.append(" ").append(named.ns ? snapshot.text(*named.ns) : "*").append("[");
      for (const Name name : named.resource_names)
        line.append(name == named.resource_names.front() ? "" : ",").append(snapshot.text(name));
      line += "]";
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<DeadReason> dead(const Answer& answer) {
  std::vector<DeadReason> reasons;
  for (const DeadGrant& each : answer.dead) reasons.push_back(each.reason);
  return reasons;
}

Answer ask(Policy& p, const AccessQuery& q, WhoCanOptions options = {}) {
  return who_can(AccessGraph::build(p.build()), q, options);
}

TEST(WhoCan, AnEmptyResourceNameIsAYesForRequestsWithoutName) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get,list,deletecollection", .resources = "pods", .names = "-"}});
  p.role_binding("shop/a", "ClusterRole/r", {"user:mia"});
  const auto graph = AccessGraph::build(p.build());
  EXPECT_THAT(said(who_can(graph, query("list", "pods"))), ElementsAre("mia: shop"));
  EXPECT_THAT(said(who_can(graph, query("deletecollection", "pods"))), ElementsAre("mia: shop"));
  const Answer get = who_can(graph, query("get", "pods"));
  EXPECT_THAT(said(get), IsEmpty());
  EXPECT_THAT(dead(get), ElementsAre(DeadReason::EmptyNameOnNamedRequest));
}

TEST(WhoCan, ARequestThatNeverCarriesANameCannotUseNames) {
  Policy p;
  p.cluster_role("r", {{.verbs = "list,deletecollection", .resources = "pods", .names = "web"}});
  p.role_binding("shop/a", "ClusterRole/r", {"user:mia"});
  const auto graph = AccessGraph::build(p.build());
  EXPECT_THAT(said(who_can(graph, query("list", "pods"))), ElementsAre("mia: shop[web]"));
  const Answer all_at_once = who_can(graph, query("deletecollection", "pods"));
  EXPECT_THAT(said(all_at_once), IsEmpty());
  EXPECT_THAT(dead(all_at_once), ElementsAre(DeadReason::NamesOnDeleteCollection));
}

TEST(WhoCan, ARequestForASubresourceCarriesItsParentsName) {
  Policy p;
  p.cluster_role("r", {{.verbs = "create", .resources = "pods,pods/exec", .names = "-"}});
  p.role_binding("shop/a", "ClusterRole/r", {"user:mia"});
  const auto graph = AccessGraph::build(p.build());
  EXPECT_THAT(said(who_can(graph, query("create", "pods"))), ElementsAre("mia: shop"));
  const Answer exec = who_can(graph, query("create", "pods", "", "exec"));
  EXPECT_THAT(said(exec), IsEmpty());
  EXPECT_THAT(dead(exec), ElementsAre(DeadReason::EmptyNameOnNamedRequest));
}

TEST(WhoCan, NamesOfAScopeThatIsYesAlreadyAreNotListed) {
  Policy p;
  p.cluster_role("all", {{.verbs = "get", .resources = "secrets"}});
  p.cluster_role("some", {{.verbs = "get", .resources = "secrets", .names = "b,a"}});
  p.role_binding("shop/all", "ClusterRole/all", {"user:mia"});
  p.role_binding("shop/some", "ClusterRole/some", {"user:mia"});
  p.role_binding("stage/some", "ClusterRole/some", {"user:mia"});
  p.cluster_role_binding("some", "ClusterRole/some", {"user:noor"});
  p.role_binding("stage/noor", "ClusterRole/all", {"user:noor"});
  EXPECT_THAT(said(ask(p, query("get", "secrets"))),
              ElementsAre("mia: shop stage[a,b]", "noor: stage *[a,b]"));
}

TEST(WhoCan, ARoleBindingReachesItsOwnNamespaceObjectOnly) {
  Policy p;
  p.cluster_role("keep", {{.verbs = "get,list", .resources = "namespaces"}});
  p.cluster_role("other", {{.verbs = "get", .resources = "namespaces", .names = "elsewhere"}});
  p.role_binding("shop/a", "ClusterRole/keep", {"user:mia"});
  p.role_binding("shop/b", "ClusterRole/other", {"user:noor"});
  const auto graph = AccessGraph::build(p.build());
  const Answer get = who_can(graph, query("get", "namespaces"));
  EXPECT_THAT(said(get), ElementsAre("mia: shop[shop]"));
  EXPECT_THAT(dead(get), ElementsAre(DeadReason::OtherNamespaceObject));
  EXPECT_THAT(dead(who_can(graph, query("list", "namespaces"))),
              ElementsAre(DeadReason::ClusterScopedThroughRoleBinding));
}

TEST(WhoCan, AnAccountWithoutNamespaceInAClusterRoleBindingIsNobody) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.cluster_role_binding("a", "ClusterRole/r", {"sa:runner"});
  const Answer answer = ask(p, query("get", "pods"));
  EXPECT_THAT(answer.items, IsEmpty());
  EXPECT_THAT(dead(answer), ElementsAre(DeadReason::AccountWithoutNamespace));
}

TEST(WhoCan, TheTwoReadingsOfAStarAreKeptApart) {
  Policy p;
  p.cluster_role("all", {{.verbs = "*", .groups = "*", .resources = "*"}});
  p.cluster_role("bit", {{.verbs = "delete", .groups = "apps", .resources = "deployments"}});
  p.cluster_role("nodes", {{.verbs = "get", .resources = "nodes"}});
  p.role_binding("shop/a", "ClusterRole/all", {"user:all"});
  p.role_binding("shop/b", "ClusterRole/bit", {"user:bit"});
  p.role_binding("shop/c", "ClusterRole/nodes", {"user:nodes"});
  const auto graph = AccessGraph::build(p.build());
  EXPECT_THAT(said(who_can(graph, query("*", "*", "*"))), ElementsAre("all: shop"));
  AccessQuery anything = query("", "");
  anything.any_verb = anything.any_resource = true;
  const Answer answer = who_can(graph, anything);
  EXPECT_THAT(said(answer), ElementsAre("all: shop", "bit: shop"));
  EXPECT_THAT(dead(answer), ElementsAre(DeadReason::ClusterScopedThroughRoleBinding));
}

TEST(WhoCan, RepeatedEvidenceIsGivenOnce) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.role_binding(
      "ci/a", "ClusterRole/r",
      {"sa:ci/runner", "sa:ci/runner", "sa:runner", "user:system:serviceaccount:ci:runner"});
  const Answer answer = ask(p, query("get", "pods"));
  ASSERT_EQ(answer.items.size(), 1U);
  EXPECT_EQ(answer.items[0].grants.size(), 3U) << "one for each spelling";
}

TEST(WhoCan, ExpansionAddsMembersAndKeepsGroups) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.service_account("ci/runner");
  p.role_binding("shop/a", "ClusterRole/r", {"group:system:serviceaccounts:ci", "group:ops"});
  p.role_binding("stage/b", "ClusterRole/r", {"sa:ci/runner"});
  const auto snapshot = p.build();
  const Membership membership(snapshot, {{"pia", {"ops"}}});
  const auto graph = AccessGraph::build(snapshot);
  WhoCanOptions options;
  options.membership = &membership;
  options.expand_groups = true;
  EXPECT_THAT(said(who_can(graph, query("get", "pods"), options)),
              ElementsAre("ops: shop", "system:serviceaccounts:ci: shop", "runner: shop stage",
                          "pia: shop"));
  options.only = SubjectKind::User;
  EXPECT_THAT(said(who_can(graph, query("get", "pods"), options)), ElementsAre("pia: shop"));
  options.expand_groups = false;
  options.only = SubjectKind::Group;
  const Answer groups = who_can(graph, query("get", "pods"), options);
  EXPECT_THAT(said(groups), ElementsAre("ops: shop", "system:serviceaccounts:ci: shop"));
  EXPECT_EQ(groups.items[1].member_count, 1U);
}

TEST(WhoCan, StopsWhenAskedTo) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("shop/a", "ClusterRole/r", {"user:mia"});
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(
      who_can(AccessGraph::build(p.build()), query("get", "pods"), {}, stop.get_token()).items,
      IsEmpty());
}

}  // namespace
}  // namespace rbacgraph
