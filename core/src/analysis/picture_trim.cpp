#include "analysis/picture_trim.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <utility>

namespace rbacgraph {
namespace {

struct Taken {
  std::uint64_t nodes = 0;
  std::uint64_t edges = 0;
};

Taken keep(AccessPicture& picture, const PictureNodes& kept) {
  std::vector<std::uint32_t> place(picture.nodes.size());
  std::vector<PictureNode> nodes;
  Taken taken;
  for (std::size_t at = 0; at < picture.nodes.size(); ++at) {
    place[at] = static_cast<std::uint32_t>(nodes.size());
    if (kept[at]) nodes.push_back(std::move(picture.nodes[at]));
  }
  taken.nodes = picture.nodes.size() - nodes.size();
  picture.nodes = std::move(nodes);
  taken.edges = std::erase_if(
      picture.edges, [&](const PictureEdge& edge) { return !kept[edge.from] || !kept[edge.to]; });
  for (PictureEdge& edge : picture.edges) {
    edge.from = place[edge.from];
    edge.to = place[edge.to];
  }
  return taken;
}

void hide(AccessPicture& picture, const PictureNodes& kept, const std::string& why) {
  const Taken taken = keep(picture, kept);
  if (taken.nodes == 0) return;
  picture.hidden.nodes += taken.nodes;
  picture.hidden.edges += taken.edges;
  picture.hidden.why.push_back(std::to_string(taken.nodes) +
                               (taken.nodes == 1 ? " node " : " nodes ") + why);
}

/// Who is reached along the edges, or against them.
PictureNodes reached(const AccessPicture& picture, PictureNodes from, bool along) {
  std::vector<std::vector<std::uint32_t>> next(picture.nodes.size());
  for (const PictureEdge& edge : picture.edges)
    next[along ? edge.from : edge.to].push_back(along ? edge.to : edge.from);
  std::vector<std::uint32_t> open;
  for (std::uint32_t at = 0; at < from.size(); ++at)
    if (from[at]) open.push_back(at);
  while (!open.empty()) {
    const std::uint32_t at = open.back();
    open.pop_back();
    for (const std::uint32_t to : next[at]) {
      if (from[to]) continue;
      from[to] = true;
      open.push_back(to);
    }
  }
  return from;
}

constexpr std::uint32_t kFar = std::numeric_limits<std::uint32_t>::max();

/// Steps from the nearest of `from`, in either direction.
std::vector<std::uint32_t> distances(const AccessPicture& picture, const PictureNodes& from) {
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> next(picture.nodes.size());
  for (const PictureEdge& edge : picture.edges) {
    const std::uint32_t steps = edge.kind == PictureEdgeKind::MemberOf ? 0 : 1;
    next[edge.from].emplace_back(edge.to, steps);
    next[edge.to].emplace_back(edge.from, steps);
  }
  std::vector<std::uint32_t> distance(picture.nodes.size(), kFar);
  std::deque<std::uint32_t> open;
  for (std::uint32_t at = 0; at < from.size(); ++at) {
    if (!from[at]) continue;
    distance[at] = 0;
    open.push_back(at);
  }
  while (!open.empty()) {
    const std::uint32_t at = open.front();
    open.pop_front();
    for (const auto& [to, steps] : next[at]) {
      if (distance[at] + steps >= distance[to]) continue;
      distance[to] = distance[at] + steps;
      steps == 0 ? open.push_front(to) : open.push_back(to);
    }
  }
  return distance;
}

enum class Steps : std::uint8_t { Along, Against, Any };

/// Of each node the one before it on a shortest way from `from`; those are their own, and kFar
/// stands where no way leads.
std::vector<std::uint32_t> nodes_before(const AccessPicture& picture, const PictureNodes& from,
                                        Steps steps) {
  std::vector<std::vector<std::uint32_t>> next(picture.nodes.size());
  for (const PictureEdge& edge : picture.edges) {
    if (steps != Steps::Against) {
      next[edge.from].push_back(edge.to);
    }
    if (steps != Steps::Along) {
      next[edge.to].push_back(edge.from);
    }
  }
  std::vector<std::uint32_t> before(picture.nodes.size(), kFar);
  std::deque<std::uint32_t> open;
  for (std::uint32_t at = 0; at < from.size(); ++at) {
    if (from[at]) {
      before[at] = at;
      open.push_back(at);
    }
  }
  while (!open.empty()) {
    const std::uint32_t at = open.front();
    open.pop_front();
    for (const std::uint32_t to : next[at]) {
      if (before[to] == kFar) {
        before[to] = at;
        open.push_back(to);
      }
    }
  }
  return before;
}

bool is_wanted(const PictureNode& node, const PictureFilter& filter) {
  if (!filter.kinds.empty() && !filter.kinds.contains(node.kind)) return false;
  const std::string& ns = node.kind == PictureKind::Namespace ? node.ref.name : node.ref.ns;
  if (!ns.empty()) {
    if (filter.only_namespaces != nullptr && !filter.only_namespaces->found_in(ns)) return false;
    if (filter.not_namespaces != nullptr && filter.not_namespaces->found_in(ns)) return false;
  }
  if (filter.only_names != nullptr && !filter.only_names->found_in(node.ref.name)) return false;
  return filter.not_names == nullptr || !filter.not_names->found_in(node.ref.name);
}

bool any(const PictureNodes& nodes) {
  return std::ranges::any_of(nodes, [](bool each) { return each; });
}

/// What nothing leads to any more, though something did. By kind one may well take out the middle.
PictureNodes connected(const AccessPicture& picture, const PictureNodes& wanted,
                       const PictureNodes& from) {
  AccessPicture rest;
  rest.nodes.resize(picture.nodes.size());
  PictureNodes had_edges(picture.nodes.size());
  PictureNodes has_edges(picture.nodes.size());
  for (const PictureEdge& edge : picture.edges) {
    had_edges[edge.from] = had_edges[edge.to] = true;
    if (!wanted[edge.from] || !wanted[edge.to]) continue;
    has_edges[edge.from] = has_edges[edge.to] = true;
    rest.edges.push_back({.from = edge.from, .to = edge.to});
  }
  PictureNodes kept = wanted;
  const std::vector<std::uint32_t> distance = distances(rest, from);
  const bool rooted = any(from);
  for (std::size_t at = 0; at < kept.size(); ++at) {
    const bool loose = rooted ? distance[at] == kFar : had_edges[at] && !has_edges[at];
    if (loose) kept[at] = false;
  }
  return kept;
}

}  // namespace

void keep_ways(AccessPicture& picture, const PictureNodes& from, const PictureNodes& to) {
  const PictureNodes ahead = reached(picture, from, true);
  const PictureNodes behind = reached(picture, to, false);
  PictureNodes kept(picture.nodes.size());
  for (std::size_t at = 0; at < kept.size(); ++at)
    kept[at] = from[at] || to[at] || (ahead[at] && behind[at]);
  keep(picture, kept);
}

void keep_near(AccessPicture& picture, const PictureNodes& from, std::uint32_t steps,
               const PictureNodes& staying) {
  const std::vector<std::uint32_t> distance = distances(picture, from);
  PictureNodes kept(picture.nodes.size());
  for (std::size_t at = 0; at < kept.size(); ++at) {
    kept[at] = distance[at] <= steps || (at < staying.size() && staying[at]);
  }
  hide(picture, kept,
       "more than " + std::to_string(steps) + (steps == 1 ? " step" : " steps") + " away left out");
}

void keep_wanted(AccessPicture& picture, const PictureNodes& from, const PictureFilter& filter,
                 const PictureNodes& staying) {
  const auto stays = [&](std::size_t at) {
    return from[at] || (at < staying.size() && staying[at]);
  };
  PictureNodes wanted(picture.nodes.size());
  for (std::size_t at = 0; at < wanted.size(); ++at)
    wanted[at] = stays(at) || is_wanted(picture.nodes[at], filter);
  const bool whole_kinds_only = filter.only_namespaces == nullptr &&
                                filter.not_namespaces == nullptr && filter.only_names == nullptr &&
                                filter.not_names == nullptr;
  if (!whole_kinds_only) wanted = connected(picture, wanted, from);
  hide(picture, wanted, "left out by filters");
}

PictureNodes with_ways(const AccessPicture& picture, const std::set<std::string>& ids,
                       const PictureNodes& from) {
  PictureNodes kept(picture.nodes.size());
  std::vector<std::uint32_t> open;
  if (!ids.empty()) {
    for (std::uint32_t at = 0; at < kept.size(); ++at) {
      if (ids.contains(picture_id(picture.nodes[at]))) {
        kept[at] = true;
        open.push_back(at);
      }
    }
  }
  for (const Steps steps : {Steps::Along, Steps::Against, Steps::Any}) {
    if (open.empty()) {
      break;
    }
    const std::vector<std::uint32_t> before = nodes_before(picture, from, steps);
    std::erase_if(open, [&](std::uint32_t at) {
      if (before[at] == kFar) {
        return false;
      }
      for (; before[at] != at; at = before[at]) {
        kept[at] = true;
      }
      kept[at] = true;
      return true;
    });
  }
  return kept;
}

}  // namespace rbacgraph
