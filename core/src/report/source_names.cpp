#include "rbacgraph/report/source_names.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rbacgraph {
namespace {

/// The components of a path from the last to the first, without those that say nothing.
std::vector<std::string_view> reversed_components(std::string_view path) {
  std::vector<std::string_view> components;
  while (!path.empty()) {
    const std::size_t slash = path.rfind('/');
    const std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
    if (!last.empty() && last != ".") components.push_back(last);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  }
  return components;
}

std::size_t common_start(std::span<const std::string_view> a, std::span<const std::string_view> b) {
  const auto [end, ignored] = std::ranges::mismatch(a, b);
  return static_cast<std::size_t>(end - a.begin());
}

std::string last_components(std::span<const std::string_view> reversed, std::size_t count) {
  std::vector<std::string_view> shown(reversed.begin(),
                                      reversed.begin() + static_cast<std::ptrdiff_t>(count));
  std::ranges::reverse(shown);
  return fmt::format("{}", fmt::join(shown, "/"));
}

}  // namespace

SourceNames::SourceNames(const Snapshot& snapshot) : snapshot_(snapshot) {
  tell_apart(snapshot.sources(), {});
}

SourceNames::SourceNames(const Snapshot& snapshot, const Snapshot& beside) : snapshot_(snapshot) {
  tell_apart(snapshot.sources(), beside.sources());
}

void SourceNames::tell_apart(std::span<const SourceInfo> own, std::span<const SourceInfo> beside) {
  std::vector<const SourceInfo*> sources;
  for (const std::span<const SourceInfo> all : {own, beside})
    for (const SourceInfo& each : all) sources.push_back(&each);
  std::vector<std::vector<std::string_view>> paths(sources.size());
  for (std::size_t at = 0; at < sources.size(); ++at) {
    const bool whole = sources[at]->built_in || sources[at]->cluster;
    paths[at] = whole ? std::vector<std::string_view>{sources[at]->display}
                      : reversed_components(sources[at]->display);
  }

  // Sorted by what they end with, a path shares most with one of its neighbours.
  std::vector<std::size_t> order(sources.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t at) -> const auto& { return paths[at]; });
  names_.resize(sources.size());
  std::map<std::string, std::size_t, std::less<>> times;
  for (std::size_t nth = 0; nth < order.size(); ++nth) {
    const std::span<const std::string_view> path = paths[order[nth]];
    // One that is there twice is told from itself by no length of it.
    std::size_t before = nth;
    while (before > 0 && paths[order[before - 1]] == paths[order[nth]]) --before;
    std::size_t after = nth + 1;
    while (after < order.size() && paths[order[after]] == paths[order[nth]]) ++after;
    std::size_t shared = 0;
    if (before > 0) shared = common_start(path, paths[order[before - 1]]);
    if (after < order.size()) shared = std::max(shared, common_start(path, paths[order[after]]));
    std::string name = last_components(path, std::min(shared + 1, path.size()));
    const std::size_t time = ++times[name];
    names_[order[nth]] = time == 1 ? std::move(name) : fmt::format("{} ({})", name, time);
  }
  names_.resize(own.size());
}

std::string_view SourceNames::of(SourceId id) const {
  return index_of(id) < names_.size() ? std::string_view(names_[index_of(id)]) : std::string_view();
}

}  // namespace rbacgraph
