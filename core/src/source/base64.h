/// Base64 as Go's encoding/json reads it: the standard alphabet with padding, line ends passed
/// over.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rbacgraph {

std::optional<std::string> decode_base64(std::string_view text);
/// The alphabet for URLs, without padding, as JSON web tokens have it.
std::optional<std::string> decode_base64_url(std::string_view text);
std::string encode_base64(std::string_view bytes);

}  // namespace rbacgraph
