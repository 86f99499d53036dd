/// The picture of an answer: its own evidence, and nothing else.
///
/// Every grant of the answer is drawn from its subject through binding and role to what was asked
/// about, dead grants too; what the answer leaves out, its picture leaves out. So the subjects with
/// a way to what was asked about, over edges that are not dead, are those that the answer names.
///
/// Pure functions. The pictures are whole: whoever draws them calls fold() first.
#pragma once

#include <span>

#include "rbacgraph/analysis/access_picture.h"
#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/explain.h"
#include "rbacgraph/analysis/lint.h"
#include "rbacgraph/analysis/lookup.h"
#include "rbacgraph/analysis/path.h"
#include "rbacgraph/analysis/rules.h"

namespace rbacgraph {

/// Several answers share their graph; `answers` is not empty. Where an answer is about any resource
/// at all, the patterns of the rules are drawn; about what is powerful, the roles are the end.
/// Members that --expand-groups added lead to their group.
AccessPicture picture_of(std::span<const Answer> answers);
AccessPicture picture_of(const RulesAnswer& answer);
/// A yes has its chains. A no has its nearest misses, of which no edge is more than missing.
AccessPicture picture_of(const Explanation& explanation);
AccessPicture picture_of(const PathAnswer& answer);
AccessPicture picture_of(const LookupAnswer& answer);
/// What has a flaw, with what is bound to it; the ids of the checks are its note.
AccessPicture picture_of(const LintReport& report);

}  // namespace rbacgraph
