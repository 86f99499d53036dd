#include "canvas/pen.h"

#include <algorithm>
#include <cmath>
#include <imgui_internal.h>
#include <vector>

#include "state/visual_text.h"

namespace rbacgraph::gui {
namespace {

float width_as_it_is(const ImFont& font, float size, std::string_view text) {
  return font
      .CalcTextSizeA(size, std::numeric_limits<float>::max(), 0, text.data(),
                     text.data() + text.size())
      .x;
}

/// As it is drawn: joined letters are of other widths.
float width_of(const ImFont& font, float size, std::string_view text) {
  if (has_right_to_left(text)) {
    return width_as_it_is(font, size, visual_text(text));
  }
  return width_as_it_is(font, size, text);
}

/// Where letters begin, and the end.
std::vector<std::size_t> letter_starts(std::string_view text) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U) starts.push_back(at);
  starts.push_back(text.size());
  return starts;
}

}  // namespace

std::string shortened(const ImFont& font, float size, std::string_view text, float room) {
  constexpr std::string_view kDots = "…";
  // Nothing longer can be shown at all, and would take long to measure.
  constexpr std::size_t kMostBytes = 4096;
  std::string whole(text.substr(0, std::min(text.size(), kMostBytes)));
  if (text.size() <= kMostBytes && width_of(font, size, text) <= room) return whole;
  const std::vector<std::size_t> starts = letter_starts(whole);
  const std::size_t letters = starts.size() - 1;
  const auto cut = [&](std::size_t kept) {
    const std::size_t head = (kept + 1) / 2;
    const std::size_t tail = kept - head;
    return whole.substr(0, starts[head]) + std::string(kDots) +
           whole.substr(starts[letters - tail]);
  };
  std::size_t fits = 0;
  std::size_t beyond = letters;
  while (fits + 1 < beyond) {
    const std::size_t middle = (fits + beyond) / 2;
    if (width_of(font, size, cut(middle)) <= room) {
      fits = middle;
    } else {
      beyond = middle;
    }
  }
  return fits == 0 ? std::string(kDots) : cut(fits);
}

float Pen::width(std::string_view text, Type type, float zoom) const {
  const ImFont& font = *fonts->of(type);
  return width_of(font, font.FontSize * zoom, text);
}

float Pen::height(Type type, float zoom) const { return fonts->of(type)->FontSize * zoom; }

float Pen::text(Point at, std::string_view text, Type type, Color color, Align align,
                float zoom) const {
  if (has_right_to_left(text)) {
    return draw(at, visual_text(text), type, color, align, zoom);
  }
  return draw(at, text, type, color, align, zoom);
}

float Pen::draw(Point at, std::string_view text, Type type, Color color, Align align,
                float zoom) const {
  want(text, type);
  const ImFont* const font = fonts->of(type);
  const float size = font->FontSize * zoom;
  const float wide = width_as_it_is(*font, size, text);
  if (align == Align::Right) at.x -= wide;
  if (align == Align::Middle) at.x -= wide / 2;
  list->AddText(font, size, {std::round(at.x), std::round(at.y)}, color, text.data(),
                text.data() + text.size());
  return wide;
}

void Pen::want(std::string_view text, Type type) const {
  const auto is_ascii = [](char byte) { return static_cast<unsigned char>(byte) < 0x80; };
  if (wanted == nullptr || std::ranges::all_of(text, is_ascii)) return;
  const ImFont& font = *fonts->of(type);
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end;) {
    unsigned letter = 0;
    const int size = ImTextCharFromUtf8(&letter, at, end);
    if (size <= 0) return;
    at += size;
    if (letter >= 0x80 && font.FindGlyphNoFallback(static_cast<ImWchar>(letter)) == nullptr)
      wanted->insert(letter);
  }
}

bool Pen::fitted(Point at, std::string_view text, Type type, Color color, float room,
                 Align align) const {
  const ImFont& font = *fonts->of(type);
  const std::string shown = shortened(font, font.FontSize, text, room);
  this->text(at, shown, type, color, align);
  return shown.size() == text.size();
}

bool Pen::fitted(Point at, std::string_view text, Type type, Color color, float room,
                 float zoom) const {
  const ImFont& font = *fonts->of(type);
  const std::string shown = shortened(font, font.FontSize * zoom, text, room);
  this->text(at, shown, type, color, Align::Left, zoom);
  return shown.size() == text.size();
}

void Pen::fill(const Box& box, Color color, float radius, ImDrawFlags corners) const {
  list->AddRectFilled({box.left, box.top}, {box.right, box.bottom}, color, radius, corners);
}

void Pen::outline(const Box& box, Color color, float thickness, float radius) const {
  list->AddRect({box.left, box.top}, {box.right, box.bottom}, color, radius, 0, thickness);
}

void Pen::line(Point from, Point to, Color color, float thickness) const {
  list->AddLine(vec(from), vec(to), color, thickness);
}

void Pen::rough_line(Point from, Point to, Color color, float thickness) const {
  const float dx = to.x - from.x;
  const float dy = to.y - from.y;
  const float length = std::sqrt((dx * dx) + (dy * dy));
  if (length <= 0) return;
  const float half = thickness / 2 / length;
  const ImVec2 aside{-dy * half, dx * half};
  const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
  constexpr int kIndices = 6;
  constexpr int kVertices = 4;
  list->PrimReserve(kIndices, kVertices);
  list->PrimQuadUV({from.x + aside.x, from.y + aside.y}, {to.x + aside.x, to.y + aside.y},
                   {to.x - aside.x, to.y - aside.y}, {from.x - aside.x, from.y - aside.y}, white,
                   white, white, white, color);
}

void Pen::dashes(Point from, Point to, Color color, float thickness, float on, float off) const {
  const float length = std::hypot(to.x - from.x, to.y - from.y);
  if (length <= 0) return;
  const Point step{(to.x - from.x) / length, (to.y - from.y) / length};
  const auto count = static_cast<std::size_t>(std::ceil(length / (on + off)));
  for (std::size_t dash = 0; dash < count; ++dash) {
    const float at = static_cast<float>(dash) * (on + off);
    const float end = std::min(at + on, length);
    line({from.x + step.x * at, from.y + step.y * at},
         {from.x + step.x * end, from.y + step.y * end}, color, thickness);
  }
}

void Pen::triangle(Point a, Point b, Point c, Color color) const {
  list->AddTriangleFilled(vec(a), vec(b), vec(c), color);
}

}  // namespace rbacgraph::gui
