/// The table of commands. No two that can be done at the same time have the same keys.
#include <algorithm>
#include <tuple>

#include "panels/commands.h"
#include "panels/key_codes.h"
#include "panels/keyboard_focus.h"
#include "state/fuzzy_match.h"

namespace rbacgraph::gui {
namespace {

using enum CommandGroup;

// ---- Why not

std::string_view always(const Ui& /*ui*/) { return ""; }

std::string_view needs_input(const Ui& ui) {
  return ui.session.policy() ? "" : "there is no input yet";
}

std::string_view needs_before(const Ui& ui) {
  return ui.session.history().can_go_back() ? needs_input(ui) : "there is no view before this one";
}

std::string_view needs_after(const Ui& ui) {
  return ui.session.history().can_go_forward() ? needs_input(ui)
                                               : "there is no view after this one";
}

std::string_view needs_picture(const Ui& ui) {
  if (!ui.session.policy()) return needs_input(ui);
  if (ui.session.view().question.ask == Ask::Overview) return "the overview has no picture";
  const bool has = ui.session.content() && ui.session.content()->error.empty();
  return has ? "" : "there is no picture yet";
}

std::string_view needs_walk(const Ui& ui) {
  if (!ui.session.policy()) return needs_input(ui);
  const Ask ask = ui.session.view().question.ask;
  const bool walks = ask == Ask::Subject || ask == Ask::Explain || ask == Ask::Object;
  return walks ? "" : "only what begins at one subject, role or the like has this";
}

std::string_view needs_powerful(const Ui& ui) {
  if (!ui.session.policy()) return needs_input(ui);
  const Ask ask = ui.session.view().question.ask;
  return ask == Ask::Overview || ask == Ask::Diff ? ""
                                                  : "only the overview and a comparison have this";
}

std::string_view needs_changes(const Ui& ui) {
  if (!ui.session.policy()) return needs_input(ui);
  return ui.session.view().question.ask == Ask::Diff ? "" : "this is no comparison";
}

std::string_view needs_selection(const Ui& ui) {
  if (!needs_picture(ui).empty()) return needs_picture(ui);
  return ui.session.view().selected.empty() ? "select something first" : "";
}

std::string_view needs_pins(const Ui& ui) {
  return ui.session.view().pins.empty() ? "nothing is pinned" : needs_input(ui);
}

std::string_view needs_bookmarks(const Ui& ui) {
  return ui.state.workspace.bookmarks().empty() ? "there are no bookmarks" : needs_input(ui);
}

std::string_view needs_command(const Ui& ui) {
  if (!needs_picture(ui).empty()) return needs_picture(ui);
  return ui.session.content()->command.empty() ? "no command line gives the same" : "";
}

// ---- What

void change(Ui& ui, void (*how)(ViewFilter&)) {
  ViewFilter filter = ui.session.view().filter;
  how(filter);
  ui.session.apply(ChangeFilter{filter});
}

template <std::uint32_t Depth>
void set_depth(Ui& ui) {
  change(ui, [](ViewFilter& filter) { filter.depth = Depth; });
}

template <std::size_t Place>
void go_to_bookmark(Ui& ui) {
  ui.state.workspace.go(ui.session, Place);
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

/// In a dialog Tab goes from control to control.
void switch_to_view(Ui& ui) {
  if (has_dialog(ui.state)) return;
  if (ui.state.search_open || !is_framed(ui.state)) return frame_view(ui);
  // Without an input there is a field to open one, which ImGui finds.
  if (ui.session.policy()) open_search(ui);
}

/// From there on ImGui moves the frame.
void enter_list(Ui& ui) {
  const bool is_there = is_framed(ui.state) || is_in_list();
  if (!has_dialog(ui.state) && !ui.state.search_open && !is_there) frame_view(ui);
}

/// Bookmarks and the palette have a row of their own that Enter is about.
void press_row(Ui& ui) {
  const bool chooses = ui.state.bookmarks_open || ui.state.palette_open || ui.state.search_open;
  if (!chooses && is_framed(ui.state)) press_framed();
}

/// What differs, or what to compare with.
void show_changes(Ui& ui) {
  if (!ui.session.comparison()) return ask_to_open(ui.state, true);
  Question changes;
  changes.ask = Ask::Diff;
  ui.session.apply(AskQuestion{changes});
}

/// Closes what lies on top, stops what runs, or leaves what is selected: the first that there is.
void leave(Ui& ui) {
  UiState& state = ui.state;
  if (!has_dialog(state) && !state.search_open) leave_frame(state);
  for (bool* const open :
       {&state.palette_open, &state.help_open, &state.notice_open, &state.save_open,
        &state.bookmarks_open, &state.open_open, &state.export_open}) {
    if (!*open) continue;
    *open = false;
    return;
  }
  if (state.search_open) {
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
  } else {
    state.legend = Legend::None;
  }
}

void go_to_selected(Ui& ui) {
  const std::shared_ptr<const Content>& content = ui.session.content();
  const auto at = std::ranges::find(content->ids, ui.session.view().selected);
  if (at == content->ids.end()) return;
  go_to_node(ui, content->picture.nodes[static_cast<std::size_t>(at - content->ids.begin())]);
}

void copy_command(Ui& ui) { ImGui::SetClipboardText(ui.session.content()->command.c_str()); }

void quit(Ui& ui) { ask_to_quit(ui.state); }

constexpr std::uint8_t kControl = Chord::Control;
constexpr std::uint8_t kAlt = Chord::Alt;
constexpr std::uint8_t kShift = Chord::Shift;

constexpr std::array<Command, 50> kCommands{{
    {Go,
     "search, or ask a question",
     "/  or  Ctrl K",
     {{{kSlashKey}, {'K', kControl}}},
     needs_input,
     open_search},
    {Go,
     "back",
     "Alt ←",
     {{{kLeftKey, kAlt}}},
     needs_before,
     [](Ui& ui) { ui.session.apply(GoBack{}); }},
    {Go,
     "forward",
     "Alt →",
     {{{kRightKey, kAlt}}},
     needs_after,
     [](Ui& ui) { ui.session.apply(GoForward{}); }},
    {Go,
     "overview",
     "Alt O",
     {{{'O', kAlt}}},
     needs_input,
     [](Ui& ui) { ui.session.apply(AskQuestion{}); }},
    {Go,
     "what changed, compared with another input",
     "Alt D",
     {{{'D', kAlt}}},
     needs_input,
     show_changes},
    {Go,
     "from the search box to the view, and back",
     "Tab",
     {{{kTabKey, Chord::None, true}}},
     always,
     switch_to_view},
    {Go, "through the list of the view", "↓  ↑", {{{kDownKey}, {kUpKey}}}, always, enter_list},
    {Go, "open, or explain, what has the frame", "Enter", {{{kEnterKey}}}, always, press_row},
    {Go,
     "leave: search, selection, loading",
     "Esc",
     {{{kEscapeKey, Chord::None, true}}},
     always,
     leave},

    {Show,
     "fit the picture into its place",
     "F",
     {{{'F'}}},
     needs_picture,
     [](Ui& ui) { ui.state.fit_camera = true; }},
    {Show,
     "larger",
     "+",
     {{{kEqualKey, Chord::None, true}}},
     needs_picture,
     [](Ui& ui) { zoom(ui, 1.25F); }},
    {Show, "smaller", "−", {{{kMinusKey}}}, needs_picture, [](Ui& ui) { zoom(ui, 0.8F); }},
    {Show,
     "fold what is alike, or not",
     "G",
     {{{'G'}}},
     needs_picture,
     [](Ui& ui) { change(ui, [](ViewFilter& filter) { filter.fold = !filter.fold; }); }},
    {Show,
     "with or without non-resource URLs",
     "U",
     {{{'U'}}},
     needs_walk,
     [](Ui& ui) { change(ui, [](ViewFilter& filter) { filter.urls = !filter.urls; }); }},
    {Show,
     "direction: what it reaches, who reaches it, both",
     "D",
     {{{'D'}}},
     needs_walk,
     [](Ui& ui) {
       change(ui, [](ViewFilter& filter) { filter.direction = next(filter.direction); });
     }},
    {Show,
     "select the next node",
     ".",
     {{{'.'}}},
     needs_picture,
     [](Ui& ui) { select_next(ui, true); }},
    {Show,
     "select the node before",
     ",",
     {{{','}}},
     needs_picture,
     [](Ui& ui) { select_next(ui, false); }},
    {Go, "go to what is selected", "O", {{{'O'}}}, needs_selection, go_to_selected},
    {Show,
     "light up what the legend tells of, one after the other",
     "L",
     {{{'L'}}},
     needs_picture,
     [](Ui& ui) { ui.state.legend = next(ui.state.legend); }},
    {Show, "depth 1: as far as bindings", "1", {{{'1'}}}, needs_walk, set_depth<1>},
    {Show, "depth 2: as far as roles", "2", {{{'2'}}}, needs_walk, set_depth<2>},
    {Show, "depth 3: as far as resources", "3", {{{'3'}}}, needs_walk, set_depth<3>},
    {Show,
     "only what is powerful, or everything",
     "P",
     {{{'P'}}},
     needs_powerful,
     [](Ui& ui) {
       change(ui, [](ViewFilter& filter) { filter.only_powerful = !filter.only_powerful; });
     }},
    {Show,
     "of a comparison: gained, lost, or both",
     "S",
     {{{'S'}}},
     needs_changes,
     [](Ui& ui) { change(ui, [](ViewFilter& filter) { filter.sides = next(filter.sides); }); }},
    {Show,
     "pin what is selected, or let it go",
     "K",
     {{{'K'}}},
     needs_selection,
     [](Ui& ui) { ui.session.apply(PinNode{ui.session.view().selected}); }},
    {Show,
     "let go of everything that is pinned",
     "Shift K",
     {{{'K', kShift}}},
     needs_pins,
     [](Ui& ui) { ui.session.apply(LetAllGo{}); }},
    {Show,
     "copy the exact name of what is selected",
     "N",
     {{{'N'}}},
     needs_selection,
     copy_selected_name},
    {Show,
     "copy the command line that gives the same",
     "C",
     {{{'C'}}},
     needs_command,
     copy_command},

    {Keep,
     "bookmark this view, or change its bookmark",
     "Ctrl B",
     {{{'B', kControl}}},
     needs_input,
     open_new_bookmark},
    {Keep, "bookmarks", "B", {{{'B'}}}, needs_bookmarks, open_bookmarks},
    {Keep, "go to bookmark 1", "Alt 1", {{{'1', kAlt}}}, needs_bookmarks, go_to_bookmark<0>},
    {Keep, "go to bookmark 2", "Alt 2", {{{'2', kAlt}}}, needs_bookmarks, go_to_bookmark<1>},
    {Keep, "go to bookmark 3", "Alt 3", {{{'3', kAlt}}}, needs_bookmarks, go_to_bookmark<2>},
    {Keep, "go to bookmark 4", "Alt 4", {{{'4', kAlt}}}, needs_bookmarks, go_to_bookmark<3>},
    {Keep, "go to bookmark 5", "Alt 5", {{{'5', kAlt}}}, needs_bookmarks, go_to_bookmark<4>},
    {Keep, "go to bookmark 6", "Alt 6", {{{'6', kAlt}}}, needs_bookmarks, go_to_bookmark<5>},
    {Keep, "go to bookmark 7", "Alt 7", {{{'7', kAlt}}}, needs_bookmarks, go_to_bookmark<6>},
    {Keep, "go to bookmark 8", "Alt 8", {{{'8', kAlt}}}, needs_bookmarks, go_to_bookmark<7>},
    {Keep, "go to bookmark 9", "Alt 9", {{{'9', kAlt}}}, needs_bookmarks, go_to_bookmark<8>},
    {Keep, "save the workspace", "Ctrl S", {{{'S', kControl}}}, needs_input, save_workspace},
    {Keep,
     "save the workspace under another name",
     "Ctrl Shift S",
     {{{'S', kControl | kShift}}},
     needs_input,
     ask_where_to_save},
    {Keep,
     "export what is shown into a file",
     "Ctrl E",
     {{{'E', kControl}}},
     needs_picture,
     open_export},

    {Window,
     "open another input, or a workspace",
     "Ctrl O",
     {{{'O', kControl}}},
     needs_input,
     [](Ui& ui) { ask_to_open(ui.state, false); }},
    {Window,
     "compare with another input",
     "Ctrl D",
     {{{'D', kControl}}},
     needs_input,
     [](Ui& ui) { ask_to_open(ui.state, true); }},
    {Window,
     "read the input again",
     "Ctrl R",
     {{{'R', kControl}}},
     needs_input,
     [](Ui& ui) { ui.session.reload(); }},
    {Window,
     "theme: light, dark, high contrast",
     "T",
     {{{'T'}}},
     always,
     [](Ui& ui) { ui.state.theme = next(ui.state.theme); }},
    {Window,
     "all commands, to search and run",
     "Ctrl Shift P",
     {{{'P', kControl | kShift}}},
     always,
     open_palette},
    {Window,
     "all keys",
     "?",
     {{{kSlashKey, kShift}, {kF1Key}}},
     always,
     [](Ui& ui) { ui.state.help_open = !ui.state.help_open; }},
    {Window,
     "what the workspace misses",
     "",
     {},
     [](const Ui& ui) -> std::string_view {
       return ui.state.workspace.told().lines.empty() ? "it misses nothing" : "";
     },
     [](Ui& ui) { ui.state.notice_open = true; }},
    {Window, "quit", "Ctrl Q", {{{'Q', kControl}}}, always, quit},
}};

}  // namespace

std::span<const Command> commands() { return kCommands; }

std::vector<const Command*> find_commands(std::string_view words) {
  struct Found {
    unsigned score;
    std::size_t place;
    auto operator<=>(const Found&) const = default;
  };
  std::vector<Found> found;
  for (std::size_t at = 0; at < kCommands.size(); ++at) {
    if (const auto score = fuzzy_match(kCommands.at(at).what, words)) {
      found.push_back({*score, at});
    }
  }
  std::ranges::sort(found);
  // Where words are there, letters somewhere in this order are chance.
  if (!found.empty() && found.front().score < kFuzzyScattered) {
    std::erase_if(found, [](const Found& each) { return each.score >= kFuzzyScattered; });
  }
  std::vector<const Command*> result;
  result.reserve(found.size());
  for (const Found& each : found) {
    result.push_back(&kCommands.at(each.place));
  }
  return result;
}

void ask_to_quit(UiState& state) {
  const bool asks = state.workspace.has_unsaved() && !state.asked_to_quit;
  state.asked_to_quit = true;
  state.quit = !asks;
  if (!asks) return;
  WorkspaceKeeper::Told told;
  told.text = "There are bookmarks that are in no file";
  told.hint = "Ctrl S saves them in a workspace; asked again, it ends without them";
  told.warns = true;
  state.workspace.tell(std::move(told));
  state.notice_open = true;
}

}  // namespace rbacgraph::gui
