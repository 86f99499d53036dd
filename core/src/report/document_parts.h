/// What the documents of several commands have in common (DESIGN §9).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/report/source_names.h"
#include "report/document_writer.h"

namespace rbacgraph {

/// Opens the document: `apiVersion` and `kind`.
void write_head(DocumentWriter& writer, std::string_view kind);

void write_strings(DocumentWriter& writer, std::string_view key,
                   const std::vector<std::string>& list);

/// The diagnostics of the query and, where `of_input`, those of the input.
void write_diagnostics(DocumentWriter& writer, const SourceNames& names,
                       std::span<const Diagnostic> of_query, bool of_input);

/// `incomplete`, `inputs` and `tool`: what the answer was made from, and by what.
void write_provenance(DocumentWriter& writer, const SourceNames& names);

}  // namespace rbacgraph
