/// Characters of UTF-8 text, and what a terminal or a reader makes of them.
#pragma once

#include <cstddef>
#include <string_view>

namespace rbacgraph {

struct DecodedCharacter {
  char32_t point = 0;
  std::size_t bytes = 0;  ///< 0: not UTF-8
};

/// The character at the beginning of a text that is not empty, by the rules of RFC 3629.
DecodedCharacter decode_character(std::string_view text);

/// Control characters but those of ASCII, and characters without a glyph of their own: they hide,
/// join or turn the text around them.
bool is_invisible(char32_t point);

/// Columns that it takes in a terminal: 2 for wide East Asian characters, 0 for combining ones.
std::size_t columns_of(char32_t point);

/// Every byte is an ASCII character with a glyph, or a blank: nearly every name is.
bool is_plain_ascii(std::string_view text);

}  // namespace rbacgraph
