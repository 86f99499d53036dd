#include "cli/write_rows.h"

#include <memory>

#include "rbacgraph/report/csv.h"

namespace rbacgraph::cli {

void write_rows(const Invocation& invocation, OutputFormat format, const Snapshot& snapshot,
                const std::function<Table(const AnswerTableOptions&)>& make) {
  const bool headers = !invocation.options.has("no-headers");
  if (format == OutputFormat::Csv) {
    const SourceNames names(snapshot);
    return write_csv(invocation.io.out, make({.wide = true, .query = true, .names = &names}),
                     headers);
  }
  // A big one is not taken apart before the process ends.
  const auto table = std::make_shared<const Table>(make({.wide = format == OutputFormat::Wide}));
  invocation.io.let_go(table);
  write_table(invocation.io.out, *table,
              {.headers = headers, .color = invocation.color, .width = invocation.io.out_columns});
}

}  // namespace rbacgraph::cli
