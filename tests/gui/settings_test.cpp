#include "state/settings.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rbacgraph::gui {
namespace {

using testing::HasSubstr;

class SettingsTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_ =
      testing::TempDir() + "rbacgraph-settings-" + std::to_string(getpid());
  std::string path_ = folder_ / "deep" / "desktop.json";
};

TEST_F(SettingsTest, WhatIsWrittenIsReadBack) {
  EXPECT_EQ(*read_settings(path_), Settings{}) << "no file yet";
  Settings settings;
  settings.theme = "dark";
  settings.width = 900;
  settings.opened({"/a/cluster.json"});
  settings.opened({"/b", "/c.yaml"});
  ASSERT_TRUE(write_settings(path_, settings));
  EXPECT_EQ(*read_settings(path_), settings);
}

TEST_F(SettingsTest, TheLastOneComesFirstAndOnce) {
  Settings settings;
  for (int at = 0; at < 15; ++at) settings.opened({"/" + std::to_string(at)});
  settings.opened({"/10"});
  EXPECT_EQ(settings.recent.size(), Settings::kMostRecent);
  EXPECT_EQ(settings.recent[0], std::vector<std::string>{"/10"});
  EXPECT_EQ(settings.recent[1], std::vector<std::string>{"/14"});
  settings.opened({"relative.json"});
  EXPECT_TRUE(settings.recent[0][0].starts_with("/")) << settings.recent[0][0];
}

TEST_F(SettingsTest, WhatCanNotBeUnderstoodIsAnError) {
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path());
  for (const char* const text : {"", "{", "[1]", R"({"width": "wide"})", R"({"recent": [1]})"}) {
    std::ofstream(path_) << text;
    const Result<Settings> read = read_settings(path_);
    ASSERT_FALSE(read) << text;
    EXPECT_THAT(read.error().message, HasSubstr("can't be understood"));
  }
  std::ofstream(path_) << R"({"width": 1, "height": 999999, "more": true})";
  EXPECT_EQ(read_settings(path_)->width, 200);
  EXPECT_EQ(read_settings(path_)->height, 16384);
}

}  // namespace
}  // namespace rbacgraph::gui
