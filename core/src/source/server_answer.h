/// What an API server, or something on the way to it, says when it does not give what was asked.
#pragma once

#include <string>
#include <string_view>

namespace rbacgraph {

struct ServerWords {
  std::string reason;   ///< the Status' word, "Forbidden"; "" where it was none
  std::string message;  ///< one line, without control characters, of bounded length
};

/// `body` is a Status object, or the beginning of anything: of HTML and text the first line that
/// says something.
ServerWords read_server_words(std::string_view body);

/// The text without `secret`, which a server may have echoed.
std::string without_secret(std::string text, std::string_view secret);

}  // namespace rbacgraph
