/// What a cut does not last against: the API server looks after its own roles and bindings.
#pragma once

#include <string>
#include <vector>

#include "rbacgraph/analysis/cut.h"
#include "rbacgraph/analysis/system_parts.h"

namespace rbacgraph {

/// A sentence for each object of the cuts that an API server makes itself, in the order of the
/// cuts. When it starts it makes its bindings and roles anew where they are gone, and puts missing
/// rules and subjects back unless the annotation autoupdate says "false" (SEMANTICS §3.4). It goes
/// by the name alone then, so objects of `parts.changed` are looked after too.
std::vector<std::string> put_back_notes(const Snapshot& snapshot, const Cuts& cuts,
                                        const SystemParts& parts);

}  // namespace rbacgraph
