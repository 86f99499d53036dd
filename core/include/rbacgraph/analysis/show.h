/// One object: what it grants, who gets it, what runs as it, what is wrong with it (DESIGN §5,
/// `show`).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/find_object.h"
#include "rbacgraph/analysis/lookup.h"
#include "rbacgraph/analysis/membership.h"

namespace rbacgraph {

/// Members that say nothing of the object's kind are empty.
struct Shown {
  std::shared_ptr<const AccessGraph> graph;
  NamedObject object;
  SourceRef source;  ///< of the object, where it exists

  /// The role itself; of a binding the one that it refers to. kNoId: it is not there.
  RoleId role = kNoId<RoleId>;
  std::optional<ObjectRef> role_ref;  ///< of a binding: what it refers to
  std::vector<RoleId> aggregated_into;

  /// Of a role who has it, of a binding whom it names, of a subject or workload which bindings name
  /// it, of a namespace the RoleBindings in it.
  LookupAnswer access;
  std::vector<WorkloadId> workloads;       ///< that run as the account, or are in the namespace
  std::optional<WorkloadAccount> account;  ///< of a workload
  bool automount = true;                   ///< of an account: does a pod get its token unasked?

  std::vector<SubjectRef> members;  ///< of a group: at most kMaxListedMembers, sorted
  std::uint64_t member_count = 0;

  std::vector<RoleId> roles;         ///< of a namespace, by name
  std::vector<SubjectRef> accounts;  ///< of a namespace, by name
  std::uint64_t cluster_wide = 0;    ///< of a namespace: ClusterRoleBindings, which hold in it too

  std::vector<Diagnostic> about;  ///< those of the input about it, or about bindings that miss it
  std::vector<std::string> notes;
};

struct ShowOptions {
  /// Gives a subject its groups.
  std::function<UserInfo(const SubjectRef&)> user_of;
  const Membership* membership = nullptr;  ///< for the members of a group; must outlive the call
  std::optional<std::string> ns;           ///< bindings that hold in it only
};

/// `object` is of find_object.
Shown show(std::shared_ptr<const AccessGraph> graph, NamedObject object,
           const ShowOptions& options);

}  // namespace rbacgraph
