/// What can this subject do? (DESIGN §9, Rules)
///
/// All rules of the bindings that apply to a subject, broken into atoms and put together again as
/// `kubectl auth can-i --list` does it (SEMANTICS §6.2): the verbs of one API group, resource and
/// resource name are one item, and so are those of one URL. Unlike there an item holds in one
/// scope, names its grants, and says so where no real request can use it.
///
/// What an API server lists in a SelfSubjectRulesReview for namespace N is exactly the items that
/// are cluster-wide or in N, dead ones included.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/authz/authorizer.h"
#include "rbacgraph/k8s/subject.h"

namespace rbacgraph {

/// One group, resource and name, or one URL, with all verbs for it in one scope.
struct HeldRule {
  Name ns = kEmptyName;  ///< the RoleBindings' namespace; "" is cluster-wide
  bool is_url = false;
  Name api_group = kEmptyName;
  Name resource = kEmptyName;         ///< "pods/log", as the rule spells it
  std::optional<Name> resource_name;  ///< only objects of this name
  Name url = kEmptyName;
  std::vector<Name> verbs;  ///< in the order in which the rules have them, each once
  std::optional<DeadReason> dead;
  std::vector<Grant> grants;  ///< those that give any of the verbs, ascending
  Powers powers;              ///< where RulesFilter::powerful

  bool cluster_wide() const { return ns == kEmptyName; }
};

/// Which of them. Members that are not set leave nothing out.
struct RulesFilter {
  /// Cluster-wide and in this namespace; nullopt: all namespaces.
  std::optional<std::string> ns;
  /// Rules that allow one of these verbs: those that list it, and "*".
  std::vector<std::string> verbs;
  /// Rules that reach one of these types, of which group, resource and subresource are looked at.
  std::vector<AccessQuery> types;
  bool powerful = false;  ///< only those that give a powerful permission (analysis/powerful.h)
};

struct RulesAnswer {
  std::shared_ptr<const AccessGraph> graph;
  SubjectRef subject;
  UserInfo user;  ///< as it was asked about, groups included
  RulesFilter filter;
  /// Cluster-wide first, then by namespace; in each by group, resource and name, URLs last.
  std::vector<HeldRule> items;
  std::vector<BindingId> unresolved;  ///< apply to the subject, and their role is not found
  std::vector<std::string> notes;
  std::vector<Diagnostic> diagnostics;  ///< of the question; those of the input are the Snapshot's
};

/// All powerful permissions of the items.
PowerSet powers_of(const RulesAnswer& answer);

/// Stops early, with what it has, when `stop` is requested.
RulesAnswer rules_of(std::shared_ptr<const AccessGraph> graph, const Authorizer& authorizer,
                     SubjectRef subject, UserInfo user, RulesFilter filter = {},
                     const std::stop_token& stop = {});

}  // namespace rbacgraph
