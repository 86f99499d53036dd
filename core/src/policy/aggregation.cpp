#include "policy/aggregation.h"

#include <algorithm>
#include <string>

namespace rbacgraph {
namespace {

// Everything selecting everything grows with the square of the number of roles, and the work with
// its cube; real clusters stay far below a hundred thousand entries.
constexpr std::size_t kMaxEntries = 4'000'000;
constexpr std::size_t kMaxVisited = 100'000'000;

bool is_valid(const LabelRequirement& requirement) {
  switch (requirement.op) {
    case SelectorOperator::In:
    case SelectorOperator::NotIn: return requirement.values != kEmptyList;
    case SelectorOperator::Exists:
    case SelectorOperator::DoesNotExist: return requirement.values == kEmptyList;
    case SelectorOperator::Unknown: return false;
  }
  return false;
}

bool holds(const NamePool& names, const LabelRequirement& requirement,
           std::span<const std::pair<Name, Name>> labels) {
  const auto label = std::ranges::find(labels, requirement.key, &std::pair<Name, Name>::first);
  const bool present = label != labels.end();
  const auto listed = [&] {
    return std::ranges::find(names.list(requirement.values), label->second) !=
           names.list(requirement.values).end();
  };
  switch (requirement.op) {
    case SelectorOperator::In: return present && listed();
    case SelectorOperator::NotIn: return !present || !listed();
    case SelectorOperator::Exists: return present;
    case SelectorOperator::DoesNotExist: return !present;
    case SelectorOperator::Unknown: return false;
  }
  return false;
}

/// One aggregated role and, selector by selector, the roles that it takes rules from.
struct Aggregated {
  std::uint32_t role;
  std::vector<std::uint32_t> contributors;
};

class Aggregation {
 public:
  Aggregation(const NamePool& names, std::span<const Role> roles, std::size_t distinct_rules,
              AggregationMode mode, std::vector<Diagnostic>& told)
      : names_(names), roles_(roles), mode_(mode), told_(told), seen_in_(distinct_rules, 0) {}

  AggregatedRules run() {
    find_aggregated();
    if (aggregated_.empty() || stopped_) return {};
    iterate();
    // Where nothing is selected, or only roles without rules, the controller leaves hand-written
    // rules alone, and these are passed on.
    for (const Aggregated& each : free_) {
      if (!rules_.at(each.role).empty()) continue;
      rules_[each.role] = roles_[each.role].rules;
      entries_ += roles_[each.role].rules.size();
    }
    iterate();
    for (const Aggregated& each : fixed_) explain_stored(each);
    for (const Aggregated& each : free_) tell_overwritten(each.role);
    return std::move(rules_);
  }

 private:
  void find_aggregated() {
    std::vector<std::uint32_t> by_name;
    for (std::uint32_t id = 0; id < roles_.size(); ++id) {
      if (roles_[id].kind != RoleKind::ClusterRole) continue;
      by_name.push_back(id);
      if (roles_[id].aggregation) aggregated_.push_back(id);
    }
    if (aggregated_.empty()) return;
    const auto name_of = [&](std::uint32_t id) { return names_.text(roles_[id].name); };
    std::ranges::sort(by_name, {}, name_of);
    std::ranges::sort(aggregated_, {}, name_of);
    for (const std::uint32_t id : aggregated_) {
      const std::optional<AggregationRule>& aggregation = roles_[id].aggregation;
      // Where one is not valid the controller's sync stops: the old rules stay.
      if (!aggregation || !is_valid(*aggregation)) continue;
      Aggregated each{id, contributors_of(id, *aggregation, by_name)};
      const bool keep_stored =
          mode_ == AggregationMode::Stored || (mode_ == AggregationMode::Auto && roles_[id].stored);
      selected_ += each.contributors.size();
      if (selected_ > kMaxEntries) return tell_too_many();
      if (!keep_stored) rules_[id] = {};
      (keep_stored ? fixed_ : free_).push_back(std::move(each));
    }
  }

  /// Selector by selector, each in the order of names; the role itself is never one.
  std::vector<std::uint32_t> contributors_of(std::uint32_t id, const AggregationRule& aggregation,
                                             std::span<const std::uint32_t> by_name) const {
    std::vector<std::uint32_t> contributors;
    for (const LabelSelector& selector : aggregation.selectors) {
      for (const std::uint32_t other : by_name) {
        if (other != id && selects(names_, selector, roles_[other].labels))
          contributors.push_back(other);
      }
    }
    return contributors;
  }

  const std::vector<RuleEntry>& current(std::uint32_t role) const {
    const auto computed = rules_.find(role);
    return computed == rules_.end() ? roles_[role].rules : computed->second;
  }

  /// What the controller would write now.
  std::vector<RuleEntry> collect(const Aggregated& each) {
    ++round_;
    std::vector<RuleEntry> rules;
    for (const std::uint32_t contributor : each.contributors) {
      visited_ += current(contributor).size();
      for (const RuleEntry& entry : current(contributor)) {
        std::uint32_t& seen = seen_in_[index_of(entry.rule)];
        if (seen == round_) continue;
        seen = round_;
        rules.push_back(entry);
        // Where it was written, however many roles handed it on.
        if (entry.aggregated_from == kEmptyName)
          rules.back().aggregated_from = roles_[contributor].name;
      }
    }
    return rules;
  }

  void iterate() {
    std::size_t rounds_left = roles_.size() + 1;
    for (bool changed = true; changed && rounds_left > 0 && !stopped_; --rounds_left) {
      changed = false;
      for (const Aggregated& each : free_) {
        std::vector<RuleEntry> next = collect(each);
        std::vector<RuleEntry>& now = rules_[each.role];
        if (next.empty() || std::ranges::equal(next, now, {}, &RuleEntry::rule, &RuleEntry::rule))
          continue;
        entries_ = entries_ - now.size() + next.size();
        if (entries_ > kMaxEntries || visited_ > kMaxVisited) return tell_too_many();
        now = std::move(next);
        changed = true;
      }
    }
  }

  /// A stored list is the truth; the contributors explain its entries, and what they don't is
  /// drift.
  void explain_stored(const Aggregated& each) {
    const std::vector<RuleEntry> expected = collect(each);
    std::unordered_map<RuleId, Name> from;
    for (const RuleEntry& entry : expected) from.emplace(entry.rule, entry.aggregated_from);
    std::vector<RuleEntry> rules = roles_[each.role].rules;
    std::size_t extra = 0;
    for (RuleEntry& entry : rules) {
      const auto found = from.find(entry.rule);
      if (found == from.end()) {
        ++extra;
      } else {
        entry.aggregated_from = found->second;
      }
    }
    ++round_;
    for (const RuleEntry& entry : rules) seen_in_[index_of(entry.rule)] = round_;
    const auto missing = std::ranges::count_if(
        from, [&](const auto& entry) { return seen_in_[index_of(entry.first)] != round_; });
    if (!expected.empty() && (extra > 0 || missing > 0)) {
      tell(each.role,
           "stored rules differ from what its aggregationRule selects: " + std::to_string(missing) +
               " missing, " + std::to_string(extra) + " more than selected",
           "the stored rules are in force until the controller runs; --aggregation=computed "
           "answers for after that");
    }
    rules_[each.role] = std::move(rules);
  }

  void tell_overwritten(std::uint32_t role) {
    const std::vector<RuleEntry>& written = roles_[role].rules;
    const std::vector<RuleEntry>& computed = rules_.at(role);
    if (written.empty()) return;
    ++round_;
    for (const RuleEntry& entry : computed) seen_in_[index_of(entry.rule)] = round_;
    const auto lost = std::ranges::count_if(
        written, [&](const RuleEntry& entry) { return seen_in_[index_of(entry.rule)] != round_; });
    if (lost == 0) return;
    tell(role,
         "its aggregationRule does not select all rules written in it (" + std::to_string(lost) +
             " left out): the controller overwrites them",
         "put them into a ClusterRole with a selected label, or use --aggregation=stored");
  }

  void tell(std::uint32_t role, std::string what, std::string hint) {
    Diagnostic told;
    told.severity = Severity::Warning;
    told.code = "aggregation-drift";
    told.object = ObjectRef{"ClusterRole", "", std::string(names_.text(roles_[role].name))};
    told.message = "ClusterRole \"" + told.object->name + "\": " + std::move(what);
    told.source = roles_[role].source;
    told.hint = std::move(hint);
    told_.push_back(std::move(told));
  }

  void tell_too_many() {
    stopped_ = true;
    Diagnostic told;
    told.severity = Severity::Error;
    told.code = "limit-reached";
    told.message =
        "ClusterRoles aggregate each other so widely that aggregation stopped at its limit (" +
        std::to_string(kMaxEntries) + " rules): answers are lower bounds";
    told.incomplete = true;
    told_.push_back(std::move(told));
  }

  const NamePool& names_;
  std::span<const Role> roles_;
  AggregationMode mode_;
  std::vector<Diagnostic>& told_;
  std::vector<std::uint32_t> aggregated_;
  std::vector<Aggregated> free_;
  std::vector<Aggregated> fixed_;
  AggregatedRules rules_;
  std::vector<std::uint32_t> seen_in_;  // by rule: the last round in which it was met
  std::uint32_t round_ = 0;
  std::size_t entries_ = 0;
  std::size_t selected_ = 0;
  std::size_t visited_ = 0;
  bool stopped_ = false;
};

}  // namespace

bool is_valid(const AggregationRule& aggregation) {
  return std::ranges::all_of(aggregation.selectors, [](const LabelSelector& selector) {
    return std::ranges::all_of(selector.requirements,
                               [](const LabelRequirement& r) { return is_valid(r); });
  });
}

bool selects(const NamePool& names, const LabelSelector& selector,
             std::span<const std::pair<Name, Name>> labels) {
  return std::ranges::all_of(selector.requirements, [&](const LabelRequirement& requirement) {
    return holds(names, requirement, labels);
  });
}

AggregatedRules aggregate(const NamePool& names, std::span<const Role> roles,
                          std::size_t distinct_rules, AggregationMode mode,
                          std::vector<Diagnostic>& told) {
  return Aggregation(names, roles, distinct_rules, mode, told).run();
}

}  // namespace rbacgraph
