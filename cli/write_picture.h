/// Writes pictures: of the command graph, and of the answers of others with -o dot, svg or png.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/output_format.h"
#include "rbacgraph/report/picture.h"

namespace rbacgraph::cli {

/// Before anything is read: may the format go where it goes, and are the options of pictures right,
/// and given for a picture?
Result<void> check_picture(const Invocation& invocation, OutputFormat format);

/// Folds it, writes it to `io.out`, and says what was folded. `command`: the one that was called.
Result<void> write_picture(const Invocation& invocation, const Command& command,
                           PictureReport report, OutputFormat format);

}  // namespace rbacgraph::cli
