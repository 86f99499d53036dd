#include "cli/input.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "cli/progress.h"
#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/source/read.h"

namespace rbacgraph::cli {
namespace {

/// A file that is not there is an unreadable input, not a slip of the pen in the options.
Error as_input_error(Error error) {
  if (error.code == ErrorCode::NotFound || error.code == ErrorCode::InvalidArgument)
    error.code = ErrorCode::Io;
  return error;
}

std::string name_of(const std::string& path) { return path == "-" ? "standard input" : path; }

std::string names_of(const std::vector<std::string>& paths) {
  if (paths.size() == 1) return name_of(paths.front());
  return fmt::format("{} and {} more", name_of(paths.front()), paths.size() - 1);
}

/// But for "empty-input", which is what the error says.
void tell_why_empty(const Snapshot& snapshot, Talk& talk) {
  std::vector<Diagnostic> told;
  for (const Diagnostic& each : snapshot.diagnostics())
    if (each.code != "empty-input") told.push_back(each);
  talk.diagnostics(snapshot, told);
}

Error no_policy_error(const Snapshot& snapshot, const InputOptions& options) {
  if (options.live) {
    return {ErrorCode::Parse,
            "the cluster shows no Role, ClusterRole, RoleBinding or ClusterRoleBinding: there is "
            "nothing to answer from",
            "may this user list them? rbacgraph whoami tells who it is"};
  }
  const std::vector<std::string>& paths = options.paths;
  std::uint64_t bytes = 0;
  std::uint64_t refused = 0;
  std::map<std::string, std::uint64_t> others;
  for (const SourceInfo& source : snapshot.sources()) {
    bytes += source.bytes;
    refused += source.refused;
    for (const auto& [kind, count] : source.kept) others[kind] += count;
    for (const auto& [kind, count] : source.passed_over) others[kind] += count;
  }
  std::string message;
  if (snapshot.sources().empty()) {
    message = "no YAML or JSON file in " + names_of(paths);
  } else if (bytes == 0 && refused == 0) {
    message = names_of(paths) + (paths.size() == 1 ? " is empty" : " are empty");
  } else {
    message = "no Role, ClusterRole, RoleBinding or ClusterRoleBinding in " + names_of(paths);
    std::vector<std::string> parts;
    for (const auto& [kind, count] : others) parts.push_back(fmt::format("{} {}", count, kind));
    if (refused > 0) parts.push_back(fmt::format("{} that can't be read", refused));
    if (!parts.empty()) message += fmt::format(" (it holds {})", fmt::join(parts, ", "));
  }
  return {ErrorCode::Parse, message + ": there is nothing to answer from",
          options.empty_hint.empty() ? std::string(dump_hint()) : options.empty_hint};
}

/// Typing at a terminal needs no progress line, which would stand in the way.
bool shows_progress(const std::vector<std::string>& paths, const Io& io, const Talk& talk) {
  const bool typed = io.in_is_terminal && std::ranges::find(paths, "-") != paths.end();
  return io.err_is_terminal && !talk.is_quiet() && !typed;
}

SnapshotBuilder builder_beside(const std::shared_ptr<const Snapshot>& other) {
  return other ? SnapshotBuilder(WordsOf{other}) : SnapshotBuilder();
}

Result<std::shared_ptr<const Snapshot>> read_paths(const std::vector<std::string>& paths,
                                                   const InputOptions& options, ReadOptions read,
                                                   const Io& io, const Talk& talk,
                                                   const std::shared_ptr<const Snapshot>& other) {
  std::optional<Progress> progress;
  if (shows_progress(paths, io, talk)) {
    progress.emplace(io.err, io.err_columns);
    read.progress = [&](std::string_view file, std::uint64_t bytes, std::uint64_t total) {
      progress->update(file, bytes, total);
    };
  }
  SnapshotBuilder builder = builder_beside(other);
  if (options.nothing) builder.add_coverage({"", "", CoverageState::Complete, ""});
  for (const std::string& path : paths) {
    if (progress) progress->begin(path);
    if (Result<void> done = read_path(builder, path, read); !done)
      return tl::unexpected<Error>(as_input_error(std::move(done.error())));
    if (io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  }
  return builder.build(options.aggregation);
}

/// Standard input and pipes are read once.
bool can_be_read_again(const std::string& path) {
  std::error_code none;
  return path != "-" && (std::filesystem::is_regular_file(path, none) ||
                         std::filesystem::is_directory(path, none));
}

/// In the order of their names, so that the answer is the same, byte for byte, in whatever order
/// they are given. Where an object is in them twice the order given counts: the last one stands.
Result<std::shared_ptr<const Snapshot>> read_all(const InputOptions& options,
                                                 const ReadOptions& read, const Io& io,
                                                 const Talk& talk,
                                                 const std::shared_ptr<const Snapshot>& other) {
  std::vector<std::string> sorted = options.paths;
  std::ranges::sort(sorted);
  if (sorted != options.paths && std::ranges::all_of(sorted, can_be_read_again)) {
    auto loaded = read_paths(sorted, options, read, io, talk, other);
    if (!loaded || !has_objects_twice(**loaded)) return loaded;
  }
  return read_paths(options.paths, options, read, io, talk, other);
}

Result<std::shared_ptr<const Snapshot>> snapshot_of(Result<LiveSnapshot> live) {
  if (!live) return tl::unexpected<Error>(std::move(live.error()));
  return std::move(live->snapshot);
}

}  // namespace

Result<LiveSnapshot> load_cluster(const LiveInput& input, AggregationMode aggregation, Io& io,
                                  Talk& talk, const std::shared_ptr<const Snapshot>& other) {
  Result<ClusterAccess> access = choose(input, io);
  if (!access) return tl::unexpected<Error>(access.error());
  LiveOptions live = live_options(input, io);
  SnapshotBuilder builder = builder_beside(other);
  Result<ClusterFacts> facts = ClusterFacts{};
  {
    // A plug-in that asks the user something has the terminal for itself.
    std::optional<Progress> progress;
    if (!access->user.exec && shows_progress({}, io, talk)) {
      progress.emplace(io.err, io.err_columns);
      progress->begin(access->context.empty() ? access->server : access->context);
      live.progress = [&](std::string_view what, std::uint64_t bytes, std::uint64_t total) {
        progress->update(what, bytes, total);
      };
    }
    if (io.progress) {
      live.progress = [&](std::string_view, std::uint64_t bytes, std::uint64_t) {
        io.progress(bytes);
      };
    }
    facts = read_cluster(builder, *access, live);
  }
  if (!facts) return tl::unexpected<Error>(std::move(facts.error()));
  return LiveSnapshot{builder.build(aggregation), access->context, access->server,
                      std::move(*facts)};
}

Result<std::shared_ptr<const Snapshot>> load_anything(
    const InputOptions& options, Io& io, Talk& talk, const std::shared_ptr<const Snapshot>& other) {
  ReadOptions read;
  read.default_namespace = options.default_namespace;
  read.standard_input = &io.in;
  read.stop = io.stop;
  read.digests = options.digests;
  Result<std::shared_ptr<const Snapshot>> loaded =
      options.live ? snapshot_of(load_cluster(*options.live, options.aggregation, io, talk, other))
                   : read_all(options, read, io, talk, other);
  // In a second step, so that an input without any RBAC object of its own is noticed.
  if (!loaded || !options.default_policy) return loaded;
  if (!has_policy(**loaded) && !options.nothing) return loaded;
  SnapshotBuilder with_defaults(*loaded);
  if (Result<void> done = add_default_policy(with_defaults, *options.default_policy, read); !done)
    return tl::unexpected<Error>(std::move(done.error()));
  return with_defaults.build(options.aggregation);
}

std::optional<Error> why_no_answer(const Snapshot& snapshot, const InputOptions& options) {
  if (has_policy(snapshot) || options.nothing) return std::nullopt;
  return no_policy_error(snapshot, options);
}

Result<std::shared_ptr<const Snapshot>> load(const InputOptions& options, Io& io, Talk& talk,
                                             const std::shared_ptr<const Snapshot>& other) {
  Result<std::shared_ptr<const Snapshot>> loaded = load_anything(options, io, talk, other);
  if (!loaded) return loaded;
  if (std::optional<Error> why = why_no_answer(**loaded, options)) {
    tell_why_empty(**loaded, talk);
    return tl::unexpected<Error>(std::move(*why));
  }
  return loaded;
}

bool has_objects_twice(const Snapshot& snapshot) {
  return std::ranges::any_of(snapshot.diagnostics(), [](const Diagnostic& each) {
    return each.code == "duplicate-object" || each.code == "conflicting-object";
  });
}

Result<std::string> read_small_file(const std::string& path) {
  std::error_code none;
  if (std::filesystem::is_directory(path, none))
    return fail(ErrorCode::Io, fmt::format("can't read {}: Is a directory", path));
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const int code = errno;
  if (!file.is_open() || file.bad()) {
    return fail(ErrorCode::Io,
                fmt::format("can't read {}: {}", path, std::generic_category().message(code)),
                code == ENOENT   ? "check the spelling; a path is looked up from where you are"
                : code == EACCES ? "check the rights of the file and of the folders above it"
                                 : "");
  }
  return text;
}

}  // namespace rbacgraph::cli
