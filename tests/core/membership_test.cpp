#include "rbacgraph/analysis/membership.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> words(const std::vector<SubjectRef>& members) {
  std::vector<std::string> all;
  for (const SubjectRef& member : members)
    all.push_back(member.kind == SubjectKind::User ? member.name : member.ns + "/" + member.name);
  return all;
}

std::shared_ptr<const Snapshot> a_cluster() {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.service_account("ci/runner");
  p.service_account("shop/web");
  p.role_binding("shop/a", "ClusterRole/r",
                 {"user:mia", "user:system:anonymous", "sa:named", "group:ops",
                  "user:system:serviceaccount:ci:named-as-user"});
  p.cluster_role_binding("b", "ClusterRole/r", {"sa:nobody"});
  return p.build();
}

TEST(Membership, KnowsImpliedMembers) {
  const Membership membership(a_cluster());
  EXPECT_THAT(words(membership.members_of("system:serviceaccounts")),
              ElementsAre("ci/named-as-user", "ci/runner", "shop/named", "shop/web"));
  EXPECT_THAT(words(membership.members_of("system:serviceaccounts:ci")),
              ElementsAre("ci/named-as-user", "ci/runner"));
  EXPECT_THAT(words(membership.members_of("system:authenticated")),
              ElementsAre("ci/named-as-user", "ci/runner", "shop/named", "shop/web", "mia"));
  EXPECT_THAT(words(membership.members_of("system:unauthenticated")),
              ElementsAre("system:anonymous"));
  EXPECT_THAT(membership.members_of("ops"), IsEmpty());
  EXPECT_THAT(membership.members_of("system:serviceaccountsx"), IsEmpty());
}

TEST(Membership, AddsWhatTheGroupMapSays) {
  const Membership membership(a_cluster(),
                              {{"pia", {"ops"}}, {"system:serviceaccount:ci:runner", {"ops"}}});
  EXPECT_THAT(words(membership.members_of("ops")), ElementsAre("ci/runner", "pia"));
  EXPECT_THAT(words(membership.members_of("system:authenticated")),
              ElementsAre("ci/named-as-user", "ci/runner", "shop/named", "shop/web", "mia", "pia"));
  EXPECT_THAT(membership.groups_of({SubjectKind::ServiceAccount, "ci", "runner"}),
              ElementsAre("ops", "system:authenticated", "system:serviceaccounts",
                          "system:serviceaccounts:ci"));
  EXPECT_THAT(membership.groups_of({SubjectKind::User, "", "mia"}),
              ElementsAre("system:authenticated"));
}

}  // namespace
}  // namespace rbacgraph
