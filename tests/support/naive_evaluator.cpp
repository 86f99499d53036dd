#include "support/naive_evaluator.h"

#include <algorithm>
#include <regex>

namespace rbacgraph::naive {

using nlohmann::json;

namespace {

bool contains(const Strings& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string text(const json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Strings texts(const json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_array() ? found->get<Strings>() : Strings();
}

std::string group_of(const json& object) {
  const std::string api_version = text(object, "apiVersion");
  const auto slash = api_version.find('/');
  return slash == std::string::npos ? "" : api_version.substr(0, slash);
}

/// The list that follows a member that may be absent or null.
const json& list_of(const json& object, const char* member) {
  static const json none = json::array();
  const auto found = object.find(member);
  return found != object.end() && found->is_array() ? *found : none;
}

template <class Object>
void put(std::vector<Object>& objects, Object object) {
  for (Object& other : objects) {
    if (other.kind == object.kind && other.ns == object.ns && other.name == object.name) {
      other = std::move(object);
      return;
    }
  }
  objects.push_back(std::move(object));
}

Role parse_role(const json& object) {
  const json& metadata = object.at("metadata");
  Role role;
  role.kind = text(object, "kind");
  role.ns = role.kind == "Role" ? text(metadata, "namespace") : "";
  role.name = text(metadata, "name");
  for (const json& rule : list_of(object, "rules")) role.rules.push_back(parse_rule(rule));
  role.contributors.resize(role.rules.size());
  if (metadata.contains("labels") && metadata["labels"].is_object()) {
    role.labels = metadata["labels"].get<std::map<std::string, std::string>>();
  }
  if (role.kind == "ClusterRole" && object.contains("aggregationRule") &&
      object["aggregationRule"].is_object()) {
    role.selectors = list_of(object["aggregationRule"], "clusterRoleSelectors");
  }
  return role;
}

Binding parse_binding(const json& object) {
  const json& metadata = object.at("metadata");
  Binding binding;
  binding.kind = text(object, "kind");
  binding.ns = binding.kind == "RoleBinding" ? text(metadata, "namespace") : "";
  binding.name = text(metadata, "name");
  if (object.contains("roleRef")) {
    binding.ref_kind = text(object["roleRef"], "kind");
    binding.ref_name = text(object["roleRef"], "name");
  }
  for (const json& subject : list_of(object, "subjects")) {
    binding.subjects.push_back(
        {text(subject, "kind"), text(subject, "namespace"), text(subject, "name")});
  }
  return binding;
}

bool url_matches(const std::string& pattern, const std::string& path) {
  if (pattern == "*") return true;
  if (pattern == path) return true;
  if (pattern.empty() || pattern.back() != '*') return false;
  std::string prefix = pattern;
  while (!prefix.empty() && prefix.back() == '*') prefix.pop_back();
  return path.substr(0, prefix.size()) == prefix;
}

bool is_qualified_name(const std::string& key) {
  static const std::regex name_part("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  static const std::regex prefix_part(
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  const auto slash = key.find('/');
  const std::string prefix = slash == std::string::npos ? "" : key.substr(0, slash);
  const std::string name = slash == std::string::npos ? key : key.substr(slash + 1);
  if (slash != std::string::npos && (prefix.size() > 253 || !std::regex_match(prefix, prefix_part)))
    return false;
  return name.size() <= 63 && std::regex_match(name, name_part);
}

bool is_label_value(const std::string& value) {
  static const std::regex pattern("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
  return value.size() <= 63 && std::regex_match(value, pattern);
}

std::string user_of_account(const std::string& ns, const std::string& name) {
  return "system:serviceaccount:" + ns + ":" + name;
}

}  // namespace

Rule parse_rule(const json& rule) {
  return {texts(rule, "verbs"), texts(rule, "apiGroups"), texts(rule, "resources"),
          texts(rule, "resourceNames"), texts(rule, "nonResourceURLs")};
}

bool rule_matches_but_for_name(const Rule& rule, const Request& request) {
  if (request.is_url) return false;
  if (!contains(rule.verbs, "*") && !contains(rule.verbs, request.verb)) return false;
  if (!contains(rule.api_groups, "*") && !contains(rule.api_groups, request.group)) return false;
  if (request.subresource.empty()) {
    return contains(rule.resources, "*") || contains(rule.resources, request.resource);
  }
  return contains(rule.resources, "*") ||
         contains(rule.resources, request.resource + "/" + request.subresource) ||
         contains(rule.resources, "*/" + request.subresource);
}

bool rule_matches(const Rule& rule, const Request& request) {
  if (request.is_url) {
    if (!contains(rule.verbs, "*") && !contains(rule.verbs, request.verb)) return false;
    for (const std::string& pattern : rule.non_resource_urls) {
      if (url_matches(pattern, request.path)) return true;
    }
    return false;
  }
  if (!rule_matches_but_for_name(rule, request)) return false;
  return rule.resource_names.empty() || contains(rule.resource_names, request.name);
}

bool subject_applies(const Subject& subject, const User& user, const std::string& binding_ns) {
  if (subject.kind == "User") return subject.name == user.name;
  if (subject.kind == "Group") return contains(user.groups, subject.name);
  if (subject.kind == "ServiceAccount") {
    const std::string ns = subject.ns.empty() ? binding_ns : subject.ns;
    if (ns.empty()) return false;
    return user.name == user_of_account(ns, subject.name);
  }
  return false;
}

bool selector_is_valid(const json& selector) {
  if (selector.contains("matchLabels") && selector["matchLabels"].is_object()) {
    for (const auto& [key, value] : selector["matchLabels"].items()) {
      if (!is_qualified_name(key) || !is_label_value(value.get<std::string>())) return false;
    }
  }
  for (const json& expression : list_of(selector, "matchExpressions")) {
    const std::string op = text(expression, "operator");
    const Strings values = texts(expression, "values");
    if (!is_qualified_name(text(expression, "key"))) return false;
    if (op == "In" || op == "NotIn") {
      if (values.empty()) return false;
    } else if (op == "Exists" || op == "DoesNotExist") {
      if (!values.empty()) return false;
    } else {
      return false;
    }
    for (const std::string& value : values) {
      if (!is_label_value(value)) return false;
    }
  }
  return true;
}

bool selector_matches(const json& selector, const std::map<std::string, std::string>& labels) {
  if (selector.contains("matchLabels") && selector["matchLabels"].is_object()) {
    for (const auto& [key, value] : selector["matchLabels"].items()) {
      const auto label = labels.find(key);
      if (label == labels.end() || label->second != value.get<std::string>()) return false;
    }
  }
  for (const json& expression : list_of(selector, "matchExpressions")) {
    const std::string op = text(expression, "operator");
    const auto label = labels.find(text(expression, "key"));
    const bool has_key = label != labels.end();
    const bool is_listed = has_key && contains(texts(expression, "values"), label->second);
    if (op == "In" && !is_listed) return false;
    if (op == "NotIn" && is_listed) return false;
    if (op == "Exists" && !has_key) return false;
    if (op == "DoesNotExist" && has_key) return false;
  }
  return true;
}

Cluster::Cluster(const json& objects) {
  const json& items = objects.is_array() ? objects : objects.at("items");
  for (const json& object : items) {
    if (group_of(object) != "rbac.authorization.k8s.io") continue;
    const std::string kind = text(object, "kind");
    if (kind == "Role" || kind == "ClusterRole") put(roles_, parse_role(object));
    if (kind == "RoleBinding" || kind == "ClusterRoleBinding")
      put(bindings_, parse_binding(object));
  }
}

namespace {

/// What the controller would write into one role, given the present rules of all.
std::vector<Rule> aggregated_rules(const std::vector<const Role*>& by_name, const Role& role) {
  std::vector<Rule> rules;
  for (const json& selector : role.selectors) {
    for (const Role* other : by_name) {
      if (other->name == role.name || !selector_matches(selector, other->labels)) continue;
      for (const Rule& rule : other->rules) {
        if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
      }
    }
  }
  return rules;
}

}  // namespace

void Cluster::aggregate() {
  std::vector<const Role*> by_name;  // all ClusterRoles
  std::vector<Role*> aggregated;
  for (Role& role : roles_) {
    if (role.kind == "ClusterRole") by_name.push_back(&role);
  }
  std::sort(by_name.begin(), by_name.end(),
            [](const Role* a, const Role* b) { return a->name < b->name; });
  for (const Role* role : by_name) {
    // An invalid selector stops the controller, and the role keeps its rules.
    if (!role->selectors.is_null() &&
        std::all_of(role->selectors.begin(), role->selectors.end(), selector_is_valid)) {
      aggregated.push_back(const_cast<Role*>(role));
    }
  }

  std::map<std::string, std::vector<Rule>> written;
  for (Role* role : aggregated) {
    written[role->name] = role->rules;
    role->rules.clear();
  }
  const auto iterate = [&] {
    for (std::size_t round = 0; round <= by_name.size(); ++round) {
      bool changed = false;
      for (Role* role : aggregated) {
        std::vector<Rule> rules = aggregated_rules(by_name, *role);
        // Nothing selected has a rule: the controller does not touch what is there.
        if (rules.empty() || rules == role->rules) continue;
        role->rules = std::move(rules);
        changed = true;
      }
      if (!changed) return;
    }
  };
  iterate();
  for (Role* role : aggregated) {
    if (role->rules.empty()) role->rules = written[role->name];
  }
  iterate();

  // Where each rule was written: in a role that is reached by selection and keeps its own rules.
  std::set<std::string> overwritten;
  for (const Role* role : aggregated) {
    if (!aggregated_rules(by_name, *role).empty()) overwritten.insert(role->name);
  }
  for (Role* role : aggregated) {
    role->contributors.assign(role->rules.size(), {});
    if (!overwritten.contains(role->name)) continue;
    std::set<std::string> reached = {role->name};
    std::vector<const Role*> to_visit = {role};
    while (!to_visit.empty()) {
      const Role& visited = *to_visit.back();
      to_visit.pop_back();
      if (!overwritten.contains(visited.name)) {
        for (std::size_t i = 0; i < role->rules.size(); ++i) {
          if (std::find(visited.rules.begin(), visited.rules.end(), role->rules[i]) !=
              visited.rules.end()) {
            role->contributors[i].insert(visited.name);
          }
        }
        continue;
      }
      for (const json& selector : visited.selectors) {
        for (const Role* other : by_name) {
          if (other->name != visited.name && selector_matches(selector, other->labels) &&
              reached.insert(other->name).second) {
            to_visit.push_back(other);
          }
        }
      }
    }
  }
}

const Role* Cluster::find_role(const std::string& kind, const std::string& ns,
                               const std::string& name) const {
  for (const Role& role : roles_) {
    if (role.kind == kind && role.ns == ns && role.name == name) return &role;
  }
  return nullptr;
}

const Role* Cluster::role_of(const Binding& binding) const {
  if (binding.ref_kind == "ClusterRole") return find_role("ClusterRole", "", binding.ref_name);
  // For a ClusterRoleBinding this looks in namespace "", where no Role is.
  if (binding.ref_kind == "Role" && !binding.ns.empty()) {
    return find_role("Role", binding.ns, binding.ref_name);
  }
  return nullptr;
}

std::vector<Grant> Cluster::grants(const User& user, const Request& request) const {
  if (contains(user.groups, "system:masters")) return {};
  return rbac_grants(user, request);
}

std::vector<Grant> Cluster::rbac_grants(const User& user, const Request& request) const {
  std::vector<Grant> grants;
  for (const Binding& binding : bindings_) {
    if (binding.kind == "RoleBinding") {
      if (request.is_url || request.ns.empty() || binding.ns != request.ns) continue;
    }
    const Role* role = role_of(binding);
    if (role == nullptr) continue;
    for (std::size_t s = 0; s < binding.subjects.size(); ++s) {
      if (!subject_applies(binding.subjects[s], user, binding.ns)) continue;
      for (std::size_t r = 0; r < role->rules.size(); ++r) {
        if (rule_matches(role->rules[r], request)) {
          grants.push_back({binding.kind, binding.ns, binding.name, r, s});
        }
      }
    }
  }
  std::sort(grants.begin(), grants.end());
  return grants;
}

bool Cluster::allows(const User& user, const Request& request) const {
  return contains(user.groups, "system:masters") || !grants(user, request).empty();
}

std::set<std::tuple<std::string, std::string, std::string>> Cluster::applied(
    const User& user, const std::string& ns) const {
  std::set<std::tuple<std::string, std::string, std::string>> keys;
  for (const Binding& binding : bindings_) {
    if (binding.kind == "RoleBinding" && (ns.empty() || binding.ns != ns)) continue;
    for (const Subject& subject : binding.subjects) {
      if (subject_applies(subject, user, binding.ns)) {
        keys.insert({binding.kind, binding.ns, binding.name});
      }
    }
  }
  return keys;
}

}  // namespace rbacgraph::naive
