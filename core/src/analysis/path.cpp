#include "rbacgraph/analysis/path.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "analysis/path_step.h"

namespace rbacgraph {
namespace {

/// Counts the paths of a given length, and lists them: from each place what leads on is asked once.
class PathFinder {
 public:
  PathFinder(const PathStepper& stepper, const std::stop_token& stop)
      : stepper_(stepper), stop_(stop) {}

  /// Paths of so many hops from here to the end, at most kMost of them.
  std::uint64_t count(const PathPlace& from, std::uint32_t hops) {  // NOLINT(misc-no-recursion)
    if (hops == 0) return stepper_.is_end(from) ? 1 : 0;
    if (stop_.stop_requested() || stepper_.is_end(from)) return 0;
    const auto key = std::pair(from, hops);
    if (const auto known = counts_.find(key); known != counts_.end()) return known->second;
    std::uint64_t count_here = 0;
    for (const PathStep& step : steps(from))
      count_here = std::min(kMost, count_here + count(step.to, hops - 1));
    counts_.emplace(key, count_here);
    return count_here;
  }

  /// Appends them to `paths` until there are `most`.
  void list(const PathPlace& from, std::uint32_t hops, std::size_t most, std::vector<Path>& paths) {
    Path begun;
    list(from, hops, most, begun, paths);
  }

 private:
  static constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max() / 2;

  const std::vector<PathStep>& steps(const PathPlace& from) {
    const auto [place, is_new] = steps_.try_emplace(from);
    if (is_new) place->second = stepper_.steps_from(from);
    return place->second;
  }

  // NOLINTNEXTLINE(misc-no-recursion)
  void list(const PathPlace& from, std::uint32_t hops, std::size_t most, Path& begun,
            std::vector<Path>& paths) {
    if (hops == 0) {
      paths.push_back(begun);
      return;
    }
    for (const PathStep& step : steps(from)) {
      if (paths.size() >= most) return;
      if (count(step.to, hops - 1) == 0) continue;
      begun.push_back(stepper_.hop(step));
      list(step.to, hops - 1, most, begun, paths);
      begun.pop_back();
    }
  }

  const PathStepper& stepper_;
  const std::stop_token& stop_;
  std::map<PathPlace, std::vector<PathStep>> steps_;
  std::map<std::pair<PathPlace, std::uint32_t>, std::uint64_t> counts_;
};

/// Fills in the paths, their number and the shortest one's length.
void walk(PathAnswer& answer, const PathOptions& options) {
  PathStepper stepper(*answer.graph, answer.from, answer.to, options);
  const std::optional<PathPlace> start = stepper.place_of(answer.from);
  if (!start || stepper.is_excluded(*start)) return;
  PathFinder finder(stepper, options.stop);
  const std::uint32_t most_hops = std::min(options.max_hops.value_or(kMaxHops), kMaxHops);
  for (std::uint32_t hops = 1; hops <= most_hops; ++hops) {
    const std::uint64_t count = finder.count(*start, hops);
    if (count == 0) continue;
    if (!answer.shortest) answer.shortest = hops;
    answer.count += count;
    finder.list(*start, hops, options.max_paths, answer.paths);
    if (!options.max_hops) break;
  }
}

void add_notes(PathAnswer& answer) {
  const std::optional<NamedObject>& to = answer.to.object;
  const std::optional<NamedObject>& from = answer.from.object;
  const auto note_missing = [&](const NamedObject& end) {
    if (end.exists || end.kind == NamedKind::User || end.kind == NamedKind::Group ||
        end.kind == NamedKind::Namespace)
      return;
    answer.notes.push_back(end.ref.kind + " " + (end.ref.ns.empty() ? "" : end.ref.ns + "/") +
                           end.ref.name + " is not in the input");
  };
  if (from) note_missing(*from);
  if (to) note_missing(*to);
  const bool passes = std::ranges::any_of(answer.paths, [](const Path& path) {
    return !path.empty() && path.back().edge == PathEdge::Superuser;
  });
  if (passes || (from && from->kind == NamedKind::Group && from->ref.name == kMastersGroup)) {
    answer.notes.emplace_back(
        "a member of the group system:masters can do everything: the API server lets it pass "
        "before RBAC is asked");
  }
}

}  // namespace

PathAnswer find_paths(std::shared_ptr<const AccessGraph> graph, PathEnd from, PathEnd to,
                      const PathOptions& options) {
  PathAnswer answer;
  answer.graph = std::move(graph);
  answer.from = std::move(from);
  answer.to = std::move(to);
  answer.ns = options.ns;
  answer.without = options.without;
  answer.max_hops = options.max_hops;
  walk(answer, options);
  add_notes(answer);
  return answer;
}

}  // namespace rbacgraph
