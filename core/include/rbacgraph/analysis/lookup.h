/// Which bindings and roles has a subject, and who has a role? (DESIGN §5, `lookup`)
///
/// Says nothing of what the roles allow, so a binding whose role is not there is an answer like any
/// other: it gives nothing, and comes alive when somebody creates the role (SEMANTICS §2.6).
///
/// A row is a binding and one of the places in it that names the subject or a group of its. Two
/// places of a binding that name the same identity are one row.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "rbacgraph/analysis/find_object.h"
#include "rbacgraph/analysis/powerful.h"
#include "rbacgraph/authz/authorizer.h"
#include "rbacgraph/base/pattern.h"
#include "rbacgraph/graph/access_graph.h"
#include "rbacgraph/k8s/subject.h"

namespace rbacgraph {

/// Which rows. Members that are not set leave nothing out.
struct LookupFilter {
  std::optional<std::string> ns;  ///< of ClusterRoleBindings, and RoleBindings of this namespace
  std::optional<SubjectKind> kind;
};

struct LookupRow {
  /// Index in LookupAnswer::subjects; kNobody: the binding has no subjects at all.
  std::uint32_t subject = 0;
  BindingId binding = kNoId<BindingId>;
  std::uint32_t place = 0;  ///< among the binding's subjects
  bool through_group = false;

  static constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();
};

/// Do the pods of a workload get a token of their account by themselves?
enum class TokenMount : std::uint8_t { Mounted, OffByWorkload, OffByAccount };

/// The account that the pods of a workload run as.
struct WorkloadAccount {
  WorkloadId workload = kNoId<WorkloadId>;
  SubjectRef account;
  bool exists = false;      ///< as an object of the input
  bool is_default = false;  ///< "default", which is what admission fills in
  TokenMount token = TokenMount::Mounted;
};

struct LookupAnswer {
  enum class By : std::uint8_t { Subject, Pattern, Role, Binding, Workload };

  std::shared_ptr<const AccessGraph> graph;
  By by = By::Subject;
  std::string pattern;           ///< of By::Pattern
  ObjectRef object;              ///< of By::Role, By::Binding and By::Workload
  std::optional<UserInfo> user;  ///< of By::Subject and By::Workload: with all groups
  std::optional<WorkloadAccount> workload;
  LookupFilter filter;
  /// Sorted by kind, namespace and name. By::Subject and By::Workload: the one. By::Pattern: all
  /// that match, rows or not. Else those that rows are about; one of no known kind is Other.
  std::vector<SubjectRef> subjects;
  /// By subject; of each the cluster-wide ones, then by namespace; then by name of the binding.
  std::vector<LookupRow> rows;
  /// Where only those rows are left that give something powerful; see keep_powerful.
  std::shared_ptr<const PowerfulRules> powerful;
  std::vector<std::string> notes;
  std::vector<Diagnostic> diagnostics;  ///< of the question; those of the input are the Snapshot's

  const Binding& binding(const LookupRow& row) const {
    return graph->snapshot().binding(row.binding);
  }
  RoleId role(const LookupRow& row) const { return graph->snapshot().role_of(row.binding); }
};

LookupAnswer lookup_subject(std::shared_ptr<const AccessGraph> graph, const Authorizer& authorizer,
                            SubjectRef subject, UserInfo user, LookupFilter filter = {});

/// Every subject whose name matches (of an account "namespace/name"): those that bindings name and
/// the accounts that exist. Only bindings that name them are rows: told for each of its members,
/// those of a group like system:serviceaccounts would be as many as members times bindings. Stops
/// early, with what it has, when `stop` is requested.
LookupAnswer lookup_pattern(std::shared_ptr<const AccessGraph> graph, const Pattern& pattern,
                            std::string expression, LookupFilter filter = {},
                            const std::stop_token& stop = {});

/// Whom bindings give the role. It need not exist.
LookupAnswer lookup_role(std::shared_ptr<const AccessGraph> graph, const ObjectRef& role,
                         LookupFilter filter = {});

LookupAnswer lookup_binding(std::shared_ptr<const AccessGraph> graph, const ObjectRef& binding,
                            LookupFilter filter = {});

/// The same of several bindings; `object` is what they are of.
LookupAnswer lookup_bindings(std::shared_ptr<const AccessGraph> graph,
                             std::span<const BindingId> bindings, const ObjectRef& object,
                             LookupFilter filter = {});

/// nullopt: there is no such workload.
std::optional<WorkloadAccount> account_of(const Snapshot& snapshot, const ObjectRef& workload);

/// As lookup_subject, for the account of a workload; `user` is that account's.
LookupAnswer lookup_workload(std::shared_ptr<const AccessGraph> graph, const Authorizer& authorizer,
                             const ObjectRef& workload, WorkloadAccount account, UserInfo user,
                             LookupFilter filter = {});

/// Leaves the rows whose role gives something powerful through the binding. The subjects stay.
void keep_powerful(LookupAnswer& answer);
/// What it gives, after keep_powerful.
Powers powers_of(const LookupAnswer& answer, const LookupRow& row);

/// What a binding's roleRef names, whether it is there or not: of a Role with the namespace of the
/// binding, as the API server looks for it.
ObjectRef role_referred_to(const Snapshot& snapshot, BindingId binding);

/// The ClusterRoles that put this role's rules together, sorted; none for a role with rules of its
/// own only.
std::vector<Name> contributors_of(const Snapshot& snapshot, RoleId role);
/// The ClusterRoles that this ClusterRole's rules are put into, sorted by name.
std::vector<RoleId> aggregated_into(const Snapshot& snapshot, std::string_view cluster_role);

}  // namespace rbacgraph
