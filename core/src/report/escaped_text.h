/// Text whose hidden characters can be seen and taken back.
#pragma once

#include <string>
#include <string_view>

namespace rbacgraph {

/// The second rule of report/csv.h: control and invisible characters and bytes that are no UTF-8
/// are escapes, a backslash is doubled where it would be read as one. Tabs and line ends stay.
std::string escaped_text(std::string_view text);

}  // namespace rbacgraph
