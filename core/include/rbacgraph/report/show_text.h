/// One object as people read it: where it is and what is to know of it, then its rules, who has
/// it or what it has, what runs as it, and what is wrong with it.
#pragma once

#include <string>
#include <vector>

#include "rbacgraph/analysis/show.h"
#include "rbacgraph/report/sections.h"
#include "rbacgraph/report/source_names.h"

namespace rbacgraph {

/// "ClusterRole/edit", "Role/reader in shop". Not yet printable.
std::string show_title(const Shown& shown);

/// Those that have anything in them. `names`: how inputs are called; null, for the terminal: as the
/// user gave them, and of bindings the first hundred.
std::vector<Section> show_sections(const Shown& shown, const SourceNames* names);

/// What the object does as sentences: "gives ClusterRole/edit in namespace shop", "8 known
/// members", "no such ServiceAccount is in the input". Not yet printable.
std::vector<std::string> show_facts(const Shown& shown);

}  // namespace rbacgraph
