/// Bookmarks, pins and workspaces, by keys and by mouse.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "panels_fixture.h"

namespace rbacgraph::gui {
namespace {

TEST_F(Panels, AViewIsBookmarkedAndGoneToByKeys) {
  open();
  session_.ask("who-can list secrets");
  settle();
  key('B', true);
  EXPECT_TRUE(state_.bookmarks_open);
  EXPECT_EQ(state_.bookmark_name, "Who can list secrets?");
  frame();
  key(257);
  EXPECT_FALSE(state_.bookmarks_open);
  ASSERT_EQ(state_.workspace.bookmarks().size(), 1U);
  session_.ask("graph");
  settle();
  key('1', false, true);
  EXPECT_EQ(session_.view().question.ask, Ask::WhoCan);
  session_.ask("graph");
  settle();
  key('B');
  EXPECT_TRUE(state_.bookmarks_open);
  key(257);
  EXPECT_EQ(session_.view().question.ask, Ask::WhoCan);
  key('B');
  key(261);
  EXPECT_TRUE(state_.workspace.bookmarks().empty());
}

TEST_F(Panels, BookmarksThatAreInNoFileAreSpokenForBeforeItEnds) {
  ask_to_quit(state_);
  EXPECT_TRUE(state_.quit) << "nothing would be lost";
  state_.quit = state_.asked_to_quit = false;
  open();
  state_.workspace.keep(session_, "mine");
  ask_to_quit(state_);
  EXPECT_FALSE(state_.quit);
  EXPECT_TRUE(state_.notice_open);
  EXPECT_NE(state_.workspace.told().text.find("bookmarks"), std::string::npos);
  frame();
  ask_to_quit(state_);
  EXPECT_TRUE(state_.quit) << "asked again";
}

TEST_F(Panels, BookmarksAreThereForTheMouseToo) {
  open();
  for (const char* const line : {"who-can list secrets", "graph"}) {
    session_.ask(line);
    settle();
    state_.workspace.keep(session_, line);
  }
  key('B');
  const float top = 500 - (146 + 44 * 2) / 2.0F + 98;
  press({700, top + 22});
  EXPECT_EQ(session_.view().question.ask, Ask::WhoCan);
  EXPECT_FALSE(state_.bookmarks_open);
  key('B');
  press({800 + 310 - 28, top + 22});
  ASSERT_EQ(state_.workspace.bookmarks().size(), 1U);
  EXPECT_EQ(state_.workspace.bookmarks()[0].name, "graph");
  press({100, 900});
  EXPECT_FALSE(state_.bookmarks_open) << "a press elsewhere leaves";
}

TEST_F(Panels, WhatIsPinnedKeepsItsPlaceOnTheScreen) {
  open();
  // One of them stands below the other, and alone it would stand at the top.
  for (const std::string id : {"ClusterRole/reader", "Role/shop/deployer"}) {
    session_.ask("overview");
    session_.ask("sa:ci/runner");
    settle();
    session_.apply(SelectNode{id});
    key('K');
    settle();
    EXPECT_EQ(session_.view().pins, std::set<std::string>{id});
    const auto place = [&] {
      const Content& content = *session_.content();
      const auto at = std::ranges::find(content.ids, id) - content.ids.begin();
      return state_.camera.to_screen(
          content.scene->nodes.at(static_cast<std::size_t>(at)).middle());
    };
    const Point before = place();
    key('1');
    settle();
    ASSERT_EQ(session_.content()->view.filter.depth, 1U);
    EXPECT_NEAR(place().x, before.x, 0.01F);
    EXPECT_NEAR(place().y, before.y, 0.01F);
    key('K', false, false, true);
    settle();
    EXPECT_TRUE(session_.view().pins.empty());
    EXPECT_EQ(std::ranges::count(session_.content()->ids, id), 0);
  }
}

TEST_F(Panels, AWorkspaceIsSavedAndOpenedByKeys) {
  open();
  const std::string path = std::filesystem::path(path_).replace_extension(".rbacgraph");
  session_.ask("who-can list secrets");
  state_.workspace.keep(session_, "Secrets");
  key('Q', true);
  EXPECT_FALSE(state_.quit) << "a bookmark would be lost";
  EXPECT_TRUE(state_.notice_open);
  key(256);
  key('S', true);
  EXPECT_TRUE(state_.save_open);
  EXPECT_EQ(state_.save_path, path);
  press({800 + 300 - 20 - 40, 500 - 106 + 18 + 32 + 15});
  settle();
  EXPECT_FALSE(state_.save_open) << state_.workspace.told().text;
  ASSERT_TRUE(std::filesystem::exists(path));
  state_.workspace.remove(0);
  session_.ask("graph");
  settle();
  key('O', true);
  frame();
  type(path.c_str());
  key(257);
  settle();
  settle();
  EXPECT_EQ(session_.view().question.ask, Ask::WhoCan);
  EXPECT_EQ(state_.workspace.bookmarks().size(), 1U);
  key('Q', true);
  EXPECT_TRUE(state_.quit);
}

TEST_F(Panels, WhatCouldNotBeWrittenIsNoNewsOnceSomethingWas) {
  open();
  session_.ask("graph");
  settle();
  const auto export_to = [&](const std::string& path) {
    key('E', true);
    key('A', true);
    state_.export_path = path;
    session_.export_to(path);
    settle();
    key(256);
  };
  const std::filesystem::path picture = std::filesystem::path(path_).replace_extension(".svg");
  export_to(picture);
  ASSERT_TRUE(std::filesystem::remove(picture));
  state_.workspace.save(session_, "/none/such/w.rbacgraph");
  settle();
  ASSERT_TRUE(state_.workspace.told().warns) << "a success before does not hide it";
  export_to("/none/such/x.svg");
  EXPECT_TRUE(state_.workspace.told().warns);
  export_to(picture);
  EXPECT_FALSE(state_.workspace.told().warns);
  EXPECT_EQ(state_.workspace.told().text, session_.last_export().text);
  std::filesystem::remove(picture);
}

}  // namespace
}  // namespace rbacgraph::gui
