#include "panels/context_list.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <vector>

#include "panels/widgets.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::gui {
namespace {

constexpr float kRow = 46;
constexpr float kHead = 52;
constexpr float kFilter = 38;
/// Fewer are found by looking.
constexpr std::size_t kManyRows = 10;

/// A word or two; what it comes to stands below.
std::string status_of(const ContextRow& row) {
  switch (row.reach) {
    case Reach::Unasked: return "";
    case Reach::Checking: return "checking…";
    case Reach::There: return row.version.empty() ? "reachable" : row.version;
    case Reach::Untrusted: return "certificate not trusted";
    case Reach::Silent: return "not reachable";
    case Reach::Broken: break;
  }
  return "can't be used";
}

std::string details_of(const ContextRow& row) {
  if (!row.error.empty()) return row.error;
  if (row.reach == Reach::There)
    return row.version.empty() ? "its version is for users alone" : "reachable";
  return "";
}

std::string place_of(const ContextRow& row) {
  std::string text = row.host.empty() ? "no server" : row.host;
  if (!row.user.empty()) text += " · " + row.user;
  return text;
}

void tell_all(const Pen& pen, const ContextRow& row) {
  std::string text = printable(row.name) + (row.current ? " (the current context)" : "");
  text += "\nserver: " + (row.host.empty() ? "none" : row.host);
  text += "\nuser: " + (row.user.empty() ? "none" : row.user);
  if (const std::string status = status_of(row); !status.empty()) text += "\n\n" + status;
  if (!row.error.empty()) text += ": " + row.error;
  if (!row.hint.empty()) text += "\n\nhint: " + row.hint;
  tooltip(pen, text);
}

/// Name and place at the left; at the right whether it is there.
bool draw_row(const Ui& ui, const ContextRow& row, const Box& box, const ContextListLook& look) {
  const Pen pen = ui.here();
  const Theme& theme = ui.theme();
  const bool chosen = look.chosen == context_word(row.name);
  const Touch state = touch(pen, row.name, {box.left, box.top, box.right, box.bottom - 1});
  if (chosen || state.hovered) pen.fill(box, chosen ? theme.selected : theme.hover, pen.px(3));
  if (chosen) pen.fill({box.left, box.top, box.left + pen.px(3), box.bottom}, theme.ink);
  const float first = box.top + pen.px(6);
  const float second = box.top + pen.px(25);
  float right = box.right - pen.px(12);
  if (!look.action.empty()) {
    const float wide = pen.width(look.action, Type::Body);
    pen.text({right, box.middle().y - pen.height(Type::Body) / 2}, look.action, Type::Body,
             state.hovered ? theme.text : theme.text2, Align::Right);
    right -= wide + pen.px(18);
  }
  const float left = box.left + pen.px(12);
  const float split = left + (right - left) * 0.48F;
  const std::string name = printable(row.name);
  const std::string_view mark = row.current ? "current" : "";
  const float mark_wide = row.current ? pen.width(mark, Type::Small) + pen.px(22) : 0;
  const float name_room = std::max(split - left - mark_wide, 1.0F);
  pen.fitted({left, first}, name, Type::BodyStrong, theme.text, name_room);
  if (row.current) {
    const float x = left + std::min(pen.width(name, Type::BodyStrong), name_room) + pen.px(8);
    const Box pill{x, first, x + mark_wide - pen.px(8), first + pen.px(16)};
    pen.outline(pill, theme.edge, 1, pen.px(8));
    pen.text({pill.middle().x, pill.middle().y - pen.height(Type::Small) / 2}, mark, Type::Small,
             theme.text2, Align::Middle);
  }
  pen.fitted({left, second}, place_of(row), Type::Secondary, theme.text2, split - left);
  const bool waits = row.reach == Reach::Checking;
  const float room = right - split - pen.px(16);
  pen.fitted({right, first}, status_of(row), waits ? Type::Body : Type::BodyStrong,
             waits ? theme.text3 : theme.text, room, Align::Right);
  pen.fitted({right, second}, details_of(row), Type::Secondary, theme.text2, room, Align::Right);
  if (state.hovered) tell_all(pen, row);
  return state.pressed;
}

bool holds_ignoring_case(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  return std::ranges::search(text, part, same).begin() != text.end() || part.empty();
}

/// Of the rows that the filter lets through.
std::vector<std::size_t> found(const std::vector<ContextRow>& rows, std::string_view filter) {
  std::vector<std::size_t> result;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const ContextRow& row = rows[at];
    if (holds_ignoring_case(row.name, filter) || holds_ignoring_case(row.host, filter) ||
        holds_ignoring_case(row.user, filter))
      result.push_back(at);
  }
  return result;
}

void draw_head(Ui& ui, const Box& box, std::string_view heading) {
  const Pen& pen = ui.pen;
  ContextList& contexts = ui.session.contexts();
  const std::string_view how = contexts.probes()
                                   ? "Asked for their version, without credentials. No plug-in "
                                     "runs until you connect."
                                   : "Nothing is asked until you connect.";
  pen.fitted({box.left, box.top + pen.px(24)}, how, Type::Secondary, ui.theme().text3, box.width());
  const std::string_view again = "Check again";
  const float wide = pen.width(again, Type::Row) + pen.px(12);
  pen.fitted({box.left, box.top}, heading, Type::Heading, ui.theme().text,
             std::max(box.width() - wide - pen.px(8), 1.0F));
  if (button(pen, "check-again", {box.right - wide, box.top - pen.px(4)}, again, ButtonLook::Quiet,
             nullptr, contexts.is_read()))
    contexts.refresh();
}

/// In place of rows.
void draw_words(const Ui& ui, Point at, float room) {
  const ContextList& contexts = ui.session.contexts();
  const Pen& pen = ui.pen;
  if (!contexts.is_read()) {
    pen.text(at, "reading the kubeconfig…", Type::Body, ui.theme().text3);
    return;
  }
  const float high =
      paragraph(pen, at, contexts.error().message, Type::Body, ui.theme().text, room);
  if (contexts.error().hint.empty()) return;
  paragraph(pen, {at.x, at.y + high + pen.px(4)}, "hint: " + contexts.error().hint, Type::Secondary,
            ui.theme().text2, room);
}

}  // namespace

float height_of_contexts(const ContextList& contexts) {
  const std::size_t rows = contexts.rows().size();
  constexpr float kWords = 80;
  if (rows == 0) return kHead + kWords;
  constexpr float kFoot = 8;
  return kHead + (rows > kManyRows ? kFilter : 0) + kRow * static_cast<float>(rows) + kFoot;
}

std::optional<std::string> draw_contexts(Ui& ui, const Box& box, const ContextListLook& look) {
  ContextList& contexts = ui.session.contexts();
  contexts.begin();
  draw_head(ui, box, look.heading);
  float top = box.top + ui.px(kHead);
  const std::vector<ContextRow>& rows = contexts.rows();
  if (rows.empty()) {
    draw_words(ui, {box.left, top}, box.width());
    return std::nullopt;
  }
  if (rows.size() > kManyRows) {
    const std::string hint = "filter " + count_text(rows.size(), "context");
    text_field(ui.pen, "##context-filter", {box.left, top, box.right, top + ui.px(28)},
               hint.c_str(), ui.state.context_filter);
    top += ui.px(kFilter);
  }
  const std::vector<std::size_t> shown =
      found(rows, rows.size() > kManyRows ? std::string_view(ui.state.context_filter) : "");
  if (shown.empty()) {
    ui.pen.text({box.left, top}, "no context has this in its name, server or user", Type::Body,
                ui.theme().text3);
    return std::nullopt;
  }
  std::optional<std::string> pressed;
  std::vector<std::size_t> in_sight;
  const float row_height = ui.px(kRow);
  const float room = std::max(box.bottom - top, 1.0F);
  const bool scrolls = row_height * static_cast<float>(shown.size()) > room;
  // Whole rows, where there is room for one.
  const float whole = row_height * std::floor(room / row_height);
  const Box list{box.left, top, box.right, top + (scrolls && whole > 0 ? whole : room)};
  scroll_rows("contexts", list, shown.size(), row_height, [&](std::size_t at, float row_top) {
    in_sight.push_back(shown[at]);
    const float right = list.right - (scrolls ? ImGui::GetStyle().ScrollbarSize : 0);
    if (draw_row(ui, rows[shown[at]], {list.left, row_top, right, row_top + row_height}, look))
      pressed = rows[shown[at]].name;
  });
  contexts.show(in_sight);
  return pressed;
}

}  // namespace rbacgraph::gui
