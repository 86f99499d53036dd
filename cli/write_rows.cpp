#include "cli/write_rows.h"

#include <memory>
#include <utility>

#include "rbacgraph/report/csv.h"

namespace rbacgraph::cli {

void write_table(const Invocation& invocation, OutputFormat format, Table table) {
  if (invocation.part != nullptr) {
    invocation.part->table = std::move(table);
    return;
  }
  const bool headers = !invocation.options.has("no-headers");
  if (format == OutputFormat::Csv) return write_csv(invocation.io.out, table, headers);
  // A big one is not taken apart before the process ends.
  const auto kept = std::make_shared<const Table>(std::move(table));
  invocation.io.let_go(kept);
  rbacgraph::write_table(
      invocation.io.out, *kept,
      {.headers = headers, .color = invocation.color, .width = invocation.io.out_columns});
}

void write_rows(const Invocation& invocation, OutputFormat format, const Snapshot& snapshot,
                const std::function<Table(const AnswerTableOptions&)>& make) {
  if (format == OutputFormat::Csv) {
    const SourceNames names(snapshot);
    return write_table(invocation, format, make({.wide = true, .query = true, .names = &names}));
  }
  write_table(invocation, format, make({.wide = format == OutputFormat::Wide}));
}

}  // namespace rbacgraph::cli
