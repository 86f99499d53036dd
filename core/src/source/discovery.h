/// Which resource types a cluster serves (SEMANTICS §5.5).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/k8s/resource_catalog.h"
#include "source/http_client.h"

namespace rbacgraph {

struct Discovered {
  std::vector<ResourceType> types;
  std::vector<Diagnostic> told;
  std::set<std::pair<std::string, std::string>> known;  ///< group and resource of the types
};

/// Asks for the aggregated documents, and for the single ones where the server gives no others.
/// A group that can't be told of is a diagnostic.
ServerResult<Discovered> discover(HttpClient& http);

/// An APIGroupDiscoveryList. False where it is none.
bool read_aggregated_discovery(std::string_view text, Discovered& found);
/// An APIResourceList, of the group in it. False where it is none.
bool read_resource_list(std::string_view text, Discovered& found);

/// Those that `catalog` doesn't know, or knows otherwise. A type that it knows keeps what no
/// discovery tells: subresources that only the authorizer is asked about.
std::vector<ResourceType> news_for(const ResourceCatalog& catalog,
                                   const std::vector<ResourceType>& discovered);

}  // namespace rbacgraph
