/// Where to save a workspace, and what became of that or of opening one.
#include <algorithm>

#include "panels/dialog.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"
#include "state/typed_path.h"

namespace rbacgraph::gui {
namespace {

constexpr std::size_t kMostLines = 12;

void save_as(Ui& ui, bool replace) {
  UiState& state = ui.state;
  if (state.save_path.empty()) {
    return;
  }
  state.save_path = WorkspaceKeeper::file_for(typed_path(state.save_path));
  state.workspace.save(ui.session, state.save_path, replace);
}

}  // namespace

void save_workspace(Ui& ui) {
  WorkspaceKeeper& workspace = ui.state.workspace;
  if (workspace.path().empty()) {
    ask_where_to_save(ui);
    return;
  }
  ui.state.save_path = workspace.path();
  workspace.save(ui.session, workspace.path());
}

void ask_where_to_save(Ui& ui) {
  UiState& state = ui.state;
  state.save_open = true;
  state.focus_save = true;
  const std::string& path = state.workspace.path();
  state.save_path = path.empty() ? WorkspaceKeeper::path_for(ui.session) : path;
  state.workspace.forget_told();
}

void draw_save(Ui& ui, const Box& box) {
  UiState& state = ui.state;
  const WorkspaceKeeper::Told told = state.workspace.told();
  const bool saved = !told.text.empty() && !told.warns;
  Dialog dialog(ui, "save workspace", box, 600, 212, "Save the workspace");
  const Pen& pen = dialog.pen();
  const bool entered =
      dialog.field("##save", "cluster.rbacgraph", state.save_path, state.focus_save, 86);
  const bool pressed =
      button(pen, "save", {dialog.inside().right - pen.px(74), dialog.at().y + pen.px(2)}, "Save",
             ButtonLook::Primary);
  dialog.down(42);
  if (told.text.empty()) {
    paragraph(pen, dialog.at(),
              "Names of the inputs, bookmarks, pins and the view that is shown; nothing of what is "
              "in the inputs.",
              Type::Secondary, ui.theme().text3, dialog.room());
  } else {
    const float high =
        paragraph(pen, dialog.at(), told.text, Type::Body, ui.theme().text, dialog.room());
    paragraph(pen, {dialog.at().x, dialog.at().y + high + pen.px(2)}, told.hint, Type::Secondary,
              ui.theme().text2, dialog.room());
  }
  const Point foot{dialog.inside().left - pen.px(6), dialog.inside().bottom - pen.px(22)};
  float wide = 0;
  if (button(pen, "close", foot, "Close", ButtonLook::Plain, &wide)) {
    state.save_open = false;
  }
  // Only what was asked about is replaced, not what was typed since.
  const bool asks = !told.replaces.empty() && told.replaces == state.save_path;
  if (asks && button(pen, "replace", {foot.x + wide + pen.px(14), foot.y}, "Replace it",
                     ButtonLook::Outlined)) {
    save_as(ui, true);
  }
  if (dialog.end()) {
    state.save_open = false;
  }
  if (entered || pressed) {
    save_as(ui, false);
  } else if (saved) {
    state.save_open = false;
  }
}

void draw_notice(Ui& ui, const Box& box) {
  UiState& state = ui.state;
  const WorkspaceKeeper::Told& told = state.workspace.told();
  const float width = std::min(ui.px(680), box.width());
  const std::size_t rows = std::min(told.lines.size(), kMostLines);
  const float room = width - ui.px(40);
  const float height = ui.px(138 + 26 * static_cast<float>(rows));
  begin_dialog(ui.pen, "workspace notice", centred(box, width, height));
  const Pen pen = ui.here();
  const ImVec2 at = ImGui::GetWindowPos();
  const float left = at.x + pen.px(20);
  const float bottom = at.y + height - pen.px(44);
  float y = at.y + pen.px(18);
  y += paragraph(pen, {left, y}, told.text, Type::Heading, ui.theme().text, room);
  y += pen.px(8);
  begin_scroll("notice lines", {left, y, left + room, bottom - pen.px(30)});
  const Pen own = ui.here();
  const float begin = y - ImGui::GetScrollY();
  float line_top = begin;
  for (const std::string& line : told.lines) {
    own.fill({left, line_top + own.px(6), left + own.px(4), line_top + own.px(10)},
             ui.theme().text3);
    line_top += paragraph(own, {left + own.px(12), line_top}, with_short_words(line), Type::Body,
                          ui.theme().text, room - own.px(24)) +
                own.px(5);
  }
  ImGui::SetCursorPos({0, line_top - begin});
  ImGui::Dummy({1, 1});
  end_scroll();
  pen.fitted({left, bottom - pen.px(22)}, told.hint, Type::Secondary, ui.theme().text2, room);
  float wide = 0;
  if (button(pen, "close", {left - pen.px(6), bottom}, "Close", ButtonLook::Plain, &wide)) {
    state.notice_open = false;
  }
  if (!told.replaces.empty() && button(pen, "replace", {left + wide + pen.px(8), bottom},
                                       "Replace it", ButtonLook::Outlined)) {
    state.notice_open = false;
    state.workspace.save(ui.session, std::string(told.replaces), true);
  }
  if (state.asked_to_quit && state.workspace.has_unsaved()) {
    float x = left + wide + pen.px(8);
    if (button(pen, "save-first", {x, bottom}, "Save", ButtonLook::Outlined, &wide)) {
      state.notice_open = false;
      save_workspace(ui);
    }
    x += wide + pen.px(8);
    if (button(pen, "end", {x, bottom}, "End without saving", ButtonLook::Outlined)) {
      state.quit = true;
    }
  }
  if (end_dialog()) {
    state.notice_open = false;
  }
}

}  // namespace rbacgraph::gui
