#include "rbacgraph/authz/authorizer.h"

#include <gtest/gtest.h>

#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;

Request get_pods(std::string ns) {
  return ResourceRequest{"get", "", "pods", "", std::move(ns), ""};
}

TEST(Authorizer, NamesTheFirstSubjectThatMatches) {
  Policy p;
  p.cluster_role("reader", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("shop/readers", "ClusterRole/reader", {"user:x", "group:ops", "user:mia"});
  const Authorizer authorizer(p.build());
  const Decision decision = authorizer.decide({"mia", {"ops"}}, get_pods("shop"));
  EXPECT_EQ(decision.verdict, Verdict::Yes);
  EXPECT_EQ(reason(authorizer.snapshot(), decision),
            "RBAC: allowed by RoleBinding \"readers/shop\" of ClusterRole \"reader\" to Group "
            "\"ops\"");
}

TEST(Authorizer, TheReasonFillsInAnAccountsNamespace) {
  Policy p;
  p.role("ci/reader", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("ci/b", "Role/reader", {"sa:runner"});
  const Authorizer authorizer(p.build());
  EXPECT_EQ(reason(authorizer.snapshot(),
                   authorizer.decide({"system:serviceaccount:ci:runner", {}}, get_pods("ci"))),
            "RBAC: allowed by RoleBinding \"b/ci\" of Role \"reader\" to ServiceAccount "
            "\"runner/ci\"");
}

TEST(Authorizer, ARefusalListsEachUnresolvedRoleOnce) {
  Policy p;
  p.cluster_role_binding("a", "ClusterRole/gone", {"user:mia"});
  p.cluster_role_binding("b", "ClusterRole/gone", {"user:mia"});
  p.role_binding("shop/c", "Role/lost", {"user:mia"});
  p.role_binding("stage/d", "Role/elsewhere", {"user:mia"});
  p.role_binding("shop/e", "Pod/odd", {"group:dev"});
  const Authorizer authorizer(p.build());
  const Snapshot& snapshot = authorizer.snapshot();
  EXPECT_EQ(reason(snapshot, authorizer.decide({"mia", {}}, get_pods(""))),
            "RBAC: clusterrole.rbac.authorization.k8s.io \"gone\" not found");
  EXPECT_EQ(reason(snapshot, authorizer.decide({"mia", {"dev"}}, get_pods("shop"))),
            "RBAC: [clusterrole.rbac.authorization.k8s.io \"gone\" not found, "
            "role.rbac.authorization.k8s.io \"lost\" not found, "
            "unsupported role reference kind: \"Pod\"]");
  EXPECT_EQ(reason(snapshot, authorizer.decide({"someone", {}}, get_pods("shop"))), "");
}

TEST(Authorizer, MastersPassWithoutAReason) {
  Policy p;
  p.cluster_role_binding("a", "ClusterRole/gone", {"user:root"});
  const Authorizer authorizer(p.build());
  const Decision decision =
      authorizer.decide({"root", {"system:masters"}}, UrlRequest{"get", "/x"});
  EXPECT_EQ(decision.verdict, Verdict::Yes);
  EXPECT_TRUE(decision.superuser);
  EXPECT_EQ(reason(authorizer.snapshot(), decision), "");
  EXPECT_EQ(authorizer.decide({"system:masters", {}}, UrlRequest{"get", "/x"}).verdict,
            Verdict::No);
}

TEST(Authorizer, ANoIsUnknownWhereSomethingWasNotRead) {
  Policy p;
  p.cluster_role("reader", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("shop/a", "ClusterRole/reader", {"user:mia"});
  p.builder().add_coverage({"RoleBinding", "stage", CoverageState::Refused, "no rights"});
  const Authorizer authorizer(p.build());
  EXPECT_EQ(authorizer.decide({"mia", {}}, get_pods("shop")).verdict, Verdict::Yes);
  EXPECT_EQ(authorizer.decide({"noor", {}}, get_pods("shop")).verdict, Verdict::No);
  EXPECT_EQ(authorizer.decide({"noor", {}}, get_pods("stage")).verdict, Verdict::Unknown);
  EXPECT_EQ(authorizer.decide({"noor", {}}, get_pods("")).verdict, Verdict::No);
}

TEST(Authorizer, ComparesAccountsByTheWholeUserName) {
  Policy p;
  p.cluster_role("reader", {{.verbs = "get", .resources = "pods"}});
  // Validation refuses such accounts, but what is stored is evaluated. Both are called the same.
  p.role_binding("shop/a", "ClusterRole/reader", {"sa:a/b:c"});
  p.role_binding("stage/b", "ClusterRole/reader", {"sa:a:b/c"});
  const Authorizer authorizer(p.build());
  EXPECT_EQ(authorizer.decide({"system:serviceaccount:a:b:c", {}}, get_pods("shop")).verdict,
            Verdict::Yes);
  EXPECT_EQ(authorizer.decide({"system:serviceaccount:a:b:c", {}}, get_pods("stage")).verdict,
            Verdict::Yes);
  EXPECT_EQ(authorizer.decide({"system:serviceaccount:a:b", {}}, get_pods("shop")).verdict,
            Verdict::No);
}

TEST(Authorizer, ListsEveryGrant) {
  Policy p;
  p.cluster_role("reader",
                 {{.verbs = "get", .resources = "pods"}, {.verbs = "*", .resources = "*"}});
  p.role_binding("shop/a", "ClusterRole/reader", {"user:mia", "group:ops"});
  p.cluster_role_binding("b", "ClusterRole/reader", {"user:mia"});
  const Authorizer authorizer(p.build());
  EXPECT_EQ(authorizer.grants({"mia", {"ops"}}, get_pods("shop")).size(), 6U);
  EXPECT_EQ(authorizer.grants({"mia", {"ops"}}, get_pods("")).size(), 2U);
  EXPECT_TRUE(authorizer.grants({"mia", {"system:masters"}}, get_pods("")).empty());
}

TEST(Authorizer, VisitsEachBindingOnceClusterWideOnesFirst) {
  Policy p;
  p.cluster_role("reader", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("shop/a", "ClusterRole/reader", {"group:ops", "user:mia"});
  p.cluster_role_binding("b", "ClusterRole/reader", {"user:x", "user:mia", "user:mia"});
  p.role_binding("stage/c", "ClusterRole/reader", {"user:mia"});
  const Authorizer authorizer(p.build());
  const auto applied = authorizer.applied_bindings({"mia", {"ops"}}, "shop");
  ASSERT_EQ(applied.size(), 2U);
  EXPECT_EQ(applied[0].binding, BindingId{1});
  EXPECT_EQ(applied[0].subject, 1U);
  EXPECT_EQ(applied[1].binding, BindingId{0});
  EXPECT_EQ(applied[1].subject, 0U);
}

}  // namespace
}  // namespace rbacgraph
