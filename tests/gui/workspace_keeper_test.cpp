#include "state/workspace_keeper.h"

#include <chrono>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canvas/scene.h"
#include "gui_policy.h"

namespace rbacgraph::gui {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class WorkspaceKeeperTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    std::ofstream(input_) << kSmallPolicy;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void settle() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (int calm = 0; calm < 3 && std::chrono::steady_clock::now() < end; ++calm) {
      while (session_.busy() || keeper_.saving()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      const bool news = session_.poll();
      if (keeper_.poll(session_) || news || keeper_.busy()) {
        calm = 0;
      }
    }
  }
  void open_input() {
    session_.open({input_});
    settle();
  }
  std::string text() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(std::string_view text) const { std::ofstream(path_, std::ios::binary) << text; }

  std::filesystem::path folder_ =
      testing::TempDir() + "rbacgraph-keeper-" + std::to_string(getpid());
  std::string input_ = folder_ / "cluster.yaml";
  std::string path_ = folder_ / "work.rbacgraph";
  Session session_{[] {}, build_scene};
  WorkspaceKeeper keeper_;
};

TEST_F(WorkspaceKeeperTest, BookmarksAreKeptRenamedGoneToAndTakenAway) {
  open_input();
  session_.ask("who-can list secrets");
  session_.apply(PinNode{"ClusterRole/reader"});
  keeper_.keep(session_, "Secrets");
  const ViewState kept = session_.view();
  session_.ask("graph");
  keeper_.keep(session_, "All");
  keeper_.keep(session_, "Everything");
  ASSERT_EQ(keeper_.bookmarks().size(), 2U);
  EXPECT_EQ(keeper_.bookmarks()[1].name, "Everything");
  EXPECT_TRUE(keeper_.has_unsaved());
  keeper_.go(session_, 0);
  EXPECT_EQ(session_.view(), kept);
  session_.apply(GoBack{});
  EXPECT_EQ(session_.view().question.ask, Ask::Everything);
  keeper_.remove(7);
  keeper_.remove(0);
  ASSERT_EQ(keeper_.bookmarks().size(), 1U);
  keeper_.go(session_, 1);
  EXPECT_EQ(keeper_.bookmarks()[0].name, "Everything");
}

TEST_F(WorkspaceKeeperTest, WhatIsSavedIsOpenedAgain) {
  std::ofstream(folder_ / "b.yaml") << kSmallPolicy;
  session_.open({input_}, {folder_ / "b.yaml"});
  settle();
  session_.ask("sa:ci/runner");
  session_.apply(PinNode{"ClusterRole/reader"});
  session_.apply(SelectNode{"ClusterRole/reader"});
  const ViewState view = session_.view();
  keeper_.keep(session_, "CI");
  session_.ask("'user:jane doe'");
  keeper_.keep(session_, "Jane");
  keeper_.go(session_, 0);
  keeper_.save(session_, path_);
  settle();
  EXPECT_EQ(keeper_.told().text, "Saved in " + path_);
  EXPECT_FALSE(keeper_.has_unsaved());
  EXPECT_THAT(text(), HasSubstr("\"path\": \"cluster.yaml\"")) << "beside it";

  Session other([] {}, build_scene);
  WorkspaceKeeper second;
  second.open(path_);
  for (int calm = 0; calm < 50; ++calm) {
    while (other.busy() || second.busy()) {
      other.poll();
      second.poll(other);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    other.poll();
    second.poll(other);
  }
  EXPECT_EQ(second.told().text, "");
  EXPECT_EQ(other.view(), view);
  EXPECT_TRUE(other.comparison());
  EXPECT_EQ(second.bookmarks(), keeper_.bookmarks());
  EXPECT_EQ(second.path(), path_);
}

TEST_F(WorkspaceKeeperTest, BookmarksThatAreInNoFileAreSpokenForBeforeAnotherIsOpened) {
  open_input();
  keeper_.keep(session_, "mine");
  keeper_.save(session_, path_);
  settle();
  keeper_.keep(session_, "renamed");
  ASSERT_TRUE(keeper_.has_unsaved());
  keeper_.open(path_);
  EXPECT_TRUE(keeper_.poll(session_)) << "there is something to tell";
  settle();
  ASSERT_EQ(keeper_.bookmarks().size(), 1U);
  EXPECT_EQ(keeper_.bookmarks()[0].name, "renamed");
  EXPECT_TRUE(keeper_.told().warns);
  keeper_.open(path_);
  settle();
  EXPECT_EQ(keeper_.bookmarks()[0].name, "mine") << "asked again";
}

TEST_F(WorkspaceKeeperTest, WhatCouldNotBeReadAgainIsNotSaved) {
  open_input();
  Question question;
  question.ask = Ask::Subject;
  question.subject = "user:" + std::string(Workspace::kMostText, 'x');
  session_.apply(AskQuestion{question});
  keeper_.keep(session_, "long");
  keeper_.save(session_, path_);
  settle();
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_THAT(keeper_.told().text, testing::HasSubstr("too long"));
  EXPECT_TRUE(keeper_.has_unsaved());
}

TEST_F(WorkspaceKeeperTest, ANameThatIsTooLongEndsWithALetter) {
  open_input();
  keeper_.keep(session_, std::string(Workspace::kMostText - 1, 'x') + "키");
  EXPECT_EQ(keeper_.bookmarks()[0].name, std::string(Workspace::kMostText - 1, 'x'));
}

TEST_F(WorkspaceKeeperTest, WhatIsGoneIsToldAndKept) {
  write(R"({"apiVersion": "rbacgraph/v1", "kind": "Workspace",
    "inputs": [{"path": "cluster.yaml"}, {"path": "gone.yaml"}],
    "compareWith": [{"path": "friday.yaml"}],
    "view": {"question": "sa:ci/left"},
    "bookmarks": [{"name": "Zoe", "question": "user:zoe"},
                  {"name": "Odd", "question": "who-can list"},
                  {"name": "Fine", "question": "graph"}], "more": 1})");
  keeper_.open(path_);
  settle();
  ASSERT_TRUE(session_.policy());
  EXPECT_EQ(session_.view().question.subject, "sa:ci/left");
  EXPECT_EQ(keeper_.told().text, "6 things of this workspace are not as it says");
  EXPECT_THAT(keeper_.told().lines,
              ElementsAre("the input " + (folder_ / "gone.yaml").string() + " is not there",
                          "the input " + (folder_ / "friday.yaml").string() + " is not there",
                          "the view: no binding and no account knows sa:ci/left",
                          "the bookmark Zoe: no binding and no account knows user:zoe",
                          "the bookmark Odd: a verb and a type are missing, as in list secrets",
                          "line 7: \"more\" is not known here, and would not be written again"));
  keeper_.keep(session_, "Left");
  keeper_.save(session_, path_);
  settle();
  EXPECT_FALSE(keeper_.told().warns) << keeper_.told().text;
  for (const char* const kept : {"gone.yaml", "friday.yaml", "user:zoe", "who-can list", "Left"}) {
    EXPECT_THAT(text(), HasSubstr(kept));
  }
}

TEST_F(WorkspaceKeeperTest, WhatWasSelectedOrPinnedAndIsGoneIsTold) {
  write(R"({"apiVersion": "rbacgraph/v1", "kind": "Workspace",
    "inputs": [{"path": "cluster.yaml"}],
    "view": {"question": "graph", "selected": "ClusterRole/edit",
             "pins": ["ClusterRole/reader", "Role/shop/deployer", "RoleBinding/shop/lost",
                      "Role/shop/gone", "ServiceAccount/ci/runner", "ServiceAccount/shop/idle",
                      "User/jane doe", "Group/ops", "Group/system:masters", "Resource//secrets",
                      "Resource/none/nothing", "Fold/Role/shop/none", "Deployment/shop/none",
                      "no id at all", "%", "Role"]},
    "bookmarks": [
      {"name": "A", "question": "graph", "selected": "Role/shop/none"},
      {"name": "B", "question": "graph",
       "pins": ["ClusterRoleBinding/none", "Group/none", "RoleBinding/shop/none",
                "ServiceAccount/shop/none", "User/j%2Fo"]}]})");
  keeper_.open(path_);
  settle();
  ASSERT_TRUE(session_.policy());
  EXPECT_THAT(
      keeper_.told().lines,
      ElementsAre("the view: what was selected in it, ClusterRole/edit, is not there",
                  "the bookmark A: what was selected in it, Role/shop/none, is not there",
                  "the bookmark B: what was pinned in it, ClusterRoleBinding/none, Group/none, "
                  "RoleBinding/shop/none and 2 more, is not there"));
  EXPECT_EQ(session_.view().selected, "ClusterRole/edit") << "it may come back";
}

TEST_F(WorkspaceKeeperTest, WhatIsOnEitherSideOfAComparisonIsThere) {
  std::string other(kSmallPolicy);
  other.replace(other.find("name: deployer"), 14, "name: shipper!");
  std::ofstream(folder_ / "b.yaml") << other;
  write(R"({"apiVersion": "rbacgraph/v1", "kind": "Workspace",
    "inputs": [{"path": "cluster.yaml"}], "compareWith": [{"path": "b.yaml"}],
    "view": {"question": "diff", "selected": "Role/shop/shipper!",
             "pins": ["Role/shop/deployer", "Role/shop/none"]}})");
  keeper_.open(path_);
  settle();
  ASSERT_TRUE(session_.comparison());
  EXPECT_THAT(keeper_.told().lines,
              ElementsAre("the view: what was pinned in it, Role/shop/none, is not there"));
}

TEST_F(WorkspaceKeeperTest, NoMoreIsToldThanAnybodyReads) {
  std::string text = R"({"apiVersion": "rbacgraph/v1", "kind": "Workspace",
    "inputs": [{"path": "cluster.yaml"}], "bookmarks": [{"name": "first"})";
  for (int each = 0; each < 500; ++each) {
    text += R"(,{"name": "x", "question": "graph", "selected": "ClusterRole/none"})";
  }
  write(text + "]}");
  keeper_.open(path_);
  settle();
  ASSERT_EQ(keeper_.told().lines.size(), 101U);
  EXPECT_EQ(keeper_.told().lines.back(), "400 more of its views miss something");
}

TEST_F(WorkspaceKeeperTest, ABrokenOneIsToldAndNeverWrittenOver) {
  open_input();
  session_.ask("graph");
  const ViewState before = session_.view();
  for (const std::string_view broken : {"", "{\"apiVersion\": ", "kind: Role"}) {
    write(broken);
    keeper_.open(path_);
    settle();
    EXPECT_THAT(keeper_.told().text, testing::StartsWith(path_ + ":1: "));
    EXPECT_TRUE(keeper_.told().warns);
    EXPECT_EQ(session_.view(), before);
    for (const bool replace : {false, true}) {
      keeper_.save(session_, path_, replace);
      settle();
      EXPECT_EQ(keeper_.told().text, path_ + " is there, and no workspace");
      EXPECT_EQ(text(), broken);
    }
  }
  keeper_.open(folder_ / "none.rbacgraph");
  settle();
  EXPECT_THAT(keeper_.told().text, HasSubstr("No such file or directory"));
}

TEST_F(WorkspaceKeeperTest, AnotherOnesWorkIsReplacedOnlyWhenSaidSo) {
  open_input();
  keeper_.save(session_, path_);
  settle();
  const std::string ours = text();
  keeper_.keep(session_, "Start");
  keeper_.save(session_, path_);
  settle();
  EXPECT_NE(text(), ours) << "our own is written over";
  write(ours);  // somebody else, meanwhile
  keeper_.keep(session_, "Begin");
  keeper_.save(session_, path_);
  settle();
  EXPECT_EQ(keeper_.told().text, path_ + " was changed since it was read here");
  EXPECT_EQ(keeper_.told().replaces, path_);
  EXPECT_EQ(text(), ours);
  EXPECT_TRUE(keeper_.has_unsaved());
  keeper_.save(session_, path_, true);
  settle();
  EXPECT_THAT(text(), HasSubstr("Begin"));
  EXPECT_FALSE(keeper_.has_unsaved());

  WorkspaceKeeper stranger;
  stranger.save(session_, path_);
  while (stranger.busy()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  stranger.poll(session_);
  EXPECT_EQ(stranger.told().text, "Another workspace is in " + path_);
}

TEST_F(WorkspaceKeeperTest, InputsThatCanNotBeReadLeaveAllAsItIs) {
  open_input();
  const auto before = session_.policy();
  std::ofstream(folder_ / "empty.yaml") << "kind: Secret\n";
  write(
      R"({"apiVersion": "rbacgraph/v1", "kind": "Workspace", "inputs": [{"path": "empty.yaml"}]})");
  keeper_.open(path_);
  settle();
  EXPECT_EQ(session_.policy(), before);
  EXPECT_EQ(keeper_.told().text, "The workspace " + path_ + " was not opened");
  EXPECT_EQ(keeper_.path(), "") << "saving does not go there";
  write(R"({"apiVersion": "rbacgraph/v1", "kind": "Workspace", "inputs": [{"path": "none"}]})");
  keeper_.open(path_);
  settle();
  EXPECT_EQ(keeper_.told().text, "None of the inputs of " + path_ + " is there");
}

TEST_F(WorkspaceKeeperTest, ANameThatIsTypedBecomesAWholePathWithAnEnding) {
  const std::filesystem::path here = std::filesystem::current_path();
  EXPECT_EQ(WorkspaceKeeper::file_for("w"), (here / "w.rbacgraph").string());
  EXPECT_EQ(WorkspaceKeeper::file_for("a/../w.json"), (here / "w.json").string());
  EXPECT_EQ(WorkspaceKeeper::file_for(folder_ / "w"), (folder_ / "w.rbacgraph").string());
  std::filesystem::create_directory(folder_ / "w");
  EXPECT_EQ(WorkspaceKeeper::file_for(folder_ / "w"), (folder_ / "w.rbacgraph").string());
  std::ofstream(folder_ / "old") << "{}";
  EXPECT_EQ(WorkspaceKeeper::file_for(folder_ / "old"), (folder_ / "old").string());
  EXPECT_EQ(WorkspaceKeeper::file_for("/at/"), "/at/");
}

TEST_F(WorkspaceKeeperTest, AFolderWithoutRoomOrRightIsTold) {
  open_input();
  keeper_.save(session_, folder_ / "no" / "such" / "x.rbacgraph");
  settle();
  EXPECT_THAT(keeper_.told().text, HasSubstr("No such file or directory"));
  EXPECT_EQ(keeper_.path(), "");
  EXPECT_TRUE(keeper_.told().unsaved);
  EXPECT_EQ(WorkspaceKeeper::path_for(session_), (folder_ / "cluster.rbacgraph").string());
}

}  // namespace
}  // namespace rbacgraph::gui
