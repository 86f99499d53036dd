// Reading a cluster, against a server on loopback that answers as the test says.

#include "rbacgraph/source/cluster.h"

#include <algorithm>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fault_server.h"
#include "rbacgraph/analysis/completeness.h"
#include "source/discovery.h"
#include "source/list_metadata.h"
#include "source/paged_list.h"
#include "source/percent.h"
#include "source_support.h"

namespace rbacgraph {
namespace {

using nlohmann::json;
using test::FaultServer;
using test::header;
using test::Home;
using test::tls_file;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr std::string_view kRbac = "/apis/rbac.authorization.k8s.io/v1/";

json binding(const std::string& kind, const std::string& ns, const std::string& name,
             const std::string& role_kind, const std::string& role) {
  json object{
      {"metadata", {{"name", name}, {"uid", "u-" + name}}},
      {"roleRef", {{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", role_kind}, {"name", role}}},
      {"subjects", {{{"kind", "User"}, {"name", kind + "-user"}}}}};
  if (!ns.empty()) object["metadata"]["namespace"] = ns;
  return object;
}

json role(const std::string& ns, const std::string& name) {
  json object{{"metadata", {{"name", name}, {"uid", "u-" + name}}},
              {"rules", {{{"verbs", {"get"}}, {"apiGroups", {""}}, {"resources", {"pods"}}}}}};
  if (!ns.empty()) object["metadata"]["namespace"] = ns;
  return object;
}

json named(const std::string& ns, const std::string& name) {
  json object{{"metadata", {{"name", name}, {"uid", "u-" + name}}}};
  if (!ns.empty()) object["metadata"]["namespace"] = ns;
  return object;
}

/// A list as the server writes it: no kind in its items.
json list(const std::string& kind, const std::vector<json>& items, const std::string& next = {}) {
  const bool core = kind == "ServiceAccount" || kind == "Namespace" || kind == "Pod";
  json metadata{{"resourceVersion", "7"}};
  if (!next.empty()) metadata["continue"] = next;
  return {{"json",
           {{"kind", kind + "List"},
            {"apiVersion", core ? "v1" : "rbac.authorization.k8s.io/v1"},
            {"metadata", metadata},
            {"items", items}}}};
}

json forbidden(const std::string& message) {
  return {
      {"status", 403},
      {"json", {{"kind", "Status"}, {"code", 403}, {"reason", "Forbidden"}, {"message", message}}}};
}

json groups(const json& items) {
  return {{"type", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"},
          {"json", {{"kind", "APIGroupDiscoveryList"}, {"items", items}}}};
}

class Cluster : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    home = std::make_unique<Home>();
    server = std::make_unique<FaultServer>(*home);
  }
  static void TearDownTestSuite() {
    server.reset();
    home.reset();
  }
  Cluster() {
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

  json& at(const std::string& resource) {
    return script_[std::string(kRbac) + resource + "?limit=500"];
  }
  json& core(const std::string& resource) { return script_["/api/v1/" + resource + "?limit=500"]; }
  json& in_namespace(const std::string& ns, const std::string& resource) {
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
    EXPECT_THAT(error_, Not(HasSubstr("CANARY")));
    if (!done) return nullptr;
    std::shared_ptr<const Snapshot> snapshot = builder.build();
    for (const Diagnostic& each : snapshot->diagnostics())
      EXPECT_THAT(each.message + each.hint, Not(HasSubstr("CANARY")));
    for (const std::string& request : server->requests())
      EXPECT_THAT(request, Not(HasSubstr("secrets")));
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

  static std::unique_ptr<Home> home;
  static std::unique_ptr<FaultServer> server;
  static int number_;
  std::map<std::string, json> script_;
  ClusterAccess access_;
  LiveOptions options_;
  std::string error_;
  ClusterFacts facts_;
};
std::unique_ptr<Home> Cluster::home;
std::unique_ptr<FaultServer> Cluster::server;
int Cluster::number_ = 0;

TEST_F(Cluster, IsReadAsTheSameObjectsInAFileAre) {
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  const auto file = test::read(R"(
apiVersion: v1
kind: List
items:
- {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader, namespace: shop, uid: u},
   rules: [{verbs: [get], apiGroups: [""], resources: [pods]}]}
- {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: view, uid: u},
   rules: [{verbs: [get], apiGroups: [""], resources: [pods]}]}
- {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: rb, namespace: shop, uid: u},
   roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader},
   subjects: [{kind: User, name: RoleBinding-user}]}
- {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: crb, uid: u},
   roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view},
   subjects: [{kind: User, name: ClusterRoleBinding-user}]}
- {apiVersion: v1, kind: ServiceAccount, metadata: {name: runner, namespace: shop}}
- {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
- {apiVersion: v1, kind: Namespace, metadata: {name: default}}
- {apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}, spec: {serviceAccountName: runner}}
)");
  EXPECT_EQ(test::lines_of(*snapshot), test::lines_of(*file));
  EXPECT_THAT(told(*snapshot), IsEmpty());
  EXPECT_TRUE(snapshot->coverage().complete());
  ASSERT_EQ(snapshot->sources().size(), 1U);
  EXPECT_EQ(snapshot->sources()[0].display, "prod");
  EXPECT_TRUE(snapshot->sources()[0].cluster);
  EXPECT_EQ(test::counts_of(snapshot->sources()[0]),
            "ClusterRole 1, ClusterRoleBinding 1, Namespace 2, Pod 1, Role 1, RoleBinding 1, "
            "ServiceAccount 1; ; 0");
  for (const auto& entry : server->log())
    EXPECT_EQ(header(entry, "Authorization"), "Bearer CANARY-token");
}

TEST_F(Cluster, BindingsAreListedBeforeRolesAndNothingElseIsAsked) {
  ASSERT_TRUE(read()) << error_;
  const std::vector<std::string> all = requests();
  const std::string rbac = "GET " + std::string(kRbac);
  EXPECT_THAT(all, UnorderedElementsAre(
                       rbac + "clusterrolebindings?limit=500", rbac + "rolebindings?limit=500",
                       rbac + "clusterroles?limit=500", rbac + "roles?limit=500",
                       "GET /api/v1/serviceaccounts?limit=500", "GET /api/v1/namespaces?limit=500",
                       "GET /api/v1/pods?limit=500", "GET /api", "GET /apis"));
  const auto place = [&](const std::string& request) {
    return std::ranges::find(all, rbac + request + "?limit=500") - all.begin();
  };
  EXPECT_LT(std::max(place("clusterrolebindings"), place("rolebindings")),
            std::min(place("clusterroles"), place("roles")));
}

TEST_F(Cluster, NoMoreThanFourRequestsAreUnderWay) {
  for (auto& [path, responses] : script_) responses[0]["delay"] = 0.5;
  ASSERT_TRUE(read()) << error_;
  int most = 0;
  for (const auto& entry : server->log()) most = std::max(most, entry["active"].get<int>());
  EXPECT_LE(most, 4);
  EXPECT_GE(most, 2);
}

TEST_F(Cluster, PagesFollowEachOther) {
  const std::string path = std::string(kRbac) + "rolebindings?limit=500";
  script_[path] = {list("RoleBinding", {binding("RoleBinding", "a", "one", "Role", "r")}, "t/1=")};
  script_[path + "&continue=t%2F1%3D"] = {
      list("RoleBinding", {binding("RoleBinding", "b", "two", "Role", "r")}, "t2")};
  script_[path + "&continue=t2"] = {
      list("RoleBinding", {binding("RoleBinding", "c", "three", "Role", "r")})};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  for (const auto& [ns, name] : {std::pair{"a", "one"}, {"b", "two"}, {"c", "three"}})
    EXPECT_TRUE(snapshot->find_binding(BindingKind::RoleBinding, ns, name));
  EXPECT_TRUE(snapshot->coverage().complete());
}

TEST_F(Cluster, AListThatExpiresIsReadAnewInOnePiece) {
  const std::string path = std::string(kRbac) + "rolebindings";
  script_[path + "?limit=500"] = {
      list("RoleBinding", {binding("RoleBinding", "a", "deleted-since", "Role", "r")}, "t")};
  script_[path + "?limit=500&continue=t"] = {
      {{"status", 410},
       {"json", {{"kind", "Status"}, {"reason", "Expired"}, {"message", "too old"}}}}};
  script_[path] = {list("RoleBinding", {binding("RoleBinding", "a", "there", "Role", "r")})};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_TRUE(snapshot->find_binding(BindingKind::RoleBinding, "a", "there"));
  EXPECT_FALSE(snapshot->find_binding(BindingKind::RoleBinding, "a", "deleted-since"));
}

TEST_F(Cluster, AListThatBreaksOffIsReadAnew) {
  json whole = list("Role", {role("shop", "reader")});
  json cut = whole;
  cut["cut"] = 150;
  at("roles") = {cut, cut, whole};
  auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_TRUE(snapshot->find_role(RoleKind::Role, "shop", "reader"));
  EXPECT_THAT(told(*snapshot), IsEmpty());
  at("roles") = {cut};
  EXPECT_FALSE(read());
  EXPECT_THAT(error_, HasSubstr("SERVER: the answer broke off: "));
}

TEST_F(Cluster, PagesWithoutAnEndAreNot) {
  script_[std::string(kRbac) + "roles?limit=500"] = {list("Role", {}, "t")};
  script_[std::string(kRbac) + "roles?limit=500&continue=t"] = {list("Role", {}, "t")};
  EXPECT_FALSE(read());
  const std::string hint = " | this is not how an API server answers: is there a proxy in between?";
  const std::string words =
      "SERVER: the list " + std::string(kRbac) + "roles has no end: the server gives ";
  EXPECT_EQ(error_, words + "the same page again" + hint);
  // Nor are those with other names.
  for (int page = 0; page < 120; ++page) {
    const std::string token = page == 0 ? "" : "&continue=t" + std::to_string(page);
    script_[std::string(kRbac) + "roles?limit=500" + token] = {
        list("Role", {}, "t" + std::to_string(page + 1))};
  }
  EXPECT_FALSE(read());
  EXPECT_EQ(error_, words + "page after page with next to nothing in it" + hint);
}

TEST_F(Cluster, WhoMayNotImpersonateIsNotToldOfTheRightsOfReaders) {
  access_.user.impersonate.user = "jane";
  for (auto& [path, responses] : script_)
    responses = {
        forbidden("users \"jane\" is forbidden: User \"u\" cannot impersonate resource x")};
  EXPECT_FALSE(read());
  EXPECT_EQ(error_,
            "SERVER: users \"jane\" is forbidden: User \"u\" cannot impersonate resource x | leave "
            "--as out, or the kubeconfig's as, or ask for the right to impersonate");
}

TEST_F(Cluster, WhatIsRefusedOnTheWholeIsAskedForByNamespace) {
  at("roles") = {forbidden("no roles")};
  at("rolebindings") = {forbidden("no bindings")};
  in_namespace("shop", "roles") = {list("Role", {role("shop", "reader")})};
  in_namespace("shop", "rolebindings") = {
      list("RoleBinding", {binding("RoleBinding", "shop", "rb", "Role", "reader")})};
  in_namespace("default", "roles") = {forbidden("no roles in default")};
  in_namespace("default", "rolebindings") = {list("RoleBinding", {})};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_TRUE(snapshot->find_role(RoleKind::Role, "shop", "reader"));
  EXPECT_TRUE(snapshot->find_binding(BindingKind::RoleBinding, "shop", "rb"));
  EXPECT_THAT(gaps_of(*snapshot), ElementsAre("Role default refused: no roles in default"));
  EXPECT_THAT(told(*snapshot),
              ElementsAre("list-refused: Roles may not be listed in 1 namespace: no roles"));
  EXPECT_TRUE(snapshot->coverage().may_hide_grant("default"));
  EXPECT_FALSE(snapshot->coverage().may_hide_grant("shop"));
}

TEST_F(Cluster, WhereNamespacesAreRefusedTooTheContextsIsAskedFor) {
  core("namespaces") = {forbidden("no namespaces")};
  at("roles") = {forbidden("no roles")};
  access_.ns = "mine";
  options_.namespaces = {"given"};
  for (const std::string ns : {"mine", "given"})
    in_namespace(ns, "roles") = {list("Role", {role(ns, "r")})};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_TRUE(snapshot->find_role(RoleKind::Role, "mine", "r"));
  EXPECT_TRUE(snapshot->find_role(RoleKind::Role, "given", "r"));
  EXPECT_THAT(gaps_of(*snapshot),
              ElementsAre("Role  partial: namespaces may not be listed, so these alone are known: "
                          "given mine",
                          "Namespace  refused: no namespaces"));
  EXPECT_THAT(facts_.listed,
              ElementsAre(CoverageEntry{"Role", "given", CoverageState::Complete, ""},
                          CoverageEntry{"Role", "mine", CoverageState::Complete, ""}));
  EXPECT_TRUE(snapshot->coverage().may_hide_grant("shop"));
  EXPECT_FALSE(snapshot->coverage().may_hide_grant("mine"));
  EXPECT_FALSE(snapshot->coverage().may_hide_grant("given"));
}

TEST_F(Cluster, ANamespaceIsWhollyKnownWhereBothOfItsListsAre) {
  core("namespaces") = {forbidden("no namespaces")};
  at("roles") = {forbidden("no roles")};
  at("rolebindings") = {forbidden("no bindings")};
  access_.ns = "mine";
  options_.namespaces = {"given"};
  in_namespace("mine", "rolebindings") = {list("RoleBinding", {})};
  in_namespace("mine", "roles") = {forbidden("no roles in mine")};
  in_namespace("given", "rolebindings") = {list("RoleBinding", {})};
  in_namespace("given", "roles") = {list("Role", {})};
  auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_FALSE(snapshot->coverage().may_hide_grant("given"));
  EXPECT_TRUE(snapshot->coverage().may_hide_grant("mine"));
  EXPECT_TRUE(snapshot->coverage().may_hide_grant("shop"));
  EXPECT_TRUE(may_hide_any_grant(*snapshot)) << "a no about every namespace";
  // An object that can't be read may be anywhere.
  in_namespace("given", "roles") = {
      {{"body", R"({"kind":"RoleList","apiVersion":"rbac.authorization.k8s.io/v1",)"
                R"("metadata":{},"items":[{"metadata":{"name":"r","namespace":"given"},)"
                R"("rules":"none"}]})"}}};
  snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_TRUE(snapshot->coverage().may_hide_grant("given"));
}

TEST_F(Cluster, ClusterRolesThatMayNotBeListedAreAskedForOneByOne) {
  at("clusterroles") = {forbidden("no clusterroles")};
  at("clusterrolebindings") = {
      list("ClusterRoleBinding", {binding("ClusterRoleBinding", "", "a", "ClusterRole", "system:x"),
                                  binding("ClusterRoleBinding", "", "b", "ClusterRole", "gone")})};
  json single = role("", "system:x");
  single["kind"] = "ClusterRole";
  single["apiVersion"] = "rbac.authorization.k8s.io/v1";
  script_[std::string(kRbac) + "clusterroles/system%3Ax"] = {{{"json", single}}};
  auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_TRUE(snapshot->find_role(RoleKind::ClusterRole, "", "system:x"));
  EXPECT_TRUE(snapshot->coverage().complete()) << "all that a binding refers to is known";
  EXPECT_THAT(told(*snapshot), ElementsAre(HasSubstr("dangling-role-ref: ")));
  // One that may not be read either is unknown, and not missing.
  script_[std::string(kRbac) + "clusterroles/gone"] = {forbidden("not that one")};
  snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_THAT(gaps_of(*snapshot), ElementsAre("ClusterRole  refused: no clusterroles"));
  EXPECT_THAT(told(*snapshot),
              Contains("list-refused: ClusterRoles may not be listed, and some that "
                       "bindings refer to may not be read: no clusterroles"));
  EXPECT_TRUE(may_hide_any_grant(*snapshot));
}

TEST_F(Cluster, WithoutClusterRoleBindingsEveryNoIsUnknown) {
  at("clusterrolebindings") = {forbidden("no crbs")};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_THAT(gaps_of(*snapshot), ElementsAre("ClusterRoleBinding  refused: no crbs"));
  EXPECT_TRUE(snapshot->coverage().may_hide_grant("shop"));
  EXPECT_TRUE(snapshot->coverage().may_hide_grant(""));
}

TEST_F(Cluster, AccountsAndPodsThatMayNotBeListedHideNoGrant) {
  core("serviceaccounts") = {forbidden("no accounts")};
  core("pods") = {forbidden("no pods")};
  core("namespaces") = {forbidden("no namespaces")};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_THAT(gaps_of(*snapshot),
              ElementsAre("ServiceAccount  refused: no accounts",
                          "Namespace  refused: no namespaces", "Pod  refused: no pods"));
  EXPECT_FALSE(may_hide_any_grant(*snapshot));
  EXPECT_TRUE(is_incomplete(*snapshot)) << "--strict";
}

TEST_F(Cluster, WhereNothingIsShownThereIsNoAnswer) {
  for (auto& [path, responses] : script_) responses = {forbidden("User \"u\" may nothing")};
  EXPECT_FALSE(read());
  EXPECT_EQ(error_,
            "SERVER shows nothing of its policy: User \"u\" may nothing | who reads needs to "
            "list roles, rolebindings, clusterroles and clusterrolebindings");
}

TEST_F(Cluster, AServerWithoutTheRbacApiIsToldOf) {
  for (const std::string kind : {"roles", "clusterroles", "rolebindings", "clusterrolebindings"})
    script_.erase(std::string(kRbac) + kind + "?limit=500");
  EXPECT_FALSE(read());
  EXPECT_EQ(error_,
            "SERVER serves no RBAC API (rbac.authorization.k8s.io/v1) | does it authorize in "
            "another way, or is there something else at this address?");
}

TEST_F(Cluster, AFailingServerEndsTheReading) {
  at("clusterroles") = {
      {{"status", 500},
       {"json", {{"kind", "Status"}, {"reason", "InternalError"}, {"message", "etcd is away"}}}}};
  EXPECT_FALSE(read());
  EXPECT_EQ(error_, "SERVER: HTTP 500: etcd is away");
}

TEST_F(Cluster, AnotherListThanWasAskedForIsNoList) {
  const std::string hint = " | this is not how an API server answers: is there a proxy in between?";
  const std::string path = std::string(kRbac) + "rolebindings";
  const std::string wanted =
      " where RoleBindingList (rbac.authorization.k8s.io/v1) was asked for" + hint;
  json untold = list("RoleBinding", {});
  untold["json"].erase("kind");
  json openshift = list("RoleBinding", {binding("RoleBinding", "shop", "rb", "Role", "reader")});
  openshift["json"]["apiVersion"] = "authorization.openshift.io/v1";
  json long_kind = list("RoleBinding", {});
  long_kind["json"]["kind"] = std::string(1000, 'x');
  json echo = list("RoleBinding", {});
  echo["json"]["kind"] = "CANARY-token";
  const std::vector<std::pair<json, std::string>> cases{
      {list("Pod", {named("shop", "p")}), "PodList (v1)"},
      {untold, "something without a kind"},
      {{{"json", json::object()}}, "something without a kind"},
      {{{"json", json::array({"kind", "RoleBindingList"})}}, "something without a kind"},
      {{{"body", ""}}, "something without a kind"},
      {openshift, "RoleBindingList (authorization.openshift.io/v1)"},
      {long_kind, "something else"},
      {echo, "[credential] (rbac.authorization.k8s.io/v1)"},
      {{{"json",
         {{"kind", "PartialObjectMetadataList"},
          {"apiVersion", "meta.k8s.io/v1"},
          {"metadata", json::object()},
          {"items", json::array()}}}},
       "PartialObjectMetadataList (meta.k8s.io/v1)"}};
  for (const auto& [answer, is] : cases) {
    at("rolebindings") = {answer};
    EXPECT_FALSE(read()) << is;
    EXPECT_EQ(error_, "SERVER: " + path + " is answered with " + is + wanted);
  }
  // Also where it is the second page, or begins with what usually comes last.
  at("rolebindings") = {list("RoleBinding", {}, "t")};
  script_[path + "?limit=500&continue=t"] = {list("Pod", {})};
  EXPECT_FALSE(read());
  EXPECT_EQ(error_, "SERVER: " + path + " is answered with PodList (v1)" + wanted);
  at("rolebindings") = {
      {{"body", R"({"items":[{"kind":"Pod","metadata":{"name":"a"}}],"metadata":{},)"
                R"("apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBindingList"})"}}};
  EXPECT_TRUE(read()) << error_;
}

TEST_F(Cluster, AListWhoseItemsAreNoneIsNoAnswer) {
  const std::string path = std::string(kRbac) + "rolebindings";
  const std::string head =
      R"({"kind":"RoleBindingList","apiVersion":"rbac.authorization.k8s.io/v1",)"
      R"("metadata":{"continue":""})";
  for (const char* const items :
       {R"(,"items":{}})", R"(,"items": "x"})", R"(,"items":{"a":{}}})", R"(,"items" : 7})", "}"}) {
    at("rolebindings") = {{{"body", head + items}}};
    EXPECT_FALSE(read()) << items;
    EXPECT_THAT(error_, HasSubstr(path + " is answered with a RoleBindingList whose items are no "
                                         "list where RoleBindingList"))
        << items;
  }
  for (const char* const items : {R"(,"items":null})", R"(,"items": []})"}) {
    at("rolebindings") = {{{"body", head + items}}};
    EXPECT_TRUE(read()) << items << error_;
  }
}

TEST_F(Cluster, AnItemThatIsNoObjectMayHaveBeenABinding) {
  at("rolebindings") = {
      {{"body", R"({"kind":"RoleBindingList","apiVersion":"rbac.authorization.k8s.io/v1",)"
                R"("metadata":{},"items":[null,7]})"}}};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_TRUE(snapshot->coverage().may_hide_grant("shop"));
}

TEST_F(Cluster, ARoleIsMissingOnlyByTheServersOwnWord) {
  at("clusterroles") = {forbidden("no clusterroles")};
  at("clusterrolebindings") = {
      list("ClusterRoleBinding", {binding("ClusterRoleBinding", "", "b", "ClusterRole", "x")})};
  const std::string path = std::string(kRbac) + "clusterroles/x";
  script_[path] = {{{"status", 404}, {"type", "text/html"}, {"body", "<html>nope</html>"}}};
  auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_TRUE(may_hide_any_grant(*snapshot));
  script_[path] = {{{"status", 404},
                    {"json", {{"kind", "Status"}, {"reason", "NotFound"}, {"message", "gone"}}}}};
  snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_FALSE(may_hide_any_grant(*snapshot));
  json other = role("", "y");
  other["kind"] = "ClusterRole";
  other["apiVersion"] = "rbac.authorization.k8s.io/v1";
  script_[path] = {{{"json", other}}};
  EXPECT_FALSE(read());
  EXPECT_THAT(error_, HasSubstr("clusterroles/x is answered with ClusterRole \"y\" "));
}

TEST_F(Cluster, AnotherListWhereLittleHangsOnItIsTold) {
  core("pods") = {list("Role", {})};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  const std::string words =
      "/api/v1/pods is answered with RoleList (rbac.authorization.k8s.io/v1) where PodList (v1) "
      "was "
      "asked for";
  EXPECT_THAT(gaps_of(*snapshot), ElementsAre("Pod  refused: " + words));
  EXPECT_THAT(told(*snapshot), ElementsAre("list-refused: Pods can't be listed: " + words));
}

TEST_F(Cluster, AnotherObjectThanWasAskedForIsNone) {
  at("clusterroles") = {forbidden("no clusterroles")};
  script_[std::string(kRbac) + "clusterroles/view"] = {{{"json", {{"kind", "Role"}}}}};
  EXPECT_FALSE(read());
  EXPECT_THAT(error_,
              HasSubstr("clusterroles/view is answered with Role (no apiVersion) where "
                        "ClusterRole \"view\" (rbac.authorization.k8s.io/v1) was asked for"));
}

TEST_F(Cluster, DamageInAListIsTold) {
  at("roles") = {
      {{"body", R"({"kind":"RoleList","apiVersion":"rbac.authorization.k8s.io/v1",)"
                R"("metadata":{},"items":[{"metadata":{"name":"r","namespace":"n"},)"
                R"("rules":"CANARY"},{"metadata":{"name":"s","namespace":"n"},"rules":[]}]})"}}};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_TRUE(snapshot->find_role(RoleKind::Role, "n", "s"));
  EXPECT_FALSE(snapshot->coverage().complete());
  EXPECT_EQ(snapshot->sources()[0].refused, 1U);
}

TEST_F(Cluster, ItsTypesAreKnown) {
  script_["/apis"] = {
      groups({{{"metadata", {{"name", "shop.example"}}},
               {"versions",
                {{{"version", "v2"},
                  {"freshness", "Current"},
                  {"resources",
                   {{{"resource", "carts"},
                     {"responseKind", {{"kind", "Cart"}}},
                     {"scope", "Cluster"},
                     {"singularResource", "cart"},
                     {"shortNames", {"ct"}},
                     {"verbs", {"get", "list"}},
                     {"subresources", {{{"subresource", "pay"}, {"verbs", {"create"}}}}}}}}}}}},
              {{"metadata", {{"name", "broken.example"}}},
               {"versions", {{{"version", "v1"}, {"freshness", "Stale"}}}}}})};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  const ResourceType* type = snapshot->catalog().find("shop.example", "carts");
  ASSERT_TRUE(type);
  EXPECT_FALSE(type->namespaced);
  EXPECT_EQ(type->origin, CatalogOrigin::Discovery);
  EXPECT_EQ(snapshot->catalog().read_type("ct").resource, "carts");
  EXPECT_TRUE(ResourceCatalog::is_subresource(*type, "pay"));
  EXPECT_THAT(
      told(*snapshot),
      ElementsAre("stale-discovery: the types of API group \"broken.example\" are not known: "
                  "the server behind broken.example/v1 does not answer"));
}

TEST_F(Cluster, OldServersTellTheirTypesOneGroupAtATime) {
  script_["/api"] = {{{"json", {{"kind", "APIVersions"}, {"versions", {"v1"}}}}}};
  script_["/apis"] = {
      {{"json",
        {{"kind", "APIGroupList"},
         {"groups",
          {{{"name", "shop.example"}, {"versions", {{{"groupVersion", "shop.example/v1"}}}}},
           {{"name", "down.example"}, {"versions", {{{"groupVersion", "down.example/v1"}}}}}}}}}}};
  script_["/api/v1"] = {
      {{"json",
        {{"kind", "APIResourceList"}, {"groupVersion", "v1"}, {"resources", json::array()}}}}};
  script_["/apis/shop.example/v1"] = {
      {{"json",
        {{"kind", "APIResourceList"},
         {"groupVersion", "shop.example/v1"},
         {"resources",
          {{{"name", "carts/pay"}, {"verbs", {"create"}}},
           {{"name", "carts"}, {"kind", "Cart"}, {"namespaced", false}, {"verbs", {"get"}}}}}}}}};
  script_["/apis/down.example/v1"] = {
      {{"status", 503}, {"body", "no endpoints"}, {"type", "text/plain"}}};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  const ResourceType* type = snapshot->catalog().find("shop.example", "carts");
  ASSERT_TRUE(type);
  EXPECT_FALSE(type->namespaced);
  EXPECT_TRUE(ResourceCatalog::is_subresource(*type, "pay"));
  ASSERT_EQ(told(*snapshot).size(), 1U);
  EXPECT_THAT(told(*snapshot)[0], HasSubstr("\"down.example\" are not known: "));
}

TEST_F(Cluster, TellsOfWhichMomentItIs) {
  script_["/version"] = {{{"json", {{"gitVersion", "v1.36.3"}}}}};
  options_.server_version = true;
  ASSERT_TRUE(read()) << error_;
  EXPECT_EQ(facts_.server_version, "v1.36.3");
  ASSERT_EQ(facts_.resource_versions.size(), 7U);
  EXPECT_EQ(facts_.resource_versions[0], (std::pair<std::string, std::string>("roles", "7")));
}

TEST_F(Cluster, ReadingCanBeBrokenOff) {
  at("roles")[0]["delay"] = 60;
  std::stop_source stop;
  options_.stop = stop.get_token();
  std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    stop.request_stop();
  });
  EXPECT_FALSE(read());
  EXPECT_EQ(error_, "interrupted");
}

TEST_F(Cluster, WarningsOfTheConfigurationAreTold) {
  access_.warnings.push_back(
      {Severity::Warning, "insecure-tls", "not checked", {}, {}, "", false, {}});
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_THAT(told(*snapshot), ElementsAre("insecure-tls: not checked"));
}

TEST_F(Cluster, TellsWhoItTakesUsFor) {
  server->script("who", R"([{"status":201,"json":{"kind":"SelfSubjectReview","status":{"userInfo":
      {"username":"jane","uid":"7","groups":["dev","system:authenticated"],"extra":{"k":["v"]}}}}}])");
  access_.server = "https://" + server->at("tls") + "/who";
  const auto user = who_am_i(access_, options_);
  ASSERT_TRUE(user) << user.error().message;
  EXPECT_EQ(user->name, "jane");
  EXPECT_EQ(user->uid, "7");
  EXPECT_THAT(user->groups, ElementsAre("dev", "system:authenticated"));
  ASSERT_EQ(user->extra.size(), 1U);
  EXPECT_THAT(requests(), ElementsAre("POST /apis/authentication.k8s.io/v1/selfsubjectreviews"));
  server->script("who", R"([{"json":{"kind":"Status"}}])");
  EXPECT_FALSE(who_am_i(access_, options_));
}

TEST(ListMetadata, IsFoundWhereverItIsCut) {
  const std::string text =
      R"({"kind":"RoleList","x":[{"metadata":{"continue":"no"}}],"metadata":{"a":{"continue":"no"},)"
      R"("b":["continue"],"continue":"yes\/\"1","resourceVersion":"42"},"items":[{"metadata":{"continue":"no"}}]})";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    ListMetadata metadata;
    for (std::size_t from = 0; from < text.size(); from += step)
      metadata.look_at(std::string_view(text).substr(from, step));
    ASSERT_EQ(metadata.continue_token(), "yes/\"1") << step;
    ASSERT_EQ(metadata.resource_version(), "42") << step;
    ASSERT_EQ(metadata.kind(), "RoleList") << step;
    ASSERT_EQ(metadata.api_version(), "") << step;
  }
  ListMetadata behind;
  behind.look_at(R"({"items":[{"metadata":{"continue":"no"}}],"metadata":{"continue":"late"})");
  EXPECT_EQ(behind.continue_token(), "late");
  behind.look_at(R"(,"kind":"RoleList","x":{"apiVersion":"no"},"apiVersion":"v1"})");
  EXPECT_EQ(behind.kind() + behind.api_version(), "RoleListv1");
  ListMetadata none;
  none.look_at(R"({"metadata":{"resourceVersion":"1"},"items":null,"continue":"no"})");
  EXPECT_EQ(none.continue_token(), "");
}

TEST(Discovery, TellsOnlyNews) {
  const ResourceCatalog& known = *ResourceCatalog::built_in();
  const ResourceType* pods = known.find("", "pods");
  ASSERT_TRUE(pods);
  ResourceType same = *pods;
  same.origin = CatalogOrigin::Discovery;
  EXPECT_THAT(news_for(known, {same}), IsEmpty());
  ResourceType more = same;
  more.subresources.push_back({"dance", {"create"}, true});
  const auto news = news_for(known, {more});
  ASSERT_EQ(news.size(), 1U);
  EXPECT_TRUE(ResourceCatalog::is_subresource(news[0], "dance"));
  EXPECT_TRUE(ResourceCatalog::is_subresource(news[0], "exec"));
  // What is asked of the authorizer only is in no discovery, and stays.
  const ResourceType* nodes = known.find("", "nodes");
  ASSERT_TRUE(nodes && ResourceCatalog::is_subresource(*nodes, "stats"));
  ResourceType bare{"", "nodes", "node", "Node", {}, {"get"}, false, CatalogOrigin::Discovery, {}};
  bare.subresources.push_back({"dance", {"get"}, true});
  EXPECT_TRUE(ResourceCatalog::is_subresource(news_for(known, {bare}).at(0), "stats"));
}

TEST(PercentEncoded, LeavesWhatAnUrlMayHave) {
  EXPECT_EQ(percent_encoded("a-Z_0.~"), "a-Z_0.~");
  EXPECT_EQ(percent_encoded("system:x/y?ü"), "system%3Ax%2Fy%3F%C3%BC");
}

}  // namespace
}  // namespace rbacgraph
