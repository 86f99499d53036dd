#include "panels/keyboard_focus.h"

#include <algorithm>
#include <array>
#include <imgui_internal.h>
#include <string>
#include <string_view>

#include "panels/key_codes.h"

namespace rbacgraph::gui {
namespace {

/// Lists that rows are walked through in, the one that a view is about first.
constexpr std::array<const char*, 7> kLists{"changes",  "holders", "matrix", "subjects",
                                            "contexts", "samples", "tiles"};

/// A list in the window of the view, or in what scrolls in it, as it was drawn in the frame before;
/// null where it was not.
ImGuiWindow* list_window(const char* id) {
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  // BeginChild() calls it so, and adds a number.
  const std::string part = "/" + std::string(id) + "_";
  for (ImGuiWindow* const window : context.Windows) {
    const bool is_here = window->WasActive && window != context.CurrentWindow &&
                         window->RootWindow == context.CurrentWindow;
    const std::string_view name(window->Name);
    const std::size_t at = name.rfind('/');
    if (is_here && at != std::string_view::npos && name.substr(at).starts_with(part)) {
      return window;
    }
  }
  return nullptr;
}

/// The list that takes the frame when it is drawn: its rows are not there before. ImGui keeps it
/// with what else it knows of the window.
int& meant() {
  ImGuiWindow& root = *ImGui::GetCurrentWindow()->RootWindow;
  return *root.StateStorage.GetIntRef(ImHashStr("list to frame"));
}

/// What is drawn first in it from here on.
void frame_first_of(ImGuiWindow& window) {
  ImGui::FocusWindow(&window);
  ImGui::NavInitWindow(&window, true);
  ImGui::GetCurrentContext()->NavInitRequestFromMove = true;  // with a frame
}

}  // namespace

bool has_dialog(const UiState& state) {
  return state.palette_open || state.help_open || state.notice_open || state.save_open ||
         state.bookmarks_open || state.open_open || state.export_open;
}

void guide_navigation(const UiState& state) {
  ImGuiContext& context = *ImGui::GetCurrentContext();
  // Alt let go of would take the keyboard from the field that Alt D has just opened, to a menu that
  // no window here has.
  context.NavWindowingToggleLayer = false;
  const bool chooses = state.search_open || state.palette_open || state.bookmarks_open;
  const bool moves = (context.NavMoveFlags & ImGuiNavMoveFlags_Tabbing) == 0;
  // Alt and an arrow goes back, and not to another row too.
  const bool is_chord = context.IO.KeyAlt || context.IO.KeyCtrl;
  if (moves && (chooses || is_chord)) {
    ImGui::NavMoveRequestCancel();
  } else if (has_dialog(state) && !moves) {
    context.NavMoveFlags |= ImGuiNavMoveFlags_FocusApi;
    // ImGui goes on from text fields alone.
    if (context.NavTabbingDir == 0 && context.NavId != 0) context.NavTabbingDir = 1;
  }
}

void note_frame(UiState& state) {
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  // A list that was not drawn any more does not get it.
  meant() = 0;
  state.framed = context.NavId != 0 && context.NavIdIsAlive && !context.NavDisableHighlight;
}

bool is_framed(const UiState& state) { return state.framed && !ImGui::GetIO().WantTextInput; }

bool is_in_list() {
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  return context.NavId != 0 && std::ranges::any_of(kLists, [&](const char* id) {
           return list_window(id) != nullptr && list_window(id) == context.NavWindow;
         });
}

void frame_view(Ui& ui) {
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  ImGui::NavMoveRequestCancel();
  ImGui::ClearActiveID();
  ui.state.search_open = false;
  for (const char* const id : kLists) {
    if (const ImGuiWindow* const list = list_window(id)) {
      meant() = static_cast<int>(list->ID);
      return;
    }
  }
  frame_first_of(*context.CurrentWindow);
}

void frame_list_if_meant() {
  ImGuiWindow& window = *ImGui::GetCurrentWindow();
  if (static_cast<int>(window.ID) != meant()) {
    return;
  }
  meant() = 0;
  frame_first_of(window);
}

void leave_frame(UiState& state) {
  if (state.framed) ImGui::SetWindowFocus(nullptr);
  state.framed = false;
}

void press_framed() { ImGui::ActivateItem(ImGui::GetCurrentContext()->NavId); }

}  // namespace rbacgraph::gui
