#include "state/policy.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/source/read.h"
#include "state/letters.h"
#include "state/visual_text.h"

namespace rbacgraph::gui {
namespace {

std::string title_of(const std::vector<std::string>& paths) {
  std::filesystem::path path(paths.front());
  if (!path.has_filename()) path = path.parent_path();
  std::string title = printable(path.filename().string());
  if (paths.size() > 1) title += " and " + std::to_string(paths.size() - 1) + " more";
  return title;
}

std::string incomplete_of(const Snapshot& snapshot) {
  const auto incomplete = static_cast<std::uint64_t>(
      std::ranges::count_if(snapshot.diagnostics(), &Diagnostic::incomplete));
  std::vector<std::string> parts;
  for (const Diagnostic& absent : absent_kinds(snapshot)) parts.push_back(absent.message);
  if (incomplete > 0) parts.push_back(count_text(incomplete, "object") + " unread");
  if (!snapshot.coverage().complete()) {
    parts.push_back(count_text(snapshot.coverage().gaps().size(), "list") + " not wholly read");
  }
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "Incomplete: " : ", ") + part;
  return printable(text);
}

std::vector<char32_t> letters_of(const NamePool& names) {
  std::set<char32_t> letters;
  for (std::size_t at = 0; at < names.size(); ++at)
    collect_letters(names.text(make_id<Name>(at)), letters);
  add_joined_forms(letters);
  return {letters.begin(), letters.end()};
}

}  // namespace

Result<Reading> read_input(SnapshotBuilder& builder, const std::vector<std::string>& paths,
                           const std::stop_token& stop, const ReadProgress& progress) {
  if (paths.empty()) return fail(ErrorCode::InvalidArgument, "no file was named");
  ReadOptions options;
  options.stop = stop;
  options.progress = progress;
  for (const std::string& path : paths) {
    if (Result<void> done = read_path(builder, path, options); !done)
      return tl::unexpected<Error>(done.error());
    if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "stopped");
  }
  Reading reading;
  reading.snapshot = builder.build();
  if (!has_policy(*reading.snapshot)) {
    return fail(ErrorCode::Parse,
                "no Role, ClusterRole, RoleBinding or ClusterRoleBinding in " +
                    printable(paths.front()) + ": there is nothing to answer from",
                std::string(dump_command()) + " makes a dump");
  }
  reading.title = title_of(paths);
  reading.incomplete = incomplete_of(*reading.snapshot);
  reading.letters = letters_of(reading.snapshot->names());
  return reading;
}

Result<std::shared_ptr<const Policy>> read_policy(const std::vector<std::string>& paths,
                                                  const std::stop_token& stop,
                                                  const ReadProgress& progress) {
  SnapshotBuilder builder;
  Result<Reading> reading = read_input(builder, paths, stop, progress);
  if (!reading) return tl::unexpected<Error>(reading.error());
  auto policy = std::make_shared<Policy>();
  policy->paths = paths;
  policy->title = std::move(reading->title);
  policy->incomplete = std::move(reading->incomplete);
  policy->letters = std::move(reading->letters);
  policy->snapshot = std::move(reading->snapshot);
  policy->graph = AccessGraph::build(policy->snapshot);
  policy->authorizer = std::make_shared<const Authorizer>(policy->snapshot);
  policy->powerful = std::make_shared<const PowerfulRules>(policy->snapshot);
  policy->overview = overview_of(*policy->graph, *policy->powerful, stop);
  policy->names = SearchIndex(*policy->graph);
  for (const NamespaceTile& tile : policy->overview.tiles)
    policy->missing_roles += tile.missing_roles;
  if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "stopped");
  return policy;
}

}  // namespace rbacgraph::gui
