/// Paths as people type them.
#pragma once

#include <string>
#include <string_view>

namespace rbacgraph::gui {

/// "~/x" is in the home directory, as a shell has it; anything else is what it is.
std::string typed_path(std::string_view text);

/// With its folder, without "." and "..": so that it means the same from anywhere. As it is where
/// the working directory is gone.
std::string whole_path(const std::string& path);

}  // namespace rbacgraph::gui
