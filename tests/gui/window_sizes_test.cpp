/// What is drawn in windows of any size, and on screens of any scale.
#include <algorithm>
#include <string>
#include <vector>

#include "panels_fixture.h"

namespace rbacgraph::gui {
namespace {

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

}  // namespace
}  // namespace rbacgraph::gui
