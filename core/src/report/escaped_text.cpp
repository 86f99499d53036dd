#include "report/escaped_text.h"

#include <algorithm>

#include "base/unicode.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph {
namespace {

/// Tabs and line ends have a place in text; other control characters have none.
bool stands_as_it_is(const DecodedCharacter& character) {
  if (character.bytes == 0) return false;
  const char32_t point = character.point;
  if (point == U'\t' || point == U'\n' || point == U'\r') return true;
  return point >= 0x20 && point != 0x7F && !is_invisible(point);
}

/// Would a backslash before this text be read as an escape?
bool makes_escape(std::string_view rest) {
  if (rest.empty()) return false;
  constexpr std::string_view kLetters = "\\xuU";
  return kLetters.find(rest.front()) != std::string_view::npos ||
         !stands_as_it_is(decode_character(rest));
}

}  // namespace

std::string escaped_text(std::string_view text) {
  if (is_plain_ascii(text) && text.find('\\') == std::string_view::npos) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const DecodedCharacter character = decode_character(text);
    const std::string_view bytes = text.substr(0, std::max<std::size_t>(character.bytes, 1));
    text.remove_prefix(bytes.size());
    if (!stands_as_it_is(character)) {
      out += printable(bytes);
      continue;
    }
    out += bytes;
    if (character.point == U'\\' && makes_escape(text)) out += '\\';
  }
  return out;
}

}  // namespace rbacgraph
