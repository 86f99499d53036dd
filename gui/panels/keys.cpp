/// Keys and the sheet that tells of them, from one table.
#include <array>
#include <string_view>

#include "panels/ui.h"
#include "panels/widgets.h"

namespace rbacgraph::gui {
namespace {

/// As the window library numbers keys: letters and digits by their ASCII capitals.
constexpr int kSlash = '/';
constexpr int kEscape = 256;
constexpr int kRight = 262;
constexpr int kLeft = 263;
constexpr int kMinus = '-';
constexpr int kEqual = '=';

struct Command {
  std::string_view keys;
  std::string_view what;
  int key;
  bool control;
  bool alt;
  void (*run)(Ui&);
};

void change(Ui& ui, void (*how)(ViewFilter&)) {
  ViewFilter filter = ui.session.view().filter;
  how(filter);
  ui.session.apply(ChangeFilter{filter});
}

void zoom(Ui& ui, float factor) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ui.state.camera.zoom(factor, {size.x * 0.35F, size.y * 0.35F});
}

void open_search(Ui& ui) {
  ui.state.search_open = true;
  ui.state.focus_search = true;
  ui.state.search_at = 0;
}

void leave(Ui& ui) {
  UiState& state = ui.state;
  if (state.help_open) {
    state.help_open = false;
  } else if (state.open_open) {
    state.open_open = false;
  } else if (state.export_open) {
    state.export_open = false;
  } else if (state.search_open) {
    state.search_open = false;
    state.search.clear();
    ui.session.clear_line_error();
  } else if (ui.session.load().loading) {
    ui.session.stop_loading();
  } else if (ui.session.told_change().number != 0) {
    ui.session.tell_change(0);
    ui.session.apply(SelectNode{""});
  } else if (!ui.session.view().selected.empty()) {
    ui.session.apply(SelectNode{""});
  }
}

void change_powerful(Ui& ui) {
  const Ask ask = ui.session.view().question.ask;
  if (ask != Ask::Overview && ask != Ask::Diff) return;
  change(ui, [](ViewFilter& filter) { filter.only_powerful = !filter.only_powerful; });
}

void change_sides(Ui& ui) {
  if (ui.session.view().question.ask != Ask::Diff) return;
  change(ui, [](ViewFilter& filter) { filter.sides = next(filter.sides); });
}

/// What differs, or what to compare with.
void show_changes(Ui& ui) {
  if (!ui.session.comparison()) return ask_to_open(ui.state, true);
  Question changes;
  changes.ask = Ask::Diff;
  ui.session.apply(AskQuestion{changes});
}

constexpr std::array<Command, 25> kCommands{{
    {"/  or  Ctrl K", "search, or ask a question", kSlash, false, false, open_search},
    {"", "", 'K', true, false, open_search},
    {"Alt ←", "back", kLeft, false, true, [](Ui& ui) { ui.session.apply(GoBack{}); }},
    {"Alt →", "forward", kRight, false, true, [](Ui& ui) { ui.session.apply(GoForward{}); }},
    {"Alt O", "overview", 'O', false, true, [](Ui& ui) { ui.session.apply(AskQuestion{}); }},
    {"Alt D", "what changed, compared with another input", 'D', false, true, show_changes},
    {"Esc", "leave: search, selection, loading", kEscape, false, false, leave},
    {"F", "fit the picture into its place", 'F', false, false,
     [](Ui& ui) { ui.state.fit_camera = true; }},
    {"+", "larger", kEqual, false, false, [](Ui& ui) { zoom(ui, 1.25F); }},
    {"−", "smaller", kMinus, false, false, [](Ui& ui) { zoom(ui, 0.8F); }},
    {"G", "fold what is alike, or not", 'G', false, false,
     [](Ui& ui) { change(ui, [](ViewFilter& filter) { filter.fold = !filter.fold; }); }},
    {"U", "with or without non-resource URLs", 'U', false, false,
     [](Ui& ui) { change(ui, [](ViewFilter& filter) { filter.urls = !filter.urls; }); }},
    {"D", "direction: what it reaches, who reaches it, both", 'D', false, false,
     [](Ui& ui) {
       change(ui, [](ViewFilter& filter) { filter.direction = next(filter.direction); });
     }},
    {"1 … 3", "depth: bindings, roles, resources", '1', false, false,
     [](Ui& ui) { change(ui, [](ViewFilter& filter) { filter.depth = 1; }); }},
    {"", "", '2', false, false,
     [](Ui& ui) { change(ui, [](ViewFilter& filter) { filter.depth = 2; }); }},
    {"", "", '3', false, false,
     [](Ui& ui) { change(ui, [](ViewFilter& filter) { filter.depth = 3; }); }},
    {"P", "of the overview and a comparison: only what is powerful", 'P', false, false,
     change_powerful},
    {"S", "of a comparison: gained, lost, or both", 'S', false, false, change_sides},
    {"T", "theme: light, dark, high contrast", 'T', false, false,
     [](Ui& ui) { ui.state.theme = next(ui.state.theme); }},
    {"C", "copy the command line that gives the same", 'C', false, false,
     [](Ui& ui) {
       if (ui.session.content()) ImGui::SetClipboardText(ui.session.content()->command.c_str());
     }},
    {"Ctrl E", "write what is shown into a file", 'E', true, false, open_export},
    {"Ctrl O", "open another input", 'O', true, false,
     [](Ui& ui) { ask_to_open(ui.state, false); }},
    {"Ctrl D", "compare with another input", 'D', true, false,
     [](Ui& ui) { ask_to_open(ui.state, true); }},
    {"Ctrl R", "read the input again", 'R', true, false, [](Ui& ui) { ui.session.reload(); }},
    {"Ctrl Q", "quit", 'Q', true, false, [](Ui& ui) { ui.state.quit = true; }},
}};

}  // namespace

void handle_keys(Ui& ui) {
  const ImGuiIO& io = ImGui::GetIO();
  const bool is_help = !io.WantTextInput && io.KeyShift && ImGui::IsKeyPressed(kSlash, false);
  if (is_help) {
    ui.state.help_open = !ui.state.help_open;
    return;
  }
  for (const Command& command : kCommands) {
    const bool plain = !command.control && !command.alt;
    if (plain && io.WantTextInput && command.key != kEscape) continue;
    if (io.KeyCtrl != command.control || io.KeyAlt != command.alt) continue;
    if (!ui.session.policy() && command.key != kEscape && command.key != 'Q' && command.key != 'T')
      continue;
    if (ImGui::IsKeyPressed(command.key, false)) {
      command.run(ui);
      return;
    }
  }
}

void draw_help(Ui& ui, const Box& box) {
  const float row = ui.px(25);
  std::size_t shown = 0;
  for (const Command& command : kCommands) shown += static_cast<std::size_t>(!command.keys.empty());
  const float width = ui.px(520);
  const float height = row * static_cast<float>(shown) + ui.px(120);
  begin_dialog(ui.pen, "help", centred(box, width, height));
  const Pen pen = ui.here();
  const ImVec2 at = ImGui::GetWindowPos();
  float y = at.y + pen.px(18);
  pen.text({at.x + pen.px(20), y}, "Keys", Type::Heading, ui.theme().text);
  y += pen.px(34);
  for (const Command& command : kCommands) {
    if (command.keys.empty()) continue;
    pen.text({at.x + pen.px(20), y}, command.keys, Type::BodyStrong, ui.theme().text);
    pen.text({at.x + pen.px(150), y}, command.what, Type::Body, ui.theme().text2);
    y += row;
  }
  y += pen.px(10);
  pen.text({at.x + pen.px(20), y},
           "Wheel zooms, drag pans, click selects, double click goes there.", Type::Secondary,
           ui.theme().text3);
  if (end_dialog()) ui.state.help_open = false;
}

}  // namespace rbacgraph::gui
