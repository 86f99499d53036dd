/// The API server's own objects in the input.
#pragma once

#include "rbacgraph/analysis/status.h"
#include "rbacgraph/base/result.h"

namespace rbacgraph::cli {

/// The default policy that the input is most like: the newest that nothing differs from, else the
/// one that least differs.
Result<RecognisedSystem> recognise_system(const Snapshot& snapshot);

}  // namespace rbacgraph::cli
