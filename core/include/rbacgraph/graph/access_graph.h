/// The graph subject → binding → role → rule → resource pattern of a Snapshot.
///
/// Nodes have kinds and refer to what they stand for by id; edges carry what justifies them. The
/// graph is stored as compressed sparse rows in both directions (Boost.Graph, hidden in src/).
/// Resource nodes are the patterns as written ("secrets", "*", "*/scale"): which of them match a
/// concrete resource is asked per query.
///
/// Reachability is over (node, scope): the binding sets the scope (its namespace, or cluster-wide)
/// and nothing widens it. A walk from a subject that enters ClusterRole `view` through a
/// RoleBinding in ns1 has it in ns1 only, and hubs are not walked backwards: from a rule one comes
/// to roles, to the bindings of each and to their subjects, and not on to their other roles.
///
/// Immutable and shared, like the Snapshot that it holds. (What few questions need is worked out
/// when the first one does, by one thread for all.)
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "rbacgraph/authz/decision.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// A distinct identity that bindings name. The ids are sorted as people expect: groups, accounts,
/// users, each by namespace and name.
enum class SubjectId : std::uint32_t {};
enum class NodeId : std::uint32_t {};

enum class NodeKind : std::uint8_t {
  Workload,
  Subject,
  Binding,
  Role,
  Rule,
  ResourcePattern,
  UrlPattern,
};

struct Node {
  NodeKind kind{};
  std::uint32_t id = 0;  ///< WorkloadId, SubjectId, BindingId, RoleId, RuleId, or Name of a pattern
  friend bool operator==(const Node&, const Node&) = default;
};

/// An edge runs from subject towards resource (and from workload to the account it runs as).
struct Edge {
  NodeId from = kNoId<NodeId>;
  NodeId to = kNoId<NodeId>;
  /// Which subject of the binding (from a subject), which rule of the role (from a role), else 0.
  std::uint32_t place = 0;
};

/// An identity by Names. `ns` is set for accounts only. An account without namespace (in a
/// ClusterRoleBinding) is nobody, but it is named: its `ns` is "".
struct Identity {
  SubjectKind kind = SubjectKind::Other;
  Name ns = kEmptyName;
  Name name = kEmptyName;
  friend bool operator==(const Identity&, const Identity&) = default;
};

/// Where a binding gives what its role allows.
struct BindingScope {
  BindingKind kind = BindingKind::ClusterRoleBinding;
  Name ns = kEmptyName;  ///< "" for a ClusterRoleBinding
};
inline BindingScope scope_of(const Binding& binding) { return {binding.kind, binding.ns}; }

class AccessGraph {
 public:
  static std::shared_ptr<const AccessGraph> build(std::shared_ptr<const Snapshot> snapshot);
  ~AccessGraph();

  const Snapshot& snapshot() const;
  std::shared_ptr<const Snapshot> shared_snapshot() const;

  std::size_t subject_count() const;
  const Identity& identity(SubjectId id) const;
  SubjectRef subject_ref(SubjectId id) const;
  /// kNoId where no binding names it.
  SubjectId find_subject(SubjectKind kind, std::string_view ns, std::string_view name) const;
  /// Whom a subject of a binding names.
  SubjectId subject_of(BindingId binding, std::uint32_t subject) const;

  /// Workloads that run as this account, ascending; only where their account is named.
  std::vector<WorkloadId> workloads_of(SubjectId id) const;

  std::size_t node_count() const;
  std::size_t edge_count() const;
  Node node(NodeId id) const;
  NodeId node_id(Node node) const;  ///< kNoId for what is no node
  /// Edges out of and into a node, in the order of the far end and the place.
  std::vector<Edge> edges_from(NodeId id) const;
  std::vector<Edge> edges_to(NodeId id) const;

  /// Rules with a resource pattern that can match "resource[/subresource]", ascending, each once:
  /// those with "*", with the very string, or with "*/subresource".
  std::vector<RuleId> rules_for_resource(std::string_view resource,
                                         std::string_view subresource) const;
  /// Rules with a URL pattern, of which a few may match, ascending, each once.
  std::vector<RuleId> rules_with_urls() const;
  std::vector<RuleId> rules_with_resources() const;

  /// Where a rule is in the rules in force of a role.
  struct RulePlace {
    RoleId role = kNoId<RoleId>;
    std::uint32_t rule = 0;
  };
  struct RoleBound {
    BindingId binding = kNoId<BindingId>;
    BindingScope scope;
  };
  /// One step back each: the graph's edges once more, as lists that are read from front to back.
  /// Ascending by role and place, by binding, and by place in the binding; a subject of no known
  /// kind is kNoId.
  std::span<const RulePlace> places_of(RuleId id) const;
  std::span<const RoleBound> bindings_of(RoleId id) const;
  std::span<const SubjectId> subjects_of(BindingId id) const;

  /// Walks back from rules to the subjects that hold them: calls `visit(SubjectId, const Grant&)`
  /// once for every grant of any of `rules`, each of which is there once. The scope of a grant is
  /// its binding's.
  template <class Visit>
  void walk_back(std::span<const RuleId> rules, Visit visit) const;

  /// What is reached from a subject, going forward only: every role with the scope in which a
  /// binding gives it, ascending by binding. The same role may be reached in many scopes.
  struct ReachedRole {
    BindingId binding;
    std::uint32_t subject;  ///< place in the binding
    RoleId role;            ///< kNoId: the binding's role is not there
    Name ns;                ///< "" : cluster-wide
  };
  std::vector<ReachedRole> reach(SubjectId from) const;

  /// Namespaces that RoleBindings are in, sorted by text: for orders without comparing strings.
  std::uint32_t namespace_rank(Name ns) const;

 private:
  struct Impl;
  template <class Visit>
  void visit_subjects(BindingId binding, std::uint32_t rule, Visit& visit) const;
  explicit AccessGraph(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

template <class Visit>
void AccessGraph::walk_back(std::span<const RuleId> rules, Visit visit) const {
  for (const RuleId id : rules) {
    for (const auto [role, rule] : places_of(id)) {
      for (const auto& [binding, scope] : bindings_of(role)) {
        visit_subjects(binding, rule, visit);
      }
    }
  }
}

template <class Visit>
void AccessGraph::visit_subjects(BindingId binding, std::uint32_t rule, Visit& visit) const {
  const std::span<const SubjectId> subjects = subjects_of(binding);
  for (std::uint32_t at = 0; at < subjects.size(); ++at)
    if (subjects[at] != kNoId<SubjectId>) visit(subjects[at], Grant{binding, rule, at});
}

}  // namespace rbacgraph
