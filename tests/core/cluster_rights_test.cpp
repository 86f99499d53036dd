/// Where the user may not list everything (SEMANTICS §5.6).
#include "cluster_fixture.h"
#include "rbacgraph/analysis/completeness.h"

namespace rbacgraph::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class ClusterRights : public ClusterFixture {};

TEST_F(ClusterRights, WhoMayNotImpersonateIsNotToldOfTheRightsOfReaders) {
  access_.user.impersonate.user = "jane";
  for (auto& [path, responses] : script_)
    responses = {
        forbidden("users \"jane\" is forbidden: User \"u\" cannot impersonate resource x")};
  EXPECT_FALSE(read());
  EXPECT_EQ(error_,
            "SERVER: users \"jane\" is forbidden: User \"u\" cannot impersonate resource x | leave "
            "--as out, or the kubeconfig's as, or ask for the right to impersonate");
}

TEST_F(ClusterRights, WhatIsRefusedOnTheWholeIsAskedForByNamespace) {
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

TEST_F(ClusterRights, WhereNamespacesAreRefusedTooTheContextsIsAskedFor) {
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

TEST_F(ClusterRights, ANamespaceIsWhollyKnownWhereBothOfItsListsAre) {
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

TEST_F(ClusterRights, ClusterRolesThatMayNotBeListedAreAskedForOneByOne) {
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
  EXPECT_FALSE(may_hide_any_grant(*snapshot)) << "all that a binding refers to is known";
  EXPECT_FALSE(snapshot->coverage().may_hide_grant("shop"));
  EXPECT_TRUE(snapshot->coverage().may_miss("ClusterRole", "")) << "what there is besides is not";
  EXPECT_FALSE(snapshot->coverage().may_miss("ClusterRoleBinding", ""));
  const std::string why =
      "those that bindings refer to were read one by one, and no others: no clusterroles";
  EXPECT_THAT(gaps_of(*snapshot), ElementsAre("ClusterRole  partial: " + why));
  EXPECT_THAT(told(*snapshot),
              UnorderedElementsAre("list-refused: ClusterRoles may not be listed: " + why,
                                   HasSubstr("dangling-role-ref: ")));
  // One that may not be read either is unknown, and not missing.
  script_[std::string(kRbac) + "clusterroles/gone"] = {forbidden("not that one")};
  snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_THAT(
      gaps_of(*snapshot),
      ElementsAre("ClusterRole  refused: some that bindings refer to may not be read either: "
                  "no clusterroles"));
  EXPECT_THAT(told(*snapshot),
              Contains("list-refused: ClusterRoles may not be listed: some that bindings refer to "
                       "may not be read either: no clusterroles"));
  EXPECT_TRUE(may_hide_any_grant(*snapshot));
}

TEST_F(ClusterRights, WithoutClusterRoleBindingsEveryNoIsUnknown) {
  at("clusterrolebindings") = {forbidden("no crbs")};
  const auto snapshot = read();
  ASSERT_TRUE(snapshot) << error_;
  EXPECT_THAT(gaps_of(*snapshot), ElementsAre("ClusterRoleBinding  refused: no crbs"));
  EXPECT_TRUE(snapshot->coverage().may_hide_grant("shop"));
  EXPECT_TRUE(snapshot->coverage().may_hide_grant(""));
}

TEST_F(ClusterRights, AccountsAndPodsThatMayNotBeListedHideNoGrant) {
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

TEST_F(ClusterRights, WhereNothingIsShownThereIsNoAnswer) {
  for (auto& [path, responses] : script_) responses = {forbidden("User \"u\" may nothing")};
  EXPECT_FALSE(read());
  EXPECT_EQ(error_,
            "SERVER shows nothing of its policy: User \"u\" may nothing | who reads needs to "
            "list roles, rolebindings, clusterroles and clusterrolebindings");
}

}  // namespace
}  // namespace rbacgraph::test
