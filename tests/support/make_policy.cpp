#include "support/make_policy.h"

namespace rbacgraph::test {
namespace {

std::pair<std::string_view, std::string_view> split(std::string_view text, char at) {
  const std::size_t place = text.find(at);
  if (place == std::string_view::npos) return {{}, text};
  return {text.substr(0, place), text.substr(place + 1)};
}

}  // namespace

NameList Policy::list(std::string_view words) {
  std::vector<Name> names;
  if (words == "-")
    names.push_back(kEmptyName);
  else if (!words.empty()) {
    for (;;) {
      const std::size_t comma = words.find(',');
      names.push_back(builder_.intern(words.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      words.remove_prefix(comma + 1);
    }
  }
  return builder_.names().intern_list(names);
}

RuleId Policy::rule(const RuleWords& words) {
  const bool only_urls = !words.urls.empty() && words.resources.empty();
  return builder_.intern_rule({list(words.verbs), list(only_urls ? "" : words.groups),
                               list(words.resources), list(words.names), list(words.urls)});
}

Role Policy::make_role(RoleKind kind, std::string_view key, const std::vector<RuleWords>& rules) {
  const auto [ns, name] = split(key, '/');
  Role role;
  role.kind = kind;
  role.ns = builder_.intern(ns);
  role.name = builder_.intern(name);
  for (const RuleWords& words : rules) role.rules.push_back({rule(words), kEmptyName, {}});
  return role;
}

Binding Policy::make_binding(BindingKind kind, std::string_view key, std::string_view role,
                             const std::vector<std::string>& subjects) {
  const auto [ns, name] = split(key, '/');
  const auto [role_kind, role_name] = split(role, '/');
  Binding binding;
  binding.kind = kind;
  binding.ns = builder_.intern(ns);
  binding.name = builder_.intern(name);
  binding.role_ref = {builder_.intern("rbac.authorization.k8s.io"), builder_.intern(role_kind),
                      builder_.intern(role_name)};
  for (const std::string& words : subjects) {
    const auto [prefix, who] = split(words, ':');
    const std::string_view word = prefix == "sa"      ? "ServiceAccount"
                                  : prefix == "user"  ? "User"
                                  : prefix == "group" ? "Group"
                                                      : prefix;
    Subject subject;
    subject.kind = subject_kind(word);
    subject.kind_word = builder_.intern(word);
    if (prefix == "sa") {
      const auto [subject_ns, subject_name] = split(who, '/');
      subject.ns = builder_.intern(subject_ns);
      subject.name = builder_.intern(subject_name);
    } else {
      subject.name = builder_.intern(who);
    }
    binding.subjects.push_back(subject);
  }
  return binding;
}

void Policy::role(std::string_view key, const std::vector<RuleWords>& rules) {
  builder_.put(make_role(RoleKind::Role, key, rules));
}

void Policy::cluster_role(std::string_view key, const std::vector<RuleWords>& rules,
                          const Labels& labels) {
  Role role = make_role(RoleKind::ClusterRole, key, rules);
  for (const auto& [label, value] : labels)
    role.labels.emplace_back(builder_.intern(label), builder_.intern(value));
  builder_.put(std::move(role));
}

void Policy::aggregated_role(std::string_view key, const std::vector<Labels>& select,
                             const Labels& labels, const std::vector<RuleWords>& rules,
                             bool stored) {
  Role role = make_role(RoleKind::ClusterRole, key, rules);
  for (const auto& [label, value] : labels)
    role.labels.emplace_back(builder_.intern(label), builder_.intern(value));
  role.stored = stored;
  role.aggregation.emplace();
  for (const Labels& match : select) {
    LabelSelector selector;
    for (const auto& [label, value] : match)
      selector.requirements.push_back(
          {builder_.intern(label), SelectorOperator::In, list(value), builder_.intern("In")});
    role.aggregation->selectors.push_back(std::move(selector));
  }
  builder_.put(std::move(role));
}

void Policy::role_binding(std::string_view key, std::string_view role,
                          const std::vector<std::string>& subjects) {
  builder_.put(make_binding(BindingKind::RoleBinding, key, role, subjects));
}

void Policy::cluster_role_binding(std::string_view key, std::string_view role,
                                  const std::vector<std::string>& subjects) {
  builder_.put(make_binding(BindingKind::ClusterRoleBinding, key, role, subjects));
}

void Policy::service_account(std::string_view key) {
  const auto [ns, name] = split(key, '/');
  ServiceAccount account;
  account.ns = builder_.intern(ns);
  account.name = builder_.intern(name);
  builder_.put(account);
}

std::string words_of(const Snapshot& snapshot, const PolicyRule& rule) {
  std::string words;
  for (const NameList list :
       {rule.verbs, rule.api_groups, rule.resources, rule.resource_names, rule.non_resource_urls}) {
    if (!words.empty()) words += ' ';
    std::string joined;
    for (const Name name : snapshot.names().list(list)) {
      if (!joined.empty()) joined += ',';
      joined += snapshot.text(name).empty() ? "-" : snapshot.text(name);
    }
    words += joined.empty() ? "()" : joined;
  }
  return words;
}

std::vector<std::string> rules_of(const Snapshot& snapshot, RoleKind kind, std::string_view key) {
  const auto [ns, name] = split(key, '/');
  const auto role = snapshot.find_role(kind, ns, name);
  std::vector<std::string> rules;
  if (!role) return {"no such role"};
  for (const RuleEntry& entry : snapshot.rules(*role)) {
    std::string words = words_of(snapshot, snapshot.rule(entry.rule));
    if (entry.aggregated_from != kEmptyName)
      words.append(" from ").append(snapshot.text(entry.aggregated_from));
    rules.push_back(std::move(words));
  }
  return rules;
}

std::vector<std::string> codes(const Snapshot& snapshot) {
  std::vector<std::string> codes;
  for (const Diagnostic& told : snapshot.diagnostics()) codes.push_back(told.code);
  return codes;
}

}  // namespace rbacgraph::test
