#include "state/letters.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace rbacgraph::gui {
namespace {

/// The letter that begins at a byte, and its size; a size of 0 for malformed bytes.
struct Letter {
  char32_t letter = 0;
  std::size_t size = 0;
};

Letter letter_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) {
    return {lead, 1};
  }
  std::size_t size = 0;
  if (lead >= 0xC2 && lead < 0xE0) {
    size = 2;
  } else if (lead >= 0xE0 && lead < 0xF0) {
    size = 3;
  } else if (lead >= 0xF0 && lead < 0xF5) {
    size = 4;
  }
  if (size == 0 || at + size > text.size()) {
    return {};
  }
  char32_t letter = lead & (0xFFU >> (size + 1));
  for (std::size_t more = 1; more < size; ++more) {
    const auto byte = static_cast<unsigned char>(text[at + more]);
    if ((byte & 0xC0U) != 0x80U) {
      return {};
    }
    letter = (letter << 6U) | (byte & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = letter >= 0xD800 && letter < 0xE000;
  if (letter < kLeast.at(size) || is_surrogate || letter > 0x10FFFF) {
    return {};
  }
  return {letter, size};
}

}  // namespace

std::optional<std::u32string> decode(std::string_view text) {
  std::u32string letters;
  letters.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Letter next = letter_at(text, at);
    if (next.size == 0) {
      return std::nullopt;
    }
    letters += next.letter;
    at += next.size;
  }
  return letters;
}

std::string encode(std::u32string_view letters) {
  std::string text;
  for (const char32_t letter : letters) {
    const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (letter < 0x80) {
      add(letter);
    } else if (letter < 0x800) {
      add(0xC0U | letter >> 6U);
      add(0x80U | (letter & 0x3FU));
    } else if (letter < 0x10000) {
      add(0xE0U | letter >> 12U);
      add(0x80U | (letter >> 6U & 0x3FU));
      add(0x80U | (letter & 0x3FU));
    } else {
      add(0xF0U | letter >> 18U);
      add(0x80U | (letter >> 12U & 0x3FU));
      add(0x80U | (letter >> 6U & 0x3FU));
      add(0x80U | (letter & 0x3FU));
    }
  }
  return text;
}

void collect_letters(std::string_view text, std::set<char32_t>& letters) {
  for (std::size_t at = 0; at < text.size();) {
    const Letter next = letter_at(text, at);
    if (next.size > 1) {
      letters.insert(next.letter);
    }
    at += std::max<std::size_t>(next.size, 1);
  }
}

std::string code_point(char32_t letter) {
  std::array<char, 16> word{};
  (void)std::snprintf(word.data(), word.size(), "U+%04X", static_cast<unsigned>(letter));
  return word.data();
}

std::string undrawable(std::string_view text) {
  std::string told;
  std::set<char32_t> seen;
  // Those of four bytes are what is beyond. Not looked for by find_first_of: clang 19 makes a
  // memchr in a constant out of it that finds no byte above 0x7F.
  const auto begins_four = [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xF8U) == 0xF0U;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    at += static_cast<std::size_t>(std::ranges::find_if(rest, begins_four) - rest.begin());
    if (at == text.size()) {
      break;
    }
    const Letter next = letter_at(text, at);
    if (is_beyond_fonts(next.letter) && seen.insert(next.letter).second) {
      told += (told.empty() ? "" : " ") + code_point(next.letter);
    }
    at += std::max<std::size_t>(next.size, 1);
  }
  return told;
}

}  // namespace rbacgraph::gui
