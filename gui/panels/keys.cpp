/// Keys, and the sheet that tells of them: both from the table of commands.
#include <algorithm>
#include <array>
#include <imgui.h>
#include <imgui_internal.h>

#include "panels/commands.h"
#include "panels/key_codes.h"
#include "panels/ui.h"
#include "panels/widgets.h"

namespace rbacgraph::gui {
namespace {

bool is_pressed(const Chord& chord) {
  const ImGuiIO& io = ImGui::GetIO();
  if (chord.key == 0 || !ImGui::IsKeyPressed(chord.key, false)) {
    return false;
  }
  // While one types, letters are text.
  const bool plain = (chord.mods & (Chord::Control | Chord::Alt)) == 0;
  if (plain && io.WantTextInput && chord.key != kEscapeKey && chord.key != kF1Key) {
    return false;
  }
  const bool shift = (chord.mods & Chord::Shift) != 0;
  return io.KeyCtrl == ((chord.mods & Chord::Control) != 0) &&
         io.KeyAlt == ((chord.mods & Chord::Alt) != 0) && (chord.any_shift || io.KeyShift == shift);
}

std::string_view head_of(CommandGroup group) {
  switch (group) {
    case CommandGroup::Go: return "Go";
    case CommandGroup::Show: return "Look";
    case CommandGroup::Keep: return "Keep";
    case CommandGroup::Window: break;
  }
  return "Input and window";
}

constexpr float kRow = 23;
constexpr float kHead = 32;

/// Bookmarks are all alike: the sheet tells of the first alone.
bool is_told(const Command& command) {
  return !command.keys.empty() &&
         (!command.keys.starts_with("Alt ") || command.keys < "Alt 2" || command.keys > "Alt 9");
}

float height_of(const std::array<CommandGroup, 2>& groups) {
  float height = kHead * static_cast<float>(groups.size());
  for (const Command& command : commands()) {
    if (is_told(command) && std::ranges::find(groups, command.group) != groups.end()) {
      height += kRow;
    }
  }
  return height;
}

void draw_column(const Pen& pen, Point at, const std::array<CommandGroup, 2>& groups, float room) {
  const float keys = pen.px(104);
  for (const CommandGroup group : groups) {
    pen.text({at.x, at.y + pen.px(6)}, head_of(group), Type::Secondary, pen.theme->text3);
    at.y += pen.px(kHead - 4);
    for (const Command& command : commands()) {
      if (command.group != group || !is_told(command)) {
        continue;
      }
      const bool is_first = command.keys == "Alt 1";
      pen.text(at, is_first ? "Alt 1 … 9" : command.keys, Type::BodyStrong, pen.theme->text);
      pen.fitted({at.x + keys, at.y}, is_first ? "go to a bookmark" : command.what, Type::Body,
                 pen.theme->text2, room - keys);
      at.y += pen.px(kRow);
    }
    at.y += pen.px(4);
  }
}

}  // namespace

void handle_keys(Ui& ui) {
  // Alt let go of would take the keyboard from the field that Alt D has just opened, to a menu that
  // no window here has.
  ImGui::GetCurrentContext()->NavWindowingToggleLayer = false;
  for (const Command& command : commands()) {
    if (std::ranges::any_of(command.chords, is_pressed) && command.refused(ui).empty()) {
      command.run(ui);
      return;
    }
  }
}

void draw_help(Ui& ui, const Box& box) {
  constexpr std::array<CommandGroup, 2> kLeft{CommandGroup::Go, CommandGroup::Show};
  constexpr std::array<CommandGroup, 2> kRight{CommandGroup::Keep, CommandGroup::Window};
  const float width = std::min(ui.px(940), box.width());
  const float height = ui.px(std::max(height_of(kLeft), height_of(kRight)) + 100);
  begin_dialog(ui.pen, "help", centred(box, width, height));
  const Pen pen = ui.here();
  const ImVec2 at = ImGui::GetWindowPos();
  const float half = width / 2;
  pen.text({at.x + pen.px(20), at.y + pen.px(18)}, "Keys", Type::Heading, ui.theme().text);
  const float top = at.y + pen.px(44);
  draw_column(pen, {at.x + pen.px(20), top}, kLeft, half - pen.px(30));
  draw_column(pen, {at.x + half + pen.px(10), top}, kRight, half - pen.px(30));
  pen.text({at.x + pen.px(20), at.y + height - pen.px(32)},
           "Wheel zooms, drag pans, click selects, double click goes there. Ctrl Shift P searches "
           "all of this and does it.",
           Type::Secondary, ui.theme().text3);
  if (end_dialog()) {
    ui.state.help_open = false;
  }
}

}  // namespace rbacgraph::gui
