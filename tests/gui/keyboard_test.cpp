/// The desktop by keyboard alone: where the keyboard is, and how it gets elsewhere.
#include <fstream>
#include <imgui_internal.h>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "gui_policy.h"
#include "headless.h"

namespace rbacgraph::gui {
namespace {

constexpr int kEscape = 256;
constexpr int kEnter = 257;
constexpr int kTab = 258;
constexpr int kDown = 264;
constexpr int kUp = 265;

/// With bindings to so many users more: more rows than a list shows.
std::string grown_policy(int users) {
  std::string text(kSmallPolicy);
  for (int user = 0; user < users; ++user) {
    const std::string number = std::to_string(100 + user);
    text += "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b" +
            number +
            ", namespace: shop}\n"
            "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}\n"
            "subjects: [{kind: User, name: u" +
            number + "}]\n";
  }
  return text;
}

class Keyboard : public testing::Test, public Headless {
 protected:
  void open(std::string_view yaml = kSmallPolicy) {
    input_.emplace(yaml, "keyboard");
    session_.open({input_->path()});
    settle();
  }
  static bool types() { return ImGui::GetIO().WantTextInput; }

  std::optional<PolicyFile> input_;
};

TEST_F(Keyboard, TabLeadsFromTheSearchBoxToTheListAndBack) {
  open();
  key('K', true);
  type("run");
  ASSERT_TRUE(types());
  key(kTab);
  frame();
  EXPECT_FALSE(types());
  EXPECT_FALSE(state_.search_open);
  EXPECT_TRUE(state_.framed);
  key(kTab, false, false, true);
  frame();
  EXPECT_TRUE(types());
  EXPECT_TRUE(state_.search_open);
  EXPECT_EQ(state_.search, "run") << "what was typed is there still";
  key(kTab);
  frame();
  key(kEnter);
  settle();
  EXPECT_EQ(session_.view().question.subject, "sa:ci/runner") << "the first row of the overview";
}

TEST_F(Keyboard, EscapeLeavesTheSearchBox) {
  open();
  key('/');
  type("run");
  key(kEscape);
  frame();
  EXPECT_FALSE(state_.search_open);
  EXPECT_FALSE(types());
  key('T');
  EXPECT_EQ(state_.theme, ThemeName::Dark) << "keys are commands again";
}

TEST_F(Keyboard, ArrowsChooseWhatTheSearchFoundAndTypingGoesOn) {
  open();
  key('/');
  type("e");
  const SearchHits hits = session_.policy()->names.find("er", 14);
  ASSERT_GE(hits.hits.size(), 3U);
  key(kDown);
  key(kDown);
  key(kUp);
  EXPECT_TRUE(types());
  type("r");
  key(kDown);
  EXPECT_EQ(state_.search, "er");
  key(kEnter);
  settle();
  EXPECT_EQ(line_of(session_.view().question), shell_word(hits.hits[1].word));
}

TEST_F(Keyboard, ArrowsChooseAReadyQuestion) {
  open();
  key('K', true);
  frame();
  key(kDown);
  key(kEnter);
  settle();
  EXPECT_EQ(line_of(session_.view().question), ready_questions()[1].line);
  EXPECT_FALSE(state_.search_open);
}

TEST_F(Keyboard, ArrowsWalkThroughTheChangesOfAComparison) {
  open();
  const PolicyFile other(grown_policy(60), "keyboard-b");
  session_.compare({other.path()});
  settle();
  const Changes changes = *session_.content()->changes;
  ASSERT_EQ(changes.lines.size(), 120U) << "a line for each user, and one for what it gained";
  key(kDown);  // into the list
  frame();
  EXPECT_TRUE(state_.framed);
  key(kDown);
  key(kEnter);
  settle();
  EXPECT_EQ(session_.told_change().number, changes.subjects[0].rows[0].number);
  EXPECT_EQ(session_.view().selected, changes.subjects[0].node);
  for (int line = 2; line < 80; ++line) key(kDown);
  key(kEnter);
  settle();
  EXPECT_EQ(session_.told_change().number, changes.subjects[39].rows[0].number);
  EXPECT_TRUE(state_.framed) << "in sight";
  for (int line = 0; line < 78; ++line) key(kUp);
  key(kEnter);
  settle();
  EXPECT_EQ(session_.told_change().number, changes.subjects[0].rows[0].number);
  key(kEscape);
  frame();
  EXPECT_EQ(session_.told_change().number, 0U);
  EXPECT_EQ(session_.view().selected, "");
  EXPECT_FALSE(state_.framed);
  key(kDown);
  frame();
  EXPECT_TRUE(state_.framed);
}

TEST_F(Keyboard, AltAndAnArrowGoBackAndLeaveTheFrameWhereItIs) {
  open();
  session_.ask("who-can list secrets");
  settle();
  session_.apply(AskQuestion{});
  settle();
  key(kDown);
  frame();
  const ImGuiID framed = ImGui::GetCurrentContext()->NavId;
  ASSERT_NE(framed, 0U);
  key(kDown, false, true);
  EXPECT_EQ(ImGui::GetCurrentContext()->NavId, framed);
  key(kDown);
  EXPECT_NE(ImGui::GetCurrentContext()->NavId, framed);
}

TEST_F(Keyboard, EveryViewHasAPlaceToGoTo) {
  open();
  for (const char* const line :
       {"overview", "sa:ci/runner", "who-can list secrets", "graph", "ns:shop"}) {
    session_.ask(line);
    settle();
    key(kEscape);
    key(kDown);
    frame();
    frame();
    EXPECT_TRUE(state_.framed) << line;
  }
}

TEST_F(Keyboard, TheWelcomeViewIsWalkedThroughToo) {
  input_.emplace(kSmallPolicy, "keyboard");
  state_.samples = {{"A small one", {input_->path()}, {}}};
  frame();
  key(kTab);
  frame();
  key(kEnter);
  settle();
  EXPECT_TRUE(session_.policy());
}

TEST_F(Keyboard, TabGoesThroughADialog) {
  open();
  key('D', true);
  frame();
  ASSERT_TRUE(types());
  std::size_t stops = 0;
  for (; stops < 9; ++stops) {
    key(kTab);
    frame();
    if (types()) break;
    EXPECT_TRUE(state_.framed) << stops;
  }
  EXPECT_GE(stops, 3U) << "its buttons, and then the field again";
  EXPECT_LT(stops, 9U);
  key(kTab, false, false, true);
  frame();
  key(kEnter);  // the last one: Cancel
  frame();
  EXPECT_FALSE(state_.open_open);
}

}  // namespace
}  // namespace rbacgraph::gui
