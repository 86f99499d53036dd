#include "rbacgraph/analysis/powerful.h"

#include <utility>

#include "analysis/power_matcher.h"

namespace rbacgraph {

std::vector<std::size_t> PowerSet::rows() const {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < kMost; ++row)
    if (contains(row)) rows.push_back(row);
  return rows;
}

PowerfulRules::PowerfulRules(std::shared_ptr<const Snapshot> snapshot)
    : snapshot_(std::move(snapshot)) {
  const PowerMatcher matcher(snapshot_->names(), snapshot_->catalog());
  const std::span<const PolicyRule> rules = snapshot_->distinct_rules();
  by_rule_.reserve(rules.size());
  for (std::size_t at = 0; at < rules.size(); ++at) {
    by_rule_.push_back(matcher.match(rules[at]));
    if (!by_rule_.back().empty()) powerful_.push_back(make_id<RuleId>(at));
  }
}

Powers PowerfulRules::of(RuleId rule, const BindingScope& scope) const {
  return in_scope(snapshot_->names(), snapshot_->rule(rule), by_rule_[index_of(rule)], scope);
}

Powers PowerfulRules::of(const Snapshot& snapshot, const Grant& grant) const {
  const RuleEntry& entry = snapshot.rules(snapshot.role_of(grant.binding))[grant.rule];
  return of(entry.rule, scope_of(snapshot.binding(grant.binding)));
}

}  // namespace rbacgraph
