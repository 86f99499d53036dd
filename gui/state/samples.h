/// The small clusters that come along, to try the desktop at: each tells a story, in its README.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rbacgraph::gui {

struct Sample {
  std::string title;                ///< printable
  std::vector<std::string> inputs;  ///< to open
  std::vector<std::string> others;  ///< to compare them with, if any
};

/// Where they are: installed beside the program, or in the checkout it was built in; "" for
/// nowhere. `program`: the path of its file.
std::string samples_folder(std::string_view program);

/// By title, those for the first minutes before all others.
std::vector<Sample> read_samples(const std::string& folder);

}  // namespace rbacgraph::gui
