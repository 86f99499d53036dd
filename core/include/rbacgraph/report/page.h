/// Pictures of access as pages: one HTML file that explains itself, to open in any browser, to hand
/// in and to print.
///
/// The page has the drawing (-o svg) with pan, zoom, search, filters, the ways through what is
/// pointed at, the rules behind it with their places, and all of it as tables; light and dark. It
/// asks for nothing from anywhere: its content-security policy forbids it, and allows its own
/// script and style by their hashes alone. Without scripts the drawing and its caption are there.
/// Names are text wherever they stand. Equal pictures give equal bytes.
#pragma once

#include <stop_token>
#include <string>

#include "rbacgraph/report/picture.h"

namespace rbacgraph {

/// Fails as draw() does of an SVG.
Result<std::string> page(const PictureReport& report, const std::stop_token& stop = {});

}  // namespace rbacgraph
