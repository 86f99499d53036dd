/// Answers that are rows, as the table, the wide table or CSV.
#pragma once

#include <functional>

#include "cli/command.h"
#include "cli/output_format.h"
#include "rbacgraph/report/answer_table.h"

namespace rbacgraph::cli {

/// Writes a table in one of the formats Table, Wide and Csv.
void write_table(const Invocation& invocation, OutputFormat format, Table table);

/// Writes to `io.out`. `make` gives the table with the details that are asked of it.
void write_rows(const Invocation& invocation, OutputFormat format, const Snapshot& snapshot,
                const std::function<Table(const AnswerTableOptions&)>& make);

}  // namespace rbacgraph::cli
