/// Percent-encoding (RFC 3986 §2.1): what can't stand for itself in a URL or a header's name.
#pragma once

#include <string>
#include <string_view>

namespace rbacgraph {

/// ASCII letters, digits and what is in `plain` stay; any other byte is "%" and its two digits. As
/// it is for a path or a query.
inline std::string percent_encoded(std::string_view text, std::string_view plain = "-_.~") {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
        plain.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kHex[byte >> 4U];
    encoded += kHex[byte & 15U];
  }
  return encoded;
}

}  // namespace rbacgraph
