#include "rbacgraph/layout/layered_layout.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

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

/// Boxes side by side in a column.
struct Row {
  std::size_t first = 0;  ///< place in the column's order
  std::size_t count = 0;
  double height = 0;  ///< of the tallest
  double above = 0;   ///< room for a frame
  double below = 0;
  double middle = 0;
  bool begins = false;  ///< the first row of its frame
};

struct Column {
  std::vector<std::uint32_t> nodes;  ///< in order
  std::vector<Row> rows;
  std::size_t abreast = 1;  ///< boxes in a row
  double box = 0;           ///< the widest
};

class Layering {
 public:
  Layering(std::span<const LayeredNode> nodes, std::span<const LayeredEdge> edges,
           const LayeredGaps& gaps)
      : nodes_(nodes), gaps_(gaps), before_(nodes.size()), after_(nodes.size()) {
    std::uint32_t last = 0;
    for (const LayeredNode& node : nodes) last = std::max(last, node.column);
    columns_.resize(std::size_t{last} + 1);
    for (std::uint32_t at = 0; at < nodes.size(); ++at) {
      Column& column = columns_[nodes[at].column];
      column.nodes.push_back(at);
      column.box = std::max(column.box, nodes[at].width);
    }
    for (const LayeredEdge& edge : edges) {
      if (nodes[edge.from].column >= nodes[edge.to].column) continue;
      after_[edge.from].push_back(edge.to);
      before_[edge.to].push_back(edge.from);
    }
    rank_.resize(nodes.size());
    middle_.resize(nodes.size());
  }

  LayeredLayout run() {
    for (Column& column : columns_) {
      std::ranges::stable_sort(column.nodes, {},
                               [&](std::uint32_t at) { return nodes_[at].precedence; });
      number(column.nodes);
    }
    for (int sweep = 0; sweep < kOrderSweeps; ++sweep) sweep_order(sweep % 2 == 0);
    for (Column& column : columns_) make_rows(column);
    put_abreast();
    for (Column& column : columns_) stack(column);
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

  /// Where the frames of a column want to be: the mean of what is in each.
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> frame_wishes(
      const std::vector<std::uint32_t>& column, const std::vector<double>& wanted) const {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::pair<double, double>> sums;
    for (std::size_t i = 0; i < column.size(); ++i) {
      const LayeredNode& node = nodes_[column[i]];
      if (node.group == 0) continue;
      auto& [sum, count] = sums[{node.precedence, node.group}];
      sum += wanted[i];
      count += 1;
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> means;
    for (const auto& [key, sum] : sums) means.emplace(key, sum.first / sum.second);
    return means;
  }

  void sweep_order(bool forward) {
    for_columns(forward, [&](Column& whole) {
      std::vector<std::uint32_t>& column = whole.nodes;
      std::vector<double> wanted(column.size());
      std::vector<std::size_t> order(column.size());
      for (std::size_t i = 0; i < column.size(); ++i) {
        const auto& neighbours = forward ? before_[column[i]] : after_[column[i]];
        wanted[i] = mean(neighbours, rank_, rank_[column[i]]);
      }
      const auto frames = frame_wishes(column, wanted);
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::ranges::stable_sort(order, {}, [&](std::size_t i) {
        const LayeredNode& node = nodes_[column[i]];
        const double together =
            node.group == 0 ? wanted[i] : frames.at({node.precedence, node.group});
        return std::tuple(node.precedence, together, node.group, wanted[i]);
      });
      std::vector<std::uint32_t> sorted(column.size());
      for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = column[order[i]];
      column = std::move(sorted);
      number(column);
    });
  }

  bool stand_together(std::uint32_t a, std::uint32_t b) const {
    return nodes_[a].group == nodes_[b].group && nodes_[a].precedence == nodes_[b].precedence;
  }

  void make_rows(Column& column) const {
    column.rows.clear();
    const std::vector<std::uint32_t>& nodes = column.nodes;
    for (std::size_t at = 0; at < nodes.size();) {
      std::size_t end = at;
      while (end < nodes.size() && stand_together(nodes[at], nodes[end])) ++end;
      const std::size_t begin = column.rows.size();
      for (; at < end; at += column.rows.back().count) {
        Row row{.first = at, .count = std::min(column.abreast, end - at)};
        for (std::size_t i = at; i < at + row.count; ++i)
          row.height = std::max(row.height, nodes_[nodes[i]].height);
        column.rows.push_back(row);
      }
      if (nodes_[nodes[column.rows.back().first]].group == 0) continue;
      column.rows[begin].above = gaps_.frame + gaps_.title;
      column.rows[begin].begins = true;
      column.rows.back().below = gaps_.frame;
    }
  }

  double height(const Column& column) const {
    double sum = 0;
    for (const Row& row : column.rows) sum += row.above + row.height + row.below + gaps_.rows;
    return sum;
  }

  double width(const Column& column) const {
    return static_cast<double>(column.abreast) * (column.box + gaps_.beside) - gaps_.beside;
  }

  /// Steep arrows can't be told apart.
  double column_gap(double height) const {
    constexpr double kPart = 0.07;
    constexpr double kMost = 5;
    return std::clamp(height * kPart, gaps_.columns, gaps_.columns * kMost);
  }

  void put_abreast() {
    if (gaps_.most_aspect <= 0) return;
    std::vector<double> heights(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) heights[i] = height(columns_[i]);
    for (;;) {
      const auto tallest = std::ranges::max_element(heights);
      double whole = -column_gap(*tallest);
      for (const Column& column : columns_)
        if (!column.nodes.empty()) whole += width(column) + column_gap(*tallest);
      Column& column = columns_[static_cast<std::size_t>(tallest - heights.begin())];
      if (*tallest <= gaps_.most_aspect * whole || column.abreast >= column.nodes.size()) return;
      ++column.abreast;
      make_rows(column);
      *tallest = height(column);
    }
  }

  void set_middle(const Column& column, Row& row, double middle) {
    row.middle = middle;
    for (std::size_t i = row.first; i < row.first + row.count; ++i)
      middle_[column.nodes[i]] = middle;
  }

  void stack(Column& column) {
    double y = 0;
    for (Row& row : column.rows) {
      set_middle(column, row, y + row.above + row.height / 2);
      y += row.above + row.height + row.below + gaps_.rows;
    }
  }

  double wish(const Column& column, const Row& row, bool forward) const {
    double sum = 0;
    for (std::size_t i = row.first; i < row.first + row.count; ++i) {
      const std::uint32_t at = column.nodes[i];
      const auto& neighbours = forward ? before_[at] : after_[at];
      const auto& others = forward ? after_[at] : before_[at];
      sum += mean(neighbours.empty() ? others : neighbours, middle_, middle_[at]);
    }
    return sum / static_cast<double>(row.count);
  }

  void sweep_heights(bool forward) {
    for_columns(forward, [&](Column& column) {
      // Without what the boxes above take, the middles need only not descend.
      std::vector<double> wanted(column.rows.size());
      std::vector<double> taken(column.rows.size());
      double y = 0;
      for (std::size_t i = 0; i < column.rows.size(); ++i) {
        const Row& row = column.rows[i];
        taken[i] = y + row.above + row.height / 2;
        y += row.above + row.height + row.below + gaps_.rows;
        wanted[i] = wish(column, row, forward) - taken[i];
      }
      make_ascending(wanted);
      for (std::size_t i = 0; i < column.rows.size(); ++i)
        set_middle(column, column.rows[i], wanted[i] + taken[i]);
    });
  }

  double top() const {
    std::optional<double> top;
    for (const Column& column : columns_) {
      for (const Row& row : column.rows) {
        const double here = row.middle - row.height / 2 - row.above;
        top = std::min(top.value_or(here), here);
      }
    }
    return top.value_or(0);
  }

  LayeredLayout places() const {
    LayeredLayout layout;
    layout.places.resize(nodes_.size());
    layout.passes.resize(nodes_.size());
    double tallest = 0;
    for (const Column& column : columns_) tallest = std::max(tallest, height(column));
    const double gap = gaps_.most_aspect > 0 ? column_gap(tallest) : gaps_.columns;
    const double shift = -top();
    double x = 0;
    for (const Column& column : columns_) {
      if (column.nodes.empty()) continue;
      for (const Row& row : column.rows) place_row(layout, column, row, x, shift);
      layout.width = x + width(column);
      x = layout.width + gap;
    }
    return layout;
  }

  void place_row(LayeredLayout& layout, const Column& column, const Row& row, double x,
                 double shift) const {
    const double left = x;
    const double upper = row.middle + shift - row.height / 2;
    double right = x;
    for (std::size_t i = row.first; i < row.first + row.count; ++i) {
      const std::uint32_t at = column.nodes[i];
      const double y = row.middle + shift - nodes_[at].height / 2;
      layout.places[at] = {x, y};
      right = x + nodes_[at].width;
      layout.passes[at] = {left, 0, upper - gaps_.rows / 2};
      x += column.box + gaps_.beside;
    }
    for (std::size_t i = row.first; i < row.first + row.count; ++i)
      layout.passes[column.nodes[i]].right = right;
    layout.height = std::max(layout.height, upper + row.height + row.below);
    if (row.above > 0 || row.below > 0) frame_row(layout, column, row, left, upper);
  }

  /// Begins a frame, or ends the last one, or both.
  void frame_row(LayeredLayout& layout, const Column& column, const Row& row, double left,
                 double upper) const {
    if (row.begins) {
      const std::uint32_t group = nodes_[column.nodes[row.first]].group;
      layout.frames.push_back(
          {group, left - gaps_.frame, upper - row.above, width(column) + 2 * gaps_.frame, 0});
    }
    LayeredFrame& frame = layout.frames.back();
    frame.height = upper + row.height + row.below - frame.y;
  }

  std::span<const LayeredNode> nodes_;
  LayeredGaps gaps_;
  std::vector<Column> columns_;
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
