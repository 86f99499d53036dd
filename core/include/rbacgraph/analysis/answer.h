/// The one type of answer: what was asked, as it was understood; who or what it is; the evidence.
///
/// Everything in it is an id of the AccessGraph and Snapshot that it holds, or a number; writers
/// (report/) turn it into words. Items are sorted by SubjectId, grants of an item by binding, rule
/// and subject, so equal input gives equal bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rbacgraph/analysis/powerful.h"
#include "rbacgraph/authz/attributes.h"
#include "rbacgraph/authz/decision.h"
#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/graph/access_graph.h"
#include "rbacgraph/k8s/resource_catalog.h"

namespace rbacgraph {

/// A question as it was understood. Without namespace: all namespaces, each answered for itself.
struct AccessQuery {
  std::string verb;
  std::string group;
  std::string resource;
  std::string subresource;
  std::string name;               ///< "" : no name in the query
  std::optional<std::string> ns;  ///< nullopt: all namespaces
  std::string non_resource_url;   ///< "" : a resource query
  bool any_verb = false;          ///< any verb at all, rather than the word in `verb`
  bool any_resource = false;      ///< any resource at all
  /// Of those only what is powerful (analysis/powerful.h); with `any_verb` and `any_resource`.
  bool powerful = false;
  CheckPlace place{};   ///< where the API server checks it
  std::string reading;  ///< one sentence: how the words were read

  bool is_url() const { return !non_resource_url.empty(); }
};

/// Names for which the answer is yes in one scope.
struct NamedAccess {
  std::optional<Name> ns;            ///< nullopt: cluster-wide
  std::vector<Name> resource_names;  ///< sorted by text, never empty
};

struct AnswerItem {
  SubjectRef subject;
  SubjectId subject_id = kNoId<SubjectId>;  ///< kNoId for a member that no binding names
  bool cluster_wide = false;
  std::vector<Name> namespaces;  ///< where yes, sorted by text; empty when cluster-wide
  std::vector<NamedAccess> named;
  std::vector<SubjectRef> members;  ///< of a group: at most kMaxListedMembers, sorted
  std::uint64_t member_count = 0;
  std::vector<WorkloadId> workloads;  ///< that run as this account
  std::vector<Grant> grants;
  Powers powers;  ///< that the grants give; where Answer::powerful is there
};

inline constexpr std::size_t kMaxListedMembers = 1000;

/// Why no real request can use a grant whose rule matches (DESIGN §4.3).
enum class DeadReason : std::uint8_t {
  ClusterScopedThroughRoleBinding,
  UrlThroughRoleBinding,
  NamesOnDeleteCollection,
  EmptyNameOnNamedRequest,  ///< resourceNames [""], and these requests always carry a name
  AccountWithoutNamespace,  ///< in a ClusterRoleBinding: nobody
  OtherNamespaceObject,     ///< a RoleBinding reaches the Namespace object of its namespace only
};

struct DeadGrant {
  SubjectRef subject;
  Grant grant;
  DeadReason reason{};
};

struct Answer {
  std::shared_ptr<const AccessGraph> graph;
  AccessQuery query;
  std::vector<AnswerItem> items;
  std::vector<DeadGrant> dead;
  /// For marking grants as powerful; null where that was not asked for.
  std::shared_ptr<const PowerfulRules> powerful;
  std::vector<std::string> notes;
  std::vector<Diagnostic> diagnostics;  ///< of the query; those of the input are the Snapshot's
};

/// All powerful permissions that its items' grants give.
PowerSet powers_of(const Answer& answer);

/// The sentence for a DeadReason, for this grant.
std::string explain(const Snapshot& snapshot, const AccessQuery& query, const DeadGrant& dead);

}  // namespace rbacgraph
