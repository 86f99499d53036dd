#include "cli/write_rows.h"

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
  write_table(invocation.io.out, make({.wide = format == OutputFormat::Wide}),
              {.headers = headers, .color = invocation.color, .width = invocation.io.out_columns});
}

}  // namespace rbacgraph::cli
