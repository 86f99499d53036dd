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
bool is_within(const AccessPicture& picture, const Limits& limits) {
  return picture.nodes.size() <= limits.nodes && picture.edges.size() <= limits.edges;
}

/// Whatever Graphviz can't do, or not in its time, we can.
bool can_help(const Result<std::string>& drawn) {
  return !drawn && drawn.error().code != ErrorCode::Cancelled;
}

Result<std::string> by_graphviz(const PictureReport& report, DrawingUse use, const char* format,
                                const std::stop_token& stop) {
  Result<std::string> drawn = dot_text(report, use);
  if (drawn) {
    drawn = graphviz_picture(*drawn, format, kLayoutLimit, stop);
  }
  return drawn;
}

}  // namespace

Result<std::string> svg_drawing(const PictureReport& report, DrawingUse use,
                                const std::stop_token& stop) {
  if (!is_within(report.picture, kQuick)) {
    return svg_text(report, use);
  }
  const Result<std::string> drawn = by_graphviz(report, use, "svg", stop);
  return can_help(drawn) ? Result<std::string>(svg_text(report, use)) : drawn;
}

Result<std::string> draw(const PictureReport& report, DrawingFormat format,
                         const std::stop_token& stop) {
  if (format == DrawingFormat::Svg) {
    return svg_drawing(report, DrawingUse::Alone, stop);
  }
  if (format == DrawingFormat::Dot) {
    return dot_text(report, DrawingUse::Text);
  }
  if (!is_within(report.picture, kQuick)) {
    return png_text(report, stop);
  }
  const Result<std::string> drawn = by_graphviz(report, DrawingUse::Alone, "png", stop);
  // Without Graphviz it is to say what is missing, in its own words.
  const bool installed = drawn || drawn.error().code != ErrorCode::Unsupported;
  return installed && can_help(drawn) ? png_text(report, stop) : drawn;
}

}  // namespace rbacgraph
