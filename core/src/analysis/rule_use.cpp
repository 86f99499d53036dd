#include "analysis/rule_use.h"

#include <algorithm>
#include <utility>

namespace rbacgraph {
namespace {

bool contains(std::span<const Name> list, Name wanted) {
  return std::ranges::find(list, wanted) != list.end();
}

/// "pods/log" is the type pods and its subresource log, "pods" has none.
std::pair<std::string_view, std::string_view> split_resource(std::string_view resource) {
  const std::size_t slash = resource.find('/');
  if (slash == std::string_view::npos) return {resource, {}};
  return {resource.substr(0, slash), resource.substr(slash + 1)};
}

/// Which of two scopes lets RoleBindings reach further.
CheckScope further(CheckScope a, CheckScope b) {
  const auto reach = [](CheckScope scope) {
    switch (scope) {
      case CheckScope::Namespaced: return 2;
      case CheckScope::NamespaceObject: return 1;
      case CheckScope::Cluster: break;
    }
    return 0;
  };
  return reach(a) >= reach(b) ? a : b;
}

}  // namespace

NameForm name_form(std::string_view verb, std::string_view subresource) {
  if (verb == "deletecollection") return NameForm::Never;
  for (const std::string_view named : {"get", "update", "patch", "delete", "impersonate", "bind"})
    if (verb == named) return NameForm::Always;
  // The signers of kubelet certificates ask about these two without a name.
  const bool unnamed = subresource == "nodeclient" || subresource == "selfnodeclient";
  if (!subresource.empty() && !unnamed) return NameForm::Always;
  return NameForm::Either;
}

RuleClassifier::RuleClassifier(const NamePool& names, const ResourceCatalog& catalog,
                               const AccessQuery& query)
    : names_(names), catalog_(catalog), query_(query) {
  if (query.is_url()) {
    url_ = resolve(names, UrlRequest{query.verb, query.non_resource_url});
  } else {
    resource_ = resolve(names, ResourceRequest{query.verb, query.group, query.resource,
                                               query.subresource, "", query.name});
  }
}

bool RuleClassifier::matches_but_for_name(const PolicyRule& rule) const {
  const bool verb = query_.any_verb
                        ? rule.verbs != kEmptyList
                        : verb_matches(names_, rule, query_.is_url() ? url_.verb : resource_.verb);
  if (!verb) return false;
  if (query_.is_url()) return url_matches(names_, rule, url_.path);
  if (query_.any_resource) return rule.api_groups != kEmptyList && rule.resources != kEmptyList;
  return group_matches(names_, rule, resource_.group) && resource_matches(names_, rule, resource_);
}

RuleUse RuleClassifier::use_of(const PolicyRule& rule) const {
  if (!matches_but_for_name(rule)) return RuleUse::None;
  if (query_.is_url() || rule.resource_names == kEmptyList) return RuleUse::Yes;
  return use_of_names(rule);
}

/// With any verb, what the requests that the rule's verbs stand for may do taken together.
NameForm RuleClassifier::form_for(const PolicyRule& rule) const {
  if (!query_.any_verb) return name_form(query_.verb, query_.subresource);
  bool with_name = false;
  bool without_name = false;
  for (const Name verb : names_.list(rule.verbs)) {
    const NameForm form = name_form(names_.text(verb), query_.subresource);
    with_name = with_name || form != NameForm::Never;
    without_name = without_name || form != NameForm::Always;
  }
  if (with_name && without_name) return NameForm::Either;
  return with_name ? NameForm::Always : NameForm::Never;
}

RuleUse RuleClassifier::use_of_names(const PolicyRule& rule) const {
  const std::span<const Name> listed = names_.list(rule.resource_names);
  const bool has_empty = contains(listed, kEmptyName);
  const bool has_name = std::ranges::any_of(listed, [](Name name) { return name != kEmptyName; });
  const NameForm form = form_for(rule);
  if (!query_.name.empty()) {
    if (form == NameForm::Never) {
      if (has_empty) return RuleUse::Yes;
      return contains(listed, resource_.name) ? RuleUse::DeadNames : RuleUse::None;
    }
    return contains(listed, resource_.name) ? RuleUse::Yes : RuleUse::None;
  }
  if (has_empty && form != NameForm::Always) return RuleUse::Yes;
  if (form == NameForm::Never) return RuleUse::DeadNames;
  return has_name ? RuleUse::Named : RuleUse::DeadEmptyName;
}

bool RuleClassifier::allows_name(const PolicyRule& rule, Name name) const {
  return name_matches(names_, rule, name);
}

CheckScope RuleClassifier::scope_of(const PolicyRule& rule) const {
  if (!query_.any_verb && !query_.any_resource) return query_.place.scope;
  const Name one_verb[] = {resource_.verb};
  const std::span<const Name> verbs =
      query_.any_verb ? names_.list(rule.verbs) : std::span<const Name>(one_verb);
  CheckScope furthest = CheckScope::Cluster;
  for (const Name verb : verbs) {
    furthest =
        further(furthest, scope_with(rule, query_.any_verb ? names_.text(verb) : query_.verb));
    if (furthest == CheckScope::Namespaced) break;
  }
  return furthest;
}

/// The same for one of the verbs.
CheckScope RuleClassifier::scope_with(const PolicyRule& rule, std::string_view verb) const {
  if (!query_.any_resource)
    return catalog_.check_place(verb, query_.group, query_.resource, query_.subresource).scope;
  CheckScope furthest = CheckScope::Cluster;
  for (const Name group : names_.list(rule.api_groups)) {
    for (const Name resource : names_.list(rule.resources)) {
      const auto [type, subresource] = split_resource(names_.text(resource));
      furthest = further(furthest,
                         catalog_.check_place(verb, names_.text(group), type, subresource).scope);
      if (furthest == CheckScope::Namespaced) return furthest;
    }
  }
  return furthest;
}

std::optional<DeadReason> dead_reason(const Snapshot& snapshot, const ResourceAtom& atom,
                                      std::optional<Name> name, Name ns) {
  const auto [resource, subresource] = split_resource(atom.resource);
  if (name) {
    const NameForm form = name_form(atom.verb, subresource);
    if (form == NameForm::Never && *name != kEmptyName) return DeadReason::NamesOnDeleteCollection;
    if (form == NameForm::Always && *name == kEmptyName) return DeadReason::EmptyNameOnNamedRequest;
  }
  if (ns == kEmptyName) return std::nullopt;
  switch (snapshot.catalog().check_place(atom.verb, atom.group, resource, subresource).scope) {
    case CheckScope::Namespaced: return std::nullopt;
    case CheckScope::Cluster: return DeadReason::ClusterScopedThroughRoleBinding;
    case CheckScope::NamespaceObject: break;
  }
  if (name && *name != ns) return DeadReason::OtherNamespaceObject;
  return std::nullopt;
}

bool usable_in_namespace(const Snapshot& snapshot, const PolicyRule& rule, Name ns) {
  const NamePool& names = snapshot.names();
  const std::span<const Name> listed = names.list(rule.resource_names);
  const auto is_usable = [&](const ResourceAtom& atom) {
    if (listed.empty()) return !dead_reason(snapshot, atom, std::nullopt, ns);
    return std::ranges::any_of(listed,
                               [&](Name name) { return !dead_reason(snapshot, atom, name, ns); });
  };
  for (const Name verb : names.list(rule.verbs)) {
    for (const Name group : names.list(rule.api_groups)) {
      for (const Name resource : names.list(rule.resources)) {
        if (is_usable({names.text(verb), names.text(group), names.text(resource)})) return true;
      }
    }
  }
  return false;
}

}  // namespace rbacgraph
