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

constexpr float kTop = 9;
constexpr float kHigh = 26;

/// What there is room for in the bar, from the left to the right. The search box is always there;
/// of the rest the palette has what is left out.
struct TopBar {
  bool has_arrows = false;  ///< and what opens the palette
  float crumbs = 0;         ///< where they begin
  float crumbs_room = 0;
  Box search;
  float buttons = 0;  ///< nothing of them is further to the left
  bool has_help = false;
  bool has_theme = false;
};

std::string_view theme_words(ThemeName theme) {
  switch (theme) {
    case ThemeName::Light: return "Light theme";
    case ThemeName::Dark: return "Dark theme";
    case ThemeName::HighContrast: break;
  }
  return "High contrast";
}

/// Is there room for all of it, the search box in the middle? At 100 %.
constexpr float kWhole = 900;

TopBar layout_of(const Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  constexpr float kWithTheme = 640;
  constexpr float kWithHelp = 440;
  constexpr float kWithArrows = 300;
  constexpr float kLeastSearch = 240;
  constexpr float kLeastCrumbs = 100;
  TopBar bar;
  const float wide = box.width();
  bar.has_arrows = wide >= pen.px(kWithArrows);
  bar.has_help = wide >= pen.px(kWithHelp);
  bar.has_theme = wide >= pen.px(kWithTheme);
  bar.buttons = box.right - pen.px(12);
  if (bar.has_help) bar.buttons -= pen.px(52);
  if (bar.has_theme) {
    bar.buttons -= pen.width(theme_words(ui.state.theme), Type::Body) + pen.px(20);
  }
  bar.crumbs = bar.has_arrows ? pen.px(122) : pen.px(12);
  float width = std::min(pen.px(560), wide * 0.4F);
  float left = (wide - width) / 2;
  if (wide < pen.px(kWhole)) {
    const float room = bar.buttons - pen.px(10) - bar.crumbs;
    const bool has_crumbs = room >= pen.px(kLeastSearch + kLeastCrumbs);
    width = has_crumbs ? std::max(room * 0.6F, pen.px(kLeastSearch)) : room;
    left = bar.buttons - pen.px(10) - width;
  }
  bar.crumbs_room = left - bar.crumbs - pen.px(20);
  if (bar.crumbs_room < pen.px(kLeastCrumbs - 20)) bar.crumbs_room = 0;
  bar.search = {left, pen.px(kTop), left + std::max(width, 1.0F), pen.px(kTop + kHigh)};
  return bar;
}

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

/// Everything that can be done, for those who have no key at hand.
void draw_menu_button(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  const Touch state = touch(pen, "menu", box);
  if (state.hovered) {
    pen.fill(box, ui.theme().hover, pen.px(4));
    tooltip(pen, "all commands (Ctrl Shift P)");
  }
  for (int row = -1; row <= 1; ++row) {
    const float y = box.middle().y + pen.px(5) * static_cast<float>(row);
    pen.line({box.left + pen.px(7), y}, {box.right - pen.px(7), y}, ui.theme().text, pen.px(1.5F));
  }
  if (state.pressed) open_palette(ui);
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
  const std::vector<ReadyQuestion> ready = ready_questions();
  if (state.search.empty() && state.search_at < ready.size()) {
    ui.session.ask(ready[state.search_at].line);
    state.search_open = false;
    ImGui::SetWindowFocus(nullptr);
    return;
  }
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
void draw_bookmark_button(Ui& ui, float right, const Box& search) {
  const Pen& pen = ui.pen;
  const std::vector<Bookmark>& bookmarks = ui.state.workspace.bookmarks();
  const std::string text =
      bookmarks.empty() ? "Bookmark" : "Bookmarks " + std::to_string(bookmarks.size());
  const bool is_kept = bookmark_of(bookmarks, ui.session.view()).has_value();
  const float sign = pen.px(14);
  const float left = right - pen.width(text, Type::Body) - pen.px(12) - sign;
  if (left < search.right + pen.px(8)) return;
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
  // Where the keys are told there is room for both.
  const bool tells_keys = box.width() > pen.px(400);
  ImGui::SetNextItemWidth(std::max(box.width() - pen.px(tells_keys ? 110 : 46), 1.0F));
  if (state.focus_search) {
    ImGui::SetKeyboardFocusHere();
    state.focus_search = false;
  }
  const bool entered = ImGui::InputTextWithHint(
      "##search", tells_keys ? "Search, or ask: who-can list secrets" : "Search, or ask",
      &state.search, ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  if (ImGui::IsItemActivated()) state.search_open = true;
  if (ImGui::IsItemEdited()) {
    state.search_at = 0;
    ui.session.clear_line_error();
  }
  ImGui::PopStyleVar();
  ImGui::PopStyleColor();
  ImGui::PopFont();
  if (!state.search_open && tells_keys) {
    pen.text({box.right - pen.px(12), box.middle().y - pen.height(Type::Legend) / 2}, "Ctrl K",
             Type::Legend, ui.theme().text3, Align::Right);
  }
  pen.want(state.search, Type::Body);
  if (entered) accept(ui);
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

/// Back, forward, and where one is.
void draw_ways(Ui& ui, const TopBar& bar, const Box& box) {
  const Pen& pen = ui.pen;
  const float top = pen.px(kTop);
  const float bottom = pen.px(kTop + kHigh);
  const History& history = ui.session.history();
  if (bar.has_arrows) {
    draw_menu_button(ui, {pen.px(10), top, pen.px(38), bottom});
    if (arrow_button(ui, "back", {pen.px(48), top, pen.px(76), bottom}, true,
                     history.can_go_back()))
      ui.session.apply(GoBack{});
    if (arrow_button(ui, "forward", {pen.px(79), top, pen.px(107), bottom}, false,
                     history.can_go_forward()))
      ui.session.apply(GoForward{});
  }
  if (bar.crumbs_room > 0) draw_breadcrumbs(ui, bar.crumbs, box.top, bar.crumbs_room);
}

void draw_ready(Ui& ui, const ReadyQuestion& question, const Box& row, bool chosen) {
  const Pen pen = ui.here();
  const Touch state = touch(pen, question.line, row);
  if (chosen || state.hovered) pen.fill(row, chosen ? ui.theme().selected : ui.theme().hover);
  if (chosen) pen.fill({row.left, row.top, row.left + pen.px(3), row.bottom}, ui.theme().ink);
  pen.fitted({row.left + pen.px(12), row.middle().y - pen.height(Type::Row) / 2}, question.text,
             Type::Row, ui.theme().text, row.width() - pen.px(24));
  if (!state.pressed) return;
  ui.session.ask(question.line);
  ui.state.search_open = false;
}

/// What was typed, as the question that Enter asks.
void draw_ask(Ui& ui, const Box& row) {
  const Pen pen = ui.here();
  const Touch state = touch(pen, "ask", row);
  pen.fill(row, ui.theme().selected);
  pen.fill({row.left, row.top, row.left + pen.px(3), row.bottom}, ui.theme().ink);
  pen.fitted({row.left + pen.px(12), row.middle().y - pen.height(Type::Row) / 2},
             "Ask: " + printable(ui.state.search), Type::Row, ui.theme().text,
             row.width() - pen.px(24));
  if (state.pressed) accept(ui);
}

/// Below what was found: what is wrong with the question, or how to go on.
void draw_foot(const Ui& ui, const SearchHits& hits, Point at, float room) {
  const Pen pen = ui.here();
  const Error& error = ui.session.line_error();
  const std::string& typed = ui.state.search;
  if (!error.message.empty()) {
    const float high = paragraph(pen, at, error.message, Type::Row, ui.theme().risk, room);
    pen.fitted({at.x, at.y + high}, error.hint, Type::Legend, ui.theme().text2, room);
    return;
  }
  const std::size_t more = hits.all - hits.hits.size();
  std::string words = "Enter opens, arrows choose";
  if (typed.empty()) {
    words = "sa: user: group: ns: role: crole: rb: crb: res: narrow a search";
  } else if (typed.find(' ') != std::string::npos) {
    words = "Enter asks";
  } else if (hits.all == 0) {
    words = "nothing has this name; with blanks it is a question";
  } else if (more > 0) {
    words = std::to_string(more) + " more: type on, or begin with sa: or ns:";
  }
  pen.fitted(at, words, Type::Legend, more > 0 ? ui.theme().hidden : ui.theme().text3, room);
}

}  // namespace

void draw_top_bar(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().panel);
  pen.line({box.left, box.bottom - 0.5F}, {box.right, box.bottom - 0.5F}, ui.theme().line);
  const TopBar bar = layout_of(ui, box);
  if (!ui.session.policy()) {
    pen.text({pen.px(18), box.middle().y - pen.height(Type::BodyStrong) / 2}, "rbacgraph",
             Type::BodyStrong, ui.theme().text);
  } else {
    draw_ways(ui, bar, box);
    draw_search_box(ui, bar.search);
  }
  const Point help{box.right - pen.px(12 + 52), pen.px(kTop)};
  if (bar.has_help && button(pen, "help", help, "? Help", ButtonLook::Plain))
    ui.state.help_open = true;
  if (bar.has_theme && button(pen, "theme", {bar.buttons, pen.px(kTop)},
                              theme_words(ui.state.theme), ButtonLook::Plain))
    ui.state.theme = next(ui.state.theme);
  if (ui.session.policy()) draw_bookmark_button(ui, bar.buttons - pen.px(8), bar.search);
}

void draw_search_results(Ui& ui, const Box& below) {
  if (!ui.session.policy()) return;
  const Pen& base = ui.pen;
  UiState& state = ui.state;
  const Error& error = ui.session.line_error();
  const Box field = layout_of(ui, below).search;
  const float width = std::min(std::max(field.width(), base.px(360)), below.width());
  const float left = std::clamp(field.middle().x - width / 2, 0.0F, below.width() - width);
  const float row_height = base.px(27);
  const SearchHits hits = state.search.empty()
                              ? SearchHits{}
                              : ui.session.policy()->names.find(state.search, kMostHits);
  const std::vector<ReadyQuestion> ready = ready_questions();
  const bool offers = state.search.empty();
  // What nothing is called may be a question: it can be asked by a press too.
  const bool asks = !offers && hits.hits.empty();
  const std::size_t all = offers ? ready.size() : asks ? 1 : hits.hits.size();
  move_by_arrows(state.search_at, all);
  const float foot = base.px(error.message.empty() ? 30 : 64);
  const float top = below.bottom - base.px(6);
  // As many as a low window has room for; the chosen one is always in sight.
  const float most = (ImGui::GetWindowHeight() - top - foot) / row_height;
  const std::size_t rows = std::min(all, static_cast<std::size_t>(std::max(most, 1.0F)));
  const std::size_t first = state.search_at < rows ? 0 : state.search_at - rows + 1;
  begin_dialog(base, "search results",
               {left, top, left + width, top + row_height * static_cast<float>(rows) + foot},
               false);
  const Pen pen = ui.here();
  const ImVec2 at = ImGui::GetWindowPos();
  for (std::size_t row = 0; row < rows; ++row) {
    const float row_top = at.y + row_height * static_cast<float>(row);
    const Box box{at.x + 1, row_top, at.x + width - 1, row_top + row_height};
    const bool chosen = first + row == state.search_at;
    if (offers) {
      draw_ready(ui, ready[first + row], box, chosen);
    } else if (asks) {
      draw_ask(ui, box);
    } else {
      draw_hit(ui, hits.hits[first + row], box, chosen);
    }
  }
  const float foot_top = at.y + row_height * static_cast<float>(rows);
  const Point text{at.x + pen.px(12), foot_top + pen.px(8)};
  draw_foot(ui, hits, text, width - pen.px(24));
  // A press into the box above goes on with the search.
  if (end_dialog() && ImGui::GetMousePos().y > below.bottom) state.search_open = false;
}

}  // namespace rbacgraph::gui
