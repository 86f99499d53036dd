#include "state/details.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui_policy.h"

namespace rbacgraph::gui {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

Question question_of(std::string_view line) {
  const Result<Question> question = read_question(*small_policy()->snapshot, line);
  EXPECT_TRUE(question) << line;
  return question.value_or(Question{});
}

Details details(std::string_view line, const std::string& node) {
  return details_of(content_of(small_policy(), {question_of(line), {}, "", {}}), node);
}

const DetailSection& section(const Details& details, std::string_view title) {
  static const DetailSection kNone;
  const auto found = std::ranges::find(details.sections, title, &DetailSection::title);
  EXPECT_NE(found, details.sections.end()) << title;
  return found == details.sections.end() ? kNone : *found;
}

TEST(Details, ARoleHasItsRulesAndWhoHasIt) {
  const Details made = details("sa:ci/runner", "ClusterRole/reader");
  EXPECT_EQ(made.node, "ClusterRole/reader");
  const DetailSection& rules = section(made, "Rules");
  ASSERT_THAT(rules.rows, SizeIs(2));
  EXPECT_EQ(rules.rows[0].head, "rule 0");
  EXPECT_THAT(rules.rows[0].fields, testing::IsSupersetOf({Pair("verbs", "get list"),
                                                           Pair("resources", "secrets pods")}));
  EXPECT_THAT(rules.rows[1].fields, testing::Contains(Pair("urls", "/metrics")));
  std::vector<std::string> holders;
  for (const DetailRow& row : section(made, "Who has it").rows) holders.push_back(row.head);
  EXPECT_THAT(holders, testing::UnorderedElementsAre(HasSubstr("jane doe"), HasSubstr("ops"),
                                                     HasSubstr("runner")));
  EXPECT_THAT(made.holders, IsEmpty()) << "nobody asked who can";
}

TEST(Details, WhatIsWrongWithABindingIsTold) {
  const Details made = details("graph", "RoleBinding/shop/lost");
  EXPECT_THAT(section(made, "Wrong with it").lines, testing::Contains(HasSubstr("gone")));
}

TEST(Details, AnAccountWithoutNamespaceIsNotTheOneOfThatName) {
  const PolicyFile file(R"(
apiVersion: v1
kind: ServiceAccount
metadata: {name: solo, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: crb}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: solo}]
)",
                        "nobody");
  const auto policy = read_policy({file.path()}, {}, {});
  ASSERT_TRUE(policy);
  ViewState view;
  view.question.ask = Ask::Everything;
  const Content content = content_of(*policy, view);
  ASSERT_THAT(content.ids, testing::Contains("ServiceAccount//solo"));
  EXPECT_THAT(details_of(content, "ServiceAccount//solo").sections, IsEmpty());
}

TEST(Details, AResourceIsNoObject) {
  EXPECT_THAT(details("sa:ci/runner", "Resource//secrets").sections, IsEmpty());
}

TEST(Details, WhoCanHasTheGrantsOfTheOneThatIsSelected) {
  const Details made = details("who-can list secrets", "ServiceAccount/ci/runner");
  ASSERT_THAT(made.holders, SizeIs(1));
  EXPECT_EQ(made.holders[0].heading, "Can list in shop");
  ASSERT_THAT(made.holders[0].evidence, SizeIs(1));
  EXPECT_EQ(made.holders[0].evidence[0].binding, "reads");
  EXPECT_THAT(made.holders[0].evidence[0].role_place, HasSubstr(".yaml:14"));
  EXPECT_EQ(made.holders[0].more_evidence, 0U);
}

TEST(Details, ManyGrantsAreCounted) {
  Content content = content_of(small_policy(), {question_of("who-can list secrets"), {}, "", {}});
  HolderRow& row = content.holders.front();
  ASSERT_THAT(row.grants, SizeIs(1));
  const Grant grant = row.grants.front();
  row.grants.resize(1234, grant);
  const Details made = details_of(content, row.node);
  ASSERT_THAT(made.holders, SizeIs(1));
  EXPECT_THAT(made.holders[0].evidence, SizeIs(100));
  EXPECT_EQ(made.holders[0].more_evidence, 1134U);
}

TEST(Removal, EndsWhatIsExplained) {
  const auto ways = removal_of(*small_policy(), question_of("sa:ci/runner list secrets"));
  ASSERT_TRUE(ways);
  std::vector<std::string> elements;
  for (const CutText& way : *ways) {
    ASSERT_THAT(way.elements, SizeIs(1)) << way.what;
    elements.push_back(way.elements.front());
  }
  EXPECT_THAT(
      elements,
      ElementsAre("RoleBinding/reads in shop (also touches 1 other subject and 1 other rule)",
                  "sa:ci/runner from RoleBinding/reads in shop (also touches 1 other rule)",
                  "rule 0 of ClusterRole/reader (also touches 2 other subjects)"));
}

TEST(Removal, OfANoThereIsNone) {
  EXPECT_THAT(removal_of(*small_policy(), question_of("sa:ci/runner delete secrets -n shop")),
              testing::Optional(IsEmpty()));
  EXPECT_EQ(removal_of(*small_policy(), question_of("who-can list secrets")), std::nullopt);
}

}  // namespace
}  // namespace rbacgraph::gui
