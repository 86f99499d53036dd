/// Asks for the name of a file to write what is shown into, and tells what became of it.
#include <filesystem>
#include <string>
#include <system_error>

#include "panels/dialog.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"
#include "state/export.h"
#include "state/typed_path.h"

namespace rbacgraph::gui {

void open_export(Ui& ui) {
  if (!ui.session.content() || !ui.session.content()->error.empty()) return;
  ui.state.export_open = true;
  ui.state.focus_export = true;
  if (ui.state.export_path.empty()) ui.state.export_path = "rbacgraph.svg";
  ui.state.export_replaces.clear();
  ui.session.forget_export();
}

void draw_export(Ui& ui, const Box& box) {
  UiState& state = ui.state;
  Dialog dialog(ui, "export", box, 560, 190, "Write what is shown into a file");
  const Pen& pen = dialog.pen();
  const bool entered =
      dialog.field("##export", "rbacgraph.svg", state.export_path, state.focus_export, 90);
  // Told with its folder, so that it can be found again.
  const std::string path = whole_path(typed_path(state.export_path));
  // Asked for twice, what is there is replaced.
  std::error_code none;
  const bool is_there = !state.export_path.empty() && std::filesystem::exists(path, none);
  const bool asked = state.export_replaces == path && is_there;
  const std::string_view word = asked ? "Replace" : "Write";
  const float wide = button_width(pen, word, ButtonLook::Primary);
  const bool pressed =
      button(pen, "write", {dialog.inside().right - wide, dialog.at().y + pen.px(2)}, word,
             ButtonLook::Primary);
  if ((entered || pressed) && !state.export_path.empty()) {
    if (is_there && !asked) {
      state.export_replaces = path;
      ui.session.forget_export();
    } else {
      state.export_replaces.clear();
      ui.session.export_to(path);
    }
  }
  dialog.down(40);
  const ExportState& last = ui.session.last_export();
  if (asked) {
    paragraph(pen, dialog.at(), printable(path) + " is there: Enter again replaces it", Type::Body,
              ui.theme().text, dialog.room());
  } else if (last.text.empty()) {
    pen.text(dialog.at(), "the ending says the format: " + std::string(export_endings()),
             Type::Secondary, ui.theme().text3);
  } else {
    const float high =
        paragraph(pen, dialog.at(), last.text, Type::Body, ui.theme().text, dialog.room());
    paragraph(pen, {dialog.at().x, dialog.at().y + high}, last.hint, Type::Secondary,
              ui.theme().text2, dialog.room());
  }
  const Point close{dialog.inside().left - pen.px(6), dialog.inside().bottom - pen.px(22)};
  if (button(pen, "close", close, "Close", ButtonLook::Plain)) state.export_open = false;
  if (dialog.end()) state.export_open = false;
}

}  // namespace rbacgraph::gui
