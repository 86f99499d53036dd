/// Pieces of Markdown that mean what they say, whatever is in them.
#pragma once

#include <string>
#include <string_view>

namespace rbacgraph {

/// A code span, safe in a table too. Nothing inside is markup; characters that a span can't hold
/// are shown as in a terminal.
std::string markdown_code(std::string_view text);

/// A sentence: as it is where every letter of it is harmless, else a code span.
std::string markdown_text(std::string_view text);

}  // namespace rbacgraph
