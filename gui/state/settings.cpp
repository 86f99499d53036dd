#include "state/settings.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <nlohmann/json.hpp>

#include "state/input.h"
#include "state/write_file.h"

namespace rbacgraph::gui {
namespace {

using nlohmann::json;

/// Larger ones are not ours.
constexpr std::uintmax_t kMostBytes = 1 << 20;
constexpr int kLeastSize = 200;
constexpr int kMostSize = 16384;

Settings settings_of(const json& document) {
  Settings settings;
  settings.theme = document.value("theme", settings.theme);
  settings.width = std::clamp(document.value("width", settings.width), kLeastSize, kMostSize);
  settings.height = std::clamp(document.value("height", settings.height), kLeastSize, kMostSize);
  settings.recent = document.value("recent", settings.recent);
  if (settings.recent.size() > Settings::kMostRecent) settings.recent.resize(Settings::kMostRecent);
  return settings;
}

}  // namespace

void Settings::opened(std::vector<std::string> paths) {
  for (std::string& path : paths) {
    if (is_context(path)) continue;
    std::error_code none;
    const std::filesystem::path whole = std::filesystem::absolute(path, none);
    if (!none) path = whole.lexically_normal().string();
  }
  std::erase(recent, paths);
  recent.insert(recent.begin(), std::move(paths));
  if (recent.size() > kMostRecent) recent.resize(kMostRecent);
}

std::string settings_path() {
  // Read before any thread is started.
  const char* const configuration =
      std::getenv("XDG_CONFIG_HOME");  // NOLINT(concurrency-mt-unsafe)
  std::filesystem::path folder;
  if (configuration != nullptr && configuration[0] == '/') {
    folder = configuration;
  } else {
    const char* const home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe)
    if (home == nullptr || home[0] != '/') return "";
    folder = std::filesystem::path(home) / ".config";
  }
  return (folder / "rbacgraph" / "desktop.json").string();
}

Result<Settings> read_settings(const std::string& path) {
  std::error_code none;
  if (path.empty() || !std::filesystem::exists(path, none)) return Settings{};
  const std::uintmax_t bytes = std::filesystem::file_size(path, none);
  std::ifstream file(path, std::ios::binary);
  if (none || !file || bytes > kMostBytes)
    return fail(ErrorCode::Io, "can't read the settings in " + path);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  try {
    return settings_of(json::parse(text));
  } catch (const json::exception&) {
    return fail(ErrorCode::Parse, "the settings in " + path + " can't be understood",
                "remove the file to begin anew; until then nothing is remembered");
  }
}

Result<void> write_settings(const std::string& path, const Settings& settings) {
  if (path.empty()) return {};
  std::error_code failed;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), failed);
  const json document{{"theme", settings.theme},
                      {"width", settings.width},
                      {"height", settings.height},
                      {"recent", settings.recent}};
  // A path may be no UTF-8.
  return write_file(path, document.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

}  // namespace rbacgraph::gui
