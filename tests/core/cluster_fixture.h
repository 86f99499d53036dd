/// A cluster as a script of the fault server: one of each kind, which tests change before they read
/// it. Whatever is read or told, no credential and no Secret is in it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fault_server.h"
#include "rbacgraph/source/cluster.h"
#include "source_support.h"

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

class ClusterFixture : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    home = std::make_unique<Home>();
    server = std::make_unique<FaultServer>(*home);
  }
  static void TearDownTestSuite() {
    server.reset();
    home.reset();
  }
  ClusterFixture() {
    std::filesystem::remove(home->path("log"));
    access_.context = "prod";
    access_.ns = "default";
    access_.certificate_authority = tls_file("ca.crt");
    access_.user.token = SecretText("CANARY-token");
    at("roles") = {list("Role", {role("shop", "reader")})};
    at("clusterroles") = {list("ClusterRole", {role("", "view")})};
    at("rolebindings") = {
        list("RoleBinding", {binding("RoleBinding", "shop", "rb", "Role", "reader")})};
    at("clusterrolebindings") = {list(
        "ClusterRoleBinding", {binding("ClusterRoleBinding", "", "crb", "ClusterRole", "view")})};
    core("serviceaccounts") = {list("ServiceAccount", {named("shop", "runner")})};
    core("namespaces") = {list("Namespace", {named("", "shop"), named("", "default")})};
    const json pod = json::parse(R"({"metadata":{"name":"p","namespace":"shop"},"spec":{
        "serviceAccountName":"runner","containers":[{"env":[{"name":"A","value":"CANARY-env"}]}]}})");
    core("pods") = {list("Pod", {pod})};
    script_["/api"] = {groups(json::array())};
    script_["/apis"] = {groups(json::array())};
  }

  std::vector<json>& at(const std::string& resource) {
    return script_[std::string(kRbac) + resource + "?limit=500"];
  }
  std::vector<json>& core(const std::string& resource) {
    return script_["/api/v1/" + resource + "?limit=500"];
  }
  std::vector<json>& in_namespace(const std::string& ns, const std::string& resource) {
    return script_[std::string(kRbac) + "namespaces/" + ns + "/" + resource + "?limit=500"];
  }

  /// The Snapshot, or null; its error is then in error_.
  std::shared_ptr<const Snapshot> read() {
    const std::string name = "c" + std::to_string(++number_);
    server->script(name, json(script_).dump());
    access_.server = "https://" + server->at("tls") + "/" + name;
    SnapshotBuilder builder;
    const Result<ClusterFacts> done = read_cluster(builder, access_, options_);
    if (done) facts_ = *done;
    error_ =
        done ? ""
             : done.error().message + (done.error().hint.empty() ? "" : " | " + done.error().hint);
    if (const std::size_t found = error_.find(access_.server); found != std::string::npos)
      error_.replace(found, access_.server.size(), "SERVER");
    EXPECT_THAT(error_, testing::Not(testing::HasSubstr("CANARY")));
    if (!done) return nullptr;
    std::shared_ptr<const Snapshot> snapshot = builder.build();
    for (const Diagnostic& each : snapshot->diagnostics())
      EXPECT_THAT(each.message + each.hint, testing::Not(testing::HasSubstr("CANARY")));
    for (const std::string& request : server->requests())
      EXPECT_THAT(request, testing::Not(testing::HasSubstr("secrets")));
    return snapshot;
  }

  /// The requests, without the name of the script.
  static std::vector<std::string> requests() {
    std::vector<std::string> all = server->requests();
    for (std::string& each : all) {
      const std::size_t begin = each.find(" /") + 1;
      each.erase(begin, each.find('/', begin + 1) - begin);
    }
    return all;
  }
  static std::vector<std::string> gaps_of(const Snapshot& snapshot) {
    std::vector<std::string> result;
    for (const CoverageEntry& gap : snapshot.coverage().gaps())
      result.push_back(gap.kind + " " + gap.ns + " " + std::string(to_string(gap.state)) + ": " +
                       gap.why);
    return result;
  }
  static std::vector<std::string> told(const Snapshot& snapshot) {
    std::vector<std::string> result;
    for (const Diagnostic& each : snapshot.diagnostics())
      result.push_back(each.code + ": " + each.message);
    return result;
  }

  static inline std::unique_ptr<Home> home;
  static inline std::unique_ptr<FaultServer> server;
  static inline int number_ = 0;
  /// The answers to each path, in turn. Not one json: `json = {answer}` is a list for one compiler,
  /// and the answer itself for another.
  std::map<std::string, std::vector<json>> script_;
  ClusterAccess access_;
  LiveOptions options_;
  std::string error_;
  ClusterFacts facts_;
};

}  // namespace rbacgraph::test
