/// A text file that was compiled into the library (cmake/Embed.cmake).
///
/// Both views are of static storage: they are valid for the life of the program, and `text` is
/// followed by a NUL that it does not count.
#pragma once

#include <string_view>

namespace rbacgraph {

struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};

}  // namespace rbacgraph
