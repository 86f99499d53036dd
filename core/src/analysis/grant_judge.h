/// What grants give their subject, for one query: the heart of who-can and of explain.
///
/// A rule is read once, whatever number of bindings lead to it; then each binding of it is judged,
/// once for all of its subjects, in the scope that it sets (SEMANTICS §2.3, §2.7).
#pragma once

#include <optional>
#include <variant>

#include "analysis/rule_use.h"
#include "rbacgraph/analysis/access_rows.h"

namespace rbacgraph {

/// Holds references to the Snapshot and the query.
class GrantJudge {
 public:
  GrantJudge(const Snapshot& snapshot, const AccessQuery& query);

  /// A rule that matches the query, before any binding is looked at.
  struct MatchedRule {
    RuleId id;
    RuleUse use;
    CheckScope scope;
  };
  /// nullopt: it doesn't match.
  std::optional<MatchedRule> match(RuleId id) const;

  /// Alive, dead, or (monostate) about another namespace or object than the query.
  using Judgement = std::variant<std::monostate, Gives, DeadReason>;
  Judgement judge(const MatchedRule& rule, const BindingScope& binding) const;
  /// For an account without namespace, which is nobody whatever the rule gives.
  Judgement judge_nobody(const BindingScope& binding) const;

 private:
  /// A RoleBinding says nothing about other namespaces than its own.
  bool concerns_query(const BindingScope& binding) const;

  const Snapshot& snapshot_;
  const AccessQuery& query_;
  RuleClassifier classifier_;
  std::optional<Name> ns_;  // that of the query; kNoId where nothing has it
};

}  // namespace rbacgraph
