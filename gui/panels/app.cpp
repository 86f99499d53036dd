/// The window as a whole: bars, the view in between, what lies over it.
#include <utility>

#include "panels/keyboard_focus.h"
#include "panels/ui.h"
#include "panels/widgets.h"

namespace rbacgraph::gui {
namespace {

constexpr float kTopBar = 44;
constexpr float kStatusBar = 28;

void begin_root(const Theme& theme) {
  const ImGuiViewport& viewport = *ImGui::GetMainViewport();
  ImGui::SetNextWindowPos(viewport.Pos);
  ImGui::SetNextWindowSize(viewport.Size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
  ImGui::PushStyleVar(ImGuiStyleVar_DisabledAlpha, 1);
  // The window was cleared with what is behind everything.
  ImGui::PushStyleColor(ImGuiCol_WindowBg, 0);
  ImGui::PushStyleColor(ImGuiCol_Text, theme.text);
  ImGui::PushStyleColor(ImGuiCol_FrameBg, theme.sunken);
  ImGui::PushStyleColor(ImGuiCol_ScrollbarBg, 0);
  ImGui::PushStyleColor(ImGuiCol_ScrollbarGrab, theme.line);
  ImGui::PushStyleColor(ImGuiCol_ScrollbarGrabHovered, theme.edge);
  ImGui::PushStyleColor(ImGuiCol_ScrollbarGrabActive, theme.edge);
  ImGui::PushStyleColor(ImGuiCol_TextSelectedBg, theme.selected);
  ImGui::PushStyleColor(ImGuiCol_NavHighlight, 0);
  ImGui::Begin("rbacgraph", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoScrollWithMouse);
}

void end_root() {
  ImGui::End();
  ImGui::PopStyleColor(9);
  ImGui::PopStyleVar(4);
}

}  // namespace

void draw_app(const Pen& pen, Session& session, UiState& state) {
  begin_root(*pen.theme);
  Pen own = pen;
  own.list = ImGui::GetWindowDrawList();
  Ui ui{own, session, state};
  // What is not drawn must not stand in the way.
  if (state.workspace.told().text.empty()) state.notice_open = false;
  if (!session.policy()) state.bookmarks_open = state.save_open = false;
  handle_keys(ui);
  const ExportState& written = session.last_export();
  if (std::exchange(state.seen_export, written.number) != written.number && written.done)
    state.workspace.tell_written(written.text);
  const ImVec2 size = ImGui::GetWindowSize();
  const Box top{0, 0, size.x, own.px(kTopBar)};
  const Box status{0, size.y - own.px(kStatusBar), size.x, size.y};
  const Box middle{0, top.bottom, size.x, status.top};
  // What lies below a dialog is for nobody, the press that closes it either.
  const bool has_dialog = gui::has_dialog(state);
  if (has_dialog) ImGui::BeginDisabled();
  if (!session.policy()) {
    draw_welcome(ui, middle);
  } else if (session.view().question.ask == Ask::Overview) {
    draw_overview(ui, middle);
  } else if (session.view().question.ask == Ask::Diff) {
    draw_diff(ui, middle);
  } else {
    draw_view(ui, middle);
  }
  draw_status_bar(ui, status);
  draw_top_bar(ui, top);
  if (has_dialog) ImGui::EndDisabled();
  if (state.search_open) draw_search_results(ui, top);
  if (state.export_open) draw_export(ui, {0, 0, size.x, size.y});
  if (state.open_open) draw_open(ui, {0, 0, size.x, size.y});
  const Box all{0, 0, size.x, size.y};
  if (state.bookmarks_open && session.policy()) draw_bookmarks(ui, all);
  if (state.save_open && session.policy()) draw_save(ui, all);
  if (state.notice_open && !state.workspace.told().text.empty()) draw_notice(ui, all);
  if (state.help_open) draw_help(ui, all);
  if (state.palette_open) draw_palette(ui, all);
  note_frame(state);
  end_root();
}

}  // namespace rbacgraph::gui
