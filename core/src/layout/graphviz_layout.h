/// Graphviz' pictures of DOT, with a time limit that works.
///
/// libgvc can't be stopped, may crash on a graph that it doesn't like, and must not be used by two
/// threads. So it runs in a forked child that is killed when its time is over or `stop` is
/// requested, and whose memory is limited.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "rbacgraph/base/result.h"

namespace rbacgraph {

/// Seconds that a layout may take. What is laid out in it is no ribbon for anybody to look at.
inline constexpr std::chrono::seconds kLayoutLimit{20};

/// `format`: "svg" or "png". Unsupported: Graphviz is not installed. Cancelled: `stop`. Io: it
/// took too long, or failed.
Result<std::string> graphviz_picture(const std::string& dot, const char* format,
                                     std::chrono::milliseconds limit = kLayoutLimit,
                                     const std::stop_token& stop = {});

}  // namespace rbacgraph
