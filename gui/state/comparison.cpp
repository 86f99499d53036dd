#include "state/comparison.h"

#include <utility>

#include "rbacgraph/analysis/diff_report.h"
#include "rbacgraph/report/diff_table.h"
#include "state/question.h"

namespace rbacgraph::gui {

Result<std::shared_ptr<const Comparison>> read_comparison(std::shared_ptr<const Policy> a,
                                                          const std::vector<std::string>& paths,
                                                          const std::stop_token& stop,
                                                          const ReadProgress& progress,
                                                          const LiveConfig& live) {
  SnapshotBuilder builder(WordsOf{a->snapshot});
  Result<Reading> reading = read_input(builder, paths, stop, progress, live);
  if (!reading) return tl::unexpected<Error>(reading.error());
  auto comparison = std::make_shared<Comparison>();
  comparison->paths = paths;
  std::vector<std::string> both = a->paths;
  both.insert(both.end(), paths.begin(), paths.end());
  comparison->options = kubeconfig_option(both, live);
  comparison->title = std::move(reading->title);
  comparison->incomplete = std::move(reading->incomplete);
  comparison->letters = std::move(reading->letters);
  comparison->diff = diff(a->snapshot, std::move(reading->snapshot), {}, stop);
  comparison->verdict = diff_verdict(report_of(comparison->diff, {}, false));
  comparison->a = std::move(a);
  if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "stopped");
  return comparison;
}

std::string diff_command(const Comparison& comparison) {
  if (comparison.a->paths.size() != 1 || comparison.paths.size() != 1) return "";
  return "rbacgraph diff " + shell_word(comparison.a->paths.front()) + " " +
         shell_word(comparison.paths.front()) + comparison.options;
}

}  // namespace rbacgraph::gui
