/// Boxes in columns.
#include "rbacgraph/layout/layered_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rbacgraph::test {
namespace {

using testing::ElementsAre;

LayeredNode in(std::uint32_t column, std::uint32_t precedence = 0) {
  return {column, 100, 20, precedence};
}

TEST(LayeredLayout, AChainIsLevel) {
  const std::vector<LayeredNode> nodes{in(0), in(1), in(2)};
  const std::vector<LayeredEdge> edges{{0, 1}, {1, 2}};
  const LayeredLayout layout = layered_layout(nodes, edges, {.rows = 10, .columns = 50});
  EXPECT_THAT(layout.places,
              ElementsAre(LayeredPlace{0, 0}, LayeredPlace{150, 0}, LayeredPlace{300, 0}));
  EXPECT_EQ(layout.width, 400);
  EXPECT_EQ(layout.height, 20);
}

TEST(LayeredLayout, OneOfManyStandsInTheirMiddle) {
  const std::vector<LayeredNode> nodes{in(0), in(1), in(1), in(1)};
  const std::vector<LayeredEdge> edges{{0, 1}, {0, 2}, {0, 3}};
  const LayeredLayout layout = layered_layout(nodes, edges, {.rows = 10, .columns = 50});
  EXPECT_NEAR(layout.places[0].y, layout.places[2].y, 0.01);
  EXPECT_NEAR(layout.places[3].y - layout.places[1].y, 60, 0.01);
}

TEST(LayeredLayout, BeginsAtTheTop) {
  // Most of the first column lead to one box, and the others, below, to one each: where all of
  // these lead to is far down, and pulls everything there.
  constexpr std::uint32_t kTargets = 10;
  constexpr std::uint32_t kMany = 31;
  std::vector<LayeredNode> nodes(kTargets, in(1));
  nodes.push_back(in(2));
  std::vector<LayeredEdge> edges;
  for (std::uint32_t i = 0; i < kTargets; ++i) edges.push_back({i, kTargets});
  for (std::uint32_t i = 0; i < kMany + kTargets - 1; ++i) {
    edges.push_back({static_cast<std::uint32_t>(nodes.size()), i < kMany ? 0 : i - kMany + 1});
    nodes.push_back(in(0));
  }
  const LayeredLayout layout = layered_layout(nodes, edges);
  double top = layout.places.front().y;
  for (const LayeredPlace& place : layout.places) top = std::min(top, place.y);
  EXPECT_NEAR(top, 0, 0.01);
}

TEST(LayeredLayout, UncrossesWhatCanBe) {
  // Crossed as given: 0 → 3 and 1 → 2.
  const std::vector<LayeredNode> nodes{in(0), in(0), in(1), in(1)};
  const std::vector<LayeredEdge> edges{{0, 3}, {1, 2}};
  const LayeredLayout layout = layered_layout(nodes, edges);
  EXPECT_EQ(layout.places[0].y < layout.places[1].y, layout.places[3].y < layout.places[2].y);
}

TEST(LayeredLayout, PrecedenceIsAboveAll) {
  const std::vector<LayeredNode> nodes{in(0), in(0), in(1, 1), in(1, 0)};
  const std::vector<LayeredEdge> edges{{0, 2}, {1, 3}};
  const LayeredLayout layout = layered_layout(nodes, edges);
  EXPECT_LT(layout.places[3].y, layout.places[2].y);
  EXPECT_LT(layout.places[1].y, layout.places[0].y);
}

TEST(LayeredLayout, BoxesOfAColumnDoNotOverlap) {
  std::vector<LayeredNode> nodes;
  std::vector<LayeredEdge> edges;
  for (std::uint32_t i = 0; i < 300; ++i) nodes.push_back({i % 4, 100, 10.0 + i % 7, i % 2});
  for (std::uint32_t i = 0; i < 300; ++i) {
    const std::uint32_t to = (i * 37 + 11) % 300;
    if (nodes[i].column < nodes[to].column) edges.push_back({i, to});
  }
  const LayeredLayout layout = layered_layout(nodes, edges, {.rows = 5, .columns = 50});
  EXPECT_EQ(layout.places, layered_layout(nodes, edges, {.rows = 5, .columns = 50}).places);
  for (std::size_t a = 0; a < nodes.size(); ++a) {
    EXPECT_GE(layout.places[a].y, 0);
    for (std::size_t b = 0; b < a; ++b) {
      if (nodes[a].column != nodes[b].column) continue;
      const auto [above, below] =
          layout.places[a].y < layout.places[b].y ? std::pair(a, b) : std::pair(b, a);
      EXPECT_GE(layout.places[below].y, layout.places[above].y + nodes[above].height + 4.99);
    }
  }
}

bool overlap(const LayeredPlace& a, const LayeredNode& as, const LayeredPlace& b,
             const LayeredNode& bs) {
  return a.x < b.x + bs.width && b.x < a.x + as.width && a.y < b.y + bs.height &&
         b.y < a.y + as.height;
}

/// Two on the left of 400, in three groups and none, that they share otherwise.
struct Tall {
  std::vector<LayeredNode> nodes{in(0)};
  std::vector<LayeredEdge> edges;

  Tall() {
    for (std::uint32_t i = 1; i <= 400; ++i) {
      nodes.push_back({1, 100, 10.0 + i % 7, 0, i % 4});
      edges.push_back({i % 3 == 0 ? 401U : 0U, i});
    }
    nodes.push_back(in(0));
  }
};

TEST(LayeredLayout, ATallColumnHasSeveralAbreast) {
  const Tall tall;
  const LayeredLayout ribbon = layered_layout(tall.nodes, tall.edges, {.columns = 50});
  EXPECT_GT(ribbon.height, 20 * ribbon.width);
  const LayeredLayout layout =
      layered_layout(tall.nodes, tall.edges, {.columns = 50, .most_aspect = 2});
  EXPECT_LT(layout.height, 2 * layout.width);
  EXPECT_GT(layout.height, layout.width);
  for (std::size_t a = 0; a < tall.nodes.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      ASSERT_FALSE(overlap(layout.places[a], tall.nodes[a], layout.places[b], tall.nodes[b]))
          << a << " and " << b;
}

TEST(LayeredLayout, ArrowsPassBetweenRows) {
  const Tall tall;
  const LayeredLayout layout =
      layered_layout(tall.nodes, tall.edges, {.columns = 50, .most_aspect = 2});
  std::size_t past_others = 0;
  for (std::size_t at = 0; at < tall.nodes.size(); ++at) {
    const LayeredPass& pass = layout.passes[at];
    EXPECT_LE(pass.left, layout.places[at].x);
    EXPECT_GE(pass.right, layout.places[at].x + tall.nodes[at].width);
    if (pass.left < layout.places[at].x) ++past_others;
    for (std::size_t other = 1; other <= 400; ++other) {
      const LayeredPlace& place = layout.places[other];
      const bool crosses = place.y < pass.y && pass.y < place.y + tall.nodes[other].height;
      ASSERT_FALSE(tall.nodes[at].column == 1 && crosses) << at << " crosses " << other;
    }
  }
  EXPECT_GT(past_others, 200);
}

TEST(LayeredLayout, FramesHoldTheirGroupAndNothingElse) {
  const Tall tall;
  for (const double aspect : {0.0, 2.0}) {
    const LayeredLayout layout =
        layered_layout(tall.nodes, tall.edges, {.columns = 50, .most_aspect = aspect});
    std::vector<std::uint32_t> groups;
    for (const LayeredFrame& frame : layout.frames) {
      groups.push_back(frame.group);
      const LayeredNode size{0, frame.width, frame.height, 0};
      for (std::size_t at = 0; at < tall.nodes.size(); ++at) {
        const LayeredPlace& place = layout.places[at];
        const bool within = place.x >= frame.x && place.y >= frame.y + 14 &&
                            place.x + tall.nodes[at].width <= frame.x + frame.width &&
                            place.y + tall.nodes[at].height <= frame.y + frame.height;
        const bool touches = overlap({frame.x, frame.y}, size, place, tall.nodes[at]);
        ASSERT_EQ(within, tall.nodes[at].group == frame.group) << at;
        ASSERT_EQ(touches, within) << at;
      }
    }
    EXPECT_THAT(groups, testing::UnorderedElementsAre(1, 2, 3));
  }
}

TEST(LayeredLayout, NothingTakesNoRoom) {
  const LayeredLayout layout = layered_layout({}, {});
  EXPECT_EQ(layout.height, 0);
  EXPECT_EQ(layout.width, 0);
}

}  // namespace
}  // namespace rbacgraph::test
