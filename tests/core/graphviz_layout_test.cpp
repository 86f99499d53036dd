/// Graphviz in a child that is killed when its time is over, and the SVG that is ours.
#include "layout/graphviz_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layout/dot_graph.h"
#include "layout/text_width.h"

namespace rbacgraph::test {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(GraphvizLayout, DrawsWhatItIsGiven) {
  const Result<std::string> svg = graphviz_picture("digraph { a -> b }", "svg");
  ASSERT_TRUE(svg) << svg.error().message;
  EXPECT_THAT(*svg, HasSubstr("<svg "));
}

TEST(GraphvizLayout, EndsWhenItsTimeIsOver) {
  // Far more than can be laid out in this time.
  std::string dot = "digraph {";
  for (int i = 0; i < 3000; ++i)
    for (int k = 1; k < 6; ++k)
      dot += std::to_string(i) + "->" + std::to_string((i * 7 + k * 131) % 3000) + ";";
  const auto begin = std::chrono::steady_clock::now();
  const Result<std::string> svg = graphviz_picture(dot + "}", "svg", milliseconds(300));
  ASSERT_FALSE(svg);
  EXPECT_EQ(svg.error().message, "Graphviz did not finish in 0 s");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(GraphvizLayout, StopsWhenAskedTo) {
  std::stop_source stop;
  stop.request_stop();
  const auto svg = graphviz_picture("digraph { a }", "svg", kLayoutLimit, stop.get_token());
  ASSERT_FALSE(svg);
  EXPECT_EQ(svg.error().code, ErrorCode::Cancelled);
}

TEST(GraphvizLayout, WhatIsNoGraphIsAnError) {
  const Result<std::string> svg = graphviz_picture("digraph {", "svg");
  ASSERT_FALSE(svg);
  EXPECT_EQ(svg.error().message, "Graphviz can't draw this picture");
}

TEST(DotGraph, WritesPartsInTheOrderInWhichTheyCame) {
  for (int run = 0; run < 3; ++run) {
    Result<DotGraph> graph = DotGraph::create("g");
    ASSERT_TRUE(graph) << graph.error().message;
    const std::vector<std::string> names{"z", "a", "\"quoted\"", "한", "b"};
    for (const std::string& name : names)
      graph->put(graph->subgraph("cluster " + name, graph->root()), graph->node(name));
    const std::string text = *graph->text();
    std::size_t at = 0;
    for (const std::string name : {"cluster z", "cluster a", "\\\"quoted\\\"", "한", "cluster b"}) {
      const std::size_t found = text.find(name, at);
      ASSERT_NE(found, std::string::npos) << name << "\n" << text;
      at = found;
    }
  }
}

TEST(TextWidth, BreaksLinesWhereNamesHaveParts) {
  EXPECT_THAT(wrap_to_width("cert-manager-controller", 80, 80, {}),
              ElementsAre("cert-manager-", "controller"));
  EXPECT_THAT(wrap_to_width("aaaaaaaaaaaa", 30, 30, {}), ElementsAre("aaaa", "aaaa", "aaaa"));
  EXPECT_THAT(wrap_to_width("", 30, 30, {}), ElementsAre(""));
  EXPECT_NEAR(text_width("한글", {}), 20, 0.01);
  EXPECT_GT(text_width("abc", {10, true}), text_width("abc", {10, false}));
}

}  // namespace
}  // namespace rbacgraph::test
