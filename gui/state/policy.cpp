#include "state/policy.h"

#include <algorithm>
#include <set>

#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/source/read.h"
#include "state/letters.h"
#include "state/visual_text.h"

namespace rbacgraph::gui {
namespace {

std::string incomplete_of(const Snapshot& snapshot) {
  // What a cluster does not show is told as its lists.
  const auto incomplete = static_cast<std::uint64_t>(
      std::ranges::count_if(snapshot.diagnostics(), [](const Diagnostic& told) {
        return told.incomplete && told.code != "list-refused" &&
               !told.code.starts_with("own-rights");
      }));
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

Result<void> read_files(SnapshotBuilder& builder, const std::vector<std::string>& paths,
                        const std::stop_token& stop, const ReadProgress& progress) {
  ReadOptions options;
  options.stop = stop;
  if (progress) {
    options.progress = [&](std::string_view file, std::uint64_t bytes, std::uint64_t total) {
      const float part = total == 0 ? 0 : static_cast<float>(bytes) / static_cast<float>(total);
      progress({file, bytes, total, part, {}});
    };
  }
  for (const std::string& path : paths) {
    if (Result<void> done = read_path(builder, path, options); !done) return done;
    if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "stopped");
  }
  return {};
}

Error no_policy_error(const std::vector<std::string>& paths) {
  if (is_context(paths.front())) {
    return {ErrorCode::Parse,
            "the cluster shows no Role, ClusterRole, RoleBinding or ClusterRoleBinding: there is "
            "nothing to answer from",
            "may this user list them? rbacgraph whoami tells who it is"};
  }
  return {ErrorCode::Parse,
          "no Role, ClusterRole, RoleBinding or ClusterRoleBinding in " + printable(paths.front()) +
              ": there is nothing to answer from",
          std::string(dump_command()) + " makes a dump"};
}

}  // namespace

Result<Reading> read_input(SnapshotBuilder& builder, const std::vector<std::string>& paths,
                           const std::stop_token& stop, const ReadProgress& progress,
                           const LiveConfig& live) {
  if (paths.empty()) return fail(ErrorCode::InvalidArgument, "no file was named");
  const auto context = std::ranges::find_if(paths, is_context);
  if (context != paths.end() && paths.size() > 1) {
    return fail(ErrorCode::InvalidArgument,
                printable(*context) + " is a cluster, and is read by itself",
                "compare it with the others, or open it alone");
  }
  const Result<void> read =
      context == paths.end()
          ? read_files(builder, paths, stop, progress)
          : read_context(builder, context_in(*context).value_or(""), live, stop, progress);
  if (!read) return tl::unexpected<Error>(read.error());
  Reading reading;
  reading.snapshot = builder.build();
  if (!has_policy(*reading.snapshot)) return tl::unexpected<Error>(no_policy_error(paths));
  reading.title = title_of(paths);
  reading.incomplete = incomplete_of(*reading.snapshot);
  reading.letters = letters_of(reading.snapshot->names());
  return reading;
}

Result<std::shared_ptr<const Policy>> read_policy(const std::vector<std::string>& paths,
                                                  const std::stop_token& stop,
                                                  const ReadProgress& progress,
                                                  const LiveConfig& live) {
  SnapshotBuilder builder;
  Result<Reading> reading = read_input(builder, paths, stop, progress, live);
  if (!reading) return tl::unexpected<Error>(reading.error());
  auto policy = std::make_shared<Policy>();
  policy->paths = paths;
  policy->title = std::move(reading->title);
  policy->options = input_options(paths, live);
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
