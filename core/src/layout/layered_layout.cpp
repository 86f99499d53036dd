#include "rbacgraph/layout/layered_layout.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <tuple>

namespace rbacgraph {
namespace {

constexpr int kOrderSweeps = 6;
constexpr int kHeightSweeps = 6;

/// The nearest numbers that don't descend, in the sense of least squares: neighbours that do are
/// pooled to their mean.
void make_ascending(std::vector<double>& values) {
  struct Pool {
    double sum;
    std::size_t count;
    double mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<Pool> pools;
  for (const double value : values) {
    pools.push_back({value, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      pools[pools.size() - 2].sum += pools.back().sum;
      pools[pools.size() - 2].count += pools.back().count;
      pools.pop_back();
    }
  }
  std::size_t at = 0;
  for (const Pool& pool : pools)
    for (std::size_t i = 0; i < pool.count; ++i) values[at++] = pool.mean();
}

class Layering {
 public:
  Layering(std::span<const LayeredNode> nodes, std::span<const LayeredEdge> edges,
           const LayeredGaps& gaps)
      : nodes_(nodes), gaps_(gaps), before_(nodes.size()), after_(nodes.size()) {
    std::uint32_t last = 0;
    for (const LayeredNode& node : nodes) last = std::max(last, node.column);
    columns_.resize(std::size_t{last} + 1);
    for (std::uint32_t at = 0; at < nodes.size(); ++at) columns_[nodes[at].column].push_back(at);
    for (const LayeredEdge& edge : edges) {
      if (nodes[edge.from].column >= nodes[edge.to].column) continue;
      after_[edge.from].push_back(edge.to);
      before_[edge.to].push_back(edge.from);
    }
    rank_.resize(nodes.size());
    middle_.resize(nodes.size());
  }

  LayeredLayout run() {
    for (std::vector<std::uint32_t>& column : columns_) {
      std::ranges::stable_sort(column, {}, [&](std::uint32_t at) { return nodes_[at].precedence; });
      number(column);
    }
    for (int sweep = 0; sweep < kOrderSweeps; ++sweep) sweep_order(sweep % 2 == 0);
    for (std::vector<std::uint32_t>& column : columns_) stack(column);
    for (int sweep = 0; sweep < kHeightSweeps; ++sweep) sweep_heights(sweep % 2 == 0);
    return places();
  }

 private:
  /// Places within a column run from 0 to 1, so that long and short ones compare.
  void number(const std::vector<std::uint32_t>& column) {
    for (std::size_t i = 0; i < column.size(); ++i)
      rank_[column[i]] = (static_cast<double>(i) + 0.5) / static_cast<double>(column.size());
  }

  static double mean(const std::vector<std::uint32_t>& of, const std::vector<double>& values,
                     double otherwise) {
    if (of.empty()) return otherwise;
    double sum = 0;
    for (const std::uint32_t at : of) sum += values[at];
    return sum / static_cast<double>(of.size());
  }

  template <class Each>
  void for_columns(bool forward, const Each& each) {
    for (std::size_t i = 0; i < columns_.size(); ++i)
      each(columns_[forward ? i : columns_.size() - 1 - i]);
  }

  void sweep_order(bool forward) {
    for_columns(forward, [&](std::vector<std::uint32_t>& column) {
      std::vector<double> wanted(column.size());
      std::vector<std::size_t> order(column.size());
      for (std::size_t i = 0; i < column.size(); ++i) {
        const auto& neighbours = forward ? before_[column[i]] : after_[column[i]];
        wanted[i] = mean(neighbours, rank_, rank_[column[i]]);
      }
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::ranges::stable_sort(order, {}, [&](std::size_t i) {
        return std::tuple(nodes_[column[i]].precedence, wanted[i]);
      });
      std::vector<std::uint32_t> sorted(column.size());
      for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = column[order[i]];
      column = std::move(sorted);
      number(column);
    });
  }

  void stack(const std::vector<std::uint32_t>& column) {
    double y = 0;
    for (const std::uint32_t at : column) {
      middle_[at] = y + nodes_[at].height / 2;
      y += nodes_[at].height + gaps_.rows;
    }
  }

  void sweep_heights(bool forward) {
    for_columns(forward, [&](const std::vector<std::uint32_t>& column) {
      // Without what the boxes above take, the middles need only not descend.
      std::vector<double> wanted(column.size());
      std::vector<double> taken(column.size());
      double y = 0;
      for (std::size_t i = 0; i < column.size(); ++i) {
        const std::uint32_t at = column[i];
        const auto& neighbours = forward ? before_[at] : after_[at];
        const auto& others = forward ? after_[at] : before_[at];
        taken[i] = y + nodes_[at].height / 2;
        y += nodes_[at].height + gaps_.rows;
        wanted[i] = mean(neighbours.empty() ? others : neighbours, middle_, middle_[at]) - taken[i];
      }
      make_ascending(wanted);
      for (std::size_t i = 0; i < column.size(); ++i) middle_[column[i]] = wanted[i] + taken[i];
    });
  }

  LayeredLayout places() const {
    LayeredLayout layout;
    layout.places.resize(nodes_.size());
    double top = 0;
    for (std::size_t at = 0; at < nodes_.size(); ++at)
      top = std::min(top, middle_[at] - nodes_[at].height / 2);
    double x = 0;
    for (const std::vector<std::uint32_t>& column : columns_) {
      double width = 0;
      for (const std::uint32_t at : column) {
        width = std::max(width, nodes_[at].width);
        layout.places[at] = {x, middle_[at] - nodes_[at].height / 2 - top};
        layout.height = std::max(layout.height, layout.places[at].y + nodes_[at].height);
      }
      if (column.empty()) continue;
      layout.width = x + width;
      x = layout.width + gaps_.columns;
    }
    return layout;
  }

  std::span<const LayeredNode> nodes_;
  LayeredGaps gaps_;
  std::vector<std::vector<std::uint32_t>> columns_;
  std::vector<std::vector<std::uint32_t>> before_;
  std::vector<std::vector<std::uint32_t>> after_;
  std::vector<double> rank_;
  std::vector<double> middle_;
};

}  // namespace

LayeredLayout layered_layout(std::span<const LayeredNode> nodes, std::span<const LayeredEdge> edges,
                             const LayeredGaps& gaps) {
  return Layering(nodes, edges, gaps).run();
}

}  // namespace rbacgraph
