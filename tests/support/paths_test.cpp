#include "support/paths.h"

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rbacgraph::test {
namespace {

/// Sets RBACGRAPH_SHARED for one test and puts back what was there.
class SharedData : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* value = std::getenv("RBACGRAPH_SHARED")) {
      before_ = value;
    }
  }
  void TearDown() override {
    if (before_) {
      setenv("RBACGRAPH_SHARED", before_->c_str(), 1);
    } else {
      unsetenv("RBACGRAPH_SHARED");
    }
  }

 private:
  std::optional<std::string> before_;
};

TEST(TestData, IsInTheRepository) {
  EXPECT_TRUE(std::filesystem::is_directory(test_data("contract")));
  EXPECT_TRUE(std::filesystem::is_regular_file(test_data("cases/rule_match.json")));
}

TEST_F(SharedData, IsInTheDirectoryThatTheEnvironmentNames) {
  setenv("RBACGRAPH_SHARED", test_data("").c_str(), 1);
  EXPECT_EQ(shared_data("cases/rule_match.json"), test_data("cases/rule_match.json"));
}

TEST_F(SharedData, IsNothingWhereAbsent) {
  setenv("RBACGRAPH_SHARED", test_data("no-such-directory").c_str(), 1);
  EXPECT_EQ(shared_data("cases"), std::nullopt);
}

}  // namespace
}  // namespace rbacgraph::test
