/// What the panels share: the session, and what is the screen's own and no part of a view — the
/// camera, what is hovered, what is being typed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "canvas/camera.h"
#include "canvas/painter.h"
#include "canvas/pen.h"
#include "canvas/scene.h"
#include "state/samples.h"
#include "state/session.h"
#include "state/workspace_keeper.h"

namespace rbacgraph::gui {

/// What the legend tells of, and what ways through it are lit up.
enum class Legend : std::uint8_t { None, ClusterWide, OneNamespace, Groups, Critical, High };
/// The one after it, when one goes through them.
Legend next(Legend legend);

// NOLINTNEXTLINE(*performance.Padding): there is one, and what belongs together stands together
struct UiState {
  ThemeName theme = ThemeName::Light;
  bool help_open = false;
  bool export_open = false;
  bool focus_export = false;
  std::string export_path;
  std::string export_replaces;    ///< asked about: it is there
  std::uint64_t seen_export = 0;  ///< ExportState::number
  bool quit = false;
  bool asked_to_quit = false;  ///< though there are bookmarks in no file

  bool framed = false;  ///< the keyboard's frame was drawn around something
  std::string refused;  ///< why the command whose key was pressed last can't be done; "" if it was

  // The palette of commands.
  bool palette_open = false;
  bool focus_palette = false;
  std::string palette;
  std::size_t palette_at = 0;

  // Bookmarks and the workspace.
  WorkspaceKeeper workspace;
  bool bookmarks_open = false;
  bool focus_bookmark = false;
  std::string bookmark_name;
  std::size_t bookmark_at = 0;
  bool save_open = false;
  bool focus_save = false;
  std::string save_path;
  bool notice_open = false;  ///< what the workspace has to tell

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
  std::vector<std::string> recent_days;  ///< when each was opened, in words; "" or missing: unknown
  std::vector<Sample> samples;           ///< to try it at, on the welcome view
  std::string context_filter;            ///< of the list of contexts

  // The canvas.
  std::shared_ptr<const Content> seen;  ///< that the camera was set for
  Camera camera;
  bool fit_camera = true;
  std::optional<std::uint32_t> hovered;
  Legend legend = Legend::None;
  std::string brought;  ///< the node that was brought into sight, because it was selected
  std::size_t open_evidence = 0;
  bool show_details = false;  ///< in the panel on the right, instead of why
  PaintCount painted;
  const Content* matrix_of = nullptr;  ///< that the matrix was scrolled for; only compared
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
void draw_palette(Ui& ui, const Box& box);
void open_palette(Ui& ui);
void draw_bookmarks(Ui& ui, const Box& box);
void open_bookmarks(Ui& ui);
/// To give the view that is shown a name.
void open_new_bookmark(Ui& ui);
void draw_save(Ui& ui, const Box& box);
void save_workspace(Ui& ui);
void ask_where_to_save(Ui& ui);
void draw_notice(Ui& ui, const Box& box);
void copy_selected_name(Ui& ui);
/// What a node asks for when one goes there; "" for what nothing can be asked about.
std::string word_for(const PictureNode& node);
void go_to_node(Ui& ui, const PictureNode& node);
/// Of the picture the node after the one that is selected, from column to column, or before it.
void select_next(Ui& ui, bool forward);
/// Ends the program; bookmarks that are in no file would be lost, so that is said first, once.
void ask_to_quit(UiState& state);
void handle_keys(Ui& ui);

}  // namespace rbacgraph::gui
