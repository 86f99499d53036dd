/// Bookmarks: the view as it is gets a name, or another one; the others are gone to.
#include <algorithm>

#include "panels/key_codes.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::gui {
namespace {

constexpr float kRow = 44;
constexpr std::size_t kMostRows = 9;

void open(Ui& ui, bool names) {
  UiState& state = ui.state;
  const std::vector<Bookmark>& bookmarks = state.workspace.bookmarks();
  const auto place = bookmark_of(bookmarks, ui.session.view());
  state.bookmarks_open = true;
  state.focus_bookmark = names;
  state.bookmark_name = place ? bookmarks[*place].name : heading_of(ui.session.view().question);
  state.bookmark_at = place.value_or(0);
}

void keep(Ui& ui) {
  if (ui.state.bookmark_name.empty()) {
    return;
  }
  ui.state.workspace.keep(ui.session, ui.state.bookmark_name);
  ui.state.bookmarks_open = false;
  ui.state.asked_to_quit = false;
  ImGui::SetWindowFocus(nullptr);
}

void go(Ui& ui, std::size_t place) {
  ui.state.bookmarks_open = false;
  ImGui::SetWindowFocus(nullptr);
  ui.state.workspace.go(ui.session, place);
}

/// "who-can list secrets · 2 filters · 1 pinned"
std::string detail_of(const KeptView& view) {
  std::string text = printable(view.question);
  if (view.filter != ViewFilter{}) {
    text += " · filtered";
  }
  if (!view.pins.empty()) {
    text += " · " + std::to_string(view.pins.size()) + " pinned";
  }
  return text;
}

enum class Asked : std::uint8_t { Nothing, Go, Remove };

Asked draw_bookmark(const Pen& pen, const Bookmark& bookmark, std::size_t place, const Box& row,
                    bool chosen) {
  const std::string number = std::to_string(place);
  const Box cross{row.right - pen.px(40), row.top + pen.px(9), row.right - pen.px(14),
                  row.top + pen.px(35)};
  const Box line{row.left, row.top, cross.left - pen.px(6), row.bottom};
  const Touch state = touch(pen, "bookmark-" + number, line);
  if (chosen || state.hovered) {
    pen.fill(row, chosen ? pen.theme->selected : pen.theme->hover);
  }
  if (chosen) {
    pen.fill({row.left, row.top, row.left + pen.px(3), row.bottom}, pen.theme->ink);
  }
  const float left = row.left + pen.px(20);
  const float right = line.right - pen.px(60);
  pen.fitted({left, row.top + pen.px(6)}, printable(bookmark.name), Type::BodyStrong,
             pen.theme->text, right - left);
  pen.fitted({left, row.top + pen.px(24)}, detail_of(bookmark.view), Type::Mono, pen.theme->text2,
             right - left);
  if (place < kMostRows) {
    pen.text({line.right - pen.px(6), row.middle().y - pen.height(Type::Legend) / 2},
             "Alt " + std::to_string(place + 1), Type::Legend, pen.theme->text3, Align::Right);
  }
  const Touch away = touch(pen, "remove-" + number, cross);
  if (away.hovered) {
    pen.fill(cross, pen.theme->hover, pen.px(4));
  }
  const Point middle = cross.middle();
  const float arm = pen.px(4);
  pen.line({middle.x - arm, middle.y - arm}, {middle.x + arm, middle.y + arm}, pen.theme->text2,
           pen.px(1.25F));
  pen.line({middle.x - arm, middle.y + arm}, {middle.x + arm, middle.y - arm}, pen.theme->text2,
           pen.px(1.25F));
  return away.pressed ? Asked::Remove : state.pressed ? Asked::Go : Asked::Nothing;
}

/// The name of the view that is shown now.
void draw_name(Ui& ui, const Pen& pen, const Box& box) {
  UiState& state = ui.state;
  const bool is_kept = bookmark_of(state.workspace.bookmarks(), ui.session.view()).has_value();
  const std::string words = is_kept ? "Rename" : "Bookmark this view";
  const float wide = pen.width(words, Type::Body) + pen.px(24);
  const Box field{box.left, box.top, box.right - wide - pen.px(12), box.bottom};
  const bool entered = text_field(pen, "##bookmark", field, "a name for this view",
                                  state.bookmark_name, state.focus_bookmark);
  state.focus_bookmark = false;
  const bool pressed = button(pen, "keep", {field.right + pen.px(12), box.top + pen.px(2)}, words,
                              ButtonLook::Primary);
  if (entered || pressed) {
    keep(ui);
  }
}

/// By arrows, Enter and Delete, where no name is being typed.
Asked asked_by_key(UiState& state, std::size_t count) {
  if (ImGui::GetIO().WantTextInput || count == 0) {
    return Asked::Nothing;
  }
  if (ImGui::IsKeyPressed(kDownKey)) {
    state.bookmark_at = std::min(state.bookmark_at + 1, count - 1);
  }
  if (ImGui::IsKeyPressed(kUpKey) && state.bookmark_at > 0) {
    --state.bookmark_at;
  }
  if (ImGui::IsKeyPressed(kEnterKey, false)) {
    return Asked::Go;
  }
  return ImGui::IsKeyPressed(kDeleteKey, false) ? Asked::Remove : Asked::Nothing;
}

}  // namespace

void open_bookmarks(Ui& ui) { open(ui, false); }
void open_new_bookmark(Ui& ui) { open(ui, true); }

void draw_bookmarks(Ui& ui, const Box& box) {
  UiState& state = ui.state;
  const std::vector<Bookmark>& bookmarks = state.workspace.bookmarks();
  const float width = std::min(ui.px(620), box.width());
  const std::size_t rows = std::clamp<std::size_t>(bookmarks.size(), 1, kMostRows);
  const float height = ui.px(146 + kRow * static_cast<float>(rows));
  begin_dialog(ui.pen, "bookmarks", centred(box, width, height));
  const Pen pen = ui.here();
  const ImVec2 at = ImGui::GetWindowPos();
  pen.text({at.x + pen.px(20), at.y + pen.px(18)}, "Bookmarks", Type::Heading, ui.theme().text);
  draw_name(ui, pen,
            {at.x + pen.px(20), at.y + pen.px(52), at.x + width - pen.px(20), at.y + pen.px(82)});
  Asked asked = asked_by_key(state, bookmarks.size());
  std::size_t place = state.bookmark_at;
  const Box list{at.x + 1, at.y + pen.px(98), at.x + width - 1,
                 at.y + pen.px(104 + kRow * static_cast<float>(rows))};
  if (bookmarks.empty()) {
    pen.text({at.x + pen.px(20), list.top + pen.px(12)}, "There are none yet.", Type::Body,
             ui.theme().text3);
  }
  scroll_rows("bookmark rows", list, bookmarks.size(), pen.px(kRow),
              [&](std::size_t row, float top) {
                const Box line{list.left, top, list.right, top + pen.px(kRow)};
                const Asked now =
                    draw_bookmark(ui.here(), bookmarks[row], row, line, row == state.bookmark_at);
                if (now != Asked::Nothing) {
                  asked = now;
                  place = row;
                }
              });
  pen.text({at.x + pen.px(20), at.y + height - pen.px(28)},
           state.workspace.path().empty()
               ? "Ctrl S saves them in a workspace file"
               : "in " + printable(state.workspace.path()) +
                     (state.workspace.has_unsaved() ? ", not saved yet" : ""),
           Type::Legend, ui.theme().text3);
  if (end_dialog()) {
    state.bookmarks_open = false;
  }
  if (asked == Asked::Go) {
    go(ui, place);
  } else if (asked == Asked::Remove) {
    state.workspace.remove(place);
    state.asked_to_quit = false;
    state.bookmark_at = std::min(state.bookmark_at, bookmarks.empty() ? 0 : bookmarks.size() - 1);
  }
}

}  // namespace rbacgraph::gui
