/// What the desktop remembers from one time to the next: how it looks, and what was open.
///
/// A file of its own below the user's configuration directory. Names of inputs are in it, nothing
/// of their contents. A file that can't be understood is left as it is, and not written over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/result.h"

namespace rbacgraph::gui {

/// Where the user is: "2026-11-27".
std::string today();

/// As one says it: "today", "yesterday", "12 Nov", "12 Nov 2025"; "" for what is no day.
std::string words_of_day(const std::string& day, const std::string& today);

struct Settings {
  static constexpr std::size_t kMostRecent = 10;

  std::string theme = "light";
  int width = 1600;
  int height = 1000;
  /// What was opened, the last one first: absolute paths of one session together, or the word of a
  /// context, "context:NAME".
  std::vector<std::vector<std::string>> recent;
  /// When each of them was opened last, "2026-11-27"; "" where that is not known: versions before
  /// did not keep it, and files of theirs have none.
  std::vector<std::string> recent_days;

  void opened(std::vector<std::string> paths, const std::string& day = today());
  friend bool operator==(const Settings&, const Settings&) = default;
};

/// $XDG_CONFIG_HOME or ~/.config, then rbacgraph/desktop.json; "" where there is neither.
std::string settings_path();

/// Where there is no file, as it is at first.
Result<Settings> read_settings(const std::string& path);
/// Makes its folder where that is missing.
Result<void> write_settings(const std::string& path, const Settings& settings);

}  // namespace rbacgraph::gui
