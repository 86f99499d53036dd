/// Small helpers for words that people type.
///
/// Pure functions on ASCII letters: other bytes are compared as they are.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rbacgraph {

std::string lower_ascii(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// The candidates that `word` may be a misspelling of, at most `at_most`, without repetition.
///
/// First those within two slips (a letter too many, missing, wrong, or two neighbours swapped; one
/// slip for words of up to four letters), nearest first; then those that begin with the word.
/// Equals are in the order of the alphabet. Capitals do not count as a slip.
std::vector<std::string> nearest(std::string_view word,
                                 std::span<const std::string_view> candidates, std::size_t at_most);

}  // namespace rbacgraph
