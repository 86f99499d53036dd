/// Who can do this? (DESIGN §9, WhoCan)
///
/// Answers for requests that a real API call can produce: a walk back over the AccessGraph from the
/// rules that match to the subjects that hold them, in four kinds of yes (DESIGN §4.3). It is made
/// of the rows of analysis/access_rows.h, which are there for callers that need no words.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/membership.h"

namespace rbacgraph {

struct WhoCanOptions {
  /// Adds an item for each known member of a group that can.
  bool expand_groups = false;
  /// For members and expansion; must outlive the call. Without it no members are listed.
  const Membership* membership = nullptr;
  std::optional<SubjectKind> only;  ///< items and dead grants of this kind only
  /// Marks what is powerful. A query for powerful permissions needs it.
  std::shared_ptr<const PowerfulRules> powerful;
};

/// Stops early, with what it has, when `stop` is requested.
Answer who_can(std::shared_ptr<const AccessGraph> graph, const AccessQuery& query,
               const WhoCanOptions& options = {}, const std::stop_token& stop = {});

}  // namespace rbacgraph
