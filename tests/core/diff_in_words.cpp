#include "diff_in_words.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace rbacgraph::test {

using nlohmann::json;

namespace {

naive::Strings texts(const NamePool& names, const std::vector<Name>& words) {
  naive::Strings list;
  for (const Name word : words) list.emplace_back(names.text(word));
  return list;
}

naive::Rule rule_of(const NamePool& names, const RuleWords& words) {
  return {texts(names, words.verbs), texts(names, words.api_groups), texts(names, words.resources),
          texts(names, words.resource_names), texts(names, words.non_resource_urls)};
}

bool in_scope(const NamePool& names, const AccessScope& scope, const naive::Request& request) {
  if (scope.cluster_wide) return true;
  const naive::Strings namespaces = texts(names, scope.namespaces);
  return !request.is_url && !request.ns.empty() &&
         std::ranges::find(namespaces, request.ns) != namespaces.end();
}

std::string text_of(const NamePool& names, const RuleWords& rule) {
  return json{texts(names, rule.verbs), texts(names, rule.api_groups), texts(names, rule.resources),
              texts(names, rule.resource_names), texts(names, rule.non_resource_urls)}
      .dump();
}

}  // namespace

bool covers(const NamePool& names, const AccessChange& entry, const naive::Request& request) {
  if (!in_scope(names, entry.scope, request) ||
      !naive::rule_matches(rule_of(names, entry.rule), request))
    return false;
  return std::ranges::none_of(entry.except, [&](const AccessException& each) {
    return covers(names, entry, each, request);
  });
}

bool covers(const NamePool& names, const AccessChange& entry, const AccessException& except,
            const naive::Request& request) {
  return in_scope(names, except.scope.value_or(entry.scope), request) &&
         naive::rule_matches(rule_of(names, except.rule), request);
}

naive::User asker(const SubjectRef& subject) {
  if (subject.kind == SubjectKind::Group) return {"nobody in particular", {subject.name}};
  if (subject.kind == SubjectKind::User) return {subject.name, {}};
  return {"system:serviceaccount:" + subject.ns + ":" + subject.name, {}};
}

std::string spelled(const naive::User& user) {
  return user.groups.empty() ? "user " + user.name : "group " + user.groups.front();
}

std::string text_of(const Diff& diff, const AccessChange& entry) {
  const NamePool& names = diff.names();
  std::string text = entry.gained ? "gained by " : "lost by ";
  text += spelled(asker(entry.subject)) + (entry.scope.cluster_wide ? " everywhere " : " in ");
  text += json(texts(names, entry.scope.namespaces)).dump() + text_of(names, entry.rule);
  for (const AccessException& each : entry.except) {
    text += "\n  except " + text_of(names, each.rule);
    if (each.scope)
      text += (each.scope->cluster_wide ? " everywhere" : " in ") +
              json(texts(names, each.scope->namespaces)).dump();
    if (!each.told_in.empty()) text += " told apart";
  }
  for (const auto& set : entry.undo) {
    text += "\n  undo";
    for (const std::uint32_t at : set) {
      const ObjectChange& change = diff.objects[entry.causes[at]];
      text += " " + std::string(to_string(change.kind)) + " " + change.object.kind + " " +
              change.object.ns + "/" + change.object.name;
    }
  }
  return text;
}

}  // namespace rbacgraph::test
