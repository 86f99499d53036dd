#include "state/content.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui_policy.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/analysis/who_can.h"

namespace rbacgraph::gui {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ViewState view_of(std::string_view line) {
  const Result<Question> question = read_question(*small_policy()->snapshot, line);
  EXPECT_TRUE(question) << line;
  return {question.value_or(Question{}), {}, "", {}};
}

Content content(std::string_view line) { return content_of(small_policy(), view_of(line)); }

TEST(Content, ASubjectHasItsPictureAndItsMatrix) {
  const Content made = content("sa:ci/runner");
  EXPECT_THAT(made.ids, testing::IsSupersetOf({"ServiceAccount/ci/runner", "RoleBinding/shop/reads",
                                               "ClusterRole/reader", "Resource//secrets"}));
  ASSERT_TRUE(made.matrix);
  ASSERT_EQ(made.matrix_order.size(), made.matrix->rows.size());
  const MatrixRow& first = made.matrix->rows[made.matrix_order.front()];
  EXPECT_NE(first.resource, "pods") << "what is dangerous comes first";
  EXPECT_EQ(made.heading, "What sa:ci/runner can reach");
}

TEST(Content, WhatIsPinnedStaysWithItsWayWhateverIsLeftOut) {
  ViewState view = view_of("sa:ci/runner");
  view.filter.depth = 1;
  view.filter.urls = false;
  const Content without = content_of(small_policy(), view);
  EXPECT_THAT(without.ids, ElementsAre("ServiceAccount/ci/runner", "RoleBinding/shop/deploys",
                                       "RoleBinding/shop/reads"));
  view.pins = {"NonResourceURL//metrics", "Resource//nothing"};
  const Content pinned = content_of(small_policy(), view);
  EXPECT_THAT(pinned.ids, ElementsAre("ServiceAccount/ci/runner", "RoleBinding/shop/deploys",
                                      "RoleBinding/shop/reads", "ClusterRole/reader",
                                      "NonResourceURL//metrics"));
  EXPECT_EQ(pinned.picture.hidden.nodes + 2, without.picture.hidden.nodes);
}

TEST(Content, AnExplanationMarksTheWayThatAnswers) {
  const Content made = content("sa:ci/runner list secrets");
  ASSERT_TRUE(made.why);
  EXPECT_EQ(made.why->verdict, "YES, in shop");
  ASSERT_EQ(made.why->evidence.size(), 1U);
  const EvidenceRow& row = made.why->evidence.front();
  EXPECT_EQ(row.binding, "reads");
  EXPECT_EQ(row.role, "reader");
  EXPECT_EQ(row.rule, 0U);
  EXPECT_EQ(row.verbs, "get list");
  EXPECT_EQ(row.scope, "only in ns shop");
  EXPECT_THAT(row.role_place, HasSubstr(".yaml:14"));
  std::set<std::string> marked;
  for (std::size_t at = 0; at < made.ids.size(); ++at)
    if (made.picture.nodes[at].matches) marked.insert(made.ids[at]);
  EXPECT_THAT(marked, ElementsAre("ClusterRole/reader", "Resource//secrets",
                                  "RoleBinding/shop/reads", "ServiceAccount/ci/runner"));
}

TEST(Content, ANoHasItsNearestMisses) {
  const Content made = content("sa:ci/runner delete secrets -n shop");
  ASSERT_TRUE(made.why);
  EXPECT_EQ(made.why->verdict, "NO");
  EXPECT_FALSE(made.why->misses.empty());
  for (const PictureNode& node : made.picture.nodes) EXPECT_FALSE(node.matches) << node.ref.name;
}

TEST(Content, WhoCanNamesWhomTheAnalysisNames) {
  const Content made = content("who-can list secrets");
  std::vector<std::string> named;
  for (const HolderRow& row : made.holders) named.push_back(row.node + " " + row.where);
  EXPECT_THAT(named, ElementsAre("User/jane doe everywhere", "Group/ops in shop",
                                 "ServiceAccount/ci/runner in shop"));
  EXPECT_EQ(made.holders.front().mark, MatrixMark::Yes);
}

TEST(Content, ThingsAreCountedWhetherTheyAreFoldedOrNot) {
  ViewState view = view_of("graph");
  const Content folded = content_of(small_policy(), view);
  view.filter.fold = false;
  const Content whole = content_of(small_policy(), view);
  EXPECT_EQ(folded.all_nodes, whole.picture.nodes.size());
  std::size_t shown = 0;
  for (const PictureNode& node : folded.picture.nodes)
    shown += node.folded ? node.folded->nodes : 1;
  EXPECT_EQ(shown, whole.picture.nodes.size());
}

TEST(Content, FiltersLeaveOut) {
  ViewState view = view_of("sa:ci/runner");
  view.filter.depth = 2;
  for (const std::string& id : content_of(small_policy(), view).ids)
    EXPECT_FALSE(id.starts_with("Resource")) << id;
  view = view_of("'user:jane doe'");
  const auto has_url = [&] {
    const Content made = content_of(small_policy(), view);
    return std::ranges::find(made.ids, "NonResourceURL/%2Fmetrics") != made.ids.end() ||
           std::ranges::any_of(made.picture.nodes, [](const PictureNode& node) {
             return node.kind == PictureKind::Url;
           });
  };
  EXPECT_TRUE(has_url());
  view.filter.urls = false;
  EXPECT_FALSE(has_url());
}

TEST(Content, AnErrorIsToldInPlaceOfAPicture) {
  ViewState view;
  view.question = {.ask = Ask::Object, .subject = "ClusterRole/nope"};
  const Content made = content_of(small_policy(), view);
  EXPECT_FALSE(made.error.empty());
  EXPECT_TRUE(made.picture.nodes.empty());
}

TEST(Overview, AccountsThatNothingNamesAreCounted) {
  const Overview& overview = small_policy()->overview;
  EXPECT_EQ(unbound_accounts(overview, ""), 1U) << "idle in shop";
  EXPECT_EQ(unbound_accounts(overview, "shop"), 1U);
  EXPECT_EQ(unbound_accounts(overview, "ci"), 0U);
}

TEST(Overview, TheMostDangerousComesFirst) {
  const Overview& overview = small_policy()->overview;
  std::vector<std::string> subjects;
  for (const SubjectRow& row : overview.subjects)
    subjects.push_back(row.subject.name + " " + row.where);
  EXPECT_THAT(subjects, ElementsAre("runner in shop", "jane doe everywhere", "ops in shop"));
  ASSERT_EQ(overview.tiles.size(), 3U);
  EXPECT_EQ(overview.tiles[0].name, "");
  EXPECT_EQ(overview.tiles[1].name, "ci");
  EXPECT_EQ(overview.tiles[2].name, "shop");
  EXPECT_EQ(overview.tiles[2].missing_roles, 1U);
  EXPECT_EQ(overview.tiles[2].accounts, 1U);
}

}  // namespace
}  // namespace rbacgraph::gui
