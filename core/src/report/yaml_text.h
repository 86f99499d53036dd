/// Scalars of YAML.
#pragma once

#include <string>
#include <string_view>

#include "report/json_text.h"

namespace rbacgraph {

/// A string that every reader, of YAML 1.1 or 1.2, takes for this string: plain where that is
/// beyond doubt, else in double quotes. It has no newline.
std::string yaml_string(const std::string& text);

/// Of null, a boolean, a number or a string.
std::string yaml_scalar(const Json& value);

}  // namespace rbacgraph
