/// From a picture to a drawing.
#pragma once

#include <string>

#include "rbacgraph/base/result.h"
#include "rbacgraph/report/picture.h"

namespace rbacgraph {

/// Fails where Graphviz is not installed.
Result<std::string> dot_text(const PictureReport& report);

/// Laid out by ourselves, whatever is installed.
std::string svg_text(const PictureReport& report);

}  // namespace rbacgraph
