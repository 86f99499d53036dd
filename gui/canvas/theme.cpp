#include "canvas/theme.h"

#include <algorithm>

namespace rbacgraph::gui {
namespace {

constexpr Theme kLight{
    .name = ThemeName::Light,
    .app = rgb(0xEEF0F3),
    .panel = rgb(0xFFFFFF),
    .canvas = rgb(0xF8F9FB),
    .sunken = rgb(0xF1F3F6),
    .hover = rgb(0xE9EDF3),
    .selected = rgb(0xE4EAF4),
    .line = rgb(0xD5DAE1),
    .edge = rgb(0x757D8A),
    .unrelated = rgb(0xD5DAE1),
    .text = rgb(0x14171C),
    .text2 = rgb(0x454C57),
    .text3 = rgb(0x59616D),
    .ink = rgb(0x14171C),
    .on_ink = rgb(0xFFFFFF),
    .who = rgb(0x2563D4),
    .via = rgb(0x8C5B00),
    .role = rgb(0x00715F),
    .what = rgb(0x39414D),
    .on_tile = rgb(0xFFFFFF),
    .hidden = rgb(0x4B1684),
    .hidden_bg = rgb(0xEFE8F8),
    .risk = rgb(0xC0134A),
    .risk_bg = rgb(0xFBE6EC),
    .gained = rgb(0x00617A),
    .lost = rgb(0xA83C00),
    .same = rgb(0x757D8A),
};

constexpr Theme kDark{
    .name = ThemeName::Dark,
    .app = rgb(0x121519),
    .panel = rgb(0x1B1F25),
    .canvas = rgb(0x16191E),
    .sunken = rgb(0x15181D),
    .hover = rgb(0x262B33),
    .selected = rgb(0x2A323F),
    .line = rgb(0x343A44),
    .edge = rgb(0x808997),
    .unrelated = rgb(0x343A44),
    .text = rgb(0xECEFF3),
    .text2 = rgb(0xBBC2CC),
    .text3 = rgb(0x98A1AD),
    .ink = rgb(0xF2F4F7),
    .on_ink = rgb(0x14171C),
    .who = rgb(0x93BEFF),
    .via = rgb(0xE0AC3C),
    .role = rgb(0x3FC6AA),
    .what = rgb(0xD3D9E2),
    .on_tile = rgb(0x14171C),
    .hidden = rgb(0xAE84F5),
    .hidden_bg = rgb(0x2E2440),
    .risk = rgb(0xFF6F90),
    .risk_bg = rgb(0x3D1C27),
    .gained = rgb(0x4FC3E0),
    .lost = rgb(0xFF9A5C),
    .same = rgb(0x808997),
};

constexpr Theme kHighContrast{
    .name = ThemeName::HighContrast,
    .app = rgb(0x000000),
    .panel = rgb(0x000000),
    .canvas = rgb(0x000000),
    .sunken = rgb(0x000000),
    .hover = rgb(0x1F2937),
    .selected = rgb(0x00305E),
    .line = rgb(0xFFFFFF),
    .edge = rgb(0xFFFFFF),
    .unrelated = rgb(0x6F6F6F),
    .text = rgb(0xFFFFFF),
    .text2 = rgb(0xFFFFFF),
    .text3 = rgb(0xE0E0E0),
    .ink = rgb(0xFFFFFF),
    .on_ink = rgb(0x000000),
    .who = rgb(0xA6D3FF),
    .via = rgb(0xFFD54A),
    .role = rgb(0x2BE8BC),
    .what = rgb(0xFFFFFF),
    .on_tile = rgb(0x000000),
    .hidden = rgb(0xC48CFF),
    .hidden_bg = rgb(0x000000),
    .risk = rgb(0xFF6F94),
    .risk_bg = rgb(0x000000),
    .gained = rgb(0x5CE1FF),
    .lost = rgb(0xFFA366),
    .same = rgb(0xC8C8C8),
};

}  // namespace

Color with_alpha(Color color, float alpha) {
  const auto own = static_cast<float>(color >> 24U);
  const auto value = static_cast<Color>(std::clamp(own * alpha, 0.0F, 255.0F));
  return (color & 0x00FFFFFFU) | value << 24U;
}

std::string_view to_string(ThemeName name) {
  switch (name) {
    case ThemeName::Light: return "light";
    case ThemeName::Dark: return "dark";
    case ThemeName::HighContrast: break;
  }
  return "high-contrast";
}

ThemeName next(ThemeName name) {
  constexpr int kThemes = 3;
  return static_cast<ThemeName>((static_cast<int>(name) + 1) % kThemes);
}

std::optional<ThemeName> theme_named(std::string_view word) {
  for (const ThemeName name : {ThemeName::Light, ThemeName::Dark, ThemeName::HighContrast})
    if (word == to_string(name)) return name;
  return std::nullopt;
}

const Theme& theme_of(ThemeName name) {
  switch (name) {
    case ThemeName::Light: return kLight;
    case ThemeName::Dark: return kDark;
    case ThemeName::HighContrast: break;
  }
  return kHighContrast;
}

}  // namespace rbacgraph::gui
