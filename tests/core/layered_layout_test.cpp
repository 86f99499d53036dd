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

TEST(LayeredLayout, NothingTakesNoRoom) {
  const LayeredLayout layout = layered_layout({}, {});
  EXPECT_EQ(layout.height, 0);
  EXPECT_EQ(layout.width, 0);
}

}  // namespace
}  // namespace rbacgraph::test
