/// The panels, pressed and typed into.
#include <algorithm>
#include <fstream>
#include <imgui_internal.h>
#include <iterator>
#include <random>
#include <set>

#include "panels_fixture.h"

namespace rbacgraph::gui {
namespace {

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

TEST_F(Panels, WhatHasNoNamespaceIsNotTakenForOneThatHas) {
  PictureNode node;
  node.kind = PictureKind::ServiceAccount;
  node.ref = {"ServiceAccount", "", "solo"};
  EXPECT_EQ(word_for(node), "");
  node.ref.ns = "shop";
  EXPECT_EQ(word_for(node), "sa:shop/solo");
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
