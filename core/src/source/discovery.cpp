#include "source/discovery.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace rbacgraph {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMost = std::uint64_t{64} << 20;
constexpr std::string_view kAggregated =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

std::string text_in(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& list_in(const Json& object, const char* key) {
  static const Json kNone = Json::array();
  if (!object.is_object()) return kNone;
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : kNone;
}

std::vector<std::string> words_in(const Json& object, const char* key) {
  std::vector<std::string> words;
  for (const Json& each : list_in(object, key))
    if (each.is_string()) words.push_back(each.get<std::string>());
  return words;
}

Diagnostic group_trouble(const std::string& group, const std::string& why) {
  Diagnostic told;
  told.code = "stale-discovery";
  told.message = "the types of API group \"" + group + "\" are not known: " + why;
  told.hint = "name its types with --api-group, and in the plural";
  return told;
}

/// Notes a type of a version that is less preferred only where it is not known yet.
void add_type(Discovered& found, ResourceType type) {
  if (type.resource.empty() || !found.known.emplace(type.group, type.resource).second) return;
  std::ranges::sort(type.subresources, {}, &SubresourceType::name);
  found.types.push_back(std::move(type));
}

void read_aggregated_resource(const Json& resource, const std::string& group, Discovered& found) {
  ResourceType type;
  type.origin = CatalogOrigin::Discovery;
  type.group = group;
  type.resource = text_in(resource, "resource");
  type.singular = text_in(resource, "singularResource");
  if (const auto kind = resource.find("responseKind"); kind != resource.end())
    type.kind = text_in(*kind, "kind");
  type.short_names = words_in(resource, "shortNames");
  type.verbs = words_in(resource, "verbs");
  type.namespaced = text_in(resource, "scope") != "Cluster";
  for (const Json& sub : list_in(resource, "subresources"))
    type.subresources.push_back({text_in(sub, "subresource"), words_in(sub, "verbs"), true});
  add_type(found, std::move(type));
}

/// The old way: a document for each group and version.
ServerResult<Discovered> discover_singly(HttpClient& http, const Json& core, const Json& groups) {
  Discovered found;
  std::vector<std::pair<std::string, std::string>> paths;  // group, path
  for (const std::string& version : words_in(core, "versions"))
    paths.emplace_back("", "/api/" + version);
  for (const Json& group : list_in(groups, "groups")) {
    const std::string name = text_in(group, "name");
    for (const Json& version : list_in(group, "versions"))
      paths.emplace_back(name, "/apis/" + text_in(version, "groupVersion"));
  }
  for (const auto& [group, path] : paths) {
    ServerResult<std::string> text = http.get_text(path, "application/json, */*", kMost);
    if (!text && text.error().status == 0) return tl::unexpected(std::move(text.error()));
    if (text && read_resource_list(*text, found)) continue;
    found.told.push_back(group_trouble(
        group, text ? "the answer is no APIResourceList" : text.error().error.message));
  }
  return found;
}

}  // namespace

bool read_aggregated_discovery(std::string_view text, Discovered& found) {
  const Json document = Json::parse(text, nullptr, false);
  if (text_in(document, "kind") != "APIGroupDiscoveryList") return false;
  for (const Json& item : list_in(document, "items")) {
    const auto metadata = item.find("metadata");
    const std::string group = metadata == item.end() ? "" : text_in(*metadata, "name");
    for (const Json& version : list_in(item, "versions")) {
      if (text_in(version, "freshness") == "Stale") {
        found.told.push_back(group_trouble(
            group,
            "the server behind " + group + "/" + text_in(version, "version") + " does not answer"));
      }
      for (const Json& resource : list_in(version, "resources"))
        read_aggregated_resource(resource, group, found);
    }
  }
  return true;
}

bool read_resource_list(std::string_view text, Discovered& found) {
  const Json document = Json::parse(text, nullptr, false);
  if (text_in(document, "kind") != "APIResourceList") return false;
  const std::string version = text_in(document, "groupVersion");
  const std::size_t slash = version.find('/');
  const std::string group = slash == std::string::npos ? "" : version.substr(0, slash);
  std::map<std::string, std::vector<SubresourceType>> subresources;
  std::vector<ResourceType> types;
  for (const Json& resource : list_in(document, "resources")) {
    const std::string name = text_in(resource, "name");
    if (const std::size_t sub = name.find('/'); sub != std::string::npos) {
      subresources[name.substr(0, sub)].push_back(
          {name.substr(sub + 1), words_in(resource, "verbs"), true});
      continue;
    }
    ResourceType type;
    type.origin = CatalogOrigin::Discovery;
    type.group = group;
    type.resource = name;
    type.singular = text_in(resource, "singularName");
    type.kind = text_in(resource, "kind");
    type.short_names = words_in(resource, "shortNames");
    type.verbs = words_in(resource, "verbs");
    type.namespaced = resource.value("namespaced", Json(true)) != Json(false);
    types.push_back(std::move(type));
  }
  for (ResourceType& type : types) {
    type.subresources = std::move(subresources[type.resource]);
    add_type(found, std::move(type));
  }
  return true;
}

ServerResult<Discovered> discover(HttpClient& http) {
  Discovered found;
  std::vector<std::string> others;
  for (const std::string path : {"/api", "/apis"}) {
    ServerResult<std::string> text = http.get_text(path, std::string(kAggregated), kMost);
    if (!text && !(text.error().not_found() || text.error().forbidden()))
      return tl::unexpected(std::move(text.error()));
    if (!text) {
      if (path == "/apis") found.told.push_back(group_trouble("*", text.error().error.message));
      others.emplace_back("{}");
    } else if (!read_aggregated_discovery(*text, found)) {
      others.push_back(std::move(*text));
    } else {
      others.emplace_back("{}");
    }
  }
  const Json core = Json::parse(others[0], nullptr, false);
  const Json groups = Json::parse(others[1], nullptr, false);
  if (list_in(core, "versions").empty() && list_in(groups, "groups").empty()) return found;
  ServerResult<Discovered> singly = discover_singly(http, core, groups);
  if (!singly) return singly;
  for (ResourceType& type : singly->types) add_type(found, std::move(type));
  std::ranges::move(singly->told, std::back_inserter(found.told));
  return found;
}

std::vector<ResourceType> news_for(const ResourceCatalog& catalog,
                                   const std::vector<ResourceType>& discovered) {
  std::vector<ResourceType> news;
  for (const ResourceType& type : discovered) {
    const ResourceType* const known = catalog.find(type.group, type.resource);
    if (known == nullptr) {
      news.push_back(type);
      continue;
    }
    const auto knows = [&](const SubresourceType& sub) {
      return std::ranges::find(known->subresources, sub.name, &SubresourceType::name) !=
             known->subresources.end();
    };
    const bool nothing_new = known->origin == CatalogOrigin::BuiltIn &&
                             known->namespaced == type.namespaced &&
                             std::ranges::all_of(type.subresources, knows);
    if (nothing_new) continue;
    ResourceType merged = type;
    for (const SubresourceType& sub : known->subresources) {
      const bool there = std::ranges::find(type.subresources, sub.name, &SubresourceType::name) !=
                         type.subresources.end();
      if (!there && !sub.listed) merged.subresources.push_back(sub);
    }
    std::ranges::sort(merged.subresources, {}, &SubresourceType::name);
    news.push_back(std::move(merged));
  }
  return news;
}

}  // namespace rbacgraph
