/// Why can this subject do this, or why not? (DESIGN §5, `explain`)
///
/// For a yes every chain subject → (group) → binding → role → rule. For a no the nearest misses:
/// what would be a yes if one thing were otherwise. Answers for requests that a real API call can
/// produce, as who_can does, but for one user with all of the groups.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/authz/authorizer.h"

namespace rbacgraph {

/// In the order in which misses are told.
enum class MissKind : std::uint8_t {
  OtherNamespace,    ///< the rule is right, and bound in another namespace
  OtherName,         ///< the rule is right, and for objects of other names
  NeverWithName,     ///< the rule is for named objects, and this request never carries a name
  AlwaysWithName,    ///< the rule's only name is "", and this request always carries one
  RoleBindingOnly,   ///< cluster-scoped or a URL: a RoleBinding can't give it
  RoleNotFound,      ///< the binding applies, and the role that it refers to is not there
  GroupNotHeld,      ///< a binding gives it to a group that the user isn't known to be in
  WordSpelling,      ///< a word of the rule is wrong: case, singular, a wildcard that is none
  OtherVerb,         ///< the rule is about this, but for other verbs
  OtherApiGroup,     ///< the rule is about a type of this name in another API group
  OtherSubresource,  ///< the rule is about the type and not the subresource, or the reverse
};

/// What one thing stands in the way.
struct NearMiss {
  MissKind kind{};
  /// The binding and the place in it that names the user (of GroupNotHeld: the group).
  BindingId binding = kNoId<BindingId>;
  std::uint32_t subject = 0;
  /// Of the binding's role; not set where the role is not found.
  std::optional<std::uint32_t> rule;
  /// What stands there and what would have to: a namespace, a name, a word, a group. Empty where
  /// the kind says it all.
  std::string has;
  std::string needs;
};

inline constexpr std::size_t kMaxNearMisses = 100;

struct Explanation {
  std::shared_ptr<const AccessGraph> graph;
  AccessQuery query;
  SubjectRef subject;
  UserInfo user;           ///< as it was asked about, groups included
  bool superuser = false;  ///< in system:masters: passes before RBAC is asked
  /// Where the user can, and every grant that says so. Of the members only `subject`,
  /// `cluster_wide`, `namespaces`, `named`, `workloads` and `grants` are filled in.
  AnswerItem access;
  std::vector<DeadGrant> dead;
  /// Only for a no: nearest first, then by binding and rule; at most kMaxNearMisses of each kind.
  std::vector<NearMiss> misses;
  std::uint64_t miss_count = 0;  ///< those left out included
  std::vector<std::string> notes;
  std::vector<Diagnostic> diagnostics;

  /// Anywhere or anything at all: in some namespace, or for some named object.
  bool somewhere() const {
    return superuser || access.cluster_wide || !access.namespaces.empty() || !access.named.empty();
  }
  /// The request as it stands: without -n for all namespaces, without a name for no name.
  bool as_asked() const {
    return superuser || access.cluster_wide || (query.ns && !access.namespaces.empty());
  }
};

/// `query` asks for a verb and a type or URL, not for any of them.
Explanation explain(std::shared_ptr<const AccessGraph> graph, const Authorizer& authorizer,
                    SubjectRef subject, UserInfo user, const AccessQuery& query);

/// The world in which the one thing that a miss names is otherwise: then the request is allowed.
struct Remedy {
  std::shared_ptr<const Snapshot> snapshot;
  UserInfo user;
};
Remedy remedy(const Explanation& explanation, const NearMiss& miss);

}  // namespace rbacgraph
