/// What is to be said about a row of a lookup, for its table and its document.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rbacgraph/analysis/lookup.h"

namespace rbacgraph {

/// Holds a reference to the answer. Words are not printable yet.
class LookupWords {
 public:
  explicit LookupWords(const LookupAnswer& answer);

  /// Nobody: an account without namespace, or a kind that RBAC does not know.
  bool names_nobody(const LookupRow& row) const;
  /// What is odd about it, "" if nothing is.
  std::string note(const LookupRow& row) const;
  /// The role, or what the binding refers to.
  ObjectRef role(const LookupRow& row) const { return role_referred_to(snapshot_, row.binding); }
  /// The ClusterRoles that the role's rules are put together from.
  const std::vector<Name>& contributors(const LookupRow& row);

 private:
  std::string missing_role_note(const LookupRow& row) const;
  std::string subject_note(const LookupRow& row) const;

  const LookupAnswer& answer_;
  const Snapshot& snapshot_;
  std::vector<std::pair<Name, Name>> accounts_;  ///< that exist: namespace and name, sorted
  std::unordered_map<std::uint32_t, std::vector<Name>> contributors_;  ///< by RoleId
};

}  // namespace rbacgraph
