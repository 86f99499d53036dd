/// The bar at the top: back and forward, where one is, the search box, theme and help.
#include <algorithm>
#include <array>
#include <imgui.h>
#include <imgui_stdlib.h>

#include "canvas/shapes.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::gui {
namespace {

constexpr std::size_t kMostHits = 14;

/// A triangle to the left or right in a box.
bool arrow_button(Ui& ui, std::string_view id, const Box& box, bool left, bool enabled) {
  const Pen& pen = ui.pen;
  Touch state;
  if (enabled) state = touch(pen, id, box);
  if (state.hovered) pen.fill(box, ui.theme().hover, pen.px(4));
  pen.outline(box, ui.theme().line, 1, pen.px(4));
  const Point middle = box.middle();
  const float half = pen.px(3.5F);
  const float tip = left ? -half : half;
  pen.triangle({middle.x + tip, middle.y}, {middle.x - tip, middle.y - pen.px(4.5F)},
               {middle.x - tip, middle.y + pen.px(4.5F)},
               enabled ? ui.theme().text : ui.theme().line);
  return state.pressed;
}

/// Source, then what is asked about: each leads there.
void draw_breadcrumbs(Ui& ui, float left, float top, float room) {
  const Pen& pen = ui.pen;
  const Question& question = ui.session.view().question;
  const std::string& title = ui.session.policy()->title;
  const float right = left + room;
  const float middle = top + pen.px(22);
  const bool at_top = question.ask == Ask::Overview;
  const Type type = at_top ? Type::BodyStrong : Type::Body;
  const float wide = std::min(pen.width(title, type), room * 0.5F);
  const Touch root =
      touch(pen, "crumb-root", {left, middle - pen.px(12), left + wide, middle + pen.px(12)});
  if (root.pressed) ui.session.apply(AskQuestion{});
  const Color color = root.hovered ? ui.theme().ink : at_top ? ui.theme().text : ui.theme().text2;
  pen.fitted({left, middle - pen.height(type) / 2}, title, type, color, wide + 1);
  if (at_top) return;
  float x = left + wide + pen.px(10);
  pen.text({x, middle - pen.height(Type::Body) / 2}, "›", Type::Body, ui.theme().text3);
  x += pen.px(16);
  std::string name = heading_of(question);
  if (question.ask == Ask::Subject || question.ask == Ask::Object)
    name = printable(question.subject);
  if (question.ask == Ask::Diff && ui.session.comparison())
    name = "compared with " + ui.session.comparison()->title;
  pen.fitted({x, middle - pen.height(Type::BodyStrong) / 2}, name, Type::BodyStrong,
             ui.theme().text, std::max(right - x, pen.px(20)));
}

void accept(Ui& ui) {
  UiState& state = ui.state;
  const SearchHits hits = ui.session.policy()->names.find(state.search, kMostHits);
  const bool asks = state.search.find(' ') != std::string::npos;
  if (!asks && !hits.hits.empty()) {
    ui.session.ask(shell_word(hits.hits[std::min(state.search_at, hits.hits.size() - 1)].word));
  } else {
    ui.session.ask(state.search);
  }
  if (ui.session.line_error().message.empty()) {
    state.search.clear();
    state.search_open = false;
    ImGui::SetWindowFocus(nullptr);
  }
}

/// How many there are, and whether this view is one; where there is room beside the search box.
void draw_bookmark_button(Ui& ui, float right, const Box& bar) {
  const Pen& pen = ui.pen;
  const std::vector<Bookmark>& bookmarks = ui.state.workspace.bookmarks();
  const std::string text =
      bookmarks.empty() ? "Bookmark" : "Bookmarks " + std::to_string(bookmarks.size());
  const bool is_kept = bookmark_of(bookmarks, ui.session.view()).has_value();
  const float sign = pen.px(14);
  const float left = right - pen.width(text, Type::Body) - pen.px(12) - sign;
  const float search_width = std::min(pen.px(560), bar.width() * 0.4F);
  if (left < (bar.width() + search_width) / 2 + pen.px(8)) return;
  const float top = pen.px(15);
  const std::array<ImVec2, 5> ribbon{{{left, top},
                                      {left + pen.px(9), top},
                                      {left + pen.px(9), top + pen.px(14)},
                                      {left + pen.px(4.5F), top + pen.px(10)},
                                      {left, top + pen.px(14)}}};
  if (is_kept) {
    pen.fill({left, top, left + pen.px(9), top + pen.px(11)}, ui.theme().ink);
    pen.triangle({left, top + pen.px(10)}, {left + pen.px(5), top + pen.px(10)},
                 {left, top + pen.px(14)}, ui.theme().ink);
    pen.triangle({left + pen.px(4), top + pen.px(10)}, {left + pen.px(9), top + pen.px(10)},
                 {left + pen.px(9), top + pen.px(14)}, ui.theme().ink);
  }
  pen.list->AddPolyline(ribbon.data(), static_cast<int>(ribbon.size()), ui.theme().text2,
                        ImDrawFlags_Closed, pen.px(1.25F));
  if (button(pen, "bookmarks", {left + sign - pen.px(2), pen.px(9)}, text, ButtonLook::Plain)) {
    bookmarks.empty() ? open_new_bookmark(ui) : open_bookmarks(ui);
  }
}

void draw_search_box(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  UiState& state = ui.state;
  pen.fill(box, ui.theme().sunken, pen.px(4));
  pen.outline(box, state.search_open ? ui.theme().ink : ui.theme().edge,
              pen.px(state.search_open ? 2 : 1), pen.px(4));
  const Point lens{box.left + pen.px(17), box.middle().y - pen.px(1)};
  pen.list->AddCircle(vec(lens), pen.px(5), ui.theme().text2, 0, pen.px(1.5F));
  pen.line({lens.x + pen.px(3.5F), lens.y + pen.px(3.5F)}, {lens.x + pen.px(8), lens.y + pen.px(8)},
           ui.theme().text2, pen.px(1.5F));
  ImGui::PushFont(pen.fonts->of(Type::Body));
  const float text_height = ImGui::GetFontSize();
  ImGui::PushStyleColor(ImGuiCol_FrameBg, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, 0));
  ImGui::SetCursorScreenPos({box.left + pen.px(34), box.middle().y - text_height / 2});
  ImGui::SetNextItemWidth(box.width() - pen.px(110));
  if (state.focus_search) {
    ImGui::SetKeyboardFocusHere();
    state.focus_search = false;
  }
  const bool entered = ImGui::InputTextWithHint(
      "##search", "Search, or ask: who-can list secrets", &state.search,
      ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  if (ImGui::IsItemActivated()) state.search_open = true;
  if (ImGui::IsItemEdited()) {
    state.search_at = 0;
    ui.session.clear_line_error();
  }
  ImGui::PopStyleVar();
  ImGui::PopStyleColor();
  ImGui::PopFont();
  if (!state.search_open) {
    pen.text({box.right - pen.px(12), box.middle().y - pen.height(Type::Legend) / 2}, "Ctrl K",
             Type::Legend, ui.theme().text3, Align::Right);
  }
  pen.want(state.search, Type::Body);
  if (entered && !state.search.empty()) accept(ui);
}

/// Which of so many rows is chosen.
void move_by_arrows(std::size_t& at, std::size_t rows) {
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_DownArrow)) && rows > 0)
    at = std::min(at + 1, rows - 1);
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_UpArrow)) && at > 0) --at;
}

void draw_hit(Ui& ui, const SearchHit& hit, const Box& row, bool chosen) {
  const Pen pen = ui.here();
  const Touch state = touch(pen, hit.word, row);
  if (chosen || state.hovered) pen.fill(row, chosen ? ui.theme().selected : ui.theme().hover);
  if (chosen) pen.fill({row.left, row.top, row.left + pen.px(3), row.bottom}, ui.theme().ink);
  draw_kind_tile(pen, picture_kind(hit.kind),
                 {row.left + pen.px(12), row.middle().y - pen.px(kTileHeight / 2)});
  const std::string name = printable(hit.name);
  pen.fitted({row.left + pen.px(44), row.middle().y - pen.height(Type::Row) / 2}, name, Type::Row,
             ui.theme().text, row.width() - pen.px(190));
  pen.text({row.right - pen.px(12), row.middle().y - pen.height(Type::Legend) / 2},
           kind_name(hit.kind), Type::Legend, ui.theme().text3, Align::Right);
  if (!state.pressed) return;
  ui.session.ask(shell_word(hit.word));
  ui.state.search.clear();
  ui.state.search_open = false;
}

}  // namespace

void draw_top_bar(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().panel);
  pen.line({box.left, box.bottom - 0.5F}, {box.right, box.bottom - 0.5F}, ui.theme().line);
  if (!ui.session.policy()) {
    pen.text({pen.px(18), box.middle().y - pen.height(Type::BodyStrong) / 2}, "rbacgraph",
             Type::BodyStrong, ui.theme().text);
  } else {
    const float top = pen.px(9);
    const float high = pen.px(26);
    const History& history = ui.session.history();
    if (arrow_button(ui, "back", {pen.px(14), top, pen.px(42), top + high}, true,
                     history.can_go_back()))
      ui.session.apply(GoBack{});
    if (arrow_button(ui, "forward", {pen.px(45), top, pen.px(73), top + high}, false,
                     history.can_go_forward()))
      ui.session.apply(GoForward{});
    const float search_width = std::min(pen.px(560), box.width() * 0.4F);
    const float search_left = (box.width() - search_width) / 2;
    draw_breadcrumbs(ui, pen.px(88), box.top, search_left - pen.px(108));
    draw_search_box(ui, {search_left, top, search_left + search_width, top + high});
  }
  float wide = pen.px(52);
  const float right = box.right - pen.px(12);
  if (button(pen, "help", {right - wide, pen.px(9)}, "? Help", ButtonLook::Plain))
    ui.state.help_open = true;
  const std::string theme = ui.state.theme == ThemeName::Light  ? "Light theme"
                            : ui.state.theme == ThemeName::Dark ? "Dark theme"
                                                                : "High contrast";
  wide += pen.width(theme, Type::Body) + pen.px(20);
  if (button(pen, "theme", {right - wide, pen.px(9)}, theme, ButtonLook::Plain))
    ui.state.theme = next(ui.state.theme);
  if (ui.session.policy()) draw_bookmark_button(ui, right - wide - pen.px(8), box);
}

void draw_search_results(Ui& ui, const Box& below) {
  if (!ui.session.policy()) return;
  const Pen& base = ui.pen;
  UiState& state = ui.state;
  const Error& error = ui.session.line_error();
  const float width = std::min(base.px(560), below.width() * 0.4F);
  const float left = (below.width() - width) / 2;
  const float row_height = base.px(27);
  const SearchHits hits = state.search.empty()
                              ? SearchHits{}
                              : ui.session.policy()->names.find(state.search, kMostHits);
  const std::vector<ReadyQuestion> ready = ready_questions();
  const bool offers = state.search.empty();
  const std::size_t rows = offers ? ready.size() : hits.hits.size();
  move_by_arrows(state.search_at, rows);
  const float foot = base.px(error.message.empty() ? 30 : 64);
  const float top = below.bottom - base.px(6);
  begin_dialog(base, "search results",
               {left, top, left + width, top + row_height * static_cast<float>(rows) + foot},
               false);
  const Pen pen = ui.here();
  const ImVec2 at = ImGui::GetWindowPos();
  for (std::size_t row = 0; row < rows; ++row) {
    const float row_top = at.y + row_height * static_cast<float>(row);
    const Box box{at.x + 1, row_top, at.x + width - 1, row_top + row_height};
    if (!offers) {
      draw_hit(ui, hits.hits[row], box, row == state.search_at);
      continue;
    }
    const Touch touched = touch(pen, ready[row].line, box);
    if (touched.hovered) pen.fill(box, ui.theme().hover);
    pen.text({box.left + pen.px(12), box.middle().y - pen.height(Type::Row) / 2}, ready[row].text,
             Type::Row, ui.theme().text);
    if (touched.pressed) {
      ui.session.ask(ready[row].line);
      state.search_open = false;
    }
  }
  const float foot_top = at.y + row_height * static_cast<float>(rows);
  const Point text{at.x + pen.px(12), foot_top + pen.px(8)};
  if (!error.message.empty()) {
    const float high =
        paragraph(pen, text, error.message, Type::Row, ui.theme().risk, width - pen.px(24));
    pen.fitted({text.x, text.y + high}, error.hint, Type::Legend, ui.theme().text2,
               width - pen.px(24));
  } else if (offers) {
    pen.text(text, "sa: user: group: ns: role: crole: rb: crb: res: narrow a search", Type::Legend,
             ui.theme().text3);
  } else {
    const std::size_t more = hits.all - hits.hits.size();
    std::string words = hits.all == 0 ? "nothing has this name; with blanks it is a question"
                                      : "Enter opens, arrows choose";
    if (more > 0) words = std::to_string(more) + " more: type on, or begin with sa: or ns:";
    pen.text(text, words, Type::Legend, more > 0 ? ui.theme().hidden : ui.theme().text3);
  }
  // A press into the box above goes on with the search.
  if (end_dialog() && ImGui::GetMousePos().y > below.bottom) state.search_open = false;
}

}  // namespace rbacgraph::gui
