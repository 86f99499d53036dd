/// Who can do this, in ids alone: the evidence for a query as flat rows.
///
/// What who_can (analysis/who_can.h) makes its Answer of. For callers that ask often and want no
/// words: a row is five numbers, and a subject with many grants has many rows, one after the other.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "rbacgraph/analysis/answer.h"

namespace rbacgraph {

/// What one grant gives its subject (DESIGN §4.3).
enum class Gives : std::uint8_t {
  Everywhere,
  InNamespace,  ///< of the binding
  NamedEverywhere,
  NamedInNamespace,
  OwnNamespaceObject,  ///< the Namespace object of the binding's namespace, and no other
};

struct AccessRow {
  SubjectId subject = kNoId<SubjectId>;
  Grant grant;
  Gives gives{};
};

struct DeadRow {
  SubjectId subject = kNoId<SubjectId>;
  Grant grant;
  DeadReason reason{};
};

/// Both sorted by subject, then by grant.
struct AccessRows {
  std::vector<AccessRow> rows;  ///< of subjects spelled alike in one binding only the first
  std::vector<DeadRow> dead;    ///< grants that no real request can use
};

/// Walks back over the AccessGraph from the rules that match to the subjects that hold them. Stops
/// early, with what it has, when `stop` is requested.
AccessRows access_rows(const AccessGraph& graph, const AccessQuery& query,
                       const std::stop_token& stop = {});

}  // namespace rbacgraph
