/// What a rule is good for in answering a query, before any binding is looked at.
#pragma once

#include <cstdint>

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

/// A query with its words resolved against the names of a Snapshot.
class RuleClassifier {
 public:
  RuleClassifier(const Snapshot& snapshot, const AccessQuery& query);

  RuleUse use_of(const PolicyRule& rule) const;
  /// Where a request is checked that the rule allows and the query asks for: the query's place, but
  /// with any verb or any resource the place that reaches furthest among the rule's own.
  CheckScope scope_of(const PolicyRule& rule) const;
  /// Would the rule allow it for an object of this name?
  bool allows_name(const PolicyRule& rule, Name name) const;

 private:
  bool matches_but_for_name(const PolicyRule& rule) const;
  NameForm form_for(const PolicyRule& rule) const;
  RuleUse use_of_names(const PolicyRule& rule) const;

  const Snapshot& snapshot_;
  const AccessQuery& query_;
  ResolvedResource resource_{};
  ResolvedUrl url_{};
};

}  // namespace rbacgraph
