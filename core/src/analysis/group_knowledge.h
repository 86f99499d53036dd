/// How much the catalogue knows of an API group.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "rbacgraph/k8s/resource_catalog.h"

namespace rbacgraph {

enum class GroupKnowledge : std::uint8_t {
  None,   ///< nothing
  Some,   ///< what definitions of the input or add-ons tell; "*" is every group there may be
  Whole,  ///< all of its types: the API server's own groups
};

inline GroupKnowledge knowledge_of(const ResourceCatalog& catalog, std::string_view group) {
  if (group == "*") return GroupKnowledge::Some;
  GroupKnowledge known = GroupKnowledge::None;
  for (const ResourceType& type : std::ranges::equal_range(
           catalog.types(), group, {},
           [](const ResourceType& each) { return std::string_view(each.group); })) {
    const bool whole =
        type.origin == CatalogOrigin::BuiltIn || type.origin == CatalogOrigin::Removed;
    known = std::max(known, whole ? GroupKnowledge::Whole : GroupKnowledge::Some);
  }
  return known;
}

/// Each once.
inline std::vector<std::string_view> known_groups(const ResourceCatalog& catalog) {
  std::vector<std::string_view> groups;
  for (const ResourceType& type : catalog.types()) {
    if (!type.group.empty() && (groups.empty() || groups.back() != type.group)) {
      groups.emplace_back(type.group);
    }
  }
  return groups;
}

}  // namespace rbacgraph
