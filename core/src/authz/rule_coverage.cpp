#include "rbacgraph/authz/rule_coverage.h"

#include <algorithm>
#include <string_view>

namespace rbacgraph {
namespace {

bool holds(std::span<const Name> list, Name word) {
  return std::ranges::find(list, word) != list.end();
}

bool holds_or_star(std::span<const Name> list, Name word) {
  return holds(list, kStarName) || holds(list, word);
}

/// One verb on one thing, in Names: what a rule falls into. `name` is kNoId for "no name".
struct ResourceAtom {
  Name verb;
  Name group;
  Name resource;
  Name name;
};

struct UrlAtom {
  Name verb;
  Name url;
};

/// The pattern "*/x" is told from its text: the asked string may itself be a pattern ("pods/*" is
/// covered by "*/*"), so this is no matching of requests.
bool covers_resource(const NamePool& names, std::span<const Name> owned, Name asked) {
  if (holds_or_star(owned, asked)) return true;
  const std::string_view text = names.text(asked);
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view tail = text.substr(slash);
  return std::ranges::any_of(owned, [&](Name owner) {
    const std::string_view pattern = names.text(owner);
    return pattern.starts_with('*') && pattern.substr(1) == tail;
  });
}

bool covers_url(const NamePool& names, std::span<const Name> owned, Name asked) {
  const std::string_view text = names.text(asked);
  return std::ranges::any_of(owned, [&](Name owner) {
    if (owner == asked) return true;
    std::string_view pattern = names.text(owner);
    if (!pattern.ends_with('*')) return false;
    // Without any other character nothing is left of it, which is the beginning of everything.
    pattern = pattern.substr(0, pattern.find_last_not_of('*') + 1);
    return text.starts_with(pattern);
  });
}

bool covers(const NamePool& names, const PolicyRule& owner, const ResourceAtom& atom) {
  if (!holds_or_star(names.list(owner.verbs), atom.verb)) return false;
  if (!holds_or_star(names.list(owner.api_groups), atom.group)) return false;
  if (!covers_resource(names, names.list(owner.resources), atom.resource)) return false;
  if (owner.resource_names == kEmptyList) return true;
  return atom.name != kNoId<Name> && holds(names.list(owner.resource_names), atom.name);
}

bool covers(const NamePool& names, const PolicyRule& owner, const UrlAtom& atom) {
  return owner.resource_names == kEmptyList && holds_or_star(names.list(owner.verbs), atom.verb) &&
         covers_url(names, names.list(owner.non_resource_urls), atom.url);
}

PolicyRule as_rule(NamePool& names, const ResourceAtom& atom) {
  const auto just = [&](Name name) { return names.intern_list({&name, 1}); };
  PolicyRule rule{
      .verbs = just(atom.verb), .api_groups = just(atom.group), .resources = just(atom.resource)};
  if (atom.name != kNoId<Name>) rule.resource_names = just(atom.name);
  return rule;
}

PolicyRule as_rule(NamePool& names, const UrlAtom& atom) {
  return {.verbs = names.intern_list({&atom.verb, 1}),
          .non_resource_urls = names.intern_list({&atom.url, 1})};
}

}  // namespace

std::vector<PolicyRule> uncovered(NamePool& names, std::span<const PolicyRule> owners,
                                  std::span<const PolicyRule> servants) {
  std::vector<PolicyRule> left;
  const auto check = [&](const auto& atom) {
    const bool covered = std::ranges::any_of(
        owners, [&](const PolicyRule& owner) { return covers(names, owner, atom); });
    if (!covered) left.push_back(as_rule(names, atom));
  };
  constexpr Name kNoName[] = {kNoId<Name>};
  for (const PolicyRule& servant : servants) {
    // Interning leaves views of lists as they are.
    const std::span<const Name> verbs = names.list(servant.verbs);
    const std::span<const Name> listed = names.list(servant.resource_names);
    const std::span<const Name> object_names = listed.empty() ? kNoName : listed;
    for (const Name group : names.list(servant.api_groups)) {
      for (const Name resource : names.list(servant.resources)) {
        for (const Name verb : verbs)
          for (const Name name : object_names) check(ResourceAtom{verb, group, resource, name});
      }
    }
    for (const Name url : names.list(servant.non_resource_urls))
      for (const Name verb : verbs) check(UrlAtom{verb, url});
  }
  return left;
}

}  // namespace rbacgraph
