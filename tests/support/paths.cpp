#include "support/paths.h"

#include <cstdlib>
#include <system_error>

namespace rbacgraph::test {
namespace {

std::filesystem::path shared_directory() {
  // An empty value is no directory, and counts as none given.
  const char* named = std::getenv("RBACGRAPH_SHARED");
  return named != nullptr && *named != '\0' ? named : RBACGRAPH_SHARED;
}

}  // namespace

std::filesystem::path test_data(std::string_view relative) {
  return std::filesystem::path(RBACGRAPH_TEST_DATA) / relative;
}

std::optional<std::filesystem::path> shared_data(std::string_view relative) {
  std::filesystem::path path = shared_directory() / relative;
  std::error_code absent;
  if (!std::filesystem::exists(path, absent)) {
    return std::nullopt;
  }
  return path;
}

}  // namespace rbacgraph::test
