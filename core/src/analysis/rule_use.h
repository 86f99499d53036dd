/// What a rule is good for in answering a query, before any binding is looked at.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/authz/rule_match.h"

namespace rbacgraph {

enum class RuleUse : std::uint8_t {
  None,           ///< it does not match
  Yes,            ///< it matches the request as asked
  Named,          ///< it matches when the request carries one of its resource names
  DeadNames,      ///< it is for names, and the request never carries one
  DeadEmptyName,  ///< its only name is "", and the request always carries one
};

/// Whether requests carry the name of an object.
enum class NameForm : std::uint8_t { Always, Never, Either };

/// Does a request with this verb carry the name of an object? (SEMANTICS §2.4, "resourceNames ×
/// verbs") Creating carries none by POST, and one by PUT and apply; creating a subresource
/// (`pods/NAME/exec`) always carries one.
NameForm name_form(std::string_view verb, std::string_view subresource);

/// A query with its words resolved against the names of a Snapshot. Holds references.
class RuleClassifier {
 public:
  RuleClassifier(const Snapshot& snapshot, const AccessQuery& query)
      : RuleClassifier(snapshot.names(), snapshot.catalog(), query) {}
  /// For rules of any pool, a layer over a Snapshot's too.
  RuleClassifier(const NamePool& names, const ResourceCatalog& catalog, const AccessQuery& query);

  RuleUse use_of(const PolicyRule& rule) const;
  /// Where a request is checked that the rule allows and the query asks for: the query's place, but
  /// with any verb or any resource the place that reaches furthest among the rule's own.
  CheckScope scope_of(const PolicyRule& rule) const;
  /// Would the rule allow it for an object of this name?
  bool allows_name(const PolicyRule& rule, Name name) const;

 private:
  bool matches_but_for_name(const PolicyRule& rule) const;
  CheckScope scope_with(const PolicyRule& rule, std::string_view verb) const;
  NameForm form_for(const PolicyRule& rule) const;
  RuleUse use_of_names(const PolicyRule& rule) const;

  const NamePool& names_;
  const ResourceCatalog& catalog_;
  const AccessQuery& query_;
  ResolvedResource resource_{};
  ResolvedUrl url_{};
};

/// One verb on one group and resource, as a rule spells them: "pods/log" and "*" too.
struct ResourceAtom {
  std::string_view verb;
  std::string_view group;
  std::string_view resource;
};

/// Why no real request can use this part of a rule through a binding in `ns` ("" for a
/// ClusterRoleBinding), nullopt where one can. `name` is one of the rule's resource names, if it
/// has any. A star counts for the request that reaches furthest among those that it stands for.
std::optional<DeadReason> dead_reason(const Snapshot& snapshot, const ResourceAtom& atom,
                                      std::optional<Name> name, Name ns);

/// Is there a real request in this namespace that the rule allows, for its Namespace object among
/// them? URLs and cluster-scoped types are in none.
bool usable_in_namespace(const Snapshot& snapshot, const PolicyRule& rule, Name ns);

}  // namespace rbacgraph
