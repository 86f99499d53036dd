/// What was read, as people read it: a verdict, then sections of a table or of a few lines each.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "rbacgraph/analysis/status.h"
#include "rbacgraph/report/sections.h"
#include "rbacgraph/report/source_names.h"

namespace rbacgraph {

/// Those that have something to tell. `wide`: every input, every diagnostic with its place, and
/// the system objects that were changed, by name.
std::vector<Section> status_sections(const Status& status, const SourceNames& names, bool wide);

/// "complete, as far as the input tells", or "incomplete: answers are lower bounds".
std::string status_verdict(const Status& status);

struct StatusTextOptions {
  bool wide = false;
  bool headers = true;
  bool color = false;
  std::optional<std::size_t> width;  ///< as TableOptions::width
};

void write_status(std::ostream& out, const Status& status, const StatusTextOptions& options);

}  // namespace rbacgraph
