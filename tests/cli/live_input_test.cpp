#include "cli/live_input.h"

#include <chrono>

#include <gtest/gtest.h>

namespace rbacgraph::cli {
namespace {

using namespace std::chrono_literals;

TEST(Duration, IsReadAsGoWritesIt) {
  EXPECT_EQ(read_duration("0"), 0ms);
  EXPECT_EQ(read_duration("30"), 30s);
  EXPECT_EQ(read_duration("30s"), 30s);
  EXPECT_EQ(read_duration("500ms"), 500ms);
  EXPECT_EQ(read_duration("1m30s"), 90s);
  EXPECT_EQ(read_duration("1.5h"), 90min);
  EXPECT_EQ(read_duration("1s2"), 3s);
  EXPECT_EQ(read_duration("0.1ms"), 1ms) << "0 would be without a bound";
  for (const char* bad : {"", "s", "-1s", "1 s", "1d", "soon", "1e3s", "nan", "99999999999h"}) {
    EXPECT_FALSE(read_duration(bad)) << bad;
  }
}

}  // namespace
}  // namespace rbacgraph::cli
