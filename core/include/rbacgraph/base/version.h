#pragma once

#include <string_view>

namespace rbacgraph {

/// The version of this tool, "0.1.0": in every report and behind `--version`.
std::string_view version();

}  // namespace rbacgraph
