#include "report/picture_drawing.h"

#include <utility>

#include "layout/graphviz_layout.h"

namespace rbacgraph {
namespace {

/// Past these Graphviz takes seconds, and then minutes.
constexpr std::size_t kMostNodes = 400;
constexpr std::size_t kMostEdges = 1600;

bool is_for_graphviz(const AccessPicture& picture) {
  return picture.nodes.size() <= kMostNodes && picture.edges.size() <= kMostEdges;
}

}  // namespace

Result<std::string> svg_drawing(const PictureReport& report, DrawingUse use,
                                const std::stop_token& stop) {
  if (!is_for_graphviz(report.picture)) return svg_text(report, use);
  Result<std::string> drawn = dot_text(report, use);
  if (drawn) drawn = graphviz_picture(*drawn, "svg", kLayoutLimit, stop);
  // Whatever Graphviz can't do, or not in its time, we can.
  const bool can_help = !drawn && drawn.error().code != ErrorCode::Cancelled;
  return can_help ? Result<std::string>(svg_text(report, use)) : drawn;
}

Result<std::string> draw(const PictureReport& report, DrawingFormat format,
                         const std::stop_token& stop) {
  if (format == DrawingFormat::Svg) return svg_drawing(report, DrawingUse::Alone, stop);
  if (format == DrawingFormat::Png && !is_for_graphviz(report.picture)) {
    return fail(ErrorCode::InvalidArgument,
                "a PNG of " + std::to_string(report.picture.nodes.size()) + " nodes and " +
                    std::to_string(report.picture.edges.size()) + " edges is too large",
                "take -o svg, or ask for less: --max-nodes, --depth, --kinds, a namespace");
  }
  Result<std::string> dot = dot_text(report, DrawingUse::Alone);
  if (!dot || format == DrawingFormat::Dot) return dot;
  return graphviz_picture(*dot, "png", kLayoutLimit, stop);
}

}  // namespace rbacgraph
