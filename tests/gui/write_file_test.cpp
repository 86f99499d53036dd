#include "state/write_file.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rbacgraph::gui {
namespace {

using testing::HasSubstr;

class WriteFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string text() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::set<std::string> names() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }
  /// As if it had been left there so long ago.
  void leave(const std::string& name, std::chrono::seconds ago) const {
    std::ofstream(folder_ / name) << "half";
    std::filesystem::last_write_time(folder_ / name,
                                     std::filesystem::file_time_type::clock::now() - ago);
  }

  std::filesystem::path folder_ =
      testing::TempDir() + "rbacgraph-write-" + std::to_string(getpid());
  std::string path_ = folder_ / "a.txt";
};

/// Of a process that is no more.
pid_t dead_process() {
  const pid_t child = fork();
  if (child == 0) {
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  return child;
}

TEST_F(WriteFile, WhatIsWrittenIsWholeOrNotThere) {
  ASSERT_TRUE(write_file(path_, "old"));
  ASSERT_TRUE(write_file(path_, "new"));
  EXPECT_EQ(text(), "new");
  EXPECT_THAT(write_file(folder_, "x").error().message, HasSubstr("it is there, and no file"));
  EXPECT_THAT(write_file("/dev/full", "x").error().message, HasSubstr("no file"));
  EXPECT_THAT(write_file(folder_ / "no" / "such", "x").error().message,
              HasSubstr("No such file or directory"));
  EXPECT_EQ(names(), std::set<std::string>{"a.txt"}) << "nothing unfinished is left";
}

TEST_F(WriteFile, ALinkStaysOneAndRightsStayAsTheyAre) {
  const std::string link = folder_ / "link.txt";
  std::ofstream(path_) << "old";
  std::filesystem::permissions(
      path_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::create_symlink("a.txt", link);
  ASSERT_TRUE(write_file(link, "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(text(), "new");
  EXPECT_EQ(std::filesystem::status(path_).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(WriteFile, WithoutRoomTheOldOneStays) {
  ASSERT_TRUE(write_file(path_, "old"));
  const pid_t child = fork();
  if (child == 0) {
    // Stands for a disk that is full in the middle of the file.
    signal(SIGXFSZ, SIG_IGN);
    const rlimit room{4096, 4096};
    setrlimit(RLIMIT_FSIZE, &room);
    const Result<void> written = write_file(path_, std::string(100000, 'x'));
    _exit(written || written.error().message.find("File too large") == std::string::npos ? 1 : 0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(text(), "old");
  EXPECT_EQ(names(), std::set<std::string>{"a.txt"});
}

TEST_F(WriteFile, KilledAtAnyTimeOneOfTheTwoIsThere) {
  const std::string old(300000, 'a');
  const std::string fresh(200000, 'b');
  ASSERT_TRUE(write_file(path_, old));
  for (int round = 0; round < 40; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      for (int at = 0;; ++at) {
        (void)write_file(path_, at % 2 == 0 ? fresh : old);
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(700 * round));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const std::string found = text();
    ASSERT_TRUE(found == old || found == fresh) << round << ": " << found.size();
  }
  for (const std::string& name : names()) {
    leave(name, std::chrono::seconds(90));
  }
  ASSERT_TRUE(write_file(path_, old));
  EXPECT_EQ(names(), std::set<std::string>{"a.txt"}) << "what they left is taken away";
}

TEST_F(WriteFile, OnlyWhatADeadProcessLeftLongAgoIsTakenAway) {
  using std::chrono::seconds;
  const std::string dead = std::to_string(dead_process());
  const std::string parent = std::to_string(getppid());
  leave("a.txt.new-" + dead, seconds(90));
  leave("a.txt.new-" + std::to_string(getpid()), seconds(90));  // of one with our number before us
  const std::set<std::string> kept{"a.txt.new-" + parent,       // of somebody alive
                                   "b.txt.new-" + dead,         // of another file
                                   "a.txt.new-" + dead + "x",   // not ours
                                   "a.txt.new-0" + dead,      "a.txt.new-", "a.txt.new--1",
                                   "xa.txt.new-" + dead};
  for (const std::string& name : kept) {
    leave(name, seconds(90));
  }
  remove_unfinished(path_);
  EXPECT_EQ(names(), kept);

  leave("a.txt.new-" + dead, seconds(10));
  remove_unfinished(path_);
  EXPECT_TRUE(names().contains("a.txt.new-" + dead)) << "on another machine it may be at work";
  std::filesystem::remove(folder_ / ("a.txt.new-" + dead));
  std::filesystem::create_symlink("b.txt.new-" + dead, folder_ / ("a.txt.new-" + dead));
  std::filesystem::create_directory(folder_ / ("a.txt.new-1" + dead));
  remove_unfinished(path_);
  EXPECT_EQ(names().size(), kept.size() + 2) << "neither links nor folders";
}

}  // namespace
}  // namespace rbacgraph::gui
