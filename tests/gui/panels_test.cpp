/// The panels without a window: ImGui with a font and no backend, a pointer and keys that are set
/// by hand.
#include <chrono>
#include <fstream>
#include <imgui.h>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "canvas/scene.h"
#include "gui_policy.h"
#include "panels/ui.h"

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

class Panels : public testing::Test {
 protected:
  void SetUp() override {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {1600, 1000};
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    io.KeyMap[ImGuiKey_Enter] = 257;
    ImFont* const font = io.Fonts->AddFontDefault();
    fonts_.fonts.fill(font);
    io.Fonts->Build();
    path_ = testing::TempDir() + "rbacgraph-panels-" + std::to_string(getpid()) + ".yaml";
    std::ofstream(path_) << kSmallPolicy;
  }
  void TearDown() override {
    std::filesystem::remove(path_);
    ImGui::DestroyContext();
  }

  void open() {
    session_.open({path_});
    settle();
  }
  void settle() {
    for (int round = 0; round < 3; ++round) {
      while (session_.busy()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      session_.poll();
      frame();
    }
  }
  void frame() {
    ImGui::GetIO().DeltaTime = 1.0F / 60;
    ImGui::NewFrame();
    Pen pen;
    pen.theme = &theme_of(state_.theme);
    pen.fonts = &fonts_;
    draw_app(pen, session_, state_);
    ImGui::Render();
  }
  void press(Point at) {
    ImGuiIO& io = ImGui::GetIO();
    io.MousePos = vec(at);
    frame();
    io.MouseDown[0] = true;
    frame();
    io.MouseDown[0] = false;
    frame();
  }
  void key(int code, bool control = false, bool alt = false) {
    ImGuiIO& io = ImGui::GetIO();
    io.KeyCtrl = control;
    io.KeyAlt = alt;
    io.KeysDown[code] = true;
    frame();
    io.KeysDown[code] = false;
    io.KeyCtrl = io.KeyAlt = false;
    frame();
  }
  void type(const char* text) {
    ImGui::GetIO().AddInputCharactersUTF8(text);
    frame();
    frame();
  }
  std::size_t drawn() const {
    const ImDrawData* const data = ImGui::GetDrawData();
    return static_cast<std::size_t>(data->TotalVtxCount);
  }

  std::string path_;
  Fonts fonts_;
  Session session_{[] {}, build_scene};
  UiState state_;
};

TEST_F(Panels, TheWelcomeViewStandsWithoutAnInput) {
  frame();
  EXPECT_GT(drawn(), 100U);
  key('T');
  EXPECT_EQ(state_.theme, ThemeName::Dark);
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

TEST_F(Panels, RandomKeysAndClicksLeaveNothingDangling) {
  const PolicyFile other(other_policy(), "panels-b");
  session_.open({path_}, {other.path()});
  settle();
  std::mt19937 random(11);
  constexpr std::array<int, 18> kCodes{'G', 'U', 'D', '1', '2', '3', 'F', '=', '-',
                                       'T', 'C', 256, '/', 'K', 257, 'R', 'S', 'P'};
  for (int step = 0; step < 1500; ++step) {
    if (random() % 2 == 0) {
      const int code = kCodes.at(random() % kCodes.size());
      key(code, random() % 5 == 0, random() % 5 == 0);
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
