#include "report/picture_drawing.h"

#include <utility>

#include "layout/graphviz_layout.h"

namespace rbacgraph {
namespace {

/// What Graphviz may be asked to draw.
struct Limits {
  std::size_t nodes;
  std::size_t edges;
};
/// Past these it takes longer than all the rest, and makes ribbons.
constexpr Limits kQuick{150, 250};
/// Past these it takes seconds, and then minutes.
constexpr Limits kMost{400, 1600};

bool is_within(const AccessPicture& picture, const Limits& limits) {
  return picture.nodes.size() <= limits.nodes && picture.edges.size() <= limits.edges;
}

}  // namespace

Result<std::string> svg_drawing(const PictureReport& report, DrawingUse use,
                                const std::stop_token& stop) {
  if (!is_within(report.picture, kQuick)) return svg_text(report, use);
  Result<std::string> drawn = dot_text(report, use);
  if (drawn) drawn = graphviz_picture(*drawn, "svg", kLayoutLimit, stop);
  // Whatever Graphviz can't do, or not in its time, we can.
  const bool can_help = !drawn && drawn.error().code != ErrorCode::Cancelled;
  return can_help ? Result<std::string>(svg_text(report, use)) : drawn;
}

Result<std::string> draw(const PictureReport& report, DrawingFormat format,
                         const std::stop_token& stop) {
  if (format == DrawingFormat::Svg) return svg_drawing(report, DrawingUse::Alone, stop);
  if (format == DrawingFormat::Png && !is_within(report.picture, kMost)) {
    return fail(ErrorCode::InvalidArgument,
                "a PNG of " + std::to_string(report.picture.nodes.size()) + " nodes and " +
                    std::to_string(report.picture.edges.size()) + " edges is too large",
                "take -o svg, or ask for less: --max-nodes, --depth, --kinds, a namespace");
  }
  const bool is_text = format == DrawingFormat::Dot;
  Result<std::string> dot = dot_text(report, is_text ? DrawingUse::Text : DrawingUse::Alone);
  if (!dot || is_text) return dot;
  return graphviz_picture(*dot, "png", kLayoutLimit, stop);
}

}  // namespace rbacgraph
