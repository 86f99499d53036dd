/// What the window shows before there is an input: where to get one, how far reading has come, and
/// why it failed.
#include <algorithm>
#include <array>
#include <imgui.h>

#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/source/read.h"

namespace rbacgraph::gui {
namespace {

std::string megabytes(std::uint64_t bytes) {
  constexpr std::uint64_t kMegabyte = 1'000'000;
  if (bytes < kMegabyte) return count_text(bytes / 1000, "kB").substr(0, 12);
  return std::to_string(bytes / kMegabyte) + " MB";
}

float draw_loading(Ui& ui, Point at, float width) {
  const Pen& pen = ui.pen;
  const LoadState& load = ui.session.load();
  pen.text(at, "Reading " + load.file, Type::Heading, ui.theme().text);
  const Box bar{at.x, at.y + pen.px(32), at.x + width, at.y + pen.px(36)};
  pen.fill(bar, ui.theme().line, pen.px(2));
  if (load.total > 0) {
    const float part = static_cast<float>(load.bytes) / static_cast<float>(load.total);
    pen.fill({bar.left, bar.top, bar.left + bar.width() * part, bar.bottom}, ui.theme().ink,
             pen.px(2));
    pen.text({at.x, at.y + pen.px(44)}, megabytes(load.bytes) + " of " + megabytes(load.total),
             Type::Secondary, ui.theme().text2);
  }
  if (button(pen, "stop", {at.x, at.y + pen.px(70)}, "Stop", ButtonLook::Outlined))
    ui.session.stop_loading();
  return pen.px(120);
}

float draw_error(Ui& ui, Point at, float width) {
  const Pen& pen = ui.pen;
  const LoadState& load = ui.session.load();
  float y = at.y + pen.px(14);
  const float room = width - pen.px(36);
  pen.list->ChannelsSplit(2);
  pen.list->ChannelsSetCurrent(1);
  y += paragraph(pen, {at.x + pen.px(18), y}, load.error, Type::BodyStrong, ui.theme().text, room);
  if (!load.hint.empty()) {
    y += pen.px(6);
    y += paragraph(pen, {at.x + pen.px(18), y}, "hint: " + load.hint, Type::Body, ui.theme().text2,
                   room);
  }
  y += pen.px(10);
  if (button(pen, "again", {at.x + pen.px(12), y}, "Try again", ButtonLook::Plain))
    ui.session.reload();
  y += pen.px(36);
  const Box box{at.x, at.y, at.x + width, y};
  pen.list->ChannelsSetCurrent(0);
  pen.fill(box, ui.theme().panel, pen.px(4));
  pen.outline(box, ui.theme().risk, pen.px(1), pen.px(4));
  pen.fill({box.left, box.top, box.left + pen.px(4), box.bottom}, ui.theme().risk);
  pen.list->ChannelsMerge();
  return y - at.y + pen.px(20);
}

float draw_path_field(Ui& ui, Point at, float width) {
  const Pen& pen = ui.pen;
  const Box box{at.x, at.y, at.x + width - pen.px(90), at.y + pen.px(32)};
  const bool entered =
      text_field(pen, "##path", box, "a file, a folder or a workspace: cluster.json, manifests/",
                 ui.state.open_path);
  const bool pressed =
      button(pen, "open", {box.right + pen.px(12), at.y + pen.px(3)}, "Open", ButtonLook::Primary);
  if ((entered || pressed) && !ui.state.open_path.empty()) {
    if (looks_like_workspace(ui.state.open_path)) {
      ui.state.workspace.open(ui.state.open_path);
    } else {
      ui.session.open({ui.state.open_path});
    }
  }
  return pen.px(52);
}

float draw_recent(Ui& ui, Point at, float width) {
  const Pen& pen = ui.pen;
  if (ui.state.recent.empty()) return 0;
  constexpr std::size_t kShown = 5;
  pen.text(at, "Open again", Type::Heading, ui.theme().text);
  float y = at.y + pen.px(30);
  for (std::size_t row = 0; row < std::min(kShown, ui.state.recent.size()); ++row) {
    const std::vector<std::string>& paths = ui.state.recent[row];
    if (paths.empty()) continue;
    std::string text = printable(paths.front());
    if (paths.size() > 1) text += " and " + std::to_string(paths.size() - 1) + " more";
    const Box box{at.x, y, at.x + width, y + pen.px(26)};
    const Touch state = touch(pen, "recent-" + std::to_string(row), box);
    if (state.hovered) pen.fill(box, ui.theme().hover, pen.px(3));
    pen.fitted({box.left + pen.px(6), box.middle().y - pen.height(Type::Body) / 2}, text,
               Type::Body, ui.theme().text, width - pen.px(12));
    if (state.pressed) ui.session.open(paths);
    y += pen.px(26);
  }
  return y - at.y + pen.px(18);
}

}  // namespace

void draw_welcome(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().canvas);
  const float width = std::min(pen.px(720), box.width() - pen.px(48));
  const float left = box.middle().x - width / 2;
  float y = box.top + std::max(pen.px(60), box.height() * 0.14F);
  pen.text({left, y}, "Who can do what in this cluster?", Type::Title, ui.theme().text);
  y += pen.px(46);
  y += paragraph(pen, {left, y},
                 "Open manifests or a dump: nothing leaves this machine, and nothing is written to "
                 "a cluster. Every answer shows the bindings and rules that it rests on.",
                 Type::Body, ui.theme().text2, width);
  y += pen.px(26);
  if (ui.session.load().loading) {
    draw_loading(ui, {left, y}, width);
    return;
  }
  if (!ui.session.load().error.empty()) y += draw_error(ui, {left, y}, width);
  pen.text({left, y}, "Open a file or a folder", Type::Heading, ui.theme().text);
  y += pen.px(30);
  y += draw_path_field(ui, {left, y}, width);
  pen.text({left, y}, "or drop files on this window.", Type::Body, ui.theme().text3);
  y += pen.px(44);
  y += draw_recent(ui, {left, y}, width);
  pen.text({left, y}, "A dump of a cluster", Type::Heading, ui.theme().text);
  y += pen.px(30);
  const std::string dump = std::string(dump_command()) + " > cluster.json";
  const Box command{left, y, left + width, y + pen.px(76)};
  pen.fill(command, ui.theme().sunken, pen.px(4));
  pen.outline(command, ui.theme().line, 1, pen.px(4));
  paragraph(pen, {left + pen.px(12), y + pen.px(10)}, dump, Type::Mono, ui.theme().text,
            width - pen.px(90));
  if (button(pen, "copy", {command.right - pen.px(62), y + pen.px(16)}, "Copy", ButtonLook::Plain))
    ImGui::SetClipboardText(dump.c_str());
}

}  // namespace rbacgraph::gui
