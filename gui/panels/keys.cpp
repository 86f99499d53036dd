/// Keys, and the sheet that tells of them: both from the table of commands.
#include <algorithm>
#include <array>
#include <imgui.h>

#include "panels/commands.h"
#include "panels/key_codes.h"
#include "panels/keyboard_focus.h"
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
  const bool types = chord.key != kEscapeKey && chord.key != kF1Key && chord.key != kTabKey;
  if (plain && io.WantTextInput && types) {
    return false;
  }
  const bool shift = (chord.mods & Chord::Shift) != 0;
  return io.KeyCtrl == ((chord.mods & Chord::Control) != 0) &&
         io.KeyAlt == ((chord.mods & Chord::Alt) != 0) && (chord.any_shift || io.KeyShift == shift);
}

/// As one says it: the first of several.
std::string told_key(const Command& command) {
  return std::string(command.keys.substr(0, command.keys.find("  ")));
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
constexpr float kLeastFoot = 460;

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
  guide_navigation(ui.state);
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) ui.state.refused.clear();
  // A letter is for a dialog, not for what lies below it, whether or not a field there has the
  // keyboard. The sheet closes by the key that opened it.
  const bool has_dialog = gui::has_dialog(ui.state) && !ui.state.help_open;
  const auto reaches = [&](const Chord& chord) {
    constexpr int kLastOfLetters = 255;
    const bool is_letter =
        chord.key <= kLastOfLetters && (chord.mods & (Chord::Control | Chord::Alt)) == 0;
    return is_pressed(chord) && !(has_dialog && is_letter);
  };
  for (const Command& command : commands()) {
    if (!std::ranges::any_of(command.chords, reaches)) {
      continue;
    }
    const std::string_view refused = command.refused(ui);
    if (refused.empty()) {
      ui.state.refused.clear();
      command.run(ui);
      return;
    }
    ui.state.refused = told_key(command) + ": " + std::string(refused);
  }
}

void draw_help(Ui& ui, const Box& box) {
  constexpr std::array<CommandGroup, 2> kLeft{CommandGroup::Go, CommandGroup::Show};
  constexpr std::array<CommandGroup, 2> kRight{CommandGroup::Keep, CommandGroup::Window};
  const float width = std::min(ui.px(940), box.width());
  // In a narrow window one below another; in a low one it scrolls.
  const bool is_narrow = width < ui.px(700);
  const float rows = is_narrow ? height_of(kLeft) + height_of(kRight)
                               : std::max(height_of(kLeft), height_of(kRight));
  const float height = std::min(ui.px(rows + 100), box.height());
  begin_dialog(ui.pen, "help", centred(box, width, height));
  const ImVec2 at = ImGui::GetWindowPos();
  ui.here().text({at.x + ui.px(20), at.y + ui.px(18)}, "Keys", Type::Heading, ui.theme().text);
  const bool has_foot = width >= ui.px(kLeastFoot);
  const float foot = ui.px(!has_foot ? 10.0F : is_narrow ? 52.0F : 40.0F);
  const Box inner{at.x + ui.px(20), at.y + ui.px(44), at.x + width - ui.px(6),
                  at.y + height - foot};
  begin_scroll("keys", inner);
  const Pen pen = ui.here();
  const float top = inner.top - ImGui::GetScrollY();
  const float half = is_narrow ? width : width / 2;
  draw_column(pen, {inner.left, top}, kLeft, half - pen.px(30));
  const float below = is_narrow ? pen.px(height_of(kLeft)) : 0;
  draw_column(pen, {is_narrow ? inner.left : at.x + half + pen.px(10), top + below}, kRight,
              half - pen.px(30));
  ImGui::SetCursorPos({0, pen.px(rows)});
  ImGui::Dummy({1, 1});
  end_scroll();
  if (has_foot) {
    paragraph(ui.here(), {inner.left, inner.bottom + pen.px(8)},
              "Wheel zooms, drag pans, click selects, double click goes there. Ctrl Shift P "
              "searches all of this and does it.",
              Type::Secondary, ui.theme().text3, width - pen.px(40));
  }
  if (end_dialog()) {
    ui.state.help_open = false;
  }
}

}  // namespace rbacgraph::gui
