#include "state/typed_path.h"

#include <cstdlib>

namespace rbacgraph::gui {

std::string typed_path(std::string_view text) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables
  const char* const home = std::getenv("HOME");
  if (home == nullptr || *home == '\0' || !(text == "~" || text.starts_with("~/"))) {
    return std::string(text);
  }
  return std::string(home).append(text.substr(1));
}

}  // namespace rbacgraph::gui
