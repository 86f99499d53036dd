#include "source/policy_fields.h"

#include <algorithm>
#include <numeric>

#include "source/object_kind.h"
#include "source/word_equal.h"

namespace rbacgraph {
namespace {

bool read_rule(FieldReader& fields, PolicyRule& rule, const FieldPath& path) {
  ValueReader& reader = fields.reader();
  ValueReader::Cursor members;
  bool present = false;
  if (!fields.open_mapping(members, present, path)) return false;
  if (!present) return true;
  unsigned seen = 0;
  const auto list = [&](NameList& names, unsigned bit, std::string_view key) {
    const FieldPath member = path / key;
    fields.note_key(seen, bit, member);
    return fields.read_names(names, member);
  };
  std::string_view key;
  while (reader.next_key(members, key)) {
    bool fine = true;
    if (is_word(key, "verbs")) {
      fine = list(rule.verbs, 1U, "verbs");
    } else if (is_word(key, "apiGroups")) {
      fine = list(rule.api_groups, 2U, "apiGroups");
    } else if (is_word(key, "resources")) {
      fine = list(rule.resources, 4U, "resources");
    } else if (is_word(key, "resourceNames")) {
      fine = list(rule.resource_names, 8U, "resourceNames");
    } else if (is_word(key, "nonResourceURLs")) {
      fine = list(rule.non_resource_urls, 16U, "nonResourceURLs");
    }
    if (!fine) return false;
  }
  return reader.ok();
}

SelectorOperator selector_operator(std::string_view word) {
  if (is_word(word, "In")) return SelectorOperator::In;
  if (is_word(word, "NotIn")) return SelectorOperator::NotIn;
  if (is_word(word, "Exists")) return SelectorOperator::Exists;
  if (is_word(word, "DoesNotExist")) return SelectorOperator::DoesNotExist;
  return SelectorOperator::Unknown;
}

bool read_expression(FieldReader& fields, LabelRequirement& requirement, const FieldPath& path) {
  ValueReader& reader = fields.reader();
  ValueReader::Cursor members;
  bool present = false;
  if (!fields.open_mapping(members, present, path)) return false;
  if (!present) return true;
  std::string_view key;
  while (reader.next_key(members, key)) {
    bool fine = true;
    if (is_word(key, "key")) {
      fine = fields.read_name(requirement.key, path / "key");
    } else if (is_word(key, "operator")) {
      std::string_view word;
      fine = fields.read_text(word, path / "operator");
      requirement.op = selector_operator(word);
      requirement.operator_word = fields.intern(word);
    } else if (is_word(key, "values")) {
      fine = fields.read_names(requirement.values, path / "values");
    }
    if (!fine) return false;
  }
  return reader.ok();
}

bool read_expressions(FieldReader& fields, LabelSelector& selector, const FieldPath& path) {
  ValueReader& reader = fields.reader();
  ValueReader::Cursor items;
  bool present = false;
  if (!fields.open_list(items, present, path)) return false;
  std::size_t index = 0;
  while (present && reader.next_item(items)) {
    LabelRequirement requirement;
    if (!read_expression(fields, requirement, path[index++])) return false;
    selector.requirements.push_back(requirement);
  }
  return reader.ok();
}

bool read_match_labels(FieldReader& fields, LabelSelector& selector, const FieldPath& path) {
  std::vector<std::pair<Name, Name>> labels;
  if (!read_labels(fields, path, labels)) return false;
  for (const auto& [key, value] : labels) {
    LabelRequirement requirement;
    requirement.key = key;
    requirement.op = SelectorOperator::In;
    requirement.operator_word = fields.intern("In");
    requirement.values = fields.builder().names().intern_list(std::span(&value, 1));
    selector.requirements.push_back(requirement);
  }
  return true;
}

bool read_selector(FieldReader& fields, LabelSelector& selector, const FieldPath& path) {
  ValueReader& reader = fields.reader();
  ValueReader::Cursor members;
  bool present = false;
  if (!fields.open_mapping(members, present, path)) return false;
  std::string_view key;
  while (present && reader.next_key(members, key)) {
    if (is_word(key, "matchLabels") && !read_match_labels(fields, selector, path / "matchLabels"))
      return false;
    if (is_word(key, "matchExpressions") &&
        !read_expressions(fields, selector, path / "matchExpressions"))
      return false;
  }
  return reader.ok();
}

bool read_subject(FieldReader& fields, bool alpha, Subject& subject, const FieldPath& path) {
  ValueReader& reader = fields.reader();
  ValueReader::Cursor members;
  bool present = false;
  if (!fields.open_mapping(members, present, path)) return false;
  unsigned seen = 0;
  Name group = kEmptyName;
  std::uint64_t group_offset = 0;
  std::string_view key;
  while (present && reader.next_key(members, key)) {
    bool fine = true;
    if (is_word(key, "kind")) {
      fields.note_key(seen, 1U, path / "kind");
      std::string_view word;
      fine = fields.read_text(word, path / "kind");
      subject.kind = subject_kind(word);
      subject.kind_word = fields.intern(word);
    } else if (is_word(key, "name")) {
      fields.note_key(seen, 2U, path / "name");
      fine = fields.read_name(subject.name, path / "name");
    } else if (is_word(key, "namespace")) {
      fields.note_key(seen, 4U, path / "namespace");
      fine = fields.read_name(subject.ns, path / "namespace");
    } else if (alpha && is_word(key, "apiVersion")) {
      // Conversion sets the group right, whatever is written here (SEMANTICS §1.4).
      std::string_view ignored;
      fine = fields.read_text(ignored, path / "apiVersion");
    } else if (!alpha && is_word(key, "apiGroup")) {
      fields.note_key(seen, 8U, path / "apiGroup");
      group_offset = reader.offset();
      fine = fields.read_name(group, path / "apiGroup");
    }
    if (!fine) return false;
  }
  if (!reader.ok()) return false;
  // The authorizer doesn't look at it, so the model doesn't keep it.
  if (group != kEmptyName)
    fields.check_subject_group(subject.kind, group, path.index, group_offset);
  if (alpha && subject.kind == SubjectKind::User && subject.name == kStarName) {
    subject.kind = SubjectKind::Group;
    subject.kind_word = fields.intern(to_string(SubjectKind::Group));
    subject.name = fields.intern(kAuthenticatedGroup);
  }
  return true;
}

/// Of a label that is there more than once, the last one counts.
void keep_last_of_each(FieldReader& fields, const FieldPath& path,
                       std::vector<std::pair<Name, Name>>& labels) {
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t at) { return labels[at].first; });
  std::vector<bool> replaced(labels.size());
  bool any = false;
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    if (labels[order[i]].first != labels[order[i + 1]].first) continue;
    any = replaced[order[i]] = true;
    fields.repeat(path / fields.builder().names().text(labels[order[i]].first));
  }
  if (!any) return;
  std::vector<std::pair<Name, Name>> kept;
  for (std::size_t at = 0; at < labels.size(); ++at)
    if (!replaced[at]) kept.push_back(labels[at]);
  labels = std::move(kept);
}

}  // namespace

bool read_rules(FieldReader& fields, SourceId source, std::vector<RuleEntry>& rules) {
  rules.clear();
  const FieldPath path{nullptr, "rules", 0};
  ValueReader& reader = fields.reader();
  ValueReader::Cursor items;
  bool present = false;
  if (!fields.open_list(items, present, path)) return false;
  while (present && reader.next_item(items)) {
    const std::uint64_t offset = reader.offset();
    PolicyRule rule;
    if (!read_rule(fields, rule, path[rules.size()])) return false;
    rules.push_back({fields.builder().intern_rule(rule), kEmptyName, {source, offset}});
  }
  return reader.ok();
}

bool read_aggregation_rule(FieldReader& fields, std::optional<AggregationRule>& aggregation) {
  aggregation.reset();
  const FieldPath path{nullptr, "aggregationRule", 0};
  const FieldPath list = path / "clusterRoleSelectors";
  ValueReader& reader = fields.reader();
  ValueReader::Cursor members;
  bool present = false;
  if (!fields.open_mapping(members, present, path)) return false;
  if (!present) return true;
  aggregation.emplace();
  std::string_view key;
  while (reader.next_key(members, key)) {
    if (key != "clusterRoleSelectors") continue;
    aggregation->selectors.clear();
    ValueReader::Cursor items;
    if (!fields.open_list(items, present, list)) return false;
    while (present && reader.next_item(items)) {
      LabelSelector selector;
      if (!read_selector(fields, selector, list[aggregation->selectors.size()])) return false;
      aggregation->selectors.push_back(std::move(selector));
    }
    if (!reader.ok()) return false;
  }
  return reader.ok();
}

bool read_role_ref(FieldReader& fields, RoleRef& role_ref) {
  role_ref = {};
  const FieldPath path{nullptr, "roleRef", 0};
  ValueReader& reader = fields.reader();
  ValueReader::Cursor members;
  bool present = false;
  if (!fields.open_mapping(members, present, path)) return false;
  unsigned seen = 0;
  const auto name = [&](Name& field, unsigned bit, std::string_view key) {
    fields.note_key(seen, bit, path / key);
    return fields.read_name(field, path / key);
  };
  std::string_view key;
  while (present && reader.next_key(members, key)) {
    bool fine = true;
    if (is_word(key, "apiGroup")) {
      fine = name(role_ref.api_group, 1U, "apiGroup");
    } else if (is_word(key, "kind")) {
      fine = name(role_ref.kind, 2U, "kind");
    } else if (is_word(key, "name")) {
      fine = name(role_ref.name, 4U, "name");
    }
    if (!fine) return false;
  }
  if (!reader.ok()) return false;
  if (role_ref.api_group == kEmptyName) role_ref.api_group = fields.intern(kPolicyGroup);
  return true;
}

bool read_subjects(FieldReader& fields, bool alpha, std::vector<Subject>& subjects) {
  subjects.clear();
  const FieldPath path{nullptr, "subjects", 0};
  ValueReader& reader = fields.reader();
  ValueReader::Cursor items;
  bool present = false;
  if (!fields.open_list(items, present, path)) return false;
  while (present && reader.next_item(items)) {
    Subject subject;
    if (!read_subject(fields, alpha, subject, path[subjects.size()])) return false;
    subjects.push_back(subject);
  }
  return reader.ok();
}

bool read_labels(FieldReader& fields, const FieldPath& path,
                 std::vector<std::pair<Name, Name>>& labels) {
  labels.clear();
  ValueReader& reader = fields.reader();
  ValueReader::Cursor members;
  bool present = false;
  if (!fields.open_mapping(members, present, path)) return false;
  std::string_view key;
  while (present && reader.next_key(members, key)) {
    const FieldPath member = path / key;
    if (!fields.check_length(key, path)) return false;
    const Name label = fields.intern(key);
    Name value = kEmptyName;
    if (!fields.read_name(value, member)) return false;
    labels.emplace_back(label, value);
  }
  if (!reader.ok()) return false;
  keep_last_of_each(fields, path, labels);
  return true;
}

}  // namespace rbacgraph
