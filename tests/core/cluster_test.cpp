#include "rbacgraph/source/cluster.h"

#include <algorithm>
#include <thread>

#include "cluster_fixture.h"
#include "source/discovery.h"
#include "source/list_metadata.h"
#include "source/percent.h"

namespace rbacgraph::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class Cluster : public ClusterFixture {};

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
  const std::string path = std::string(kRbac) + "rolebindings?limit=";
  script_[path + "500"] = {
      list("RoleBinding", {binding("RoleBinding", "a", "one", "Role", "r")}, "t/1=")};
  script_[path + "2000&continue=t%2F1%3D"] = {
      list("RoleBinding", {binding("RoleBinding", "b", "two", "Role", "r")}, "t2")};
  script_[path + "2000&continue=t2"] = {
      list("RoleBinding", {binding("RoleBinding", "c", "three", "Role", "r")})};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  for (const auto& [ns, name] : {std::pair{"a", "one"}, {"b", "two"}, {"c", "three"}})
    EXPECT_TRUE(snapshot->find_binding(BindingKind::RoleBinding, ns, name));
  EXPECT_TRUE(snapshot->coverage().complete());
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
}  // namespace rbacgraph::test
