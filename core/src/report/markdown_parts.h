/// What the Markdown reports of several commands have in common.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/report/source_names.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

/// A list and an empty line; nothing where there are no lines.
void write_markdown_list(std::ostream& out, const std::vector<std::string>& lines);

/// The first few of each code, each on one line.
std::vector<std::string> diagnostic_texts(const SourceNames& names,
                                          std::span<const Diagnostic> diagnostics);

/// The gaps of an input and what is wrong with it.
std::vector<std::string> input_flaws(const SourceNames& names);
/// INPUT, SHA-256, OBJECTS, PASSED OVER, UNREADABLE.
Table input_table(const SourceNames& names);

}  // namespace rbacgraph
