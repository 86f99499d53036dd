/// Writes pixels as a PNG file.
#pragma once

#include <span>
#include <string>

#include "rbacgraph/base/result.h"

namespace rbacgraph::gui {

/// Rows of RGB from the bottom up, as OpenGL has them.
Result<void> write_png(const std::string& path, int width, int height,
                       std::span<const unsigned char> pixels);

}  // namespace rbacgraph::gui
