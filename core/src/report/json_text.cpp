#include "report/json_text.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "base/unicode.h"

namespace rbacgraph {
namespace {

constexpr char32_t kDelete = 0x7F;

void append_escape(std::string& out, char32_t point, LongEscape escape) {
  const auto number = static_cast<std::uint32_t>(point);
  if (number < 0x10000) {
    out += fmt::format("\\u{:04x}", number);
  } else if (escape == LongEscape::EightDigits) {
    out += fmt::format("\\U{:08x}", number);
  } else {
    const std::uint32_t above = number - 0x10000;
    out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (above >> 10U), 0xDC00 + (above & 0x3FFU));
  }
}

/// `text` is JSON: what is not ASCII stands inside strings.
std::string with_escapes(std::string_view text, LongEscape escape) {
  std::string out;
  out.reserve(text.size() + (text.size() / 8));
  while (!text.empty()) {
    const DecodedCharacter character = decode_character(text);
    const std::size_t bytes = std::max<std::size_t>(character.bytes, 1);
    if (character.point == kDelete || is_invisible(character.point)) {
      append_escape(out, character.point, escape);
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

}  // namespace

std::string dump(const Json& value, int indent, LongEscape escape) {
  std::string text = value.dump(indent, ' ', false, Json::error_handler_t::replace);
  const bool ascii = std::ranges::all_of(
      text, [](char c) { return static_cast<unsigned char>(c) < static_cast<unsigned>(kDelete); });
  return ascii ? text : with_escapes(text, escape);
}

}  // namespace rbacgraph
