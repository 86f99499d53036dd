#include "rbacgraph/k8s/subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rbacgraph {
namespace {

using testing::ElementsAre;

TEST(Subject, KindsCompareCaseSensitively) {
  EXPECT_EQ(subject_kind("User"), SubjectKind::User);
  EXPECT_EQ(subject_kind("user"), SubjectKind::Other);
  EXPECT_EQ(subject_kind(""), SubjectKind::Other);
  EXPECT_EQ(to_string(SubjectKind::ServiceAccount), "ServiceAccount");
}

TEST(ServiceAccountUser, ParsesWhatIsWritten) {
  const std::string user = service_account_user("ci", "runner.v1");
  EXPECT_EQ(user, "system:serviceaccount:ci:runner.v1");
  const auto account = parse_service_account_user(user);
  ASSERT_TRUE(account);
  EXPECT_EQ(account->first, "ci");
  EXPECT_EQ(account->second, "runner.v1");
}

TEST(ServiceAccountUser, IsAnOrdinaryUserNameWhenPartsAreNotDnsNames) {
  for (const char* user :
       {"system:serviceaccount:CI:runner", "system:serviceaccount:ci:Runner",
        "system:serviceaccount:ci", "system:serviceaccount:ci:", "system:serviceaccount::runner",
        "system:serviceaccount:a:b:c", "system:serviceaccount:-a:b", "system:serviceaccount:a.b:c",
        "system:serviceaccounts:a:b", "serviceaccount:a:b", "system:serviceaccount:a:b.",
        "system:serviceaccount:a:.b", "system:serviceaccount:a:b..c"})
    EXPECT_FALSE(parse_service_account_user(user)) << user;
}

TEST(ServiceAccountUser, BoundsLengthsAsTheServerDoes) {
  EXPECT_TRUE(is_dns_label(std::string(63, 'a')));
  EXPECT_FALSE(is_dns_label(std::string(64, 'a')));
  EXPECT_FALSE(is_dns_label(""));
  EXPECT_TRUE(is_dns_subdomain(std::string(253, 'a')));
  EXPECT_FALSE(is_dns_subdomain(std::string(254, 'a')));
  EXPECT_TRUE(is_dns_subdomain("a-b.c0"));
}

TEST(ImpliedGroups, AreThoseThatTheServerAdds) {
  EXPECT_THAT(with_implied_groups("jane"), ElementsAre("system:authenticated"));
  EXPECT_THAT(with_implied_groups("system:anonymous"), ElementsAre("system:unauthenticated"));
  EXPECT_THAT(
      with_implied_groups("system:serviceaccount:ci:runner"),
      ElementsAre("system:authenticated", "system:serviceaccounts", "system:serviceaccounts:ci"));
  EXPECT_THAT(with_implied_groups("jane", {"ops", "ops", "dev"}),
              ElementsAre("dev", "ops", "system:authenticated"));
}

TEST(ImpliedGroups, AuthenticatedIsNotAddedBesideUnauthenticated) {
  EXPECT_THAT(with_implied_groups("jane", {"system:unauthenticated"}),
              ElementsAre("system:unauthenticated"));
  EXPECT_THAT(with_implied_groups("system:anonymous", {"system:authenticated"}),
              ElementsAre("system:authenticated"));
}

}  // namespace
}  // namespace rbacgraph
