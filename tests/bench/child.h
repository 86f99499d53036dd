/// Runs a program and takes its measure: wall clock, processor time, peak memory.
#pragma once

#include <string>
#include <vector>

namespace rbacgraph::bench {

struct Measure {
  double wall_s = 0;
  double cpu_s = 0;
  double peak_bytes = 0;
  int status = 0;
};

/// Standard output and error go to /dev/null.
Measure run_child(const std::vector<std::string>& command);

/// Runs both in turn, `rounds` times, after one round that does not count, and returns the medians
/// of each: what slows the machine down slows both.
struct Pair {
  Measure ours;
  Measure floor;
};
Pair compare(const std::vector<std::string>& ours, const std::vector<std::string>& floor,
             int rounds);

}  // namespace rbacgraph::bench
