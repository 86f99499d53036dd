/// Asks what to open, or to compare with what is open: a name, a cluster, or what was dropped on
/// the window.
#include <utility>

#include "panels/context_list.h"
#include "panels/dialog.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "state/typed_path.h"

namespace rbacgraph::gui {
namespace {

void accept(Ui& ui, bool compares) {
  UiState& state = ui.state;
  std::vector<std::string> inputs = state.dropped;
  if (inputs.empty() && !state.open_path.empty()) inputs.push_back(typed_path(state.open_path));
  if (inputs.empty()) return;
  state.open_open = false;
  // It says itself what to compare.
  if (inputs.size() == 1 && looks_like_workspace(inputs.front())) {
    state.workspace.open(inputs.front());
    return;
  }
  compares ? ui.session.compare(std::move(inputs)) : ui.session.open(std::move(inputs));
}

/// A name that is typed, or a cluster that is chosen: its word is then what is typed.
void draw_choice(Ui& ui, Dialog& dialog) {
  UiState& state = ui.state;
  if (dialog.field("##open", "a file, a folder or a workspace: friday.json, manifests/",
                   state.open_path, state.focus_open))
    accept(ui, state.open_compares);
  dialog.down(44);
  constexpr float kBelow = 66;  // what stands under the list
  const Box box{dialog.inside().left, dialog.at().y, dialog.inside().right,
                dialog.inside().bottom - dialog.pen().px(kBelow)};
  // In a low window clusters are left out: "context:NAME" can be typed.
  constexpr float kLeastList = 130;
  if (box.height() < dialog.pen().px(kLeastList)) return;
  const ContextListLook look{"Or a cluster of the kubeconfig", state.open_path, ""};
  Ui here{dialog.pen(), ui.session, ui.state};
  if (const auto pressed = draw_contexts(here, box, look)) {
    std::string word = context_word(*pressed);
    // Once more: what Enter does.
    const bool again = word == state.open_path;
    state.open_path = std::move(word);
    if (again) accept(ui, state.open_compares);
  }
  dialog.down((box.bottom - dialog.at().y) / dialog.pen().scale + 10);
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
  const bool drops = !state.dropped.empty();
  const std::string_view title = drops                 ? "What to do with what was dropped here?"
                                 : state.open_compares ? "Compare with what?"
                                                       : "Open what?";
  Dialog dialog(ui, "open", box, drops ? 560 : 680, drops ? 176 : 520, title);
  const Pen& pen = dialog.pen();
  if (drops) {
    pen.fitted({dialog.at().x, dialog.at().y + pen.px(6)}, words_of_inputs(state.dropped),
               Type::Mono, ui.theme().text, dialog.room());
    dialog.down(42);
  } else {
    draw_choice(ui, dialog);
  }
  pen.fitted(dialog.at(),
             "A, " + ui.session.policy()->title + ", is open. What is compared with it is B.",
             Type::Secondary, ui.theme().text3, dialog.room());
  dialog.down(28);
  const auto look = [](bool primary) {
    return primary ? ButtonLook::Primary : ButtonLook::Outlined;
  };
  if (dialog.button("compare", "Compare with A", look(state.open_compares))) accept(ui, true);
  if (dialog.button("open", "Open in its place", look(!state.open_compares))) accept(ui, false);
  if (dialog.button("close", "Cancel", ButtonLook::Plain)) state.open_open = false;
  if (dialog.end()) state.open_open = false;
}

}  // namespace rbacgraph::gui
