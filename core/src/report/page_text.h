/// Pages put together.
#pragma once

#include <string>
#include <string_view>

#include "rbacgraph/report/picture.h"

namespace rbacgraph {

/// The page around an SVG in which node N of the picture is an element with the id "nN", and edge N
/// "eN". The SVG is taken as it is.
std::string page_text(const PictureReport& report, std::string_view svg);

/// 'sha256-…' as content-security policies have it, of what stands in a script or style element.
std::string content_hash(std::string_view text);

}  // namespace rbacgraph
