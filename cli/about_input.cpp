#include "cli/about_input.h"

#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/report/summary.h"

namespace rbacgraph::cli {

void tell_about_input(Talk& talk, const Snapshot& snapshot, OutputFormat format,
                      std::string_view about) {
  const std::span<const Diagnostic> none;
  tell_about_input(talk, snapshot, has_diagnostics(format) ? none : snapshot.diagnostics(), about);
}

void tell_about_input(Talk& talk, const Snapshot& snapshot, std::span<const Diagnostic> diagnostics,
                      std::string_view about) {
  talk.say(gap_lines(snapshot), about);
  if (snapshot.coverage().complete()) return talk.diagnostics(snapshot, diagnostics, about);
  talk.diagnostics(snapshot, besides_gap_lines(snapshot, diagnostics), about);
}

Result<void> refuse_incomplete(bool incomplete, bool strict) {
  if (!incomplete || !strict) return {};
  return fail(ErrorCode::Io, "the input is incomplete, and --strict is given");
}

Result<ExitCode> status_for(ExitCode status, const Snapshot& snapshot, bool strict) {
  const Result<void> refused = refuse_incomplete(strict && is_incomplete(snapshot), strict);
  if (!refused) return tl::unexpected<Error>(refused.error());
  return status;
}

}  // namespace rbacgraph::cli
