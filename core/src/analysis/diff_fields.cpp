#include "analysis/diff_fields.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/ranges.h>

namespace rbacgraph {
namespace {

struct ListField {
  std::string_view name;
  std::vector<Name> RuleWords::* words;
};
constexpr std::array kListFields{
    ListField{"apiGroups", &RuleWords::api_groups},
    ListField{"resources", &RuleWords::resources},
    ListField{"resourceNames", &RuleWords::resource_names},
    ListField{"nonResourceURLs", &RuleWords::non_resource_urls},
    ListField{"verbs", &RuleWords::verbs},
};

FieldValue text_value(const std::string& text) {
  return text.empty() ? FieldValue() : FieldValue(text);
}

void compare_text(std::string path, const std::string& a, const std::string& b,
                  std::vector<FieldChange>& to) {
  if (a != b) to.push_back({std::move(path), text_value(a), text_value(b)});
}

/// Absent is the same as true.
void compare_automount(std::optional<bool> a, std::optional<bool> b, std::vector<FieldChange>& to) {
  const auto text = [](std::optional<bool> value) {
    return std::string(value.value_or(true) ? "true" : "false");
  };
  compare_text("automountServiceAccountToken", text(a), text(b), to);
}

}  // namespace

/// Lists as sets; a rule that allows nothing is like any other such.
RuleWords FieldComparison::canonical(const PolicyRule& rule) const {
  const auto sorted = [&](NameList list) {
    const std::span<const Name> all = names_.list(list);
    std::vector<Name> words(all.begin(), all.end());
    std::ranges::sort(words, {}, [&](Name name) { return names_.text(name); });
    words.erase(std::ranges::unique(words).begin(), words.end());
    return words;
  };
  return {sorted(rule.verbs), sorted(rule.api_groups), sorted(rule.resources),
          sorted(rule.resource_names), sorted(rule.non_resource_urls)};
}

/// Each rule once, with the place where it first stands.
std::vector<FieldComparison::Rule> FieldComparison::rules_of(const Snapshot& snapshot,
                                                             const Role& role) const {
  std::vector<Rule> rules;
  for (std::size_t at = 0; at < role.rules.size(); ++at)
    rules.push_back({at, canonical(snapshot.rule(role.rules[at].rule))});
  const auto less = [](const Rule& x, const Rule& y) {
    const auto lists = [](const RuleWords& rule) {
      return std::tie(rule.api_groups, rule.resources, rule.resource_names, rule.non_resource_urls,
                      rule.verbs);
    };
    return std::tuple(lists(x.words), x.index) < std::tuple(lists(y.words), y.index);
  };
  std::ranges::sort(rules, less);
  rules.erase(std::ranges::unique(rules, {}, &Rule::words).begin(), rules.end());
  return rules;
}

namespace {

using Lists = std::array<std::vector<Name>, kListFields.size()>;

Lists lists_of(const RuleWords& rule) {
  Lists lists;
  for (std::size_t at = 0; at < lists.size(); ++at) lists[at] = rule.*kListFields[at].words;
  return lists;
}

/// Rules by all of their lists but one.
class AlikeRules {
 public:
  explicit AlikeRules(const std::vector<const RuleWords*>& rules) {
    for (std::size_t at = 0; at < rules.size(); ++at) {
      for (std::size_t field = 0; field < kListFields.size(); ++field)
        places_[key(*rules[at], field)].insert(at);
    }
  }

  /// The first that differs from `rule` in one list, and in which; it is taken out.
  std::optional<std::pair<std::size_t, std::size_t>> take(const RuleWords& rule,
                                                          const std::vector<const RuleWords*>& of) {
    std::optional<std::pair<std::size_t, std::size_t>> first;
    for (std::size_t field = 0; field < kListFields.size(); ++field) {
      const auto found = places_.find(key(rule, field));
      if (found == places_.end() || found->second.empty()) continue;
      const std::size_t at = *found->second.begin();
      if (!first || at < first->first) first = {at, field};
    }
    if (first) {
      for (std::size_t field = 0; field < kListFields.size(); ++field)
        places_[key(*of[first->first], field)].erase(first->first);
    }
    return first;
  }

 private:
  using Key = std::pair<std::size_t, Lists>;
  static Key key(const RuleWords& rule, std::size_t field) {
    Key key{field, lists_of(rule)};
    key.second[field].clear();
    return key;
  }

  std::map<Key, std::set<std::size_t>> places_;
};

}  // namespace

FieldChange FieldComparison::change_of_list(const Rule& a, const Rule& b, std::size_t field) const {
  const auto value = [&](const Rule& rule) -> FieldValue {
    std::vector<std::string> words;
    for (const Name name : rule.words.*kListFields[field].words) words.push_back(word(name));
    if (words.empty()) return {};
    return words;
  };
  return {"rules[" + std::to_string(a.index) + "]." + std::string(kListFields[field].name),
          value(a), value(b)};
}

void FieldComparison::compare_rules(const Role& a, const Role& b,
                                    std::vector<FieldChange>& to) const {
  if (std::ranges::equal(a.rules, b.rules, {}, &RuleEntry::rule, &RuleEntry::rule)) return;
  const std::vector<Rule> all_a = rules_of(a_, a);
  const std::vector<Rule> all_b = rules_of(b_, b);
  const auto only = [](const std::vector<Rule>& of, const std::vector<Rule>& other) {
    std::set<Lists> others;
    for (const Rule& rule : other) others.insert(lists_of(rule.words));
    std::vector<const Rule*> rules;
    for (const Rule& rule : of)
      if (!others.contains(lists_of(rule.words))) rules.push_back(&rule);
    std::ranges::sort(rules, {}, &Rule::index);
    return rules;
  };
  const std::vector<const Rule*> only_a = only(all_a, all_b);
  const std::vector<const Rule*> only_b = only(all_b, all_a);
  std::vector<const RuleWords*> words_b;
  for (const Rule* rule : only_b) words_b.push_back(&rule->words);
  AlikeRules alike(words_b);
  std::vector<bool> told(only_b.size(), false);
  for (const Rule* rule : only_a) {
    if (const auto like = alike.take(rule->words, words_b)) {
      told[like->first] = true;
      to.push_back(change_of_list(*rule, *only_b[like->first], like->second));
    } else {
      to.push_back({"rules[" + std::to_string(rule->index) + "]", rule->words, {}});
    }
  }
  for (std::size_t at = 0; at < only_b.size(); ++at) {
    if (!told[at])
      to.push_back({"rules[" + std::to_string(only_b[at]->index) + "]", {}, only_b[at]->words});
  }
}

void FieldComparison::compare_labels(const Role& a, const Role& b,
                                     std::vector<FieldChange>& to) const {
  std::map<std::string, std::pair<FieldValue, FieldValue>> labels;
  for (const auto& [key, value] : a.labels)
    if (label_keys_.contains(key)) labels[word(key)].first = word(value);
  for (const auto& [key, value] : b.labels)
    if (label_keys_.contains(key)) labels[word(key)].second = word(value);
  for (auto& [key, values] : labels) {
    if (values.first != values.second)
      to.push_back({"metadata.labels[" + key + "]", values.first, values.second});
  }
}

/// In the way of `kubectl get -l`.
std::string FieldComparison::requirement_text(const LabelRequirement& requirement) const {
  std::string text = word(requirement.key) + " " + word(requirement.operator_word);
  if (requirement.values == kEmptyList) return text;
  std::vector<std::string> values;
  for (const Name value : names_.list(requirement.values)) values.push_back(word(value));
  std::ranges::sort(values);
  return text + fmt::format(" ({})", fmt::join(values, ", "));
}

/// Sorted.
std::vector<std::string> FieldComparison::selectors_of(const Role& role) const {
  std::vector<std::string> selectors;
  if (!role.aggregation) return selectors;
  for (const LabelSelector& selector : role.aggregation->selectors) {
    std::vector<std::string> terms;
    for (const LabelRequirement& each : selector.requirements) {
      terms.push_back(requirement_text(each));
    }
    std::ranges::sort(terms);
    selectors.push_back(terms.empty() ? "everything" : fmt::format("{}", fmt::join(terms, ", ")));
  }
  std::ranges::sort(selectors);
  return selectors;
}

std::vector<FieldChange> FieldComparison::differences(const Role& a, const Role& b) const {
  std::vector<FieldChange> changes;
  compare_labels(a, b, changes);
  const std::vector<std::string> before = selectors_of(a);
  const std::vector<std::string> after = selectors_of(b);
  if (before != after || a.aggregation.has_value() != b.aggregation.has_value()) {
    changes.push_back({"aggregationRule", a.aggregation ? FieldValue(before) : FieldValue(),
                       b.aggregation ? FieldValue(after) : FieldValue()});
  }
  compare_rules(a, b, changes);
  return changes;
}

/// In the words of the command line; an account's namespace is written out.
std::string FieldComparison::spelled(const Binding& binding, const Subject& subject) const {
  const Name ns = subject.ns == kEmptyName ? binding.ns : subject.ns;
  switch (subject.kind) {
    case SubjectKind::Group: return "group:" + word(subject.name);
    case SubjectKind::User: return "user:" + word(subject.name);
    case SubjectKind::ServiceAccount: return "sa:" + word(ns) + "/" + word(subject.name);
    case SubjectKind::Other: break;
  }
  return word(subject.kind_word) + ":" + word(subject.name);
}

std::vector<std::string> FieldComparison::subjects_of(const Binding& binding) const {
  std::vector<std::string> subjects;
  for (const Subject& subject : binding.subjects) subjects.push_back(spelled(binding, subject));
  std::ranges::sort(subjects);
  subjects.erase(std::ranges::unique(subjects).begin(), subjects.end());
  return subjects;
}

std::vector<FieldChange> FieldComparison::differences(const Binding& a, const Binding& b) const {
  std::vector<FieldChange> changes;
  compare_text("roleRef.kind", word(a.role_ref.kind), word(b.role_ref.kind), changes);
  compare_text("roleRef.name", word(a.role_ref.name), word(b.role_ref.name), changes);
  if (a.subjects == b.subjects) return changes;
  const std::vector<std::string> before = subjects_of(a);
  const std::vector<std::string> after = subjects_of(b);
  std::vector<std::string> gone;
  std::vector<std::string> come;
  std::ranges::set_difference(before, after, std::back_inserter(gone));
  std::ranges::set_difference(after, before, std::back_inserter(come));
  if (!gone.empty() || !come.empty()) {
    changes.push_back({"subjects", gone.empty() ? FieldValue() : FieldValue(gone),
                       come.empty() ? FieldValue() : FieldValue(come)});
  }
  return changes;
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): one of five that are alike
std::vector<FieldChange> FieldComparison::differences(const ServiceAccount& a,
                                                      const ServiceAccount& b) const {
  std::vector<FieldChange> changes;
  compare_automount(a.automount_token, b.automount_token, changes);
  return changes;
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): one of five that are alike
std::vector<FieldChange> FieldComparison::differences(const Namespace&, const Namespace&) const {
  return {};
}

std::vector<FieldChange> FieldComparison::differences(const Workload& a, const Workload& b) const {
  std::vector<FieldChange> changes;
  compare_text("serviceAccountName", word(a.service_account), word(b.service_account), changes);
  compare_automount(a.automount_token, b.automount_token, changes);
  return changes;
}

}  // namespace rbacgraph
