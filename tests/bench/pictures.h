/// What pictures of a large cluster cost, format by format.
#pragma once

#include <string>

#include "bench/scoreboard.h"

namespace rbacgraph::bench {

/// Of one account's view: processor time against `who-can` on the same file, in turn with it, with
/// the bar; and wall clock and memory. Of the whole cluster, grouped, and of as much as 100 000
/// nodes may show: to be known. Throws where a command fails that must not; where one says why it
/// draws nothing, that is the figure.
void measure_pictures(const std::string& program, const std::string& file, Scoreboard& board);

}  // namespace rbacgraph::bench
