/// Who gained and lost what, under the subjects that it is about; below, one of them explained, or
/// the objects that differ without changing what anybody can do.
#include <algorithm>

#include "canvas/shapes.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"
#include "state/letters.h"

namespace rbacgraph::gui {
namespace {

constexpr float kLine = 40;
constexpr float kObject = 25;

Sign sign_of(ChangeSign sign) {
  switch (sign) {
    case ChangeSign::Gained: return Sign::Plus;
    case ChangeSign::Lost: return Sign::Minus;
    case ChangeSign::Unknown: break;
  }
  return Sign::Unknown;
}

Sign sign_of(ObjectChange::Kind kind) {
  switch (kind) {
    case ObjectChange::Kind::Added: return Sign::Plus;
    case ObjectChange::Kind::Removed: return Sign::Minus;
    case ObjectChange::Kind::Changed: break;
  }
  return Sign::Changed;
}

Color color_of(const Theme& theme, const ChangeRow& row) {
  if (row.aside) return theme.text3;
  switch (row.sign) {
    case ChangeSign::Gained: return theme.gained;
    case ChangeSign::Lost: return theme.lost;
    case ChangeSign::Unknown: break;
  }
  return theme.hidden;
}

void draw_subject(Ui& ui, const SubjectChanges& changes, const Box& box) {
  const Pen pen = ui.here();
  const std::string word = spell(changes.subject);
  const Touch state = touch(pen, "of-" + word, box);
  if (state.hovered) pen.fill(box, ui.theme().hover);
  pen.line({box.left, box.top + 0.5F}, {box.right, box.top + 0.5F}, ui.theme().line);
  float x = box.left + pen.px(4);
  const float middle = box.middle().y;
  draw_kind_tile(pen, picture_kind(changes.subject.kind), {x, middle - pen.px(kTileHeight / 2)},
                 ui.theme().what);
  x += pen.px(kTileWidth + 9);
  float right = box.right - pen.px(14);
  for (const bool gained : {false, true}) {
    const std::uint32_t count = gained ? changes.gained : changes.lost;
    if (count == 0) continue;
    const std::string text = (gained ? "+" : "−") + std::to_string(count);
    pen.text({right, middle - pen.height(Type::RowStrong) / 2}, text, Type::RowStrong,
             gained ? ui.theme().gained : ui.theme().lost, Align::Right);
    right -= pen.width(text, Type::RowStrong) + pen.px(12);
  }
  std::string name = printable(changes.subject.name);
  if (!changes.subject.ns.empty()) name = printable(changes.subject.ns) + "/" + name;
  const bool whole = pen.fitted({x, middle - pen.height(Type::BodyStrong) / 2}, name,
                                Type::BodyStrong, ui.theme().text, right - x);
  if (state.hovered && (!whole || !undrawable(word).empty())) tooltip(pen, printable(word));
  if (!state.pressed) return;
  ui.session.tell_change(0);
  ui.session.apply(SelectNode{changes.node});
}

void draw_row(Ui& ui, const SubjectChanges& subject, std::uint32_t at, const Box& box) {
  const Pen pen = ui.here();
  const ChangeRow& row = subject.rows[at];
  const bool chosen = row.number != 0 && ui.session.told_change().number == row.number;
  const std::string id =
      row.number == 0 ? subject.node + "?" + std::to_string(at) : "#" + std::to_string(row.number);
  const Touch state = touch(pen, "change-" + id, box);
  if (chosen || state.hovered) pen.fill(box, chosen ? ui.theme().selected : ui.theme().hover);
  if (chosen) pen.fill({box.left, box.top, box.left + pen.px(3), box.bottom}, ui.theme().ink);
  float x = box.left + pen.px(36);
  draw_sign(pen, sign_of(row.sign), {x, box.top + pen.px(4)});
  x += pen.px(26);
  const float split = box.left + (box.right - box.left) * 0.58F;
  float room = split - x - pen.px(10);
  if (row.weight > 0 && !row.aside) {
    draw_severity(pen, row.weight, {x, box.top + pen.px(4)});
    x += pen.px(22);
    room -= pen.px(22);
  }
  const float first = box.top + pen.px(4);
  const float second = box.top + pen.px(21);
  const bool whole =
      pen.fitted({x, first}, row.what, Type::RowStrong, color_of(ui.theme(), row), room);
  const bool is_whole_place =
      pen.fitted({x, second}, row.where, Type::Secondary, ui.theme().text2, room);
  const bool is_whole_cause = pen.fitted({split, first}, row.cause, Type::Row, ui.theme().text,
                                         box.right - split - pen.px(14));
  if (row.number != 0) {
    pen.text({split, second}, "no. " + std::to_string(row.number), Type::Secondary,
             ui.theme().text3);
  }
  if (state.hovered && !(whole && is_whole_place && is_whole_cause))
    tooltip(pen, row.what + "\n" + row.where + "\n" + row.cause);
  if (!state.pressed) return;
  ui.session.tell_change(chosen ? 0 : row.number);
  ui.session.apply(SelectNode{chosen ? "" : subject.node});
}

void draw_object(Ui& ui, const ObjectRow& row, const Box& box) {
  const Pen pen = ui.here();
  const float text_top = box.middle().y - pen.height(Type::Row) / 2;
  draw_sign(pen, sign_of(row.kind), {box.left + pen.px(4), box.middle().y - pen.px(8)});
  const float split = box.left + box.width() * 0.46F;
  const float x = box.left + pen.px(30);
  const std::string name = row.ns.empty() ? row.object : row.object + " in " + row.ns;
  pen.fitted({x, text_top}, name, Type::Row, ui.theme().text, split - x - pen.px(10));
  const bool whole = pen.fitted({split, text_top}, row.fields, Type::Row, ui.theme().text2,
                                box.right - split - pen.px(14));
  const bool hovered =
      ImGui::IsWindowHovered() && box.contains({ImGui::GetMousePos().x, ImGui::GetMousePos().y});
  if (hovered) tooltip(pen, name + "\n" + row.place + (whole ? "" : "\n" + row.fields));
}

void draw_told(Ui& ui, const Session::ToldChange& told, const Box& box) {
  begin_scroll("told", box);
  const Pen pen = ui.here();
  float y = ImGui::GetCursorScreenPos().y;
  const float begun = y;
  std::string_view rest = told.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    // Trees are indented: what does not fit goes on below, as far in.
    const std::size_t inner = std::min(line.find_first_not_of(" |`-"), line.size());
    const std::string_view indent = line.substr(0, inner);
    const float in = pen.text({box.left, y}, indent, Type::Mono, ui.theme().text3);
    const float high = paragraph(pen, {box.left + in, y}, line.substr(inner), Type::Mono,
                                 ui.theme().text, box.width() - in - pen.px(18));
    y += std::max(high, pen.height(Type::Mono) + pen.px(2));
  }
  ImGui::Dummy({1, y - begun});
  end_scroll();
}

}  // namespace

void draw_changes(Ui& ui, const Box& box) {
  const std::shared_ptr<const Content> content = ui.session.content();
  const std::optional<Changes>& made = content->changes;
  if (!made) return;
  const Changes& changes = *made;
  ui.pen.fill(box, ui.theme().panel);
  const Box inner{box.left + ui.px(14), box.top, box.right - ui.px(4), box.bottom};
  if (changes.lines.empty()) {
    const std::string text = changes.all == 0 ? "Nobody gained or lost any access"
                                              : "No change of access is left by these filters";
    ui.pen.text({box.middle().x, box.top + ui.px(40)}, text, Type::Heading, ui.theme().text2,
                Align::Middle);
    return;
  }
  const float height = ui.px(kLine);
  scroll_rows("changes", inner, changes.lines.size(), height, [&](std::size_t at, float top) {
    const ChangeLine& line = changes.lines[at];
    const SubjectChanges& subject = changes.subjects[line.subject];
    const Box row{inner.left, top, inner.right - ui.px(12), top + height};
    if (line.row == ChangeLine::kHead) {
      draw_subject(ui, subject, row);
    } else {
      draw_row(ui, subject, line.row, row);
    }
  });
}

void draw_change_details(Ui& ui, const Box& box) {
  const std::shared_ptr<const Content> content = ui.session.content();
  const std::optional<Changes>& made = content->changes;
  if (!made) return;
  const Changes& changes = *made;
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().panel);
  pen.line({box.left, box.top + 0.5F}, {box.right, box.top + 0.5F}, ui.theme().edge);
  const float left = box.left + pen.px(18);
  const float y = box.top + pen.px(10);
  const Box inner{left - pen.px(4), box.top + pen.px(36), box.right - pen.px(6), box.bottom};
  const Session::ToldChange& told = ui.session.told_change();
  const bool tells = told.number != 0;
  std::string command = content->command;
  float room = box.right - left - pen.px(14);
  if (tells && !command.empty()) {
    // Of the whole comparison: numbers are the same with filters and without.
    command = diff_command(*content->comparison) + " --why " + std::to_string(told.number);
  }
  const std::string_view copy = "Copy command";
  const float copy_wide = button_width(pen, copy, ButtonLook::Plain);
  const bool has_copy = !command.empty() && room > copy_wide + pen.px(120);
  if (has_copy) room -= copy_wide + pen.px(10);
  if (has_copy && button(pen, "copy-diff", {box.right - pen.px(14) - copy_wide, y - pen.px(5)},
                         copy, ButtonLook::Plain))
    ImGui::SetClipboardText(command.c_str());
  if (tells) {
    pen.text({left, y}, "Change no. " + std::to_string(told.number), Type::BodyStrong,
             ui.theme().text);
    draw_told(ui, told, {left, inner.top, inner.right, inner.bottom});
    return;
  }
  const std::string title = changes.objects.empty()
                                ? "Press a change to see why"
                                : "Objects that differ without changing anybody's access";
  pen.fitted({left, y}, title, Type::BodyStrong, ui.theme().text, room);
  const float wide = pen.width(title, Type::BodyStrong);
  if (!changes.objects.empty() && wide + pen.px(40) < room) {
    pen.text({left + wide + pen.px(10), y}, std::to_string(changes.objects.size()), Type::Secondary,
             ui.theme().text3);
  }
  const float height = pen.px(kObject);
  scroll_rows("objects", inner, changes.objects.size(), height, [&](std::size_t at, float top) {
    draw_object(ui, changes.objects[at], {inner.left, top, inner.right - pen.px(12), top + height});
  });
}

}  // namespace rbacgraph::gui
