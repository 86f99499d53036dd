#include "state/typed_path.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace rbacgraph::gui {
namespace {

TEST(TypedPath, ATildeIsTheHomeDirectory) {
  const char* const home = std::getenv("HOME");
  const std::string before = home == nullptr ? "" : home;
  setenv("HOME", "/home/kim", 1);
  EXPECT_EQ(typed_path("~/a b.svg"), "/home/kim/a b.svg");
  EXPECT_EQ(typed_path("~"), "/home/kim");
  for (const char* const as_it_is : {"~root/x", "x~/y", "/~/x", "~x", ""}) {
    EXPECT_EQ(typed_path(as_it_is), as_it_is);
  }
  unsetenv("HOME");
  EXPECT_EQ(typed_path("~/x"), "~/x");
  if (home != nullptr) {
    setenv("HOME", before.c_str(), 1);
  }
}

}  // namespace
}  // namespace rbacgraph::gui
