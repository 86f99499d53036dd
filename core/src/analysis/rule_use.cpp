#include "analysis/rule_use.h"

#include <algorithm>

namespace rbacgraph {
namespace {

bool contains(std::span<const Name> list, Name wanted) {
  return std::ranges::find(list, wanted) != list.end();
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

RuleClassifier::RuleClassifier(const Snapshot& snapshot, const AccessQuery& query)
    : snapshot_(snapshot), query_(query) {
  if (query.is_url()) {
    url_ = resolve(snapshot.names(), UrlRequest{query.verb, query.non_resource_url});
  } else {
    resource_ = resolve(snapshot.names(), ResourceRequest{query.verb, query.group, query.resource,
                                                          query.subresource, "", query.name});
  }
}

bool RuleClassifier::matches_but_for_name(const PolicyRule& rule) const {
  const NamePool& names = snapshot_.names();
  const bool verb = query_.any_verb
                        ? rule.verbs != kEmptyList
                        : verb_matches(names, rule, query_.is_url() ? url_.verb : resource_.verb);
  if (!verb) return false;
  if (query_.is_url()) return url_matches(names, rule, url_.path);
  if (query_.any_resource) return rule.api_groups != kEmptyList && rule.resources != kEmptyList;
  return group_matches(names, rule, resource_.group) && resource_matches(names, rule, resource_);
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
  for (const Name verb : snapshot_.names().list(rule.verbs)) {
    const NameForm form = name_form(snapshot_.text(verb), query_.subresource);
    with_name = with_name || form != NameForm::Never;
    without_name = without_name || form != NameForm::Always;
  }
  if (with_name && without_name) return NameForm::Either;
  return with_name ? NameForm::Always : NameForm::Never;
}

RuleUse RuleClassifier::use_of_names(const PolicyRule& rule) const {
  const std::span<const Name> listed = snapshot_.names().list(rule.resource_names);
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
  return name_matches(snapshot_.names(), rule, name);
}

CheckScope RuleClassifier::scope_of(const PolicyRule& rule) const {
  if (!query_.any_verb && !query_.any_resource) return query_.place.scope;
  const NamePool& names = snapshot_.names();
  CheckScope furthest = CheckScope::Cluster;
  const auto consider = [&](std::string_view verb, std::string_view group, std::string_view type) {
    const std::size_t slash = type.find('/');
    const std::string_view sub =
        slash == std::string_view::npos ? std::string_view() : type.substr(slash + 1);
    const CheckScope scope =
        snapshot_.catalog().check_place(verb, group, type.substr(0, slash), sub).scope;
    if (scope == CheckScope::Namespaced) furthest = scope;
    if (scope == CheckScope::NamespaceObject && furthest == CheckScope::Cluster) furthest = scope;
  };
  const Name one_verb[] = {resource_.verb};
  const std::span<const Name> verbs =
      query_.any_verb ? names.list(rule.verbs) : std::span<const Name>(one_verb);
  for (const Name verb : verbs) {
    const std::string_view verb_text = query_.any_verb ? names.text(verb) : query_.verb;
    if (!query_.any_resource) {
      consider(verb_text, query_.group,
               query_.subresource.empty() ? query_.resource
                                          : query_.resource + "/" + query_.subresource);
      continue;
    }
    for (const Name group : names.list(rule.api_groups)) {
      for (const Name type : names.list(rule.resources)) {
        consider(verb_text, names.text(group), names.text(type));
        if (furthest == CheckScope::Namespaced) return furthest;
      }
    }
  }
  return furthest;
}

std::optional<DeadReason> dead_reason(const Snapshot& snapshot, const ResourceAtom& atom,
                                      std::optional<Name> name, Name ns) {
  const std::size_t slash = atom.resource.find('/');
  const std::string_view resource = atom.resource.substr(0, slash);
  const std::string_view subresource =
      slash == std::string_view::npos ? std::string_view() : atom.resource.substr(slash + 1);
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

}  // namespace rbacgraph
