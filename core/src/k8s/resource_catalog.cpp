#include "rbacgraph/k8s/resource_catalog.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <ranges>
#include <tuple>
#include <utility>

#include "k8s/builtin_resources.h"
#include "rbacgraph/base/text.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kMostSuggestions = 3;
constexpr std::string_view kImpersonateOn = "impersonate-on:";
constexpr std::string_view kFinalizers = "finalizers";
constexpr std::array<std::string_view, 4> kImpersonationModes = {
    "arbitrary-node", "associated-node", "serviceaccount", "user-info"};
constexpr std::array<std::string_view, 3> kUsualSubresources = {kFinalizers, "scale", "status"};

using TypeKey = std::pair<std::string_view, std::string_view>;
TypeKey key_of(const ResourceType& type) { return {type.group, type.resource}; }

template <class Words>
bool holds(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != std::ranges::end(words);
}

// ---- From the tables to types -------------------------------------------------------------------

/// The text up to the separator; `rest` is left with what follows it.
std::string_view take_until(char separator, std::string_view& rest) {
  const std::size_t at = rest.find(separator);
  const std::string_view piece = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return piece;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> pieces;
  if (text.empty()) return pieces;
  pieces.reserve(static_cast<std::size_t>(std::ranges::count(text, separator)) + 1);
  while (!text.empty()) pieces.emplace_back(take_until(separator, text));
  return pieces;
}

std::vector<SubresourceType> parse_subresources(std::string_view text) {
  std::vector<SubresourceType> subresources;
  while (!text.empty()) {
    std::string_view verbs = take_until(' ', text);
    const std::string_view name = take_until('=', verbs);
    subresources.push_back(
        {std::string(name), verbs.empty() ? split(kSubresourceVerbs, ' ') : split(verbs, ',')});
  }
  return subresources;
}

/// What discovery and definitions do not tell about a type.
void add_unlisted_subresources(ResourceType& type) {
  for (const UnlistedSubresource& unlisted : unlisted_subresources()) {
    if (unlisted.group != type.group || unlisted.resource != type.resource) continue;
    if (holds(type.subresources | std::views::transform(&SubresourceType::name),
              unlisted.subresource)) {
      continue;
    }
    type.subresources.push_back(
        {std::string(unlisted.subresource), split(unlisted.verbs, ' '), false});
  }
  std::ranges::sort(type.subresources, {}, &SubresourceType::name);
}

std::vector<ResourceType> types_of_tables() {
  std::vector<ResourceType> types;
  for (const BuiltinGroup& group : builtin_groups()) {
    for (const BuiltinType& row : group.types) {
      ResourceType& type = types.emplace_back();
      type.group = group.group;
      type.resource = row.resource;
      type.singular = lower_ascii(row.kind);
      type.kind = row.kind;
      type.short_names = split(row.short_names, ' ');
      type.verbs = split(row.verbs, ' ');
      type.namespaced = row.namespaced;
      type.origin = group.origin;
      type.subresources = parse_subresources(row.subresources);
      add_unlisted_subresources(type);
    }
  }
  std::ranges::sort(types, {}, key_of);
  return types;
}

// ---- Which of the types that a word could mean --------------------------------------------------

/// A word cut as `resource[.group]`, in lower case.
struct Word {
  std::string_view resource;
  std::string_view group;
  bool has_group = false;
};

enum class GroupMatch : std::uint8_t { Whole, Beginning };

/// Lower is better; compared member by member.
struct Rank {
  std::size_t tier = 0;
  std::size_t group = 0;
  std::string_view group_name;
  std::string_view resource;
  friend auto operator<=>(const Rank&, const Rank&) = default;
};

struct Candidate {
  Rank rank;
  const ResourceType* type = nullptr;
};

bool is_whole_name(const ResourceType& type, std::string_view word) {
  return type.resource == word || equal_ignoring_case(type.singular, word) ||
         equal_ignoring_case(type.kind, word);
}

bool is_served(const ResourceType& type) {
  return type.origin == CatalogOrigin::BuiltIn || type.origin == CatalogOrigin::Discovery ||
         type.origin == CatalogOrigin::CustomResourceDefinition;
}

std::size_t tier_of(const ResourceType& type, bool whole_name, std::string_view verb) {
  if (type.origin == CatalogOrigin::Virtual) return holds(type.verbs, verb) ? 0 : 5;
  if (type.origin == CatalogOrigin::Removed) return whole_name ? 3 : 4;
  return whole_name ? 1 : 2;
}

/// The place of a type's group in the order in which the server prefers groups.
std::size_t group_order(const ResourceType& type) {
  const std::span<const BuiltinGroup> groups = builtin_groups();
  const bool addon = type.origin == CatalogOrigin::Addon;
  std::size_t at = 0;
  for (; at < groups.size() && groups[at].origin == CatalogOrigin::BuiltIn; ++at) {
    if (groups[at].group == type.group) return at;
  }
  if (is_served(type)) return at;  // definitions and discovery, by name
  if (addon) return at + 1;
  // Removed and virtual types of other groups: as the tables have them (extensions last).
  const auto own = std::ranges::find(groups, std::string_view(type.group), &BuiltinGroup::group);
  return at + 2 + static_cast<std::size_t>(own - groups.begin());
}

std::vector<Candidate> candidates(std::span<const ResourceType> types, const Word& word,
                                  GroupMatch group_match, std::string_view verb) {
  std::vector<Candidate> found;
  for (const ResourceType& type : types) {
    if (word.has_group && (group_match == GroupMatch::Whole
                               ? type.group != word.group
                               : !std::string_view(type.group).starts_with(word.group))) {
      continue;
    }
    const bool whole_name = is_whole_name(type, word.resource);
    if (!whole_name && !holds(type.short_names, word.resource)) continue;
    found.push_back(
        {{tier_of(type, whole_name, verb), group_order(type), type.group, type.resource}, &type});
  }
  std::ranges::sort(found, {}, &Candidate::rank);
  return found;
}

/// Takes one or more digits from the beginning; says whether there were any.
bool take_digits(std::string_view& text) {
  const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(count);
  return count != 0;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// v1, v2beta1 …
bool is_version(std::string_view label) {
  if (!take_prefix(label, "v") || !take_digits(label)) return false;
  if (label.empty()) return true;
  const bool early = take_prefix(label, "alpha") || take_prefix(label, "beta");
  return early && take_digits(label) && label.empty();
}

/// The group of `version.group`; nullopt where there is no version.
std::optional<std::string_view> without_version(std::string_view group) {
  if (!is_version(take_until('.', group))) return std::nullopt;
  return group;
}

Word cut(std::string_view text) {
  Word word;
  word.has_group = text.find('.') != std::string_view::npos;
  word.resource = take_until('.', text);
  word.group = text;
  return word;
}

/// As kubectl's mapper: the group as it stands, then without a version, then as the beginning of
/// one ("ingresses.networking").
std::vector<Candidate> look_up(std::span<const ResourceType> types, Word word,
                               std::string_view verb) {
  std::vector<Candidate> found = candidates(types, word, GroupMatch::Whole, verb);
  if (!found.empty() || !word.has_group) return found;
  if (const auto group = without_version(word.group)) {
    word.group = *group;
    found = candidates(types, word, GroupMatch::Whole, verb);
    if (!found.empty()) return found;
  }
  if (word.group.empty()) return found;
  return candidates(types, word, GroupMatch::Beginning, verb);
}

/// Requests whose path names a Namespace carry that namespace (SEMANTICS §2.7, step 4). `update`
/// of its finalizers is asked by an admission plug-in, without a namespace.
bool is_for_namespace_object(std::string_view verb, std::string_view subresource) {
  constexpr std::array<std::string_view, 6> kVerbs = {
      "*", "delete", "get", "patch", "unsafe-delete-ignore-read-errors", "update"};
  constexpr std::array<std::string_view, 3> kSubresources = {"", "finalize", "status"};
  return holds(kVerbs, verb) && holds(kSubresources, subresource);
}

/// The verb of the request proper in `impersonate-on:<mode>:<verb>`, which is asked with the
/// attributes of that request (SEMANTICS §4.1). Other verbs are given back.
std::string_view verb_of_request(std::string_view verb) {
  if (!verb.starts_with(kImpersonateOn)) return verb;
  std::string_view rest = verb.substr(kImpersonateOn.size());
  return holds(kImpersonationModes, take_until(':', rest)) ? rest : verb;
}

/// A rule for every group allows requests for each type of that name.
CheckPlace furthest_place(const ResourceCatalog& catalog, std::string_view verb,
                          std::string_view resource, std::string_view subresource) {
  bool is_known = false;
  CheckPlace furthest{CheckScope::Cluster, false};
  for (const ResourceType& type : catalog.types()) {
    if (type.resource != resource) continue;
    is_known = true;
    const CheckPlace place = catalog.check_place(verb, type.group, resource, subresource);
    if (place.scope == CheckScope::Namespaced) return place;
    if (place.scope == CheckScope::NamespaceObject) furthest = place;
  }
  return is_known ? furthest : CheckPlace{CheckScope::Namespaced, false};
}

}  // namespace

std::string_view to_string(CatalogOrigin origin) {
  switch (origin) {
    case CatalogOrigin::Removed: return "removed";
    case CatalogOrigin::Virtual: return "virtual";
    case CatalogOrigin::Addon: return "add-on";
    case CatalogOrigin::BuiltIn: return "built-in";
    case CatalogOrigin::CustomResourceDefinition: return "custom resource definition";
    case CatalogOrigin::Discovery: return "discovery";
  }
  return "";
}

std::string qualified_name(const ResourceType& type) {
  std::string name = type.resource;
  if (!type.group.empty()) name.append(1, '.').append(type.group);
  return name;
}

const std::shared_ptr<const ResourceCatalog>& ResourceCatalog::built_in() {
  static const auto catalog = std::make_shared<const ResourceCatalog>(Key{}, types_of_tables());
  return catalog;
}

std::shared_ptr<const ResourceCatalog> ResourceCatalog::with(
    std::span<const ResourceType> added) const {
  if (added.empty()) return shared_from_this();
  std::vector<ResourceType> all = types_;
  all.insert(all.end(), added.begin(), added.end());
  // Of equal keys the one that counts ends up last.
  std::ranges::stable_sort(
      all, {}, [](const ResourceType& type) { return std::tuple(key_of(type), type.origin); });
  std::vector<ResourceType> merged;
  merged.reserve(all.size());
  for (ResourceType& type : all) {
    if (!merged.empty() && key_of(merged.back()) == key_of(type)) merged.pop_back();
    add_unlisted_subresources(merged.emplace_back(std::move(type)));
  }
  return std::make_shared<const ResourceCatalog>(Key{}, std::move(merged));
}

const ResourceType* ResourceCatalog::find(std::string_view group, std::string_view resource) const {
  const TypeKey key{group, resource};
  const auto at = std::ranges::lower_bound(types_, key, {}, key_of);
  return at != types_.end() && key_of(*at) == key ? &*at : nullptr;
}

CheckPlace ResourceCatalog::check_place(std::string_view verb, std::string_view group,
                                        std::string_view resource,
                                        std::string_view subresource) const {
  if (resource == "*") return {CheckScope::Namespaced, false};
  if (group == "*") return furthest_place(*this, verb, resource, subresource);
  verb = verb_of_request(verb);
  // The "resource" is the audience of a token for an account of the namespace.
  if (verb == "request-serviceaccounts-token-audience" && group.empty()) {
    return {CheckScope::Namespaced, false};
  }
  const ResourceType* type = find(group, resource);
  if (type == nullptr) return {CheckScope::Namespaced, true};
  for (const SpecialPlace& place : special_places()) {
    const bool verb_fits = place.verb.empty() || place.verb == verb || verb == "*";
    if (verb_fits && place.group == group && place.resource == resource &&
        place.subresource == subresource) {
      return {place.scope, false};
    }
  }
  if (type->namespaced) return {CheckScope::Namespaced, false};
  // The server reads paths so for every group, not for the core group alone.
  if (resource == "namespaces" && is_for_namespace_object(verb, subresource)) {
    return {CheckScope::NamespaceObject, false};
  }
  return {CheckScope::Cluster, false};
}

ResourceCatalog::TypeReading ResourceCatalog::read_type(std::string_view word,
                                                        std::string_view verb) const {
  TypeReading reading;
  const Word written = cut(word);
  if (word == "*" || written.resource == "*" || written.group == "*") {
    reading.resource = written.resource;
    reading.group = written.has_group ? written.group : "*";
    return reading;
  }
  const std::string lowered = lower_ascii(word);
  const std::vector<Candidate> found = look_up(types_, cut(lowered), verb);
  if (found.empty()) {
    reading.resource = written.resource;
    const std::string_view unversioned = without_version(written.group).value_or("");
    reading.group = unversioned.empty() ? written.group : unversioned;
    reading.assumed = true;
    const Word wanted = cut(lowered);
    reading.suggestions = suggest(wanted.resource, wanted.group, wanted.has_group);
    return reading;
  }
  reading.type = found.front().type;
  reading.group = reading.type->group;
  reading.resource = reading.type->resource;
  for (const Candidate& other : std::span(found).subspan(1)) {
    if (is_served(*other.type)) reading.also.push_back(qualified_name(*other.type));
  }
  return reading;
}

std::vector<std::string> ResourceCatalog::suggest(std::string_view resource, std::string_view group,
                                                  bool has_group) const {
  std::vector<std::string> names;
  // A dotless group or one under k8s.io is Kubernetes' own, so the type may be known in another one
  // ("secrets.core"). Other domains have types of their own: nodes.longhorn.io is not nodes.
  if (has_group && (group.find('.') == std::string_view::npos || group.ends_with(".k8s.io"))) {
    for (const Candidate& candidate :
         candidates(types_, {resource, {}, false}, GroupMatch::Whole, {})) {
      if (names.size() < kMostSuggestions && is_served(*candidate.type)) {
        names.push_back(qualified_name(*candidate.type));
      }
    }
    if (!names.empty()) return names;
  }
  for (const ResourceType& type : types_) {
    if (!has_group || !type.group.empty()) {
      names.push_back(has_group ? qualified_name(type) : type.resource);
    }
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string wanted =
      has_group ? std::string(resource).append(1, '.').append(group) : std::string(resource);
  return nearest(wanted, known, kMostSuggestions);
}

bool ResourceCatalog::is_subresource(const ResourceType& type, std::string_view name) {
  if (type.origin == CatalogOrigin::Virtual) {
    return type.resource == "userextras" && !name.empty();  // each key is one
  }
  // Every type has finalizers: an admission plug-in asks whether the owner's may be updated.
  return name == kFinalizers ||
         holds(type.subresources | std::views::transform(&SubresourceType::name), name);
}

bool ResourceCatalog::is_subresource(std::string_view group, std::string_view resource,
                                     std::string_view name) const {
  const ResourceType* type = find(group, resource);
  return type != nullptr ? is_subresource(*type, name) : holds(kUsualSubresources, name);
}

std::span<const std::string_view> ResourceCatalog::verb_words() { return known_verbs(); }

bool ResourceCatalog::is_known_verb(std::string_view verb) {
  const std::string_view proper = verb_of_request(verb);
  return proper == "*" ? proper.size() == verb.size() : holds(known_verbs(), proper);
}

}  // namespace rbacgraph
