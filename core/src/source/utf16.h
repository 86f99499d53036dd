#pragma once

#include <string>
#include <string_view>

namespace rbacgraph {

/// What can't be converted becomes U+FFFD. A byte order mark is left out.
std::string utf8_from_utf16(std::string_view bytes, bool big_endian);

/// Appends a code point; a surrogate or one past U+10FFFF becomes U+FFFD.
void append_utf8(std::string& to, char32_t code);

}  // namespace rbacgraph
