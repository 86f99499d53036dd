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

TEST_F(SettingsTest, ADayGoesWithWhatWasOpenedThen) {
  Settings settings;
  settings.opened({"/a"}, "2026-11-25");
  settings.opened({"/b"}, "2026-11-26");
  settings.opened({"/a"}, "2026-11-27");
  EXPECT_THAT(settings.recent_days, testing::ElementsAre("2026-11-27", "2026-11-26"));
  for (int at = 0; at < 15; ++at) settings.opened({"/" + std::to_string(at)});
  EXPECT_EQ(settings.recent_days.size(), Settings::kMostRecent);
  EXPECT_EQ(settings.recent_days[0], today());
}

TEST_F(SettingsTest, FilesOfAVersionWithoutDaysAreRead) {
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path());
  for (const char* const days : {"", R"(, "recentDays": ["2026-11-27"])"}) {
    std::ofstream(path_) << R"({"recent": [["/a"], ["/b"]])" << days << "}";
    Result<Settings> read = read_settings(path_);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->recent.size(), 2U);
    EXPECT_THAT(read->recent_days, testing::ElementsAre("", ""));
    read->opened({"/b"}, "2026-11-28");
    EXPECT_THAT(read->recent_days, testing::ElementsAre("2026-11-28", ""));
  }
}

TEST(Days, AreToldAsOneSaysThem) {
  const std::string now = "2026-11-01";
  EXPECT_EQ(words_of_day("2026-11-01", now), "today");
  EXPECT_EQ(words_of_day("2026-10-31", now), "yesterday");
  EXPECT_EQ(words_of_day("2026-10-30", now), "30 Oct");
  EXPECT_EQ(words_of_day("2025-11-02", now), "2 Nov 2025");
  for (const char* const none : {"", "2026-02-30", "2026", "tomorrow"})
    EXPECT_EQ(words_of_day(none, now), "") << none;
  EXPECT_EQ(today().size(), 10U);
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
