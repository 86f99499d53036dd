/// What a process that holds credentials does without.
#pragma once

namespace rbacgraph {

/// No core dump, and no log of TLS keys: both would write credentials, or what reads them, to a
/// file. Nothing of it comes back. For the program alone, before other threads start.
void keep_credentials_in_memory();

}  // namespace rbacgraph
