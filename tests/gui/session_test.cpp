#include "state/session.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <sys/stat.h>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canvas/scene.h"
#include "gui_policy.h"

namespace rbacgraph::gui {
namespace {

using testing::HasSubstr;

/// Without the group ops.
std::string fewer_policy() {
  std::string fewer(kSmallPolicy);
  fewer.erase(fewer.find("- {kind: Group, name: ops}"), 26);
  return fewer;
}

class SessionTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "rbacgraph-session-" + std::to_string(getpid()) + ".yaml";
    std::ofstream(path_) << kSmallPolicy;
  }
  void TearDown() override { std::filesystem::remove(path_); }

  void settle() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (session_.busy() && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    session_.poll();
    while (session_.busy() && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    session_.poll();
  }

  std::string path_;
  std::atomic<int> woken_ = 0;
  Session session_{[this] { ++woken_; }, build_scene};
};

TEST_F(SessionTest, OpensAndAnswers) {
  session_.open({path_});
  EXPECT_TRUE(session_.load().loading);
  settle();
  ASSERT_TRUE(session_.policy());
  EXPECT_EQ(session_.policy()->title, std::filesystem::path(path_).filename());
  EXPECT_GT(woken_, 0);
  session_.ask("who-can list secrets");
  settle();
  ASSERT_TRUE(session_.content_is_current());
  EXPECT_EQ(session_.content()->holders.size(), 3U);
  EXPECT_EQ(session_.content()->scene->nodes.size(), session_.content()->picture.nodes.size());
}

TEST_F(SessionTest, WhatIsSelectedIsDescribedAndWhatIsExplainedCanBeEnded) {
  session_.open({path_});
  settle();
  session_.ask("sa:ci/runner list secrets");
  settle();
  ASSERT_NE(session_.removal(), nullptr);
  EXPECT_EQ(session_.removal()->size(), 3U);
  EXPECT_EQ(session_.details().node, "");
  session_.apply(SelectNode{"ClusterRole/reader"});
  settle();
  EXPECT_EQ(session_.details().node, "ClusterRole/reader");
  EXPECT_FALSE(session_.details().sections.empty());
  // Of the same selection in another answer it is made anew.
  session_.ask("who-can list secrets");
  session_.apply(SelectNode{"ServiceAccount/ci/runner"});
  settle();
  EXPECT_EQ(session_.removal(), nullptr);
  EXPECT_EQ(session_.details().node, "ServiceAccount/ci/runner");
  EXPECT_EQ(session_.details().holders.size(), 1U);
}

TEST_F(SessionTest, WhatWasAskedAboutIsDescribedWhileNothingIsSelected) {
  session_.open({path_});
  settle();
  session_.ask("crole:reader");
  settle();
  EXPECT_EQ(session_.told_node(), "ClusterRole/reader");
  EXPECT_EQ(session_.details().node, "ClusterRole/reader");
  EXPECT_FALSE(session_.details().sections.empty());
}

TEST_F(SessionTest, OfManyQuestionsTheLastOneIsAnswered) {
  session_.open({path_});
  settle();
  for (const char* const line :
       {"sa:ci/runner", "who-can list secrets", "graph", "'user:jane doe'", "group:ops"})
    session_.ask(line);
  settle();
  ASSERT_TRUE(session_.content_is_current());
  EXPECT_EQ(session_.content()->view.question.subject, "group:ops");
}

TEST_F(SessionTest, WhatCanNotBeReadIsToldAndTheOldInputStays) {
  session_.open({path_});
  settle();
  const auto before = session_.policy();
  session_.open({path_ + ".gone"});
  settle();
  EXPECT_EQ(session_.policy(), before);
  EXPECT_FALSE(session_.load().loading);
  EXPECT_THAT(session_.load().error, HasSubstr(".gone"));
  session_.dismiss_error();
  EXPECT_EQ(session_.load().error, "");
}

TEST_F(SessionTest, ALineThatIsNotUnderstoodChangesNothing) {
  session_.open({path_});
  settle();
  session_.ask("who-can list secrets");
  const ViewState before = session_.view();
  session_.ask("who-can list");
  EXPECT_EQ(session_.view(), before);
  EXPECT_EQ(session_.line_error().message, "a verb and a type are missing, as in list secrets");
}

TEST_F(SessionTest, ReadingAnewAnswersAnew) {
  session_.open({path_});
  settle();
  session_.ask("who-can list secrets");
  settle();
  std::ofstream(path_) << fewer_policy();
  session_.reload();
  settle();
  ASSERT_TRUE(session_.content_is_current());
  EXPECT_EQ(session_.content()->holders.size(), 2U);
}

TEST_F(SessionTest, ASecondInputIsComparedAndShownAtOnce) {
  const PolicyFile other(fewer_policy(), "session-b");
  session_.open({path_});
  settle();
  session_.compare({other.path()});
  EXPECT_TRUE(session_.load().compares);
  settle();
  ASSERT_TRUE(session_.comparison());
  EXPECT_EQ(session_.view().question.ask, Ask::Diff);
  ASSERT_TRUE(session_.content_is_current());
  EXPECT_EQ(session_.content()->changes->lost, 1U);
  EXPECT_EQ(session_.content()->scene->nodes.size(), session_.content()->picture.nodes.size());

  session_.tell_change(1);
  settle();
  EXPECT_THAT(session_.told_change().text, HasSubstr("group:ops"));

  session_.swap_sides();
  settle();
  ASSERT_TRUE(session_.content_is_current());
  EXPECT_EQ(session_.policy()->paths, std::vector<std::string>{other.path()});
  EXPECT_EQ(session_.content()->changes->gained, 1U);
  EXPECT_EQ(session_.content()->changes->lost, 0U);
  EXPECT_EQ(session_.told_change().number, 0U);

  session_.end_comparison();
  settle();
  EXPECT_FALSE(session_.comparison());
  EXPECT_EQ(session_.view().question.ask, Ask::Overview);
  session_.apply(GoBack{});
  settle();
  ASSERT_TRUE(session_.content_is_current());
  EXPECT_EQ(session_.content()->error, "There is nothing to compare with yet");
}

TEST_F(SessionTest, ReadingAnewComparesAnewAndStaysWhereOneIs) {
  const PolicyFile other(fewer_policy(), "session-b");
  session_.open({path_}, {other.path()});
  settle();
  ASSERT_TRUE(session_.comparison());
  EXPECT_EQ(session_.view().question.ask, Ask::Diff);
  session_.ask("who-can list secrets");
  std::ofstream(other.path()) << kSmallPolicy;
  session_.reload();
  settle();
  EXPECT_EQ(session_.view().question.ask, Ask::WhoCan);
  ASSERT_TRUE(session_.comparison());
  EXPECT_TRUE(session_.comparison()->diff.access.empty());
}

TEST_F(SessionTest, WhatCanNotBeComparedLeavesAllAsItIs) {
  session_.open({path_});
  settle();
  session_.ask("who-can list secrets");
  session_.compare({path_ + ".gone"});
  settle();
  EXPECT_FALSE(session_.comparison());
  EXPECT_EQ(session_.view().question.ask, Ask::WhoCan);
  EXPECT_THAT(session_.load().error, HasSubstr(".gone"));
}

TEST_F(SessionTest, APipeThatNobodyWritesToHoldsUpNothing) {
  const std::string pipe = path_ + ".pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  session_.open({pipe});
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_TRUE(session_.load().loading);
  session_.stop_loading();
  EXPECT_FALSE(session_.policy());
  session_.open({path_});
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!session_.policy() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    session_.poll();
  }
  EXPECT_TRUE(session_.policy());
  EXPECT_TRUE(session_.holds_up()) << "it still waits, and nobody for it";
  // Ends it, for this process to end.
  std::ofstream(pipe) << "";
  std::filesystem::remove(pipe);
}

TEST_F(SessionTest, LoadingCanBeStopped) {
  session_.open({path_});
  session_.stop_loading();
  EXPECT_FALSE(session_.load().loading);
  settle();
  session_.ask("graph");  // without an input there is nothing to ask
  EXPECT_FALSE(session_.content());
}

}  // namespace
}  // namespace rbacgraph::gui
