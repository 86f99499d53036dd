#include "rbacgraph/analysis/powerful.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analysis/power_matcher.h"

namespace rbacgraph {
namespace {

/// Is it one of the words between blanks?
bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t blank = std::min(words.find(' '), words.size());
    if (words.substr(0, blank) == word) return true;
    words.remove_prefix(std::min(blank + 1, words.size()));
  }
  return false;
}

}  // namespace

std::vector<std::size_t> PowerSet::rows() const {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < kMost; ++row)
    if (contains(row)) rows.push_back(row);
  return rows;
}

PowerSet powers_of_request(std::string_view verb, std::string_view group, std::string_view resource,
                           std::string_view subresource, bool cluster_wide) {
  std::string type(resource);
  if (!subresource.empty()) type.append(1, '/').append(subresource);
  PowerSet powers;
  const std::span<const PowerfulPermission> table = powerful_permissions();
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (table[row].counts == PowerScope::ClusterWide && !cluster_wide) continue;
    for (const PowerRequests& requests : table[row].requests) {
      if (requests.resources == "*" || requests.group != group) continue;
      if (has_word(requests.verbs, verb) && has_word(requests.resources, type)) powers.insert(row);
    }
  }
  return powers;
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
