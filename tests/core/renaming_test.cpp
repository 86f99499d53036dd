#include "rbacgraph/policy/renaming.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using testing::ElementsAre;

Renaming renaming(const std::vector<std::string>& rules) {
  Result<Renaming> parsed = Renaming::parse(rules);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  return std::move(*parsed);
}

std::string error_of(const std::string& rule) {
  const Result<Renaming> parsed = Renaming::parse({rule});
  return parsed ? "" : parsed.error().message;
}

TEST(Renaming, TakesTheFirstRuleThatMatches) {
  const Renaming names =
      renaming({"ns:dev=prod", R"(ns:/team-(.*)-dev/=team-\1-prod)", "ns:/team-.*/=other",
                "sa:dev/ci=ops/runner", R"(sa:/(.*)\/bot-(.*)/=\1/\2)"});
  EXPECT_EQ(names.namespace_name("dev"), "prod");
  EXPECT_EQ(names.namespace_name("dev2"), "dev2");
  EXPECT_EQ(names.namespace_name("team-a-dev"), "team-a-prod");
  EXPECT_EQ(names.namespace_name("team-a"), "other");
  EXPECT_EQ(names.namespace_name("my-team-a-dev"), "my-team-a-dev");
  EXPECT_EQ(names.account_name("dev", "ci"), std::pair(std::string("ops"), std::string("runner")));
  EXPECT_EQ(names.account_name("dev", "web"), std::pair(std::string("prod"), std::string("web")));
  EXPECT_EQ(names.account_name("x", "bot-y"), std::pair(std::string("x"), std::string("y")));
}

TEST(Renaming, SaysWhatIsWrongWithARule) {
  EXPECT_EQ(error_of("dev=prod"),
            "\"dev=prod\" is no renaming: it begins with neither ns: nor sa:");
  EXPECT_EQ(error_of("ns:dev"), "\"ns:dev\" is no renaming: there is no \"=\" in it");
  EXPECT_EQ(error_of("ns:=prod"), "\"ns:=prod\" is no renaming: a name is missing");
  EXPECT_EQ(error_of("sa:ci=x/y"),
            "\"sa:ci=x/y\" is no renaming: an account is NAMESPACE/NAME on both sides");
  EXPECT_EQ(error_of("ns:/a(/=b"), "\"a(\" is no regular expression: missing ): a(");
  EXPECT_EQ(error_of(R"(ns:/a/=\1)"),
            R"("\1" can't replace what "a" matches: Rewrite schema requests 1 matches, )"
            R"(but the regexp only has 0 parenthesized subexpressions.)");
}

TEST(Renaming, RenamesEveryMentionOfANamespaceOrAccount) {
  Policy p;
  p.role("dev/r", {{.verbs = "get", .resources = "pods", .names = "dev"}});
  p.role_binding("dev/b", "Role/r",
                 {"sa:ci", "sa:other/ci", "user:system:serviceaccount:dev:ci",
                  "group:system:serviceaccounts:dev", "group:system:serviceaccounts", "user:dev"});
  p.service_account("dev/ci");
  const auto renamed = renaming({"ns:dev=prod", "sa:dev/ci=prod/runner"}).apply(p.build());
  ASSERT_TRUE(renamed->find_role(RoleKind::Role, "prod", "r"));
  const auto id = renamed->find_binding(BindingKind::RoleBinding, "prod", "b");
  ASSERT_TRUE(id);
  EXPECT_NE(renamed->role_of(*id), kNoId<RoleId>);
  std::vector<std::string> subjects;
  for (const Subject& subject : renamed->binding(*id).subjects)
    subjects.push_back(std::string(renamed->text(subject.ns)) + "|" +
                       std::string(renamed->text(subject.name)));
  EXPECT_THAT(subjects,
              ElementsAre("prod|runner", "other|ci", "|system:serviceaccount:prod:runner",
                          "|system:serviceaccounts:prod", "|system:serviceaccounts", "|dev"));
  ASSERT_EQ(renamed->service_accounts().size(), 1U);
  EXPECT_EQ(renamed->text(renamed->service_accounts()[0].name), "runner");
  // A resource name is the name of any object.
  const PolicyRule& rule = renamed->rule(renamed->roles()[0].rules[0].rule);
  EXPECT_EQ(renamed->text(renamed->names().list(rule.resource_names)[0]), "dev");
}

TEST(Renaming, TellsOfTwoThatComeToHaveOneName) {
  Policy p;
  p.role("dev/r", {{.verbs = "get", .resources = "pods"}});
  p.role("test/r", {{.verbs = "list", .resources = "pods"}});
  const auto renamed = renaming({"ns:/dev|test/=prod"}).apply(p.build());
  EXPECT_EQ(renamed->roles().size(), 1U);
  EXPECT_THAT(test::codes(*renamed), ElementsAre("conflicting-object"));
}

}  // namespace
}  // namespace rbacgraph
