/// The panels, pressed and typed into.
#include <algorithm>
#include <fstream>
#include <imgui_internal.h>
#include <iterator>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "gui_policy.h"
#include "headless.h"

namespace rbacgraph::gui {
namespace {

/// With a binding more.
std::string other_policy() {
  return std::string(kSmallPolicy) + R"(---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: more, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: User, name: zoe}]
)";
}

class Panels : public testing::Test, public Headless {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "rbacgraph-panels-" + std::to_string(getpid()) + ".yaml";
    std::ofstream(path_) << kSmallPolicy;
    // Else what random keys export would lie wherever the tests were started.
    state_.export_path = path_ + ".svg";
  }
  void TearDown() override {
    std::filesystem::remove(path_);
    std::filesystem::remove(path_ + ".svg");
    // Where saving goes at first.
    std::filesystem::remove(std::filesystem::path(path_).replace_extension(".rbacgraph"));
  }

  void open() {
    session_.open({path_});
    settle();
  }
  static std::size_t drawn() {
    const ImDrawData* const data = ImGui::GetDrawData();
    return static_cast<std::size_t>(data->TotalVtxCount);
  }

  std::string path_;
};

TEST_F(Panels, TheWelcomeViewStandsWithoutAnInput) {
  frame();
  EXPECT_GT(drawn(), 100U);
  key('T');
  EXPECT_EQ(state_.theme, ThemeName::Dark);
}

TEST_F(Panels, LettersThatTheFontLacksAreAskedForWhetherDrawnOrTyped) {
  open();
  // Signs of our own that this font of ASCII and Latin 1 does not have.
  EXPECT_TRUE(std::ranges::all_of(wanted_, [](char32_t letter) { return letter > 0xFF; }));
  wanted_.clear();
  key('K', true);
  type("Ж");
  EXPECT_TRUE(wanted_.contains(U'Ж'));
  wanted_.clear();
  session_.open({path_ + "-키"});
  settle();
  EXPECT_TRUE(wanted_.contains(U'키')) << "the path that could not be read";
}

TEST_F(Panels, ASampleIsOpenedByAClick) {
  state_.samples = {{"Nothing", {"/nowhere"}, {}}, {"A small one", {path_}, {path_}}};
  for (int row = 0; row < 40 && !session_.policy(); ++row) {
    session_.dismiss_error();
    press({400, 460.0F + 10.0F * static_cast<float>(row)});
    settle();
  }
  ASSERT_TRUE(session_.policy());
  EXPECT_EQ(session_.policy()->paths, std::vector{path_});
  EXPECT_TRUE(session_.comparison());
}

TEST_F(Panels, ASubjectOfTheOverviewOpensItsView) {
  open();
  press({800, 190});  // the first row of the table
  settle();
  EXPECT_EQ(session_.view().question.ask, Ask::Subject);
  EXPECT_EQ(session_.view().question.subject, "sa:ci/runner");
}

TEST_F(Panels, AQuestionIsTypedAndAnswered) {
  open();
  key('K', true);
  EXPECT_TRUE(state_.search_open);
  frame();
  type("who-can list secrets");
  EXPECT_EQ(state_.search, "who-can list secrets");
  key(257);
  settle();
  EXPECT_EQ(session_.view().question.ask, Ask::WhoCan);
  EXPECT_FALSE(state_.search_open);
  key(263, false, true);  // Alt and the arrow to the left
  EXPECT_EQ(session_.view().question.ask, Ask::Overview);
}

TEST_F(Panels, AQuestionThatWasTypedIsAskedByAPress) {
  open();
  key('K', true);
  frame();
  type("who-can list secrets -n shop");
  press({800, 44 - 6 + 13});
  settle();
  EXPECT_EQ(line_of(session_.view().question), "who-can list secrets -n shop");
  EXPECT_FALSE(state_.search_open);
}

TEST_F(Panels, AQuestionToBeginWithIsAboutTheNamespaceThatIsChosen) {
  open();
  session_.apply(ChangeFilter{{.ns = "shop"}});
  frame();
  constexpr float kFirst = 1000 - 28 - 210 + 38 + 13;
  press({100, kFirst});
  EXPECT_EQ(line_of(session_.view().question), "who-can get,list,watch secrets -n shop");
  session_.apply(GoBack{});
  frame();
  press({100, kFirst + 4 * 27});
  EXPECT_EQ(line_of(session_.view().question), "who-can create,update,patch clusterrolebindings");
}

TEST_F(Panels, WhatTheSearchFindsIsOpenedWhateverItsName) {
  open();
  key('/');
  frame();
  type("user:jane");
  key(257);
  settle();
  EXPECT_EQ(session_.view().question.subject, "user:jane doe");
}

TEST_F(Panels, WhatTheSearchFoundIsOpenedByAClick) {
  open();
  key('/');
  frame();
  type("user:jane");
  press({800, 44 - 6 + 13});  // the first row of what was found
  settle();
  EXPECT_EQ(session_.view().question.subject, "user:jane doe");
}

TEST_F(Panels, ANodeIsSelectedByAClickAndLeftByEscape) {
  open();
  session_.ask("who-can list secrets");
  settle();
  const std::shared_ptr<const Content> content = session_.content();
  const Point middle = state_.camera.to_screen(content->scene->nodes.front().middle());
  press({middle.x, middle.y + 44 + 39});
  EXPECT_EQ(session_.view().selected, content->ids.front());
  key(256);
  EXPECT_EQ(session_.view().selected, "");
}

TEST_F(Panels, TheLegendLightsUpUntilSomethingElseIsAsked) {
  open();
  session_.ask("graph");
  settle();
  for (const Legend each : {Legend::ClusterWide, Legend::OneNamespace, Legend::Groups,
                            Legend::Critical, Legend::High, Legend::None, Legend::ClusterWide}) {
    key('L');
    EXPECT_EQ(state_.legend, each);
  }
  constexpr int kEscape = 256;
  key(kEscape);
  EXPECT_EQ(state_.legend, Legend::None);
  key('L');
  session_.ask("sa:ci/runner");
  settle();
  EXPECT_EQ(state_.legend, Legend::None);
}

TEST_F(Panels, WhatIsSelectedComesIntoSight) {
  open();
  session_.ask("who-can list secrets");
  settle();
  const Content& content = *session_.content();
  const auto at = std::ranges::find(content.ids, "Group/ops") - content.ids.begin();
  const Box& node = content.scene->nodes[static_cast<std::size_t>(at)];
  state_.camera.origin = {node.left, node.bottom + 500};
  frame();
  EXPECT_LT(state_.camera.to_screen(node.middle()).y, 0) << "the picture stays as it was moved";
  session_.apply(SelectNode{"Group/ops"});
  frame();
  const float y = state_.camera.to_screen(node.middle()).y;
  EXPECT_GT(y, 0);
  EXPECT_LT(y, 1000);
  state_.camera.origin.y += 5000;
  frame();
  EXPECT_LT(state_.camera.to_screen(node.middle()).y, 0) << "it may be moved away from";
}

TEST_F(Panels, NodesAreGoneThroughAndGoneToByKeys) {
  open();
  session_.ask("who-can list secrets");
  settle();
  std::set<std::string> seen;
  for (std::size_t at = 0; at < session_.content()->ids.size(); ++at) {
    key('.');
    seen.insert(session_.view().selected);
  }
  EXPECT_EQ(seen.size(), session_.content()->ids.size());
  const std::string last = session_.view().selected;
  key('.');
  key(',');
  EXPECT_EQ(session_.view().selected, last);
  session_.apply(SelectNode{"ClusterRole/reader"});
  key('O');
  EXPECT_EQ(session_.view().question.ask, Ask::Object);
  EXPECT_EQ(session_.view().question.subject, "ClusterRole/reader");
}

TEST_F(Panels, BelowADialogNothingIsPressedOrTyped) {
  open();
  const ThemeName theme = state_.theme;
  key('E', true);
  EXPECT_FALSE(state_.export_open) << "the overview is no picture";
  session_.ask("who-can list secrets");
  settle();
  key('E', true);
  ASSERT_TRUE(state_.export_open);
  ImGui::ClearActiveID();
  frame();
  key('T');
  EXPECT_EQ(state_.theme, theme);
  const ViewState before = session_.view();
  // On a row of the table: it closes the dialog and does nothing else.
  press({300, 800});
  settle();
  EXPECT_FALSE(state_.export_open);
  EXPECT_EQ(session_.view(), before);
  press({300, 800});
  settle();
  EXPECT_NE(session_.view(), before);
}

TEST_F(Panels, AnExportReplacesWhatIsThereWhenItIsAskedTwice) {
  open();
  session_.ask("who-can list secrets");
  settle();
  const std::string there = path_ + ".csv";
  std::ofstream(there) << "mine";
  const auto text = [&] {
    std::ifstream file(there);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  };
  state_.export_path = there;
  key('E', true);
  frame();
  frame();
  constexpr int kEnter = 257;
  key(kEnter);
  settle();
  EXPECT_EQ(text(), "mine");
  EXPECT_EQ(state_.export_replaces, there);
  state_.focus_export = true;
  frame();
  frame();
  key(kEnter);
  settle();
  EXPECT_NE(text(), "mine");
  std::filesystem::remove(there);
}

TEST_F(Panels, ACellOfTheMatrixAsksWhy) {
  open();
  session_.ask("sa:ci/runner");
  settle();
  const float split = 1600 - 404;
  bool asked = false;
  // Somewhere in the first row there is a cell for a verb.
  for (float x = split * 0.4F; x < split && !asked; x += 12) {
    press({x, 1000 - 28 - 300 + 56 + 11});
    asked = session_.view().question.ask == Ask::Explain;
  }
  ASSERT_TRUE(asked);
  settle();
  EXPECT_TRUE(session_.content()->why);
}

TEST_F(Panels, WhatAnotherInputGainedIsFoundInThreeActions) {
  open();
  const PolicyFile other(other_policy(), "panels-b");
  key('D', false, true);  // Alt D: there is nothing to compare with yet
  EXPECT_TRUE(state_.open_open);
  frame();
  type(other.path().c_str());
  key(257);
  EXPECT_FALSE(state_.open_open);
  settle();
  ASSERT_EQ(session_.view().question.ask, Ask::Diff);
  const Changes& changes = *session_.content()->changes;
  ASSERT_EQ(changes.gained, 1U);
  EXPECT_EQ(changes.subjects.front().node, "User/zoe");
}

TEST_F(Panels, AChangeThatIsPressedExplainsItself) {
  open();
  const PolicyFile other(other_policy(), "panels-b");
  session_.compare({other.path()});
  settle();
  constexpr float kList = 44 + 46 + 39;
  press({300, kList + 40 + 20});  // below the line of its subject
  settle();
  EXPECT_EQ(session_.told_change().number, 1U);
  EXPECT_NE(session_.told_change().text.find("RoleBinding/more"), std::string::npos);
  EXPECT_EQ(session_.view().selected, "User/zoe");
  key(256);
  EXPECT_EQ(session_.told_change().number, 0U);
  EXPECT_EQ(session_.view().selected, "");
  key('S');
  EXPECT_EQ(session_.view().filter.sides, DiffSides::Gained);
  key('P');
  EXPECT_TRUE(session_.view().filter.only_powerful);
  settle();
  press({1600 - 18 - 40, 44 + 23});  // ends the comparison
  settle();
  EXPECT_FALSE(session_.comparison());
  EXPECT_EQ(session_.view().question.ask, Ask::Overview);
}

TEST_F(Panels, WhatIsDroppedIsAskedAbout) {
  open();
  const PolicyFile other(other_policy(), "panels-b");
  ask_to_open(state_, true, {other.path()});
  frame();
  press({800 - 280 + 60, 500 - 88 + 135});
  settle();
  ASSERT_TRUE(session_.comparison());
  EXPECT_EQ(session_.comparison()->paths, std::vector<std::string>{other.path()});
  ask_to_open(state_, false, {other.path()});
  frame();
  press({800 - 280 + 210, 500 - 88 + 135});
  settle();
  EXPECT_FALSE(session_.comparison());
  EXPECT_EQ(session_.policy()->paths, std::vector<std::string>{other.path()});
}

TEST_F(Panels, TheCommandPaletteFindsAndDoes) {
  key('P', true, false, true);
  EXPECT_TRUE(state_.palette_open) << "without an input too";
  key(256);
  EXPECT_FALSE(state_.palette_open);
  open();
  session_.ask("who-can list secrets");
  settle();
  key('P', true, false, true);
  frame();
  type("fold what");
  key(257);
  EXPECT_FALSE(state_.palette_open);
  EXPECT_FALSE(session_.view().filter.fold);
  key('P', true, false, true);
  frame();
  type("depth 2");
  key(257);
  EXPECT_TRUE(state_.palette_open) << "it can't be done here";
  EXPECT_EQ(session_.view().filter.depth, 3U);
  key(264);  // down: there is no other
  EXPECT_EQ(state_.palette_at, 0U);
  key(256);
  key('P', true, false, true);
  frame();
  key(264);
  EXPECT_EQ(state_.palette_at, 1U);
  press({800, 80 + 52 + 27 * 3 + 13});  // the fourth row: overview
  EXPECT_EQ(session_.view().question.ask, Ask::Overview);
}

TEST_F(Panels, TheWheelGoesThroughThePalette) {
  open();
  key('P', true, false, true);
  ASSERT_TRUE(state_.palette_open);
  frame();
  ImGui::GetIO().MouseWheel = -2;
  frame();
  EXPECT_EQ(state_.palette_at, 6U);
  ImGui::GetIO().MouseWheel = 9;
  frame();
  EXPECT_EQ(state_.palette_at, 0U);
}

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

TEST_F(Panels, AKeyThatIsRefusedSaysWhy) {
  key('F');
  EXPECT_EQ(state_.refused, "F: there is no input yet");
  open();
  session_.ask("graph");
  settle();
  key('K');
  EXPECT_EQ(state_.refused, "K: select something first");
  key('F');
  EXPECT_EQ(state_.refused, "");
  key('S');
  EXPECT_EQ(state_.refused, "S: this is no comparison");
  press({5, 990});
  EXPECT_EQ(state_.refused, "");
}

TEST_F(Panels, TextStaysInItsNodesOnAnyScreen) {
  open();
  session_.ask("who-can list secrets");
  settle();
  const Content& content = *session_.content();
  for (const float scale : {1.0F, 2.0F}) {
    ImGui::NewFrame();
    Pen pen;
    pen.theme = &theme_of(ThemeName::Light);
    // The font of tests has one size: that of a screen of this scale is as much larger.
    for (ImFont* const font : fonts_.fonts) font->FontSize = 13 * scale;
    pen.fonts = &fonts_;
    pen.scale = scale;
    pen.list = ImGui::GetBackgroundDrawList();
    Camera camera;
    camera.scale = scale;
    const Box all = content.scene->bounds;
    camera.origin = {all.left - 10, all.top - 10};
    const Box canvas{0, 0, 4000, 4000};
    EXPECT_EQ(paint(pen, content, camera, canvas, {}).nodes, content.scene->nodes.size());
    const Point end = camera.to_screen({all.right, all.bottom});
    for (const ImDrawVert& vertex : pen.list->VtxBuffer) {
      EXPECT_LE(vertex.pos.x, end.x + 6 * scale);
      EXPECT_LE(vertex.pos.y, end.y + 3 * scale);
    }
    ImGui::Render();
    fonts_.fonts[0]->FontSize = 13;
  }
}

TEST_F(Panels, AnySizeOfWindowIsDrawn) {
  const PolicyFile other(other_policy(), "panels-b");
  session_.open({path_}, {other.path()});
  settle();
  for (const char* const line : {"overview", "graph", "sa:ci/runner list secrets", "diff"}) {
    session_.ask(line);
    settle();
    for (const ImVec2 size :
         {ImVec2{1, 1}, ImVec2{200, 40}, ImVec2{640, 200}, ImVec2{3840, 2160}}) {
      ImGui::GetIO().DisplaySize = size;
      frame();
      frame();
    }
  }
}

/// Letters that are drawn over letters, as far as they are in sight: "x,y" of the first few.
std::vector<std::string> letters_over_letters() {
  struct Letter {
    Box box;
    std::string window;  ///< what lies over another window hides it
  };
  std::vector<Letter> letters;
  const ImVec2 white = ImGui::GetIO().Fonts->TexUvWhitePixel;
  const ImDrawData& data = *ImGui::GetDrawData();
  for (int at = 0; at < data.CmdListsCount; ++at) {
    const ImDrawList& list = *data.CmdLists[at];
    const std::string owner = list._OwnerName == nullptr ? "" : list._OwnerName;
    const std::string window = owner.substr(0, owner.find('/'));
    for (const ImDrawCmd& command : list.CmdBuffer) {
      // A letter is two triangles of the same four corners, none of which is of plain colour.
      for (unsigned index = command.IdxOffset; index + 6 <= command.IdxOffset + command.ElemCount;
           index += 3) {
        const auto corner = [&](unsigned which) -> const ImDrawVert& {
          return list.VtxBuffer[static_cast<int>(list.IdxBuffer[static_cast<int>(index + which)] +
                                                 command.VtxOffset)];
        };
        const ImDrawVert& first = corner(0);
        const ImDrawVert& last = corner(2);
        const bool is_quad = corner(3).pos.x == first.pos.x && corner(4).pos.x == last.pos.x &&
                             corner(1).pos.y == first.pos.y && corner(5).pos.x == first.pos.x;
        const bool is_plain = first.uv.x == white.x || first.uv.x == last.uv.x ||
                              first.uv.y == last.uv.y || (first.col >> 24U) < 0x80U;
        if (!is_quad || is_plain) continue;
        const ImVec4& clip = command.ClipRect;
        letters.push_back({{std::max(first.pos.x, clip.x), std::max(first.pos.y, clip.y),
                            std::min(last.pos.x, clip.z), std::min(last.pos.y, clip.w)},
                           window});
        index += 3;
      }
    }
  }
  std::vector<std::string> over;
  std::ranges::sort(letters, {}, [](const Letter& letter) { return letter.box.left; });
  for (std::size_t at = 0; at < letters.size(); ++at) {
    const Box& one = letters[at].box;
    for (std::size_t next = at + 1; next < letters.size() && letters[next].box.left < one.right - 2;
         ++next) {
      const Box& two = letters[next].box;
      const float wide = std::min(one.right, two.right) - two.left;
      const float high = std::min(one.bottom, two.bottom) - std::max(one.top, two.top);
      if (letters[at].window == letters[next].window && wide > 2 && high > 3 && over.size() < 3) {
        over.push_back(std::to_string(static_cast<int>(two.left)) + "," +
                       std::to_string(static_cast<int>(std::max(one.top, two.top))));
      }
    }
  }
  return over;
}

TEST_F(Panels, NothingIsDrawnOverAnythingInANarrowWindow) {
  const std::vector<ImVec2> sizes{{320, 240}, {480, 360}, {640, 480}, {760, 500}, {900, 600}};
  const auto look = [&](const std::string& what) {
    for (const ImVec2 size : sizes) {
      ImGui::GetIO().DisplaySize = size;
      for (int round = 0; round < 3; ++round) frame();
      EXPECT_TRUE(letters_over_letters().empty())
          << what << " at " << size.x << " x " << size.y << ": " << letters_over_letters()[0];
    }
    ImGui::GetIO().DisplaySize = {1600, 1000};
  };
  state_.samples = {{"Nothing", {"/nowhere"}, {}}, {"A small one", {path_}, {path_}}};
  look("welcome");
  const PolicyFile other(other_policy(), "panels-b");
  session_.open({path_}, {other.path()});
  settle();
  for (const char* const line : {"overview", "graph", "sa:ci/runner", "who-can list secrets",
                                 "sa:ci/runner list secrets", "diff"}) {
    session_.ask(line);
    settle();
    look(line);
  }
  session_.tell_change(1);
  settle();
  look("a change");
  session_.ask("overview");
  settle();
  for (bool* const open : {&state_.help_open, &state_.palette_open, &state_.open_open,
                           &state_.export_open, &state_.save_open, &state_.bookmarks_open}) {
    *open = true;
    look("a dialog");
    *open = false;
  }
  state_.search_open = true;
  look("the search");
}

TEST_F(Panels, TheSamplesOfANarrowWindowAreBelow) {
  state_.samples = {{"Nothing", {"/nowhere"}, {}}, {"A small one", {path_}, {path_}}};
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {480, 360};
  frame();
  io.MousePos = {200, 60};
  for (int turn = 0; turn < 60; ++turn) {
    io.MouseWheel = -1;
    frame();
    frame();
  }
  for (float y = 320; y > 100 && !session_.policy(); y -= 10) {
    press({200, y});
    settle();
    session_.dismiss_error();
  }
  ASSERT_TRUE(session_.policy());
  EXPECT_EQ(session_.policy()->paths, std::vector{path_});
}

TEST_F(Panels, RandomKeysAndClicksLeaveNothingDangling) {
  const PolicyFile other(other_policy(), "panels-b");
  session_.open({path_}, {other.path()});
  settle();
  std::mt19937 random(11);
  constexpr std::array<int, 26> kCodes{'G', 'U', 'D', '1', '2', '3', 'F', '=', '-',
                                       'T', 'C', 256, '/', 'K', 257, 'R', 'S', 'P',
                                       'B', 'N', 261, 264, 265, 'O', '9', 'Q'};
  for (int step = 0; step < 1500; ++step) {
    if (random() % 2 == 0) {
      const int code = kCodes.at(random() % kCodes.size());
      key(code, random() % 5 == 0, random() % 5 == 0, random() % 5 == 0);
    } else {
      press({static_cast<float>(random() % 1600), static_cast<float>(random() % 1000)});
    }
    ImGui::GetIO().MouseWheel = static_cast<float>(static_cast<int>(random() % 5) - 2);
    if (random() % 20 == 0) settle();
    state_.quit = false;
    if (session_.content()) {
      const Content& content = *session_.content();
      ASSERT_EQ(content.ids.size(), content.picture.nodes.size());
      ASSERT_EQ(content.labels.size(), content.picture.nodes.size());
    }
  }
}

}  // namespace
}  // namespace rbacgraph::gui
