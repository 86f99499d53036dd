/// What the catalogue of resource types starts with, as compile-time tables.
///
/// The tables are written to be read: lists are words in one string. ResourceCatalog::built_in
/// turns them into ResourceTypes.
#pragma once

#include <span>
#include <string_view>

#include "rbacgraph/k8s/resource_catalog.h"

namespace rbacgraph {

inline constexpr bool kNamespaced = true;
inline constexpr bool kCluster = false;

inline constexpr std::string_view kNone;
inline constexpr std::string_view kFullVerbs =
    "create delete deletecollection get list patch update watch";
inline constexpr std::string_view kSubresourceVerbs = "get patch update";

/// The singular is the kind in lower case, for all of them.
struct BuiltinType {
  std::string_view resource;
  std::string_view kind;
  bool namespaced;
  std::string_view subresources = kNone;  ///< "status exec=create,get"; no verbs: kSubresourceVerbs
  std::string_view short_names = kNone;
  std::string_view verbs = kFullVerbs;
};

struct BuiltinGroup {
  std::string_view group;
  CatalogOrigin origin;
  std::span<const BuiltinType> types;
};

/// The BuiltIn ones come first, in the order in which the server prefers them.
std::span<const BuiltinGroup> builtin_groups();

/// A subresource that no discovery lists.
struct UnlistedSubresource {
  std::string_view group;
  std::string_view resource;
  std::string_view subresource;
  std::string_view verbs;
};

std::span<const UnlistedSubresource> unlisted_subresources();

/// A check that is not made where requests for the type are made. An empty verb is any.
struct SpecialPlace {
  std::string_view verb;
  std::string_view group;
  std::string_view resource;
  std::string_view subresource;
  CheckScope scope;
};

std::span<const SpecialPlace> special_places();

std::span<const std::string_view> known_verbs();

}  // namespace rbacgraph
