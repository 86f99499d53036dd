/// Text in XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace rbacgraph {

/// For elements and quoted attributes of either: & < > " ' and the carriage return, which a reader
/// would take for a newline, are references. What XML has no place for is not looked for.
std::string markup_text(std::string_view text);

}  // namespace rbacgraph
