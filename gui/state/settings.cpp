#include "state/settings.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include <nlohmann/json.hpp>

#include "state/input.h"
#include "state/typed_path.h"
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
  settings.recent_days = document.value("recentDays", settings.recent_days);
  // Another version wrote one and not the other.
  if (settings.recent_days.size() != settings.recent.size()) settings.recent_days.clear();
  settings.recent.resize(std::min(settings.recent.size(), Settings::kMostRecent));
  settings.recent_days.resize(settings.recent.size());
  return settings;
}

std::optional<std::chrono::year_month_day> day_of(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  // NOLINTNEXTLINE(cert-err34-c): what is no number makes no date
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  return date.ok() ? std::optional(date) : std::nullopt;
}

}  // namespace

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  static_cast<void>(localtime_r(&now, &local));
  constexpr std::size_t kLong = 32;
  std::array<char, kLong> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &local)};
}

std::string words_of_day(const std::string& day, const std::string& today) {
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto then = day_of(day);
  const auto now = day_of(today);
  if (!then || !now) return "";
  const auto days = std::chrono::sys_days(*now) - std::chrono::sys_days(*then);
  if (days.count() == 0) return "today";
  if (days.count() == 1) return "yesterday";
  std::string words = std::to_string(static_cast<unsigned>(then->day())) + " " +
                      std::string(kMonths.at(static_cast<unsigned>(then->month()) - 1));
  if (then->year() != now->year()) words += " " + std::to_string(static_cast<int>(then->year()));
  return words;
}

void Settings::opened(std::vector<std::string> paths, const std::string& day) {
  for (std::string& path : paths) {
    if (!is_context(path)) path = whole_path(path);
  }
  recent_days.resize(recent.size());
  if (const auto before = std::ranges::find(recent, paths); before != recent.end()) {
    recent_days.erase(recent_days.begin() + (before - recent.begin()));
    recent.erase(before);
  }
  recent.insert(recent.begin(), std::move(paths));
  recent_days.insert(recent_days.begin(), day);
  recent.resize(std::min(recent.size(), kMostRecent));
  recent_days.resize(recent.size());
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
  // What is no file is not opened: a pipe would be waited for.
  std::ifstream file;
  if (!none) file.open(path, std::ios::binary);
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
                      {"recent", settings.recent},
                      {"recentDays", settings.recent_days}};
  // A path may be no UTF-8.
  return write_file(path, document.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

}  // namespace rbacgraph::gui
