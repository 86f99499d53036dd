/// Where in a JSON text something stands: which line a message is about.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rbacgraph::gui {

/// Lines count from 1; bytes past the end are in the last one.
std::size_t line_at(std::string_view text, std::size_t byte);

/// The byte at which the value of a JSON pointer ("/bookmarks/3/name") begins, in a text that is
/// valid JSON; of a pointer that leads nowhere the last value on the way.
std::size_t place_of(std::string_view text, std::string_view pointer);

/// A JSON pointer as people write it: "bookmarks[3].name"; "" for the whole.
std::string words_of_pointer(std::string_view pointer);

}  // namespace rbacgraph::gui
