/// Letters of texts, as code points: which there are, and how those are told that can't be drawn.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace rbacgraph::gui {

/// The letters of UTF-8; nullopt where it is none.
std::optional<std::u32string> decode(std::string_view text);
std::string encode(std::u32string_view letters);

/// Those beyond ASCII. Malformed bytes are shown as escapes, so they need no letters.
void collect_letters(std::string_view text, std::set<char32_t>& letters);

/// Beyond the 65 536 that the fonts of the window can have: drawn as a sign that stands for any.
constexpr bool is_beyond_fonts(char32_t letter) { return letter > 0xFFFF; }

/// "U+1F600"
std::string code_point(char32_t letter);

/// "U+1F600 U+1F680": the letters of a text that are beyond_fonts, each once, in its order; "" for
/// none.
std::string undrawable(std::string_view text);

}  // namespace rbacgraph::gui
