/// The palette: every command to search for and do, with what stands in its way where it can't be
/// done now.
#include <algorithm>

#include "panels/commands.h"
#include "panels/key_codes.h"
#include "panels/ui.h"
#include "panels/widgets.h"

namespace rbacgraph::gui {
namespace {

constexpr std::size_t kMostRows = 14;
constexpr float kRow = 27;

void run(Ui& ui, const Command& command) {
  if (!command.refused(ui).empty()) {
    return;
  }
  ui.state.palette_open = false;
  ui.state.palette.clear();
  // What it opens takes the keyboard from here.
  ImGui::SetWindowFocus(nullptr);
  command.run(ui);
}

/// True where it was pressed.
bool draw_command(Ui& ui, const Command& command, const Box& row, bool chosen) {
  const Pen pen = ui.here();
  const std::string_view refused = command.refused(ui);
  const Touch state = touch(pen, command.what, row);
  if (chosen || state.hovered) {
    pen.fill(row, chosen ? ui.theme().selected : ui.theme().hover);
  }
  if (chosen) {
    pen.fill({row.left, row.top, row.left + pen.px(3), row.bottom}, ui.theme().ink);
  }
  const float middle = row.middle().y;
  const std::string_view right = refused.empty() ? command.keys : refused;
  const Type type = refused.empty() ? Type::RowStrong : Type::Legend;
  const float wide = pen.width(right, type);
  pen.text({row.right - pen.px(14), middle - pen.height(type) / 2}, right, type,
           refused.empty() ? ui.theme().text2 : ui.theme().text3, Align::Right);
  pen.fitted({row.left + pen.px(16), middle - pen.height(Type::Row) / 2}, command.what, Type::Row,
             refused.empty() ? ui.theme().text : ui.theme().text3, row.width() - wide - pen.px(48));
  return state.pressed;
}

}  // namespace

void open_palette(Ui& ui) {
  ui.state.palette_open = true;
  ui.state.focus_palette = true;
  ui.state.palette.clear();
  ui.state.palette_at = 0;
}

void draw_palette(Ui& ui, const Box& box) {
  UiState& state = ui.state;
  const std::string before = state.palette;
  std::vector<const Command*> found = find_commands(state.palette);
  const float width = std::min(ui.px(620), box.width());
  const float left = box.middle().x - width / 2;
  const float top = box.top + std::min(ui.px(80), box.height() * 0.1F);
  // As many rows as a low window has room for.
  const float most = (box.bottom - top) / ui.pen.scale - 84;
  const auto in_sight =
      static_cast<std::size_t>(std::clamp(most / kRow, 1.0F, static_cast<float>(kMostRows)));
  const std::size_t rows = std::min(found.size(), in_sight);
  const float height = ui.px(84 + kRow * static_cast<float>(in_sight));
  begin_dialog(ui.pen, "palette", {left, top, left + width, top + height});
  const Pen pen = ui.here();
  const ImVec2 at = ImGui::GetWindowPos();
  const Box field{at.x + pen.px(12), at.y + pen.px(12), at.x + width - pen.px(12),
                  at.y + pen.px(42)};
  const bool entered =
      text_field(pen, "##palette", field, "what to do", state.palette, state.focus_palette);
  state.focus_palette = false;
  if (state.palette != before) {
    state.palette_at = 0;
  }
  if (ImGui::IsKeyPressed(kDownKey) && !found.empty()) {
    state.palette_at = std::min(state.palette_at + 1, found.size() - 1);
  }
  if (ImGui::IsKeyPressed(kUpKey) && state.palette_at > 0) {
    --state.palette_at;
  }
  // For those who have a wheel and no arrows.
  if (const float wheel = ImGui::GetIO().MouseWheel; wheel != 0 && !found.empty()) {
    constexpr float kRowsEach = 3;
    const float at_row = static_cast<float>(state.palette_at) - wheel * kRowsEach;
    state.palette_at =
        static_cast<std::size_t>(std::clamp(at_row, 0.0F, static_cast<float>(found.size() - 1)));
  }
  const Command* pressed =
      entered && state.palette_at < found.size() ? found[state.palette_at] : nullptr;
  // The chosen one is always in sight.
  const std::size_t first = state.palette_at < in_sight ? 0 : state.palette_at - in_sight + 1;
  for (std::size_t row = 0; row < rows && first + row < found.size(); ++row) {
    const float y = at.y + pen.px(52 + kRow * static_cast<float>(row));
    const Box line{at.x + 1, y, at.x + width - 1, y + pen.px(kRow)};
    if (draw_command(ui, *found[first + row], line, first + row == state.palette_at)) {
      pressed = found[first + row];
    }
  }
  const std::string foot =
      found.empty() ? "nothing is called so"
                    : "Enter does it, arrows choose: " + std::to_string(state.palette_at + 1) +
                          " of " + std::to_string(found.size());
  pen.text({at.x + pen.px(16), at.y + height - pen.px(24)}, foot, Type::Legend, ui.theme().text3);
  if (end_dialog()) {
    state.palette_open = false;
  }
  if (pressed != nullptr) {
    run(ui, *pressed);
  }
}

}  // namespace rbacgraph::gui
