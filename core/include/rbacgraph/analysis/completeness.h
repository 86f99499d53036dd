/// What the input lacks, as far as that can be known from it (DESIGN §4.4, SEMANTICS §1.5).
///
/// Two things are told apart. Something that was there and could not be read or listed is a gap of
/// the Coverage: it turns a "no" into "unknown". A kind of which there is no object at all may be
/// an ordinary small policy or a dump that was refused one list; the file alone does not tell, so
/// this is a warning that every answer carries.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// One entry of `incomplete` in every report.
struct Gap {
  std::string kind;        ///< "" for any of the four RBAC kinds
  std::string ns;          ///< "" for all namespaces or a cluster-scoped kind
  std::string_view state;  ///< "partial", "refused", or "absent": no object of this kind
  std::string why;
};

/// Is there a Role, ClusterRole, RoleBinding or ClusterRoleBinding at all? Without one there is
/// nothing to answer from, and "nobody" would be a guess.
bool has_policy(const Snapshot& snapshot);

/// A `kind-absent` warning for each RBAC kind of which the Snapshot holds no object.
std::vector<Diagnostic> absent_kinds(const Snapshot& snapshot);

/// The gaps of the coverage, then the absent kinds.
std::vector<Gap> gaps(const Snapshot& snapshot);

/// Could something that is missing have allowed a request in some namespace, or in none?
/// Coverage::may_hide_grant is about one of them.
bool may_hide_any_grant(const Snapshot& snapshot);
/// Could it have allowed what a query asks? Without namespace in any of them, unless such a request
/// never carries one. Then a "no" is no answer.
bool may_hide_grant(const Snapshot& snapshot, const AccessQuery& query);

/// What `--strict` refuses: a gap, or a diagnostic that says that part of the input is missing.
bool is_incomplete(const Snapshot& snapshot);

}  // namespace rbacgraph
