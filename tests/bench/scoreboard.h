/// The table that the benchmarks print: one line a figure, and whether it meets its bar.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rbacgraph::bench {

struct Figure {
  std::string what;
  std::string unit;
  double value = 0;
  std::optional<double> floor;   ///< of the same unit: what any program would need
  std::optional<double> growth;  ///< of the value, against the next smaller input
  /// The most that is allowed of the growth where there is one, else of value / floor, else of the
  /// value. Without it the figure is there to be known.
  std::optional<double> bar;

  double judged() const { return growth ? *growth : floor ? value / *floor : value; }
  bool ok() const { return !bar || judged() <= *bar; }
};

class Scoreboard {
 public:
  void add(Figure figure);
  void print() const;
  bool all_ok() const;

 private:
  std::vector<Figure> figures_;
};

}  // namespace rbacgraph::bench
