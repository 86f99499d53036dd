/// What can-i asks a live cluster besides its policy: who we are, and what it decides itself.
#pragma once

#include "cli/io.h"
#include "cli/live_input.h"
#include "rbacgraph/analysis/can_i.h"

namespace rbacgraph::cli {

/// As the cluster knows us, with the groups that it says; nothing is implied.
Result<UserInfo> own_user(const LiveInput& input, const Io& io);

/// Its own decision about the answer's request. `about_ourselves`: `answer.user` is who we are,
/// which takes no right of its own to be asked.
Result<ServerVerdict> server_verdict(const LiveInput& input, const Io& io, const CanIAnswer& answer,
                                     bool about_ourselves);

}  // namespace rbacgraph::cli
