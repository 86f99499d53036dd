/// Words of a rule that are not what any request carries.
///
/// The catalogue of types knows the API server's own groups whole, and of others only what the
/// input defines: what is not known there may well exist, so that such findings are Infos.
#pragma once

#include <vector>

#include "analysis/lint_context.h"

namespace rbacgraph {

std::vector<Flaw> word_flaws(const Snapshot& snapshot, const PolicyRule& rule);

}  // namespace rbacgraph
