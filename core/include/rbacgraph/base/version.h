/// What this library is, and what it is made of. Constant for a build; any thread may ask.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rbacgraph {

/// The version of this tool, "0.1.0": in every report and behind `--version`.
std::string_view version();

struct ComponentVersion {
  std::string_view name;  ///< "simdjson"
  std::string version;    ///< "3.0.1"
};

/// The compiler that built the library: g++ or clang++.
ComponentVersion compiler();
/// The libraries of others in it, by name. Of shared ones the version is the one that runs, where
/// the library tells; of the others it is the one compiled with.
std::vector<ComponentVersion> libraries();

}  // namespace rbacgraph
