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
  Color app = 0, panel = 0, canvas = 0;
  Color sunken = 0, hover = 0, selected = 0;
  Color line = 0, edge = 0;
  Color unrelated = 0;  ///< arrows that are no answer
  Color text = 0, text2 = 0, text3 = 0;
  Color ink = 0, on_ink = 0;
  Color who = 0, via = 0, role = 0, what = 0, on_tile = 0;
  Color hidden = 0, hidden_bg = 0;
  Color risk = 0, risk_bg = 0;
  Color gained = 0, lost = 0, same = 0;
};

const Theme& theme_of(ThemeName name);

}  // namespace rbacgraph::gui
