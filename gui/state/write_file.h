/// Files that are written in one step: under a name there is the old one or the new one, whole,
/// whenever a program is killed and however full a disk is.
///
/// The new one grows beside its place as NAME.new-PID, is brought to the disk, and then takes the
/// name. What a killed program left behind is taken away by the next one that writes NAME.
#pragma once

#include <string>
#include <string_view>

#include "rbacgraph/base/result.h"

namespace rbacgraph::gui {

/// A name that is there and no ordinary file is refused.
Result<void> write_file(const std::string& path, std::string_view bytes);

/// Removes ordinary files of ours beside `path` that are named as an unfinished one of it, have not
/// been touched for a minute, and whose process is no more. Anything else stays.
void remove_unfinished(const std::string& path);

}  // namespace rbacgraph::gui
