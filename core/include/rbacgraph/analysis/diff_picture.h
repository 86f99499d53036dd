/// The picture of a comparison: both sides in one, laid over each other.
///
/// Every entry that is listed is drawn with the grants that give it on its own side, and, where it
/// has exceptions, with those that give some of it on the other. What is on both sides is `Same`,
/// the context in which the rest changed. An edge to a resource belongs to the way there: it is on
/// both sides only if subject, binding, role and rule are, so a way that is only in B need not be
/// access gained, since A may have had another; gains and losses are the entries'.
#pragma once

#include "rbacgraph/analysis/access_picture.h"
#include "rbacgraph/analysis/diff_report.h"

namespace rbacgraph {

/// Pure. The picture is whole: whoever draws it calls fold() first.
AccessPicture picture_of(const DiffReport& report);

}  // namespace rbacgraph
