/// What grants give their subject, for one query: the heart of who-can and of explain.
///
/// A rule is read once, whatever number of bindings lead to it; then each grant of it is judged in
/// the scope that its binding sets (SEMANTICS §2.3, §2.7).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "analysis/rule_use.h"
#include "rbacgraph/analysis/answer.h"

namespace rbacgraph {

/// What one grant gives its subject.
enum class Gives : std::uint8_t {
  Everywhere,
  InNamespace,
  NamedEverywhere,
  NamedInNamespace,
  OwnNamespaceObject,  ///< the Namespace object of the binding's namespace, and no other
};

struct AccessRow {
  Grant grant;
  Gives gives{};
};

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
  Judgement judge(const MatchedRule& rule, SubjectKind who, bool who_has_namespace,
                  const Grant& grant) const;

 private:
  const Snapshot& snapshot_;
  const AccessQuery& query_;
  RuleClassifier classifier_;
};

/// Sorts rows by grant and drops repetitions of the very same evidence: of subjects spelled alike
/// in one binding the first stays. Returns the rows that are left, which are the first of `rows`.
[[nodiscard]] std::span<AccessRow> tidy_rows(const Snapshot& snapshot, std::span<AccessRow> rows);

/// Fills `cluster_wide`, `namespaces`, `named` and `grants` of an item from tidy rows.
void add_access(const AccessGraph& graph, std::span<const AccessRow> rows, AnswerItem& item);

}  // namespace rbacgraph
