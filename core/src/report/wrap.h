/// Text broken into lines of a terminal.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace rbacgraph {

/// Pieces of printable text that take at most `columns` each and together are the text again.
/// Broken behind / : - . , and blanks where there is one in the second half of a line, else
/// anywhere between two characters. At least one piece, and one character a piece.
std::vector<std::string_view> wrap(std::string_view text, std::size_t columns);

}  // namespace rbacgraph
