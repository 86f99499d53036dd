/// Runs a program and takes its measure: wall clock, processor time, peak memory.
#pragma once

#include <string>
#include <vector>

namespace rbacgraph::bench {

struct Measure {
  double wall_s = 0;
  double cpu_s = 0;
  double peak_bytes = 0;
};

/// Standard output and error go to /dev/null. Throws where the program can't be started, or ends
/// with another status than 0.
Measure run_child(const std::vector<std::string>& command);

/// Runs the programs in turn, `rounds` times, after one round that does not count, and returns of
/// each the least time and the greatest memory: what slows the machine down slows all of them, and
/// the least is what is left of a run when nothing else wanted the machine.
std::vector<Measure> run_in_turn(const std::vector<std::vector<std::string>>& commands, int rounds);

}  // namespace rbacgraph::bench
