/// The words behind rbacgraph-gui on its command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canvas/theme.h"
#include "rbacgraph/base/result.h"

namespace rbacgraph::gui {

struct AppOptions {
  std::vector<std::string> paths;   ///< or the word of a context (input.h)
  std::vector<std::string> others;  ///< to compare with them
  std::optional<std::string> kubeconfig;
  bool probes = true;      ///< of contexts in sight
  std::string workspace;   ///< a file to open instead
  std::string view;        ///< a question to begin with; "" is the overview
  std::string screenshot;  ///< a PNG to write and be done; "" for a window
  int width = 0;           ///< 0: what is remembered
  int height = 0;
  float scale = 0;                 ///< 0: the monitor's
  std::optional<ThemeName> theme;  ///< nullopt: what is remembered
  std::string select;              ///< the id of a node to select
  bool bench = false;              ///< frame times as JSON, and be done
  bool help = false;
  bool version = false;
};

Result<AppOptions> read_app_options(const std::vector<std::string>& words);
std::string app_usage();

}  // namespace rbacgraph::gui
