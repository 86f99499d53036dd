/// Manual pages (section 1, man macros), made from the command table as the help is. Nothing in
/// them depends on the day.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "cli/command.h"

namespace rbacgraph::cli {

/// rbacgraph(1)
void write_man_page(std::ostream& out);
/// rbacgraph-COMMAND(1)
void write_man_page(std::ostream& out, const Command& command);

/// Text as troff shows it to the letter: its own characters escaped, a hyphen as one that can be
/// copied, what is no ASCII by its code point. Bytes that are no UTF-8 become "?".
std::string roff(std::string_view text);

}  // namespace rbacgraph::cli
