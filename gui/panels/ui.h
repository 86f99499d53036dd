/// What the panels share: the session, and what is the screen's own and no part of a view — the
/// camera, what is hovered, what is being typed.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "canvas/camera.h"
#include "canvas/painter.h"
#include "canvas/pen.h"
#include "canvas/scene.h"
#include "state/session.h"

namespace rbacgraph::gui {

struct UiState {
  ThemeName theme = ThemeName::Light;
  bool help_open = false;
  bool export_open = false;
  bool focus_export = false;
  std::string export_path;
  bool quit = false;

  // The search box.
  std::string search;
  bool search_open = false;
  bool focus_search = false;
  std::size_t search_at = 0;
  std::string open_path;  ///< being typed on the welcome view, or in the dialog

  // The dialog that opens or compares.
  bool open_open = false;
  bool focus_open = false;
  bool open_compares = false;        ///< what Enter does
  std::vector<std::string> dropped;  ///< on the window, in place of a path
  std::vector<std::vector<std::string>> recent;

  // The canvas.
  std::shared_ptr<const Content> seen;  ///< that the camera was set for
  Camera camera;
  bool fit_camera = true;
  std::optional<std::uint32_t> hovered;
  std::size_t open_evidence = 0;
  bool show_details = false;  ///< in the panel on the right, instead of why
  PaintCount painted;
  std::vector<char32_t> missing_letters;
};

struct Ui {
  const Pen& pen;
  Session& session;
  UiState& state;

  const Theme& theme() const { return *pen.theme; }
  float px(float pixels) const { return pen.px(pixels); }
  /// The same, drawing into the window that is current now.
  Pen here() const {
    Pen own = pen;
    own.list = ImGui::GetWindowDrawList();
    return own;
  }
};

/// Everything: one call a frame.
void draw_app(const Pen& pen, Session& session, UiState& state);

void draw_top_bar(Ui& ui, const Box& box);
void draw_search_results(Ui& ui, const Box& below);
void draw_welcome(Ui& ui, const Box& box);
void draw_overview(Ui& ui, const Box& box);
void draw_view(Ui& ui, const Box& box);
void draw_filter_bar(Ui& ui, const Box& box);
void draw_canvas(Ui& ui, const Box& box);
void draw_legend(Ui& ui, const Box& box);
void draw_matrix(Ui& ui, const Box& box);
void draw_holders(Ui& ui, const Box& box);
void draw_side_panel(Ui& ui, const Box& box);
void draw_status_bar(Ui& ui, const Box& box);
void draw_help(Ui& ui, const Box& box);
void draw_export(Ui& ui, const Box& box);
void draw_diff(Ui& ui, const Box& box);
void draw_changes(Ui& ui, const Box& box);
void draw_change_details(Ui& ui, const Box& box);
void draw_open(Ui& ui, const Box& box);
/// `dropped`: paths to ask about, none to have one typed.
void ask_to_open(UiState& state, bool compares, std::vector<std::string> dropped = {});
void open_export(Ui& ui);
void handle_keys(Ui& ui);

}  // namespace rbacgraph::gui
