/// Which font files this system has, by fontconfig.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rbacgraph::gui {

struct FontFile {
  std::string path;
  int index = 0;  ///< of the face in a collection
};

enum class Weight : std::uint8_t { Regular, SemiBold, Bold };

/// The first of these families that is there, else the system's own choice. Empty path: there is no
/// font at all.
FontFile find_font(std::span<const std::string_view> families, Weight weight);

/// Fonts that together have as many of these letters as this system can draw, best first; takes the
/// letters that no font has out into `missing`.
std::vector<FontFile> fonts_with(std::span<const char32_t> letters, std::vector<char32_t>& missing);

}  // namespace rbacgraph::gui
