/// Servers that answer with something else than was asked for, or not to the end.
#include "cluster_fixture.h"
#include "rbacgraph/analysis/completeness.h"

namespace rbacgraph::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ClusterAnswers : public ClusterFixture {};

TEST_F(ClusterAnswers, AListThatExpiresIsReadAnewInOnePiece) {
  const std::string path = std::string(kRbac) + "rolebindings";
  script_[path + "?limit=500"] = {
      list("RoleBinding", {binding("RoleBinding", "a", "deleted-since", "Role", "r")}, "t")};
  script_[path + "?limit=2000&continue=t"] = {
      {{"status", 410},
       {"json", {{"kind", "Status"}, {"reason", "Expired"}, {"message", "too old"}}}}};
  script_[path] = {list("RoleBinding", {binding("RoleBinding", "a", "there", "Role", "r")})};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_TRUE(snapshot->find_binding(BindingKind::RoleBinding, "a", "there"));
  EXPECT_FALSE(snapshot->find_binding(BindingKind::RoleBinding, "a", "deleted-since"));
}

TEST_F(ClusterAnswers, AListThatBreaksOffIsReadAnew) {
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

TEST_F(ClusterAnswers, PagesWithoutAnEndAreNot) {
  script_[std::string(kRbac) + "roles?limit=500"] = {list("Role", {}, "t")};
  script_[std::string(kRbac) + "roles?limit=2000&continue=t"] = {list("Role", {}, "t")};
  EXPECT_FALSE(read());
  const std::string hint = " | this is not how an API server answers: is there a proxy in between?";
  const std::string words =
      "SERVER: the list " + std::string(kRbac) + "roles has no end: the server gives ";
  EXPECT_EQ(error_, words + "the same page again" + hint);
  // Nor are those with other names.
  for (int page = 0; page < 120; ++page) {
    const std::string which = page == 0 ? "500" : "2000&continue=t" + std::to_string(page);
    script_[std::string(kRbac) + "roles?limit=" + which] = {
        list("Role", {}, "t" + std::to_string(page + 1))};
  }
  EXPECT_FALSE(read());
  EXPECT_EQ(error_, words + "page after page with next to nothing in it" + hint);
}

TEST_F(ClusterAnswers, AServerWithoutTheRbacApiIsToldOf) {
  for (const std::string kind : {"roles", "clusterroles", "rolebindings", "clusterrolebindings"})
    script_.erase(std::string(kRbac) + kind + "?limit=500");
  EXPECT_FALSE(read());
  EXPECT_EQ(error_,
            "SERVER serves no RBAC API (rbac.authorization.k8s.io/v1) | does it authorize in "
            "another way, or is there something else at this address?");
}

TEST_F(ClusterAnswers, AFailingServerEndsTheReading) {
  at("clusterroles") = {
      {{"status", 500},
       {"json", {{"kind", "Status"}, {"reason", "InternalError"}, {"message", "etcd is away"}}}}};
  EXPECT_FALSE(read());
  EXPECT_EQ(error_, "SERVER: HTTP 500: etcd is away");
}

TEST_F(ClusterAnswers, AnotherListThanWasAskedForIsNoList) {
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
  script_[path + "?limit=2000&continue=t"] = {list("Pod", {})};
  EXPECT_FALSE(read());
  EXPECT_EQ(error_, "SERVER: " + path + " is answered with PodList (v1)" + wanted);
  at("rolebindings") = {
      {{"body", R"({"items":[{"kind":"Pod","metadata":{"name":"a"}}],"metadata":{},)"
                R"("apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBindingList"})"}}};
  EXPECT_TRUE(read()) << error_;
}

TEST_F(ClusterAnswers, AListWhoseItemsAreNoneIsNoAnswer) {
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

TEST_F(ClusterAnswers, AnItemThatIsNoObjectMayHaveBeenABinding) {
  at("rolebindings") = {
      {{"body", R"({"kind":"RoleBindingList","apiVersion":"rbac.authorization.k8s.io/v1",)"
                R"("metadata":{},"items":[null,7]})"}}};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_TRUE(snapshot->coverage().may_hide_grant("shop"));
}

TEST_F(ClusterAnswers, ARoleIsMissingOnlyByTheServersOwnWord) {
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

TEST_F(ClusterAnswers, AnotherListWhereLittleHangsOnItIsTold) {
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

TEST_F(ClusterAnswers, AnotherObjectThanWasAskedForIsNone) {
  at("clusterroles") = {forbidden("no clusterroles")};
  script_[std::string(kRbac) + "clusterroles/view"] = {{{"json", {{"kind", "Role"}}}}};
  EXPECT_FALSE(read());
  EXPECT_THAT(error_,
              HasSubstr("clusterroles/view is answered with Role (no apiVersion) where "
                        "ClusterRole \"view\" (rbac.authorization.k8s.io/v1) was asked for"));
}

TEST_F(ClusterAnswers, DamageInAListIsTold) {
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

}  // namespace
}  // namespace rbacgraph::test
