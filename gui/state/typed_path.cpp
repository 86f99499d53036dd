#include "state/typed_path.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace rbacgraph::gui {

std::string typed_path(std::string_view text) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables
  const char* const home = std::getenv("HOME");
  if (home == nullptr || *home == '\0' || !(text == "~" || text.starts_with("~/"))) {
    return std::string(text);
  }
  return std::string(home).append(text.substr(1));
}

std::string whole_path(const std::string& path) {
  std::error_code none;
  const std::filesystem::path whole = std::filesystem::absolute(path, none);
  return none ? path : whole.lexically_normal().string();
}

}  // namespace rbacgraph::gui
