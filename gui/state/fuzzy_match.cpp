#include "state/fuzzy_match.h"

#include <string>

#include "rbacgraph/base/text.h"

namespace rbacgraph::gui {
namespace {

bool is_word_end(char letter) {
  return letter == '/' || letter == '-' || letter == ':' || letter == '.' || letter == ' ';
}

}  // namespace

std::optional<unsigned> fuzzy_match_folded(std::string_view text, std::string_view typed) {
  if (typed.empty()) return 0;
  if (const std::size_t at = text.find(typed); at != std::string_view::npos) {
    if (text.size() == typed.size()) return 0;
    const bool ends = at + typed.size() == text.size();
    // "runner" is the whole name of "ci/runner".
    if (at > 0 && text[at - 1] == '/' && ends) return 1;
    if (at == 0) return 2;
    if (is_word_end(text[at - 1])) return 3;
    return 4;
  }
  std::size_t at = 0;
  for (const char letter : typed) {
    at = text.find(letter, at);
    if (at == std::string_view::npos) return std::nullopt;
    ++at;
  }
  return kFuzzyScattered;
}

std::optional<unsigned> fuzzy_match(std::string_view text, std::string_view typed) {
  while (typed.starts_with(' ')) {
    typed.remove_prefix(1);
  }
  while (typed.ends_with(' ')) {
    typed.remove_suffix(1);
  }
  return fuzzy_match_folded(lower_ascii(text), lower_ascii(typed));
}

}  // namespace rbacgraph::gui
