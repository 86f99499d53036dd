#include "canvas/scene.h"

#include <algorithm>
#include <map>
#include <utility>

#include "rbacgraph/layout/layered_layout.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/picture.h"
#include "rbacgraph/report/picture_labels.h"

namespace rbacgraph::gui {
namespace {

constexpr float kNodeHeight = 38;
constexpr double kRowGap = 7;
constexpr double kColumnGap = 68;
constexpr double kWideColumnGap = 84;  ///< for signs on the arrows of a comparison
constexpr double kFrameTitle = 18;
constexpr float kStraight = 10;  ///< that an edge leaves and enters level

double width_of(PictureRank rank, bool compares) {
  switch (rank) {
    case PictureRank::Place: return 170;
    case PictureRank::Workload:
    case PictureRank::Who:
    case PictureRank::Group: return 200;
    case PictureRank::Through:
    case PictureRank::Role:
    case PictureRank::Part: return compares ? 230 : 280;
    case PictureRank::What: break;
  }
  return 228;
}

/// The column of each rank that occurs. Groups of one subject stand below it.
class Columns {
 public:
  explicit Columns(const AccessPicture& picture) {
    std::map<PictureRank, std::size_t> counts;
    for (const PictureNode& node : picture.nodes) ++counts[node.rank];
    joins_ = counts[PictureRank::Who] == 1;
    for (const auto& [rank, count] : counts) {
      if (count == 0) continue;
      if (rank == PictureRank::Group && joins_) {
        columns_[rank] = columns_[PictureRank::Who];
        continue;
      }
      columns_[rank] = static_cast<std::uint32_t>(ranks_.size());
      ranks_.push_back(rank);
    }
  }
  std::uint32_t of(PictureRank rank) const { return columns_.at(rank); }
  const std::vector<PictureRank>& ranks() const { return ranks_; }
  bool has_one_subject() const { return joins_; }

 private:
  bool joins_ = false;
  std::map<PictureRank, std::uint32_t> columns_;
  std::vector<PictureRank> ranks_;
};

/// What matters most stands at the top of its column.
std::uint32_t precedence_of(const PictureNode& node) {
  if (node.rank == PictureRank::Group) return 3;
  if (node.start || node.matches) return 0;
  return node.folded ? 2 : 1;
}

std::string_view singular_of(PictureRank rank) {
  switch (rank) {
    case PictureRank::Place: return "namespace";
    case PictureRank::Workload: return "workload";
    case PictureRank::Who: return "subject";
    case PictureRank::Group: return "group";
    case PictureRank::Through: return "binding";
    case PictureRank::Role:
    case PictureRank::Part: return "role";
    case PictureRank::What: break;
  }
  return "resource";
}

std::array<Point, 4> curve_between(const Box& from, const Box& to) {
  const Point begin{from.right, from.middle().y};
  const Point end{to.left, to.middle().y};
  const float handle = std::max((end.x - begin.x) / 2, kStraight);
  return {begin, {begin.x + handle, begin.y}, {end.x - handle, end.y}, end};
}

/// Within a column: out on the left and back.
std::array<Point, 4> curve_beside(const Box& from, const Box& to) {
  constexpr float kOut = 14;
  const Point begin{from.left + kOut, from.bottom};
  const Point end{to.left + kOut, to.top};
  return {begin, begin, end, end};
}

void build_columns(Scene& scene, const AccessPicture& picture, const Columns& columns) {
  scene.columns.resize(columns.ranks().size());
  std::vector<std::uint64_t> counts(columns.ranks().size(), 0);
  for (std::uint32_t at = 0; at < scene.nodes.size(); ++at) {
    const PictureNode& node = picture.nodes[at];
    const std::uint32_t column = columns.of(node.rank);
    scene.columns[column].nodes.push_back(at);
    counts[column] += node.folded ? node.folded->nodes : 1;
  }
  for (std::size_t at = 0; at < scene.columns.size(); ++at) {
    SceneColumn& column = scene.columns[at];
    std::ranges::sort(column.nodes, {}, [&](std::uint32_t node) { return scene.nodes[node].top; });
    column.head = to_string(columns.ranks()[at]);
    column.detail = count_text(counts[at], singular_of(columns.ranks()[at]));
  }
}

Box around(const Scene& scene, const std::vector<std::uint32_t>& nodes) {
  Box box = scene.nodes[nodes.front()];
  for (const std::uint32_t node : nodes) {
    box.left = std::min(box.left, scene.nodes[node].left);
    box.top = std::min(box.top, scene.nodes[node].top);
    box.right = std::max(box.right, scene.nodes[node].right);
    box.bottom = std::max(box.bottom, scene.nodes[node].bottom);
  }
  return box;
}

void measure(Scene& scene) {
  for (SceneColumn& column : scene.columns) column.box = around(scene, column.nodes);
  scene.bounds = scene.columns.front().box;
  for (const SceneColumn& column : scene.columns) {
    scene.bounds.top = std::min(scene.bounds.top, column.box.top);
    scene.bounds.right = std::max(scene.bounds.right, column.box.right);
    scene.bounds.bottom = std::max(scene.bounds.bottom, column.box.bottom);
  }
  for (const SceneFrame& frame : scene.frames) {
    scene.bounds.top = std::min(scene.bounds.top, frame.box.top);
    scene.bounds.bottom = std::max(scene.bounds.bottom, frame.box.bottom);
  }
}

void build_edges(Scene& scene, const AccessPicture& picture, const Columns& columns) {
  scene.edges_at.resize(picture.nodes.size());
  for (std::uint32_t at = 0; at < picture.edges.size(); ++at) {
    const PictureEdge& edge = picture.edges[at];
    const bool beside =
        columns.of(picture.nodes[edge.from].rank) == columns.of(picture.nodes[edge.to].rank);
    const Box& from = scene.nodes[edge.from];
    const Box& to = scene.nodes[edge.to];
    scene.edges.push_back({beside ? curve_beside(from, to) : curve_between(from, to), beside});
    scene.edges_at[edge.from].push_back(at);
    scene.edges_at[edge.to].push_back(at);
  }
}

/// What can be reached from nodes along the edges, or against them.
void spread(const AccessPicture& picture, const Scene& scene, std::vector<std::uint32_t> open,
            bool forward, Chain& chain) {
  std::vector<bool> reached(scene.nodes.size());
  for (const std::uint32_t node : open) reached[node] = true;
  while (!open.empty()) {
    const std::uint32_t node = open.back();
    open.pop_back();
    chain.nodes[node] = true;
    for (const std::uint32_t at : scene.edges_at[node]) {
      const PictureEdge& edge = picture.edges[at];
      if ((forward ? edge.from : edge.to) != node) continue;
      chain.edges[at] = true;
      const std::uint32_t next = forward ? edge.to : edge.from;
      if (!reached[next]) open.push_back(next);
      reached[next] = true;
    }
  }
}

/// From one subject everything is read from the top: columns without gaps, in the order that was
/// found, and what stands alone in its column beside what it leads to.
void pack(Scene& scene, const AccessPicture& picture) {
  for (const SceneColumn& column : scene.columns) {
    float top = 0;
    for (const std::uint32_t node : column.nodes) {
      Box& box = scene.nodes[node];
      box.top = top;
      box.bottom = top + kNodeHeight;
      top = box.bottom + static_cast<float>(kRowGap);
    }
  }
  std::vector<std::uint32_t>& first = scene.columns.front().nodes;
  if (!picture.nodes[first.front()].start) return;
  // Beside the middle of what answers, or of the first screen of what it has.
  constexpr float kScreen = 420;
  float sum = 0;
  float count = 0;
  const bool answers = std::ranges::any_of(picture.edges, &PictureEdge::matches);
  for (const PictureEdge& edge : picture.edges) {
    if (edge.from != first.front() || edge.kind != PictureEdgeKind::BoundBy) continue;
    if ((answers && !edge.matches) || scene.nodes[edge.to].top > kScreen) continue;
    sum += scene.nodes[edge.to].top;
    ++count;
  }
  if (count == 0) return;
  const float shift = sum / count;
  for (const std::uint32_t node : first) {
    scene.nodes[node].top += shift;
    scene.nodes[node].bottom += shift;
  }
}

/// As the layout counts groups: from 1, 0 for none.
std::uint32_t group_in(const std::vector<std::string_view>& framed, const PictureNode& node) {
  const auto found = std::ranges::lower_bound(framed, frame_of(node));
  if (found == framed.end() || *found != frame_of(node)) return 0;
  return static_cast<std::uint32_t>(found - framed.begin()) + 1;
}

}  // namespace

float Scene::opening(float height) const {
  std::vector<float> tops;
  tops.reserve(nodes.size());
  for (const Box& node : nodes) tops.push_back(node.top);
  std::ranges::sort(tops);
  // How many there are from each on, within the height.
  std::vector<std::size_t> counts(tops.size());
  std::size_t end = 0;
  for (std::size_t at = 0; at < tops.size(); ++at) {
    while (end < tops.size() && tops[end] + kNodeHeight <= tops[at] + height) ++end;
    counts[at] = std::max(end, at + 1) - at;
  }
  if (counts.empty()) return bounds.top;
  const std::size_t enough = (std::ranges::max(counts) * 3 + 3) / 4;
  const auto first = std::ranges::find_if(counts, [&](std::size_t n) { return n >= enough; });
  return first == counts.begin() ? bounds.top
                                 : tops[static_cast<std::size_t>(first - counts.begin())];
}

std::optional<std::uint32_t> Scene::hit(Point point) const {
  for (const SceneColumn& column : columns) {
    if (point.x < column.box.left || point.x >= column.box.right) continue;
    const auto below = std::ranges::upper_bound(
        column.nodes, point.y, {}, [this](std::uint32_t node) { return nodes[node].top; });
    if (below == column.nodes.begin()) continue;
    const std::uint32_t node = *std::prev(below);
    if (nodes[node].contains(point)) return node;
  }
  return std::nullopt;
}

std::shared_ptr<const Scene> build_scene(const AccessPicture& picture) {
  auto scene = std::make_shared<Scene>();
  const Columns columns(picture);
  // Columns that are packed are read from the top, whatever namespace anything is in.
  const std::vector<std::string_view> framed =
      columns.has_one_subject() ? std::vector<std::string_view>{} : frames_of(picture);
  std::vector<LayeredNode> nodes;
  nodes.reserve(picture.nodes.size());
  for (const PictureNode& node : picture.nodes) {
    nodes.push_back({columns.of(node.rank), width_of(node.rank, picture.compares()), kNodeHeight,
                     precedence_of(node), group_in(framed, node)});
  }
  std::vector<LayeredEdge> edges;
  edges.reserve(picture.edges.size());
  for (const PictureEdge& edge : picture.edges) edges.push_back({edge.from, edge.to});
  const LayeredLayout layout =
      layered_layout(nodes, edges,
                     {.rows = kRowGap,
                      .columns = picture.compares() ? kWideColumnGap : kColumnGap,
                      .title = kFrameTitle});
  for (std::size_t at = 0; at < nodes.size(); ++at) {
    const auto left = static_cast<float>(layout.places[at].x);
    const auto top = static_cast<float>(layout.places[at].y);
    scene->nodes.push_back(
        {left, top, left + static_cast<float>(nodes[at].width), top + kNodeHeight});
  }
  for (const LayeredFrame& frame : layout.frames) {
    const auto left = static_cast<float>(frame.x);
    const auto top = static_cast<float>(frame.y);
    scene->frames.push_back({{left, top, left + static_cast<float>(frame.width),
                              top + static_cast<float>(frame.height)},
                             "ns " + printable(framed[frame.group - 1])});
  }
  if (scene->nodes.empty()) return scene;
  build_columns(*scene, picture, columns);
  if (columns.has_one_subject()) pack(*scene, picture);
  measure(*scene);
  build_edges(*scene, picture, columns);
  return scene;
}

Chain chain_through(const AccessPicture& picture, const Scene& scene,
                    std::span<const std::uint32_t> nodes) {
  Chain chain;
  if (nodes.empty()) return chain;
  chain.any = true;
  chain.nodes.resize(scene.nodes.size());
  chain.edges.resize(scene.edges.size());
  for (const bool forward : {true, false})
    spread(picture, scene, {nodes.begin(), nodes.end()}, forward, chain);
  return chain;
}

}  // namespace rbacgraph::gui
