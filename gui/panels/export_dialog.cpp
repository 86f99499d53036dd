/// Asks for the name of a file to write what is shown into, and tells what became of it.
#include <imgui.h>

#include "panels/ui.h"
#include "panels/widgets.h"
#include "state/export.h"

namespace rbacgraph::gui {

void open_export(Ui& ui) {
  if (!ui.session.content() || !ui.session.content()->error.empty()) return;
  ui.state.export_open = true;
  ui.state.focus_export = true;
  if (ui.state.export_path.empty()) ui.state.export_path = "rbacgraph.svg";
  ui.session.forget_export();
}

void draw_export(Ui& ui, const Box& box) {
  UiState& state = ui.state;
  const float width = ui.px(560);
  const float height = ui.px(190);
  begin_dialog(ui.pen, "export", centred(box, width, height));
  const Pen pen = ui.here();
  const ImVec2 at = ImGui::GetWindowPos();
  const float left = at.x + pen.px(20);
  const float right = at.x + width - pen.px(20);
  float y = at.y + pen.px(18);
  pen.text({left, y}, "Write what is shown into a file", Type::Heading, ui.theme().text);
  y += pen.px(32);
  const Box field{left, y, right - pen.px(90), y + pen.px(30)};
  const bool entered =
      text_field(pen, "##export", field, "rbacgraph.svg", state.export_path, state.focus_export);
  state.focus_export = false;
  const bool pressed =
      button(pen, "write", {field.right + pen.px(12), y + pen.px(2)}, "Write", ButtonLook::Primary);
  if ((entered || pressed) && !state.export_path.empty()) ui.session.export_to(state.export_path);
  y += pen.px(40);
  const ExportState& last = ui.session.last_export();
  if (last.text.empty()) {
    pen.text({left, y}, "the ending says the format: " + std::string(export_endings()),
             Type::Secondary, ui.theme().text3);
  } else {
    y += paragraph(pen, {left, y}, last.text, Type::Body, ui.theme().text, right - left);
    paragraph(pen, {left, y}, last.hint, Type::Secondary, ui.theme().text2, right - left);
  }
  if (button(pen, "close", {left - pen.px(6), at.y + height - pen.px(40)}, "Close",
             ButtonLook::Plain))
    state.export_open = false;
  end_dialog();
}

}  // namespace rbacgraph::gui
