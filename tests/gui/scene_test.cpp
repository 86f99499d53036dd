#include "canvas/scene.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>

#include <gtest/gtest.h>

#include "gui_policy.h"
#include "state/content.h"

namespace rbacgraph::gui {
namespace {

Content content(std::string_view line) {
  const Result<Question> question = read_question(*small_policy()->snapshot, line);
  EXPECT_TRUE(question) << line;
  return content_of(small_policy(), {question.value_or(Question{}), {}, "", {}});
}

std::uint32_t index_of(const Content& content, std::string_view id) {
  return static_cast<std::uint32_t>(std::ranges::find(content.ids, id) - content.ids.begin());
}

TEST(Scene, PlacesEveryNodeOnceAndNoTwoOverEachOther) {
  for (const std::string_view line :
       {"graph", "sa:ci/runner", "who-can list secrets", "ns:shop", "sa:ci/runner list secrets"}) {
    const Content made = content(line);
    const auto scene = build_scene(made.picture);
    ASSERT_EQ(scene->nodes.size(), made.picture.nodes.size()) << line;
    ASSERT_EQ(scene->edges.size(), made.picture.edges.size()) << line;
    std::size_t in_columns = 0;
    for (const SceneColumn& column : scene->columns) in_columns += column.nodes.size();
    EXPECT_EQ(in_columns, scene->nodes.size()) << line;
    for (std::size_t a = 0; a < scene->nodes.size(); ++a)
      for (std::size_t b = a + 1; b < scene->nodes.size(); ++b)
        EXPECT_FALSE(scene->nodes[a].meets(scene->nodes[b])) << line << " " << a << " " << b;
  }
}

TEST(Scene, WhatIsInANamespaceStandsInItsFrame) {
  const Content made = content("who-can list secrets");
  const auto scene = build_scene(made.picture);
  ASSERT_FALSE(scene->frames.empty());
  for (const SceneFrame& frame : scene->frames) {
    EXPECT_EQ(frame.title, "ns shop");
    for (std::size_t at = 0; at < scene->nodes.size(); ++at) {
      const PictureNode& node = made.picture.nodes[at];
      const bool is_framed = node.kind == PictureKind::RoleBinding;
      EXPECT_EQ(frame.box.meets(scene->nodes[at]), is_framed) << made.ids[at];
      EXPECT_EQ(frame.box.contains(scene->nodes[at].middle()), is_framed) << made.ids[at];
    }
  }
}

TEST(Scene, AnEdgeRunsFromTheOneToTheOther) {
  const Content made = content("who-can list secrets");
  const auto scene = build_scene(made.picture);
  for (std::size_t at = 0; at < made.picture.edges.size(); ++at) {
    const PictureEdge& edge = made.picture.edges[at];
    EXPECT_EQ(scene->edges[at].curve[0].x, scene->nodes[edge.from].right);
    EXPECT_EQ(scene->edges[at].curve[3].x, scene->nodes[edge.to].left);
    EXPECT_EQ(scene->edges[at].curve[3].y, scene->nodes[edge.to].middle().y);
  }
}

TEST(Scene, IsOpenedWhereThereIsSomethingToSee) {
  Scene scene;
  const auto add = [&](float left, float top) {
    scene.nodes.push_back({left, top, left + 100, top + 38});
    scene.bounds.bottom = std::max(scene.bounds.bottom, top + 38);
  };
  for (int row = 0; row < 10; ++row) add(0, 45.0F * static_cast<float>(row));
  EXPECT_EQ(scene.opening(200), 0) << "alike everywhere";
  // Three columns, the other two of which begin far below.
  for (int row = 10; row < 60; ++row) {
    for (const float left : {0.0F, 200.0F, 400.0F}) add(left, 45.0F * static_cast<float>(row));
  }
  const float top = scene.opening(200);
  EXPECT_GE(top, 45.0F * 8);
  EXPECT_LE(top, 45.0F * 10);
  EXPECT_EQ(Scene{}.opening(200), 0);
}

TEST(Scene, WhatIsThereIsHitAndNothingElse) {
  const Content made = content("graph");
  const auto scene = build_scene(made.picture);
  for (std::uint32_t at = 0; at < scene->nodes.size(); ++at) {
    EXPECT_EQ(scene->hit(scene->nodes[at].middle()), at);
    EXPECT_NE(scene->hit({scene->nodes[at].left - 1, scene->nodes[at].middle().y}), at);
    EXPECT_NE(scene->hit({scene->nodes[at].middle().x, scene->nodes[at].bottom + 1}), at);
  }
  EXPECT_FALSE(scene->hit({-1000, -1000}));
}

TEST(Scene, AChainIsAllThatLeadsThroughANode) {
  const Content made = content("graph");
  const auto scene = build_scene(made.picture);
  const std::array through{index_of(made, "RoleBinding/shop/deploys")};
  const Chain chain = chain_through(made.picture, *scene, through);
  EXPECT_TRUE(chain.nodes[index_of(made, "ServiceAccount/ci/runner")]);
  EXPECT_TRUE(chain.nodes[index_of(made, "Role/shop/deployer")]);
  EXPECT_FALSE(chain.nodes[index_of(made, "ClusterRole/reader")])
      << "the account has it by another binding";
}

TEST(Scene, AChainThroughSeveralNodesIsTheChainsThroughEach) {
  const Content made = content("graph");
  const auto scene = build_scene(made.picture);
  std::vector<std::uint32_t> all(made.ids.size());
  std::iota(all.begin(), all.end(), 0U);
  for (std::size_t first = 0; first + 3 <= all.size(); ++first) {
    const std::span<const std::uint32_t> some = std::span(all).subspan(first, 3);
    const Chain together = chain_through(made.picture, *scene, some);
    Chain each;
    each.nodes.resize(all.size());
    each.edges.resize(made.picture.edges.size());
    for (const std::uint32_t& node : some) {
      const Chain one = chain_through(made.picture, *scene, {&node, 1});
      for (std::size_t at = 0; at < all.size(); ++at)
        each.nodes[at] = each.nodes[at] || one.nodes[at];
      for (std::size_t at = 0; at < each.edges.size(); ++at)
        each.edges[at] = each.edges[at] || one.edges[at];
    }
    EXPECT_EQ(together.nodes, each.nodes) << first;
    EXPECT_EQ(together.edges, each.edges) << first;
  }
}

TEST(Scene, NothingIsAScene) {
  const auto scene = build_scene({});
  EXPECT_TRUE(scene->nodes.empty());
  EXPECT_FALSE(scene->hit({0, 0}));
}

}  // namespace
}  // namespace rbacgraph::gui
