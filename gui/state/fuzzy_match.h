/// How well what somebody types stands for a text.
#pragma once

#include <optional>
#include <string_view>

namespace rbacgraph::gui {

/// The score of letters that are not together.
inline constexpr unsigned kFuzzyScattered = 5;

/// Smaller is better: 0 the whole text, then its last part after "/", its beginning, the beginning
/// of a word, anywhere in it, or its letters in this order. No value: not at all. Letters are
/// compared as they are.
std::optional<unsigned> fuzzy_match_folded(std::string_view text, std::string_view typed);

/// The same in any case of ASCII letters, blanks around what is typed left out.
std::optional<unsigned> fuzzy_match(std::string_view text, std::string_view typed);

}  // namespace rbacgraph::gui
