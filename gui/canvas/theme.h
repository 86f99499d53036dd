/// The colours of the desktop, by what they mean: one colour, one meaning.
///
/// Blue is who, ochre through what, green which role, slate on what; crimson is risk alone, violet
/// says that there is more than one sees, ink is what answers. Contrasts were measured for all
/// three themes; a colour is never the only sign of anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rbacgraph::gui {

/// As ImGui packs colours: alpha, blue, green, red from the highest byte down.
using Color = std::uint32_t;

constexpr Color rgb(std::uint32_t hex) {
  return 0xFF000000U | (hex & 0xFFU) << 16U | (hex & 0xFF00U) | (hex >> 16U & 0xFFU);
}

/// The same colour, more or less there.
Color with_alpha(Color color, float alpha);

enum class ThemeName : std::uint8_t { Light, Dark, HighContrast };
std::string_view to_string(ThemeName name);  ///< "light", "dark", "high-contrast"

/// The one after it, when one goes through them.
ThemeName next(ThemeName name);
std::optional<ThemeName> theme_named(std::string_view word);

struct Theme {
  ThemeName name = ThemeName::Light;
  Color app, panel, canvas;
  Color sunken, hover, selected;
  Color line, edge;
  Color text, text2, text3;
  Color ink, on_ink;
  Color who, via, role, what, on_tile;
  Color hidden, hidden_bg;
  Color risk, risk_bg;
  Color gained, lost, same;
};

const Theme& theme_of(ThemeName name);

}  // namespace rbacgraph::gui
