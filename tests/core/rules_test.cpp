// What one subject can do: merging, scopes, and what no real request can use.
#include "rbacgraph/analysis/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/analysis/can_i.h"
#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using testing::ElementsAre;

/// "scope: verbs group/resource[name]" or "scope: verbs URL", then "dead N" where it is.
std::vector<std::string> said(const RulesAnswer& answer) {
  const Snapshot& snapshot = answer.graph->snapshot();
  std::vector<std::string> lines;
  for (const HeldRule& rule : answer.items) {
    std::string line(rule.cluster_wide() ? "*" : snapshot.text(rule.ns));
    line += ": ";
    for (const Name verb : rule.verbs)
      line.append(verb == rule.verbs.front() ? "" : ",").append(snapshot.text(verb));
    line += ' ';
    if (rule.is_url) {
      line += snapshot.text(rule.url);
    } else {
      line.append(snapshot.text(rule.api_group)).append("/").append(snapshot.text(rule.resource));
      if (rule.resource_name) line.append("[").append(snapshot.text(*rule.resource_name)) += "]";
    }
    if (rule.dead) line += " dead";
    lines.push_back(std::move(line));
  }
  return lines;
}

RulesAnswer ask(const std::shared_ptr<const Snapshot>& snapshot, const SubjectRef& subject,
                RulesFilter filter = {}, std::vector<std::string> groups = {}) {
  return rules_of(AccessGraph::build(snapshot), Authorizer(snapshot), subject,
                  user_info(subject, std::move(groups)), std::move(filter));
}

const SubjectRef kMia{SubjectKind::User, "", "mia"};

TEST(Rules, VerbsOfOneResourceAreUnitedAcrossBindings) {
  Policy p;
  p.cluster_role("a", {{.verbs = "list,get", .resources = "pods,deployments"},
                       {.verbs = "list,get", .groups = "apps", .resources = "deployments"}});
  p.cluster_role("b", {{.verbs = "watch,get", .resources = "pods"}});
  p.cluster_role_binding("a", "ClusterRole/a", {"user:mia"});
  p.cluster_role_binding("b", "ClusterRole/b", {"group:ops", "user:mia"});
  const RulesAnswer answer = ask(p.build(), kMia, {}, {"ops"});
  EXPECT_THAT(said(answer), ElementsAre("*: list,get /deployments", "*: list,get,watch /pods",
                                        "*: list,get apps/deployments"));
  // Evidence through the user and through the group.
  EXPECT_THAT(
      answer.items[1].grants,
      ElementsAre(Grant{BindingId{0}, 0, 0}, Grant{BindingId{1}, 0, 0}, Grant{BindingId{1}, 0, 1}));
}

TEST(Rules, NamesAndScopesStayApart) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "secrets"},
                       {.verbs = "get", .resources = "secrets", .names = "tls,db"}});
  p.role_binding("shop/r", "ClusterRole/r", {"user:mia"});
  p.role_binding("a/r", "ClusterRole/r", {"user:mia"});
  p.role_binding("b/r", "ClusterRole/r", {"user:noor"});
  const auto snapshot = p.build();
  EXPECT_THAT(
      said(ask(snapshot, kMia)),
      ElementsAre("a: get /secrets", "a: get /secrets[db]", "a: get /secrets[tls]",
                  "shop: get /secrets", "shop: get /secrets[db]", "shop: get /secrets[tls]"));
  EXPECT_THAT(said(ask(snapshot, kMia, {.ns = "a"})),
              ElementsAre("a: get /secrets", "a: get /secrets[db]", "a: get /secrets[tls]"));
}

TEST(Rules, WhatNoRequestCanUseIsListedApart) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get,list", .resources = "namespaces,nodes"},
                       {.verbs = "get,deletecollection", .resources = "pods", .names = "x"},
                       {.verbs = "get", .groups = "", .urls = "/livez"},
                       {.verbs = "*", .groups = "*", .resources = "*"}});
  p.role_binding("shop/r", "ClusterRole/r", {"user:mia"});
  EXPECT_THAT(
      said(ask(p.build(), kMia)),
      ElementsAre("shop: get /namespaces", "shop: list /namespaces dead",
                  "shop: get,list /nodes dead", "shop: get /pods[x]",
                  "shop: deletecollection /pods[x] dead", "shop: * */*", "shop: get /livez dead"));
}

TEST(Rules, ARoleBindingReachesTheNamespaceObjectOfItsOwnNamespaceOnly) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "namespaces", .names = "shop,prod"}});
  p.role_binding("shop/r", "ClusterRole/r", {"user:mia"});
  EXPECT_THAT(said(ask(p.build(), kMia)),
              ElementsAre("shop: get /namespaces[prod] dead", "shop: get /namespaces[shop]"));
}

TEST(Rules, FiltersLookAtWhatARuleReaches) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods,pods/log,*/scale"},
                       {.verbs = "*", .groups = "*", .resources = "*"},
                       {.verbs = "get", .groups = "", .urls = "/logs/*"}});
  p.cluster_role_binding("r", "ClusterRole/r", {"user:mia"});
  const auto snapshot = p.build();
  AccessQuery logs;
  logs.resource = "pods";
  logs.subresource = "log";
  EXPECT_THAT(said(ask(snapshot, kMia, {.types = {logs}})),
              ElementsAre("*: get /pods/log", "*: * */*"));
  AccessQuery url;
  url.non_resource_url = "/logs/kubelet";
  EXPECT_THAT(said(ask(snapshot, kMia, {.types = {url}})), ElementsAre("*: get /logs/*"));
  EXPECT_THAT(said(ask(snapshot, kMia, {.verbs = {"delete"}})), ElementsAre("*: * */*"));
}

TEST(Rules, MissingRolesAndMastersAreTold) {
  Policy p;
  p.cluster_role_binding("gone", "ClusterRole/gone", {"user:mia", "group:system:masters"});
  const RulesAnswer answer = ask(p.build(), kMia, {}, {"system:masters"});
  EXPECT_THAT(answer.unresolved, ElementsAre(BindingId{0}));
  ASSERT_EQ(answer.notes.size(), 1U);
  EXPECT_THAT(answer.notes[0], testing::StartsWith("a member of the group system:masters can do"));
}

TEST(Rules, AStarForTheGroupMakesNoClusterScopedTypeReachable) {
  Policy p;
  p.role("shop/r", {{.verbs = "impersonate", .groups = "*", .resources = "users,serviceaccounts"},
                    {.verbs = "get", .groups = "*", .resources = "nodes/log,widgets"}});
  p.role_binding("shop/b", "Role/r", {"user:mia"});
  EXPECT_THAT(said(ask(p.build(), kMia)),
              ElementsAre("shop: get */nodes/log dead", "shop: impersonate */serviceaccounts",
                          "shop: impersonate */users dead", "shop: get */widgets"));
}

TEST(Rules, SaysOfWhomNothingIsKnown) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.cluster_role_binding("b", "ClusterRole/r", {"user:marta", "group:ops", "sa:ci/runner"});
  const auto snapshot = p.build();
  const auto notes = [&](const SubjectRef& subject, std::vector<std::string> groups = {}) {
    return ask(snapshot, subject, {}, std::move(groups)).notes;
  };
  const auto user = [](std::string name) {
    return SubjectRef{SubjectKind::User, "", std::move(name)};
  };
  const auto group = [](std::string name) {
    return SubjectRef{SubjectKind::Group, "", std::move(name)};
  };
  EXPECT_THAT(notes(user("matra")),
              ElementsAre("no binding names user:matra; did you mean user:marta?"));
  EXPECT_THAT(notes(user("somebody")), ElementsAre("no binding names user:somebody"));
  EXPECT_THAT(notes(group("opps")),
              ElementsAre("no binding names group:opps; did you mean group:ops?"));
  EXPECT_THAT(notes({SubjectKind::ServiceAccount, "ci", "runer"}),
              ElementsAre("no service account ci/runer is in the input, and no binding names it; "
                          "did you mean sa:ci/runner?"));
  // Known, in a group by somebody's word, or there in every cluster.
  EXPECT_THAT(notes(user("marta")), testing::IsEmpty());
  EXPECT_THAT(notes(user("matra"), {"ops"}), testing::IsEmpty());
  EXPECT_THAT(notes(user("system:anonymous")), testing::IsEmpty());
  EXPECT_THAT(notes(group("system:serviceaccounts:ci")), testing::IsEmpty());
  EXPECT_THAT(notes(group("system:authenticated")), testing::IsEmpty());
}

}  // namespace
}  // namespace rbacgraph
