#include "report/yaml_text.h"

#include <algorithm>
#include <array>

#include "rbacgraph/base/text.h"

namespace rbacgraph {
namespace {

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Words that YAML 1.1 takes for booleans or null.
bool is_reserved(std::string_view text) {
  constexpr std::array<std::string_view, 9> kWords{"y",   "n",    "yes",   "no",  "on",
                                                   "off", "true", "false", "null"};
  return std::ranges::any_of(
      kWords, [&](std::string_view word) { return equal_ignoring_case(text, word); });
}

/// A letter first, so it is no number, date, "=", "<<" or beginning of anything else; and nothing
/// that could end it, since a colon is followed by neither a blank nor the end.
bool is_plain(std::string_view text) {
  if (text.empty() || !is_letter(text.front()) || text.back() == ':') return false;
  const auto fits = [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '/' ||
           c == ':';
  };
  return std::ranges::all_of(text, fits) && !is_reserved(text);
}

}  // namespace

std::string yaml_string(const std::string& text) {
  // JSON's escapes are YAML's too, but for those of characters beyond U+FFFF.
  return is_plain(text) ? text : dump(text, -1, LongEscape::EightDigits);
}

std::string yaml_scalar(const Json& value) {
  return value.is_string() ? yaml_string(value.get_ref<const std::string&>()) : dump(value, -1);
}

}  // namespace rbacgraph
