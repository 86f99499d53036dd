/// Where the keyboard is: in the search box, in a dialog, or on a row of the view, which then has a
/// frame. ImGui walks from row to row by arrows; it does not know what belongs together, so Tab
/// would never leave the only text field of the window.
#pragma once

#include "panels/ui.h"

namespace rbacgraph::gui {

/// Something that lies over the view has the keyboard.
bool has_dialog(const UiState& state);

/// Before anything of the frame is drawn, and before commands are looked at: keeps ImGui from
/// taking arrows that mean something else, as beside a text field, and lets Tab reach every button
/// of a dialog.
void guide_navigation(const UiState& state);

/// After all is drawn into the window of the view: whether something had a frame is known then.
void note_frame(UiState& state);

/// Is there a frame around something?
bool is_framed(const UiState& state);

/// Was a row of a list pressed last? Arrows go on from there.
bool is_in_list();

/// The list of the view gets the frame, at its first row in sight; a view without a list at the
/// first that can be pressed in it.
void frame_view(Ui& ui);

/// At the beginning of what scrolls.
void frame_list_if_meant();

void leave_frame(UiState& state);

/// As a press on what has the frame.
void press_framed();

}  // namespace rbacgraph::gui
