/// Bytes that are made in a process of its own: by libraries that can't be stopped, may crash on
/// what they don't like, and keep things for ever.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "rbacgraph/base/result.h"

namespace rbacgraph {

/// Where the process puts what it makes. False: nobody wants it any more.
using GiveBytes = std::function<bool(std::string_view)>;

/// `work` runs in a forked process without standard streams, which is killed when `limit` is over
/// (then it fails with `too_long`) or `stop` is requested (Cancelled), and which no exception and
/// no crash gets out of: then the bytes end where they ended. It must not take locks that another
/// thread may hold. Io where the system has no process for it.
Result<std::string> in_own_process(const std::function<void(const GiveBytes&)>& work,
                                   std::chrono::milliseconds limit, const Error& too_long,
                                   const std::stop_token& stop);

}  // namespace rbacgraph
