/// Asks what to open, or to compare with what is open: a name, or what was dropped on the window.
#include <algorithm>
#include <imgui.h>
#include <utility>

#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::gui {
namespace {

std::string words_of(const std::vector<std::string>& paths) {
  std::string text = printable(paths.front());
  if (paths.size() > 1) text += " and " + std::to_string(paths.size() - 1) + " more";
  return text;
}

void accept(Ui& ui, bool compares) {
  UiState& state = ui.state;
  std::vector<std::string> paths = state.dropped;
  if (paths.empty() && !state.open_path.empty()) paths.push_back(state.open_path);
  if (paths.empty()) return;
  state.open_open = false;
  // It says itself what to compare.
  if (paths.size() == 1 && looks_like_workspace(paths.front())) {
    state.workspace.open(paths.front());
    return;
  }
  compares ? ui.session.compare(std::move(paths)) : ui.session.open(std::move(paths));
}

}  // namespace

void ask_to_open(UiState& state, bool compares, std::vector<std::string> dropped) {
  state.open_open = true;
  state.focus_open = true;
  state.open_compares = compares;
  state.dropped = std::move(dropped);
}

void draw_open(Ui& ui, const Box& box) {
  UiState& state = ui.state;
  const float width = std::min(ui.px(560), box.width());
  const float height = ui.px(176);
  begin_dialog(ui.pen, "open", centred(box, width, height));
  const Pen pen = ui.here();
  const ImVec2 at = ImGui::GetWindowPos();
  const float left = at.x + pen.px(20);
  const float right = at.x + width - pen.px(20);
  float y = at.y + pen.px(18);
  const std::string_view title = !state.dropped.empty() ? "What to do with what was dropped here?"
                                 : state.open_compares  ? "Compare with what?"
                                                        : "Open what?";
  pen.text({left, y}, title, Type::Heading, ui.theme().text);
  y += pen.px(34);
  if (!state.dropped.empty()) {
    pen.fitted({left, y + pen.px(6)}, words_of(state.dropped), Type::Mono, ui.theme().text,
               right - left);
  } else if (text_field(pen, "##open", {left, y, right, y + pen.px(30)},
                        "a file, a folder or a workspace: friday.json, manifests/", state.open_path,
                        state.focus_open)) {
    accept(ui, state.open_compares);
  }
  y += pen.px(42);
  pen.fitted({left, y},
             "A, " + ui.session.policy()->title + ", is open. What is compared with it is B.",
             Type::Secondary, ui.theme().text3, right - left);
  y += pen.px(28);
  float wide = 0;
  const auto look = [&](bool primary) {
    return primary ? ButtonLook::Primary : ButtonLook::Outlined;
  };
  state.focus_open = false;
  if (button(pen, "compare", {left, y}, "Compare with A", look(state.open_compares), &wide))
    accept(ui, true);
  float x = left + wide + pen.px(10);
  if (button(pen, "open", {x, y}, "Open in its place", look(!state.open_compares), &wide))
    accept(ui, false);
  x += wide + pen.px(10);
  if (button(pen, "close", {x, y}, "Cancel", ButtonLook::Plain)) state.open_open = false;
  if (end_dialog()) state.open_open = false;
}

}  // namespace rbacgraph::gui
