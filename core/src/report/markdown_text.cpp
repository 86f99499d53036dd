#include "report/markdown_text.h"

#include <algorithm>
#include <cstddef>

#include "rbacgraph/report/display.h"

namespace rbacgraph {
namespace {

/// GitHub links addresses, and ":name:" becomes a picture.
bool may_become_something(std::string_view text) {
  if (text.find("www.") != std::string_view::npos || text.find("://") != std::string_view::npos)
    return true;
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos;
}

constexpr bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_harmless(std::string_view text) {
  constexpr std::string_view kHarmless = " ,.;:()'\"/-?";
  if (text.empty() || !is_alphanumeric(text.front()) || may_become_something(text)) return false;
  // "1. " and "1) " begin a list.
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits > 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')'))
    return false;
  return std::ranges::all_of(text, [&](char c) {
    return is_alphanumeric(c) || kHarmless.find(c) != std::string_view::npos;
  });
}

/// A table splits its rows at bars before anything else is looked at, and `\|` is its word for a
/// bar; there is none for a backslash before one.
std::string with_bars_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '|') {
      out += c;
    } else {
      out += out.ends_with('\\') ? "\\x7c" : "\\|";
    }
  }
  return out;
}

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string markdown_code(std::string_view text) {
  // Text of blanks alone, too, would be no span.
  if (text.find_first_not_of(' ') == std::string_view::npos)
    return "`\"" + std::string(text) + "\"`";
  const std::string inside = with_bars_escaped(printable(text));
  const std::string fence(longest_run(inside, '`') + 1, '`');
  const bool pad = inside.starts_with('`') || inside.ends_with('`') ||
                   (inside.starts_with(' ') && inside.ends_with(' '));
  const std::string_view blank = pad ? " " : "";
  return std::string(fence).append(blank).append(inside).append(blank).append(fence);
}

std::string markdown_text(std::string_view text) {
  return is_harmless(text) ? std::string(text) : markdown_code(text);
}

}  // namespace rbacgraph
