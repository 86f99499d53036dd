#include "panels/widgets.h"

#include <algorithm>
#include <imgui_stdlib.h>

#include "panels/keyboard_focus.h"
#include "state/letters.h"
#include "state/visual_text.h"

namespace rbacgraph::gui {
namespace {

constexpr float kButtonHeight = 26;
constexpr float kTooltip = 460;

/// Broken into lines that fit, each as it is drawn; as it is where nothing runs from right to left.
std::string in_visual_lines(const Pen& pen, std::string_view text, float room) {
  if (!has_right_to_left(text)) {
    return std::string(text);
  }
  const ImFont& font = *pen.fonts->of(Type::Secondary);
  std::string lines;
  while (!text.empty()) {
    const char* const end = text.data() + text.size();
    const char* wrapped = font.CalcWordWrapPositionA(1, text.data(), end, room);
    const char* const broken = std::find(text.data(), wrapped, '\n');
    wrapped = broken < wrapped ? broken : std::max(wrapped, text.data() + 1);
    const auto size = static_cast<std::size_t>(wrapped - text.data());
    lines += visual_text(text.substr(0, size));
    text.remove_prefix(size);
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) {
      text.remove_prefix(1);
    }
    if (!text.empty()) {
      lines += '\n';
    }
  }
  return lines;
}

/// Around a box, but within what scrolls, and over whatever is drawn into the box later.
void draw_frame(const Pen& pen, const Box& box) {
  const ImVec2 least = ImGui::GetWindowDrawList()->GetClipRectMin();
  const ImVec2 most = ImGui::GetWindowDrawList()->GetClipRectMax();
  if (box.bottom < least.y || box.top > most.y) return;
  const float gap = pen.px(2);
  const float inset = pen.px(1);
  Pen over = pen;
  over.list = ImGui::GetForegroundDrawList();
  over.outline(
      {std::max(box.left - gap, least.x + inset), std::max(box.top - gap, least.y + inset),
       std::min(box.right + gap, most.x - inset), std::min(box.bottom + gap, most.y - inset)},
      pen.theme->ink, pen.px(2), pen.px(4));
}

Type type_of(ButtonLook look) { return look == ButtonLook::Quiet ? Type::Row : Type::Body; }

float padding_of(ButtonLook look) {
  return look == ButtonLook::Plain || look == ButtonLook::Quiet ? 6 : 12;
}

const char* id_text(std::string_view id, std::string& buffer) {
  buffer.assign(id);
  return buffer.c_str();
}

}  // namespace

Touch touch(const Pen& pen, std::string_view id, const Box& box) {
  std::string buffer;
  Touch result;
  ImGui::SetCursorScreenPos({box.left, box.top});
  result.pressed = ImGui::InvisibleButton(
      id_text(id, buffer), {std::max(box.width(), 1.0F), std::max(box.height(), 1.0F)});
  result.hovered = ImGui::IsItemHovered();
  // ImGui gives focus by mouse too; the ring is for those who use the keyboard.
  result.focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
  if (result.focused) draw_frame(pen, box);
  return result;
}

float button_width(const Pen& pen, std::string_view text, ButtonLook look) {
  return pen.width(text, type_of(look)) + 2 * pen.px(padding_of(look));
}

float chip_width(const Pen& pen, std::string_view text) {
  return pen.width(text, Type::Row) + pen.px(34);
}

float more_pill_width(const Pen& pen, std::string_view text, bool warns) {
  return pen.width(text, Type::RowStrong) + pen.px(warns ? 40 : 20);
}

// NOLINTNEXTLINE(readability-function-size): all that there is to say of one
bool button(const Pen& pen, std::string_view id, Point at, std::string_view text, ButtonLook look,
            float* width, bool enabled) {
  const Type type = type_of(look);
  const float padding = pen.px(padding_of(look));
  const float wide = button_width(pen, text, look);
  const Box box{at.x, at.y, at.x + wide, at.y + pen.px(kButtonHeight)};
  if (width != nullptr) *width = wide;
  Touch state;
  if (enabled) state = touch(pen, id, box);
  const float radius = pen.px(look == ButtonLook::Pill ? 13 : 4);
  Color color = pen.theme->text;
  if (look == ButtonLook::Primary) {
    pen.fill(box, pen.theme->ink, radius);
    color = pen.theme->on_ink;
  } else if (state.hovered) {
    pen.fill(box, pen.theme->hover, radius);
  }
  if (look == ButtonLook::Outlined || look == ButtonLook::Pill)
    pen.outline(box, pen.theme->edge, 1, radius);
  if (look == ButtonLook::Quiet) color = pen.theme->text2;
  if (!enabled) color = pen.theme->line;
  pen.text({box.left + padding, box.middle().y - pen.height(type) / 2}, text, type, color);
  return state.pressed;
}

bool chip(const Pen& pen, std::string_view id, Point at, std::string_view text, float* width) {
  const float wide = chip_width(pen, text);
  *width = wide;
  const Box box{at.x, at.y, at.x + wide, at.y + pen.px(24)};
  const Touch state = touch(pen, id, box);
  if (state.hovered) pen.fill(box, pen.theme->hover, pen.px(12));
  pen.outline(box, pen.theme->edge, 1, pen.px(12));
  pen.text({box.left + pen.px(11), box.middle().y - pen.height(Type::Row) / 2}, text, Type::Row,
           pen.theme->text);
  const Point middle{box.right - pen.px(13), box.middle().y};
  const float arm = pen.px(3.5F);
  pen.line({middle.x - arm, middle.y - arm}, {middle.x + arm, middle.y + arm}, pen.theme->text2,
           pen.px(1.25F));
  pen.line({middle.x - arm, middle.y + arm}, {middle.x + arm, middle.y - arm}, pen.theme->text2,
           pen.px(1.25F));
  return state.pressed;
}

// NOLINTNEXTLINE(readability-function-size): all that there is to say of one
bool more_pill(const Pen& pen, std::string_view id, Point at, std::string_view text, bool warns,
               Align align, float* width) {
  const float sign = warns ? pen.px(20) : 0;
  const float wide = more_pill_width(pen, text, warns);
  if (width != nullptr) *width = wide;
  if (align == Align::Right) at.x -= wide;
  const Box box{at.x, at.y, at.x + wide, at.y + pen.px(22)};
  const Touch state = touch(pen, id, box);
  const float radius = pen.px(warns ? 3 : 11);
  pen.fill(box, pen.theme->hidden_bg, radius);
  pen.outline(box, pen.theme->hidden, pen.px(state.hovered ? 2 : 1), radius);
  if (warns) {
    const Point tip{box.left + pen.px(15), box.top + pen.px(5)};
    pen.triangle(tip, {tip.x + pen.px(6.5F), tip.y + pen.px(11)},
                 {tip.x - pen.px(6.5F), tip.y + pen.px(11)}, pen.theme->hidden);
    pen.line({tip.x, tip.y + pen.px(3.5F)}, {tip.x, tip.y + pen.px(7)}, pen.theme->hidden_bg,
             pen.px(1.5F));
  }
  pen.text({box.left + pen.px(10) + sign, box.middle().y - pen.height(Type::RowStrong) / 2}, text,
           Type::RowStrong, pen.theme->hidden);
  return state.pressed;
}

bool text_field(const Pen& pen, const char* id, const Box& box, const char* hint, std::string& text,
                bool focus) {
  pen.fill(box, pen.theme->sunken, pen.px(4));
  pen.outline(box, pen.theme->edge, 1, pen.px(4));
  ImGui::PushFont(pen.fonts->of(Type::Body));
  ImGui::PushStyleColor(ImGuiCol_FrameBg, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, 0));
  ImGui::SetCursorScreenPos({box.left + pen.px(12), box.middle().y - ImGui::GetFontSize() / 2});
  ImGui::SetNextItemWidth(box.width() - pen.px(24));
  if (focus) ImGui::SetKeyboardFocusHere();
  const bool entered =
      ImGui::InputTextWithHint(id, hint, &text, ImGuiInputTextFlags_EnterReturnsTrue);
  ImGui::PopStyleVar();
  ImGui::PopStyleColor();
  ImGui::PopFont();
  pen.want(text, Type::Body);
  return entered;
}

void tooltip(const Pen& pen, std::string_view text) {
  constexpr std::size_t kMostBytes = 2000;
  std::string shown = in_visual_lines(pen, text.substr(0, kMostBytes), pen.px(kTooltip));
  if (const std::string told = undrawable(text); !told.empty()) {
    shown += "\nno font here can have " + told;
  }
  if (!orders_right_to_left() && has_right_to_left(text)) {
    shown += "\nfrom right to left, drawn from left to right";
  }
  ImGui::PushStyleColor(ImGuiCol_PopupBg, pen.theme->panel);
  ImGui::PushStyleColor(ImGuiCol_Border, pen.theme->edge);
  ImGui::PushStyleColor(ImGuiCol_Text, pen.theme->text);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(pen.px(10), pen.px(8)));
  ImGui::BeginTooltip();
  ImGui::PushFont(pen.fonts->of(Type::Secondary));
  ImGui::PushTextWrapPos(pen.px(kTooltip));
  ImGui::TextUnformatted(shown.data(), shown.data() + shown.size());
  ImGui::PopTextWrapPos();
  ImGui::PopFont();
  ImGui::EndTooltip();
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(3);
}

float paragraph(const Pen& pen, Point at, std::string_view text, Type type, Color color,
                float room) {
  const ImFont* const font = pen.fonts->of(type);
  const float size = font->FontSize;
  const char* line = text.data();
  const char* const end = text.data() + text.size();
  float height = 0;
  while (line < end) {
    const char* wrapped = font->CalcWordWrapPositionA(size / font->FontSize, line, end, room);
    if (wrapped == line) ++wrapped;  // one letter is wider than the room
    pen.text({at.x, at.y + height}, {line, static_cast<std::size_t>(wrapped - line)}, type, color);
    height += size + pen.px(2);
    line = wrapped;
    while (line < end && (*line == ' ' || *line == '\n')) ++line;
  }
  return height;
}

void begin_scroll(std::string_view id, const Box& box, bool walked) {
  std::string buffer;
  ImGui::SetCursorScreenPos({box.left, box.top});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_ChildBorderSize, 0);
  ImGui::BeginChild(id_text(id, buffer), {box.width(), box.height()}, false,
                    ImGuiWindowFlags_NoBackground |
                        (walked ? ImGuiWindowFlags_NavFlattened : ImGuiWindowFlags_None));
  frame_list_if_meant();
}

void end_scroll() {
  ImGui::EndChild();
  ImGui::PopStyleVar(2);
}

void begin_dialog(const Pen& pen, const char* id, const Box& box, bool takes_focus) {
  ImGui::SetNextWindowPos({box.left, box.top});
  ImGui::SetNextWindowSize({box.width(), box.height()});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, pen.theme->panel);
  ImGui::PushStyleColor(ImGuiCol_Border, pen.theme->edge);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGuiWindowFlags flags =
      ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings;
  if (!takes_focus) flags |= ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav;
  ImGui::Begin(id, nullptr, flags);
}

bool end_dialog() {
  // A button that is being pressed is here too, and what scrolls in it.
  const bool here = ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem |
                                           ImGuiHoveredFlags_ChildWindows);
  const bool elsewhere = ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !here;
  ImGui::End();
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(2);
  return elsewhere;
}

Box centred(const Box& in, float width, float height) {
  const Point middle = in.middle();
  return {middle.x - width / 2, middle.y - height / 2, middle.x + width / 2, middle.y + height / 2};
}

}  // namespace rbacgraph::gui
