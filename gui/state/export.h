/// What is shown, as a file: the format is the ending of its name.
#pragma once

#include <stop_token>
#include <string>

#include "rbacgraph/base/result.h"
#include "state/content.h"

namespace rbacgraph::gui {

/// ".svg .png .dot .html .json .graphml .mmd .csv"
std::string_view export_endings();

/// The bytes of the file. Fails with InvalidArgument for an ending that is none of these, and as
/// draw() of report/picture.h does.
Result<std::string> exported(const Content& content, const std::string& path,
                             const std::stop_token& stop = {});

/// Writes a file in one step: under its name there is the old one or the new one, whole. A name
/// that is there and no ordinary file is refused.
Result<void> write_file(const std::string& path, std::string_view bytes);

}  // namespace rbacgraph::gui
