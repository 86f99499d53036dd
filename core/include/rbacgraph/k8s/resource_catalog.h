/// The resource types of a cluster: how they are called, and where the API server checks requests
/// for them.
///
/// RBAC itself knows no types: it compares strings. The catalogue is needed around it, to read the
/// user's word for a type ("deploy", "Secret", "ingress.networking.k8s.io") and to tell which
/// bindings a real request can reach: one for a cluster-scoped type carries no namespace, so that
/// no RoleBinding is looked at (SEMANTICS §2.3, §2.7).
///
/// It starts with the types that a v1.36 API server serves (all versions and feature gates on,
/// taken from its discovery documents), those of widespread add-ons, those that are gone but that
/// old roles still name, and the ones that exist for the authorizer only (SEMANTICS §4). The types
/// of the input and of a live cluster are added to that and win over it.
///
/// Immutable and shared: hold it as `std::shared_ptr<const ResourceCatalog>`; any number of
/// threads may read it. Pointers and spans live as long as the catalogue.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rbacgraph {

/// Where a fact about a type is from, the most trustworthy last.
enum class CatalogOrigin : std::uint8_t {
  Removed,  ///< no supported server serves it any more
  Virtual,  ///< never served: the API server asks the authorizer about it all the same
  Addon,    ///< served where a widespread add-on or distribution is installed
  BuiltIn,  ///< served by a v1.36 API server, beta and alpha included
  CustomResourceDefinition,
  Discovery,
};

std::string_view to_string(CatalogOrigin origin);

struct SubresourceType {
  std::string name;
  std::vector<std::string> verbs;
  /// False: in no discovery, but checked (`nodes/stats` by the kubelet), or removed.
  bool listed = true;
  friend bool operator==(const SubresourceType&, const SubresourceType&) = default;
};

struct ResourceType {
  std::string group;     ///< "" is the core group
  std::string resource;  ///< the plural, as rules spell it
  std::string singular;
  std::string kind;
  std::vector<std::string> short_names;
  std::vector<std::string> verbs;
  bool namespaced = true;
  CatalogOrigin origin = CatalogOrigin::CustomResourceDefinition;
  std::vector<SubresourceType> subresources;
  friend bool operator==(const ResourceType&, const ResourceType&) = default;
};

/// "deployments.apps", and "pods" in the core group.
std::string qualified_name(const ResourceType& type);

/// Where the API server checks a request, which decides the bindings that it can reach.
enum class CheckScope : std::uint8_t {
  /// With a namespace, or with none for all of them: a RoleBinding counts in its own.
  Namespaced,
  /// Never with a namespace: no RoleBinding is looked at.
  Cluster,
  /// The Namespace object itself: the request for object N carries the namespace N, so that a
  /// RoleBinding in N reaches it, and only it.
  NamespaceObject,
};

struct CheckPlace {
  CheckScope scope = CheckScope::Namespaced;
  bool assumed = false;  ///< the type is unknown, so `scope` is a guess
  friend bool operator==(const CheckPlace&, const CheckPlace&) = default;
};

class ResourceCatalog : public std::enable_shared_from_this<ResourceCatalog> {
  struct Key {};

 public:
  /// How a word for a type was read.
  struct TypeReading {
    std::string group;
    std::string resource;
    const ResourceType* type = nullptr;  ///< null: unknown, or a pattern with `*`
    bool assumed = false;                ///< no such type is known: group and resource are a guess
    std::vector<std::string> also;       ///< other served types of that name, as qualified_name
    std::vector<std::string> suggestions;  ///< where `assumed`, the nearest known words; at most 3
  };

  static const std::shared_ptr<const ResourceCatalog>& built_in();
  /// For built_in and with. `types` are sorted by (group, resource), without repetition.
  ResourceCatalog(Key, std::vector<ResourceType> types) : types_(std::move(types)) {}

  /// A catalogue with these types as well. Of two types with the same group and plural the more
  /// trustworthy counts, of two equally trustworthy ones the later. Without `added` it is this one.
  std::shared_ptr<const ResourceCatalog> with(std::span<const ResourceType> added) const;

  std::span<const ResourceType> types() const { return types_; }  ///< by (group, resource)
  const ResourceType* find(std::string_view group, std::string_view resource) const;

  /// Where is `verb` on group/resource[/subresource] checked? Words are taken to the letter, but
  /// the verb `*` is checked where the verb that reaches furthest is, the group `*` where that of
  /// the types of this name does. The resource `*`, and (assumed) an unknown type, is namespaced.
  CheckPlace check_place(std::string_view verb, std::string_view group, std::string_view resource,
                         std::string_view subresource) const;

  /// Reads the user's word for a type as kubectl does: plural, singular, Kind or short name in any
  /// case, bare or with `.group` (or the beginning of one) or `.version.group`.
  ///
  /// Of several types with that name the first counts in the order: types that exist for `verb`
  /// only (`users` with impersonate), core, the other groups of the server in its order, those of
  /// definitions and discovery by name, add-ons, removed types. A short name counts after whole
  /// names. An unknown word is taken as it stands, split at the first dot.
  TypeReading read_type(std::string_view word, std::string_view verb = {}) const;

  /// Is X of TYPE/X a subresource? Else it is a name.
  static bool is_subresource(const ResourceType& type, std::string_view name);
  /// The same for types that may be unknown: of them the usual subresources count.
  bool is_subresource(std::string_view group, std::string_view resource,
                      std::string_view name) const;

  /// The verbs of resource requests that have a meaning somewhere, for spelling help. `*` and the
  /// open family `impersonate-on:<mode>:<verb>` are not in it.
  static std::span<const std::string_view> verb_words();
  /// One of verb_words(), `*`, or `impersonate-on:<mode>:<verb>` of such a mode and verb.
  static bool is_known_verb(std::string_view verb);

 private:
  std::vector<std::string> suggest(std::string_view resource, std::string_view group,
                                   bool has_group) const;

  std::vector<ResourceType> types_;
};

}  // namespace rbacgraph
