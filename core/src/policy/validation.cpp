#include "rbacgraph/policy/validation.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

namespace rbacgraph {
namespace {

constexpr std::string_view kRbacGroup = "rbac.authorization.k8s.io";

/// A hostile object may have a flaw every three bytes; of one object so many are told, and how
/// many more there are.
constexpr std::size_t kMostTold = 20;

constexpr std::string_view kNotASubdomain =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character";
constexpr std::string_view kNotALabel =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    "must start and end with an alphanumeric character";

std::string quoted(std::string_view text) {
  return std::string(1, '"').append(text).append(1, '"');
}

std::string indexed(std::string_view list, std::size_t index, std::string_view member = {}) {
  std::string path(list);
  path.append(1, '[').append(std::to_string(index)).append(1, ']');
  if (!member.empty()) path.append(1, '.').append(member);
  return path;
}

/// Collects the flaws of one object, in the API server's words: path, type of error, detail.
/// Nothing is allocated before there is one.
class Flaws {
 public:
  Flaws(const NamePool& names, std::string_view kind, Name ns, Name name, SourceRef source)
      : names_(names), kind_(kind), ns_(ns), name_(name), source_(source) {}

  void required(std::string_view code, std::string_view path, std::string_view detail = {}) {
    if (room()) add(code, path, detail.empty() ? "Required value" : "Required value: ", detail);
  }
  void forbidden(std::string_view code, std::string_view path, std::string_view detail) {
    if (room()) add(code, path, "Forbidden: ", detail);
  }
  void invalid(std::string_view code, std::string_view path, std::string_view value,
               std::string_view detail) {
    if (room()) add(code, path, "Invalid value: " + std::string(value) + ": ", detail);
  }
  void unsupported(std::string_view code, std::string_view path, std::string_view value,
                   std::initializer_list<std::string_view> supported) {
    if (!room()) return;
    std::string list;
    for (const std::string_view word : supported)
      list.append(list.empty() ? "" : ", ").append(quoted(word));
    add(code, path, "Unsupported value: " + quoted(value) + ": supported values: ", list);
  }

  /// Of the flaws that follow; the object's own where it isn't known.
  void at(SourceRef source) { place_ = source; }

  std::vector<Diagnostic> take() {
    if (more_ > 0) {
      Diagnostic rest = told_.back();
      rest.source = source_;
      rest.message = "and " + std::to_string(more_) + " more flaws in this object";
      told_.push_back(std::move(rest));
    }
    return std::move(told_);
  }

 private:
  bool room() {
    if (told_.size() < kMostTold) return true;
    ++more_;
    return false;
  }

  void add(std::string_view code, std::string_view path, std::string_view type,
           std::string_view detail) {
    Diagnostic& told = told_.emplace_back();
    told.code = code;
    told.message.append(path).append(": ").append(type).append(detail);
    told.object = ObjectRef{std::string(kind_), std::string(names_.text(ns_)),
                            std::string(names_.text(name_))};
    told.source = place_.known() ? place_ : source_;
  }

  const NamePool& names_;
  std::string_view kind_;
  Name ns_;
  Name name_;
  SourceRef source_;
  SourceRef place_;
  std::vector<Diagnostic> told_;
  std::size_t more_ = 0;
};

/// What is wrong with a name that becomes a part of a URL's path, "" if nothing. That is the only
/// condition on names of RBAC objects: colons, capitals and blanks are legal.
std::string_view path_segment_flaw(std::string_view name) {
  if (name == ".") return "may not be '.'";
  if (name == "..") return "may not be '..'";
  if (name.find('/') != std::string_view::npos) return "may not contain '/'";
  if (name.find('%') != std::string_view::npos) return "may not contain '%'";
  return {};
}

void check_metadata(Flaws& flaws, std::string_view ns, std::string_view name, bool namespaced) {
  constexpr std::string_view kCode = "invalid-name";
  if (name.empty()) {
    flaws.required(kCode, "metadata.name", "name or generateName is required");
  } else if (const std::string_view flaw = path_segment_flaw(name); !flaw.empty()) {
    flaws.invalid(kCode, "metadata.name", quoted(name), flaw);
  }
  if (!namespaced) {
    if (!ns.empty()) flaws.forbidden(kCode, "metadata.namespace", "not allowed on this type");
  } else if (ns.empty()) {
    flaws.required(kCode, "metadata.namespace");
  } else if (!is_dns_label(ns)) {
    flaws.invalid(kCode, "metadata.namespace", quoted(ns), kNotALabel);
  }
}

std::string list_text(const NamePool& names, NameList list) {
  constexpr std::size_t kShown = 3;
  std::string text = "[";
  const std::span<const Name> words = names.list(list);
  for (std::size_t i = 0; i < std::min(words.size(), kShown); ++i)
    text.append(i == 0 ? "" : ",").append(quoted(names.text(words[i])));
  return text.append(words.size() > kShown ? ",…]" : "]");
}

void check_rule(Flaws& flaws, const NamePool& names, const PolicyRule& rule, std::size_t index,
                bool namespaced) {
  constexpr std::string_view kCode = "invalid-rule";
  const bool urls = rule.non_resource_urls != kEmptyList;
  const bool mixed = rule.api_groups != kEmptyList || rule.resources != kEmptyList ||
                     rule.resource_names != kEmptyList;
  const bool complete =
      urls ? !namespaced && !mixed : rule.api_groups != kEmptyList && rule.resources != kEmptyList;
  if (complete && rule.verbs != kEmptyList) return;

  if (rule.verbs == kEmptyList) {
    flaws.required(kCode, indexed("rules", index, "verbs"),
                   "verbs must contain at least one value");
  }
  if (urls) {
    const std::string path = indexed("rules", index, "nonResourceURLs");
    if (namespaced) {
      flaws.invalid(kCode, path, list_text(names, rule.non_resource_urls),
                    "namespaced rules cannot apply to non-resource URLs");
    }
    if (mixed) {
      flaws.invalid(kCode, path, list_text(names, rule.non_resource_urls),
                    "rules cannot apply to both regular resources and non-resource URLs");
    }
    return;  // the server, too, looks no further
  }
  if (rule.api_groups == kEmptyList) {
    flaws.required(kCode, indexed("rules", index, "apiGroups"),
                   "resource rules must supply at least one api group");
  }
  if (rule.resources == kEmptyList) {
    flaws.required(kCode, indexed("rules", index, "resources"),
                   "resource rules must supply at least one resource");
  }
}

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_label_value(std::string_view text) {
  if (text.empty()) return true;
  return text.size() <= 63 && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         std::ranges::all_of(
             text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

/// "name" or "prefix/name"
bool is_qualified_name(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    if (!is_dns_subdomain(text.substr(0, slash))) return false;
    text.remove_prefix(slash + 1);
  }
  return !text.empty() && is_label_value(text);
}

/// matchLabels and matchExpressions are one list in the model, so the path names the key.
void check_requirement(Flaws& flaws, const NamePool& names, const LabelRequirement& requirement,
                       std::size_t selector) {
  constexpr std::string_view kCode = "invalid-aggregation";
  const std::string_view key = names.text(requirement.key);
  const bool any_values = requirement.values != kEmptyList;
  const bool wants_values =
      requirement.op == SelectorOperator::In || requirement.op == SelectorOperator::NotIn;
  const bool known = requirement.op != SelectorOperator::Unknown;
  const auto path = [&](std::string_view member) {
    return indexed("aggregationRule.clusterRoleSelectors", selector, member) + " (of key " +
           quoted(key) + ")";
  };

  if (!known) {
    flaws.invalid(kCode, path("operator"), quoted(names.text(requirement.operator_word)),
                  "not a valid selector operator");
  } else if (wants_values && !any_values) {
    flaws.required(kCode, path("values"), "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (!wants_values && any_values) {
    flaws.forbidden(kCode, path("values"),
                    "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
  }
  if (!is_qualified_name(key)) {
    flaws.invalid(kCode, path("key"), quoted(key),
                  "name part must consist of alphanumeric characters, '-', '_' or '.', and must "
                  "start and end with an alphanumeric character");
  }
  for (const Name value : names.list(requirement.values)) {
    if (is_label_value(names.text(value))) continue;
    flaws.invalid(kCode, path("values"), quoted(names.text(value)),
                  "a valid label must be an empty string or consist of alphanumeric characters, "
                  "'-', '_' or '.', and must start and end with an alphanumeric character");
  }
}

void check_aggregation(Flaws& flaws, const NamePool& names, const AggregationRule& aggregation) {
  if (aggregation.selectors.empty()) {
    flaws.required("invalid-aggregation", "aggregationRule.clusterRoleSelectors",
                   "at least one clusterRoleSelector required if aggregationRule is non-nil");
  }
  for (std::size_t i = 0; i < aggregation.selectors.size(); ++i) {
    for (const LabelRequirement& requirement : aggregation.selectors[i].requirements)
      check_requirement(flaws, names, requirement, i);
  }
}

void check_role_ref(Flaws& flaws, const NamePool& names, const RoleRef& ref, bool namespaced) {
  constexpr std::string_view kCode = "invalid-role-ref";
  const std::string_view group = names.text(ref.api_group);
  const std::string_view kind = names.text(ref.kind);
  const std::string_view name = names.text(ref.name);
  // On writing, an empty group is filled in before anything is checked.
  if (!group.empty() && group != kRbacGroup)
    flaws.unsupported(kCode, "roleRef.apiGroup", group, {kRbacGroup});
  if (kind != to_string(RoleKind::ClusterRole)) {
    if (!namespaced) {
      flaws.unsupported(kCode, "roleRef.kind", kind, {"ClusterRole"});
    } else if (kind != to_string(RoleKind::Role)) {
      flaws.unsupported(kCode, "roleRef.kind", kind, {"Role", "ClusterRole"});
    }
  }
  if (name.empty()) {
    flaws.required(kCode, "roleRef.name");
  } else if (const std::string_view flaw = path_segment_flaw(name); !flaw.empty()) {
    flaws.invalid(kCode, "roleRef.name", quoted(name), flaw);
  }
}

void check_subject(Flaws& flaws, const NamePool& names, const Subject& subject, std::size_t index,
                   bool namespaced) {
  constexpr std::string_view kCode = "invalid-subject";
  const std::string_view name = names.text(subject.name);
  if (name.empty()) flaws.required(kCode, indexed("subjects", index, "name"));
  if (subject.kind == SubjectKind::Other) {
    flaws.unsupported(kCode, indexed("subjects", index, "kind"), names.text(subject.kind_word),
                      {"ServiceAccount", "User", "Group"});
  }
  if (subject.kind != SubjectKind::ServiceAccount) return;
  if (!name.empty() && !is_dns_subdomain(name))
    flaws.invalid(kCode, indexed("subjects", index, "name"), quoted(name), kNotASubdomain);
  if (!namespaced && subject.ns == kEmptyName)
    flaws.required(kCode, indexed("subjects", index, "namespace"));
}

}  // namespace

std::vector<Diagnostic> validate(const NamePool& names,
                                 const std::function<const PolicyRule&(RuleId)>& rule_of,
                                 const Role& role) {
  const bool namespaced = role.kind == RoleKind::Role;
  Flaws flaws(names, to_string(role.kind), role.ns, role.name, role.source);
  check_metadata(flaws, names.text(role.ns), names.text(role.name), namespaced);
  for (std::size_t i = 0; i < role.rules.size(); ++i) {
    flaws.at(role.rules[i].source);
    check_rule(flaws, names, rule_of(role.rules[i].rule), i, namespaced);
  }
  flaws.at({});
  if (role.aggregation && !namespaced) check_aggregation(flaws, names, *role.aggregation);
  return flaws.take();
}

std::vector<Diagnostic> validate(const NamePool& names, const Binding& binding) {
  const bool namespaced = binding.kind == BindingKind::RoleBinding;
  Flaws flaws(names, to_string(binding.kind), binding.ns, binding.name, binding.source);
  check_metadata(flaws, names.text(binding.ns), names.text(binding.name), namespaced);
  check_role_ref(flaws, names, binding.role_ref, namespaced);
  for (std::size_t i = 0; i < binding.subjects.size(); ++i)
    check_subject(flaws, names, binding.subjects[i], i, namespaced);
  return flaws.take();
}

std::string subject_group_flaw(SubjectKind kind, std::string_view api_group, std::size_t index) {
  if (api_group.empty() || kind == SubjectKind::Other) return {};
  const std::string_view expected = kind == SubjectKind::ServiceAccount ? "" : kRbacGroup;
  if (api_group == expected) return {};
  return indexed("subjects", index, "apiGroup") + ": Unsupported value: " + quoted(api_group) +
         ": supported values: " + quoted(expected);
}

}  // namespace rbacgraph
