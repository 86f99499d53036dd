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

}  // namespace rbacgraph::gui
