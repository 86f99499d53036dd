#include "rbacgraph/authz/rule_match.h"

#include <algorithm>

namespace rbacgraph {
namespace {

Name name_of(const NamePool& names, std::string_view text) {
  return names.find(text).value_or(kNoId<Name>);
}

bool contains(const NamePool& names, NameList list, Name wanted) {
  return std::ranges::any_of(names.list(list), [&](Name name) { return name == wanted; });
}

bool contains_or_star(const NamePool& names, NameList list, Name wanted) {
  return std::ranges::any_of(names.list(list),
                             [&](Name name) { return name == wanted || name == kStarName; });
}

}  // namespace

ResolvedResource resolve(const NamePool& names, const ResourceRequest& request) {
  ResolvedResource resolved{name_of(names, request.verb), name_of(names, request.group),
                            name_of(names, request.resource), kNoId<Name>,
                            name_of(names, request.name)};
  if (!request.subresource.empty()) {
    resolved.resource = name_of(names, request.resource + "/" + request.subresource);
    resolved.any_subresource = name_of(names, "*/" + request.subresource);
  }
  return resolved;
}

ResolvedUrl resolve(const NamePool& names, const UrlRequest& request) {
  return {name_of(names, request.verb), request.path};
}

bool verb_matches(const NamePool& names, const PolicyRule& rule, Name verb) {
  return contains_or_star(names, rule.verbs, verb);
}

bool group_matches(const NamePool& names, const PolicyRule& rule, Name group) {
  return contains_or_star(names, rule.api_groups, group);
}

bool resource_matches(const NamePool& names, const PolicyRule& rule,
                      const ResolvedResource& request) {
  return contains_or_star(names, rule.resources, request.resource) ||
         contains(names, rule.resources, request.any_subresource);
}

bool name_matches(const NamePool& names, const PolicyRule& rule, Name name) {
  return rule.resource_names == kEmptyList || contains(names, rule.resource_names, name);
}

bool url_pattern_matches(std::string_view pattern, std::string_view path) {
  if (pattern == path) return true;
  if (!pattern.ends_with('*')) return false;
  return path.starts_with(pattern.substr(0, pattern.find_last_not_of('*') + 1));
}

bool url_matches(const NamePool& names, const PolicyRule& rule, std::string_view path) {
  return std::ranges::any_of(names.list(rule.non_resource_urls), [&](Name pattern) {
    return url_pattern_matches(names.text(pattern), path);
  });
}

bool rule_allows(const NamePool& names, const PolicyRule& rule, const ResolvedResource& request) {
  return verb_matches(names, rule, request.verb) && group_matches(names, rule, request.group) &&
         resource_matches(names, rule, request) && name_matches(names, rule, request.name);
}

bool rule_allows(const NamePool& names, const PolicyRule& rule, const ResolvedUrl& request) {
  return verb_matches(names, rule, request.verb) && url_matches(names, rule, request.path);
}

}  // namespace rbacgraph
