/// From a picture to a drawing.
#pragma once

#include <string>

#include "rbacgraph/base/result.h"
#include "rbacgraph/report/picture.h"

namespace rbacgraph {

/// What a drawing is for: to stand alone; or in a page, which has the caption itself and finds node
/// N by the id "nN" and edge N by "eN"; or as text to be kept, where one more object shall change
/// nothing that is not about it: no places in files then, which an object moves for all below it.
enum class DrawingUse : std::uint8_t { Alone, Page, Text };

/// Fails where Graphviz is not installed.
Result<std::string> dot_text(const PictureReport& report, DrawingUse use);

/// Laid out by ourselves, whatever is installed.
std::string svg_text(const PictureReport& report, DrawingUse use);

/// The same drawing as a PNG. Unsupported: Pango is not installed. InvalidArgument: too large.
Result<std::string> png_text(const PictureReport& report, const std::stop_token& stop);

/// Laid out by Graphviz where it can: draw() of an SVG.
Result<std::string> svg_drawing(const PictureReport& report, DrawingUse use,
                                const std::stop_token& stop);

}  // namespace rbacgraph
