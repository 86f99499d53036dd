/// Which powerful permissions one rule gives: the table's requests, resolved against a pool.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "analysis/rule_use.h"
#include "rbacgraph/analysis/powerful.h"

namespace rbacgraph {

/// For rules of `names`, which may be a layer over a Snapshot's pool. Holds references.
class PowerMatcher {
 public:
  PowerMatcher(const NamePool& names, const ResourceCatalog& catalog);
  PowerMatcher(const PowerMatcher&) = delete;
  PowerMatcher& operator=(const PowerMatcher&) = delete;
  ~PowerMatcher() = default;

  /// What the rule gives that none of `except` gives, with names where the rule has none.
  PowerfulRules::ByScope match(const PolicyRule& rule,
                               std::span<const PolicyRule> except = {}) const;

 private:
  /// One verb on one resource, and the row of the table that it belongs to.
  struct Request {
    std::size_t row = 0;
    PowerScope counts = PowerScope::Anywhere;
    AccessQuery query;
  };
  struct Matched {
    bool named;
    CheckScope place;
  };
  void add(std::size_t row, const PowerfulPermission& permission, const PowerRequests& requests,
           const ResourceCatalog& catalog);
  void add_if_allowed(std::size_t at, const PolicyRule& rule, std::span<const PolicyRule> except,
                      PowerfulRules::ByScope& to) const;
  static void count(const Request& request, const Matched& matched, PowerfulRules::ByScope& to);

  const NamePool& names_;
  std::vector<Request> requests_;
  std::vector<RuleClassifier> classifiers_;  // of requests_, which they refer to
  /// Which requests a word in a rule's resources may allow, by the word: most words none.
  std::vector<std::pair<Name, std::size_t>> by_resource_;
};

/// Of the binding's scope, from what the rule gives in any.
Powers in_scope(const NamePool& names, const PolicyRule& rule, const PowerfulRules::ByScope& powers,
                const BindingScope& scope);

}  // namespace rbacgraph
