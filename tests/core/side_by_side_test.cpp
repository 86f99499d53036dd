// Two things at once: both are done, and no error is lost.
#include "base/side_by_side.h"

#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace rbacgraph {
namespace {

class SideBySide : public testing::TestWithParam<bool> {};

TEST_P(SideBySide, DoesBoth) {
  std::thread::id one;
  std::thread::id other;
  side_by_side(
      GetParam(), [&] { one = std::this_thread::get_id(); },
      [&] { other = std::this_thread::get_id(); });
  EXPECT_EQ(one, std::this_thread::get_id());
  EXPECT_NE(other, std::thread::id());
  EXPECT_EQ(other != one, GetParam());
}

TEST_P(SideBySide, ThrowsWhatIsThrownInOneOfThem) {
  bool done = false;
  const auto fail = [] { throw std::runtime_error("broken"); };
  const auto succeed = [&] { done = true; };
  EXPECT_THROW(side_by_side(GetParam(), succeed, fail), std::runtime_error);
  EXPECT_TRUE(done);
  EXPECT_THROW(side_by_side(GetParam(), fail, succeed), std::runtime_error);
  EXPECT_THROW(side_by_side(GetParam(), fail, fail), std::runtime_error);
}

INSTANTIATE_TEST_SUITE_P(, SideBySide, testing::Bool(), [](const auto& each) {
  return std::string(each.param ? "InTwoThreads" : "InOne");
});

}  // namespace
}  // namespace rbacgraph
