/// Field by field, what differs between two versions of one object.
#pragma once

#include <unordered_set>
#include <vector>

#include "rbacgraph/analysis/diff.h"

namespace rbacgraph {

/// Compares versions whose words are of one pool.
class FieldComparison {
 public:
  /// `label_keys`: the labels that count.
  FieldComparison(const NamePool& names, std::unordered_set<Name> label_keys, const Snapshot& a,
                  const Snapshot& b)
      : names_(names), label_keys_(std::move(label_keys)), a_(a), b_(b) {}

  /// Empty: they say the same.
  std::vector<FieldChange> differences(const Role& a, const Role& b) const;
  std::vector<FieldChange> differences(const Binding& a, const Binding& b) const;
  std::vector<FieldChange> differences(const ServiceAccount& a, const ServiceAccount& b) const;
  std::vector<FieldChange> differences(const Namespace& a, const Namespace& b) const;
  std::vector<FieldChange> differences(const Workload& a, const Workload& b) const;

 private:
  struct Rule {
    std::size_t index = 0;
    RuleWords words;
  };
  std::string word(Name name) const { return std::string(names_.text(name)); }
  RuleWords canonical(const PolicyRule& rule) const;
  std::vector<Rule> rules_of(const Snapshot& snapshot, const Role& role) const;
  void compare_rules(const Role& a, const Role& b, std::vector<FieldChange>& to) const;
  FieldChange change_of_list(const Rule& a, const Rule& b, std::size_t field) const;
  void compare_labels(const Role& a, const Role& b, std::vector<FieldChange>& to) const;
  std::string requirement_text(const LabelRequirement& requirement) const;
  std::vector<std::string> selectors_of(const Role& role) const;
  std::string spelled(const Binding& binding, const Subject& subject) const;
  std::vector<std::string> subjects_of(const Binding& binding) const;

  const NamePool& names_;
  std::unordered_set<Name> label_keys_;
  const Snapshot& a_;
  const Snapshot& b_;
};

}  // namespace rbacgraph
