/// A cluster as a script of the fault server: one object of each kind, as an API server lists them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace rbacgraph::test {

using nlohmann::json;

inline constexpr std::string_view kRbac = "/apis/rbac.authorization.k8s.io/v1/";

inline json binding(const std::string& kind, const std::string& ns, const std::string& name,
                    const std::string& role_kind, const std::string& role) {
  json object{
      {"metadata", {{"name", name}, {"uid", "u-" + name}}},
      {"roleRef", {{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", role_kind}, {"name", role}}},
      {"subjects", {{{"kind", "User"}, {"name", kind + "-user"}}}}};
  if (!ns.empty()) object["metadata"]["namespace"] = ns;
  return object;
}

inline json role(const std::string& ns, const std::string& name) {
  json object{{"metadata", {{"name", name}, {"uid", "u-" + name}}},
              {"rules", {{{"verbs", {"get"}}, {"apiGroups", {""}}, {"resources", {"pods"}}}}}};
  if (!ns.empty()) object["metadata"]["namespace"] = ns;
  return object;
}

inline json named(const std::string& ns, const std::string& name) {
  json object{{"metadata", {{"name", name}, {"uid", "u-" + name}}}};
  if (!ns.empty()) object["metadata"]["namespace"] = ns;
  return object;
}

/// A list as the server writes it: no kind in its items.
inline json list(const std::string& kind, const std::vector<json>& items,
                 const std::string& next = {}) {
  const bool core = kind == "ServiceAccount" || kind == "Namespace" || kind == "Pod";
  json metadata{{"resourceVersion", "7"}};
  if (!next.empty()) metadata["continue"] = next;
  return {{"json",
           {{"kind", kind + "List"},
            {"apiVersion", core ? "v1" : "rbac.authorization.k8s.io/v1"},
            {"metadata", metadata},
            {"items", items}}}};
}

inline json forbidden(const std::string& message) {
  return {
      {"status", 403},
      {"json", {{"kind", "Status"}, {"code", 403}, {"reason", "Forbidden"}, {"message", message}}}};
}

inline json groups(const json& items) {
  return {{"type", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"},
          {"json", {{"kind", "APIGroupDiscoveryList"}, {"items", items}}}};
}

/// The answers to each path, in turn. Not one json: `json = {answer}` is a list for one compiler,
/// and the answer itself for another.
using ClusterScript = std::map<std::string, std::vector<json>>;

inline std::string list_path(const std::string& resource) {
  return std::string(kRbac) + resource + "?limit=500";
}

/// Tests change it before it is read. Secrets of its pod begin with "CANARY".
inline ClusterScript small_cluster() {
  ClusterScript script;
  script[list_path("roles")] = {list("Role", {role("shop", "reader")})};
  script[list_path("clusterroles")] = {list("ClusterRole", {role("", "view")})};
  script[list_path("rolebindings")] = {
      list("RoleBinding", {binding("RoleBinding", "shop", "rb", "Role", "reader")})};
  script[list_path("clusterrolebindings")] = {list(
      "ClusterRoleBinding", {binding("ClusterRoleBinding", "", "crb", "ClusterRole", "view")})};
  script["/api/v1/serviceaccounts?limit=500"] = {list("ServiceAccount", {named("shop", "runner")})};
  script["/api/v1/namespaces?limit=500"] = {
      list("Namespace", {named("", "shop"), named("", "default")})};
  const json pod = json::parse(R"({"metadata":{"name":"p","namespace":"shop"},"spec":{
      "serviceAccountName":"runner","containers":[{"env":[{"name":"A","value":"CANARY-env"}]}]}})");
  script["/api/v1/pods?limit=500"] = {list("Pod", {pod})};
  script["/api"] = {groups(json::array())};
  script["/apis"] = {groups(json::array())};
  return script;
}

}  // namespace rbacgraph::test
