/// What the desktop opens on: namespaces as tiles, subjects as rows, the most dangerous first.
///
/// A subject is judged by its own bindings, those that name it: what it has through groups stands
/// at the group. Powerful permissions are those of analysis/powerful.h, in the scope in which the
/// binding gives them. Plain data; made by a worker, read by the frame.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/powerful.h"
#include "rbacgraph/graph/access_graph.h"

namespace rbacgraph::gui {

struct SubjectRow {
  SubjectId id = kNoId<SubjectId>;
  SubjectRef subject;
  std::uint32_t bindings = 0;  ///< that name it
  std::uint32_t rules = 0;     ///< of their roles
  PowerSet everywhere;         ///< powerful cluster-wide, for all objects
  PowerSet in_namespaces;      ///< in single namespaces, and not in `everywhere`
  PowerSet only_named;         ///< for some named objects, and in neither of them
  /// Where the worst of them is: "everywhere", "in shop", "in 14 namespaces", "" for nothing.
  std::string where;

  PowerSet powers() const { return everywhere | in_namespaces | only_named; }
};

/// 2 for critical, 1 for high, 0 for none.
int weight_of(PowerSet powers);

struct NamespaceTile {
  std::string name;  ///< "" is what holds cluster-wide
  std::uint32_t accounts = 0;
  std::uint32_t unbound = 0;  ///< of these, that no binding names
  std::uint32_t roles = 0;
  std::uint32_t bindings = 0;
  std::uint32_t missing_roles = 0;  ///< bindings whose role is not there
  /// Accounts of the namespace (of "": users and groups) by what they have.
  std::uint32_t critical = 0;
  std::uint32_t high = 0;
};

struct Overview;
/// Service accounts that no binding names, of one namespace or ("") of all: no row is about them.
std::uint64_t unbound_accounts(const Overview& overview, std::string_view ns);

struct Overview {
  std::vector<NamespaceTile> tiles;  ///< cluster-wide first, then the most dangerous
  std::vector<SubjectRow> subjects;  ///< the most dangerous first, then as SubjectId
  std::uint32_t critical = 0;        ///< subjects
  std::uint32_t high = 0;
};

Overview overview_of(const AccessGraph& graph, const PowerfulRules& powerful,
                     const std::stop_token& stop = {});

}  // namespace rbacgraph::gui
