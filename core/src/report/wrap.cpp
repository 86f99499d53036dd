#include "report/wrap.h"

#include <algorithm>

#include "base/unicode.h"

namespace rbacgraph {
namespace {

/// How many bytes make the next line: marks stay with the character that they are drawn over.
std::size_t line_bytes(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  std::size_t used = 0;
  while (bytes < text.size()) {
    const DecodedCharacter character = decode_character(text.substr(bytes));
    const std::size_t wide = character.bytes == 0 ? 1 : columns_of(character.point);
    if (bytes > 0 && used + wide > columns) break;
    used += wide;
    bytes += std::max<std::size_t>(character.bytes, 1);
  }
  return bytes;
}

}  // namespace

std::vector<std::string_view> wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string_view> lines;
  for (;;) {
    std::size_t bytes = line_bytes(text, columns);
    if (bytes == text.size()) break;
    const std::size_t good = text.substr(0, bytes).find_last_of("/:-., ");
    if (good != std::string_view::npos && good + 1 > bytes / 2) bytes = good + 1;
    lines.push_back(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  lines.push_back(text);
  return lines;
}

}  // namespace rbacgraph
