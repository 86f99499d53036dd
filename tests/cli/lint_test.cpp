// The command lint: what it prints, its exit status, and what it refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string flawed_yaml() {
  return R"(kind: Role
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: r, namespace: shop}
rules:
- {apiGroups: [""], resources: [pods], verbs: [get]}
- {apiGroups: [""], resources: [pod], verbs: [get]}
---
kind: RoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: b, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: gone}
subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: mia}]
)";
}

TEST(LintCommand, TellsEachFindingWithItsLine) {
  const Directory here({{"a.yaml", flawed_yaml()}});
  const Ran ran = run_cli("lint -f a.yaml");
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(
      ran.out,
      "SEVERITY   CHECK               NAMESPACE   OBJECT          SOURCE       MESSAGE\n"
      "warning    dangling-role-ref   shop        RoleBinding/b   a.yaml:8:1   Role \"gone\" is "
      "not there\n"
      "warning    resource-spelling   shop        Role/r          a.yaml:6:3   \"pod\" is not "
      "how rules spell \"pods\"\n"
      "info       unused-role         shop        Role/r          a.yaml:1:1   no binding "
      "refers to this role, and no role aggregates it\n");
  EXPECT_EQ(
      ran.err,
      "What is wrong with the policy, in all namespaces?\n"
      "3 findings: 2 warnings, 1 for information\n"
      "note: there is no ServiceAccount in the input: whether accounts exist was not checked\n"
      "no ClusterRoleBindings in the input: answers are lower bounds\n");
}

TEST(LintCommand, TakesNothingUnreadForClean) {
  const Directory here({{"a.yaml",
                         "kind: Role\napiVersion: rbac.authorization.k8s.io/v1\n"
                         "metadata: {name: r, namespace: shop}\n"
                         "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]\n---\n"
                         "kind: Role\napiVersion: rbac.authorization.k8s.io/v1\n"
                         "metadata: {name: yes, namespace: shop}\nrules: []\n"}});
  const Ran ran = run_cli("lint --severity warning -f a.yaml");
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, HasSubstr("error: a.yaml:"));
  EXPECT_THAT(run_cli("lint --severity warning -q -f a.yaml").err, HasSubstr("error: a.yaml:"));
}

TEST(LintCommand, ExitsWithOneForWarningsOnly) {
  const Directory here({{"a.yaml", flawed_yaml()}, {"shop.yaml", shop_yaml()}});
  EXPECT_EQ(run_cli("lint --only unused-role -f a.yaml").status, 0);
  EXPECT_EQ(run_cli("lint --severity error -f a.yaml").status, 0);
  EXPECT_EQ(run_cli("lint -n stage -f a.yaml").status, 0);
  const Ran clean = run_cli("lint --severity warning -f shop.yaml");
  EXPECT_EQ(clean.status, 0) << clean.out;
  EXPECT_THAT(clean.err, HasSubstr("Nothing, as far as these checks can tell\n"));
}

TEST(LintCommand, TakesChecksByName) {
  const Directory here({{"a.yaml", flawed_yaml()}});
  const Ran only = run_cli("lint --only dangling-role-ref,unused-role -q -f a.yaml");
  EXPECT_THAT(only.out, HasSubstr("dangling-role-ref"));
  EXPECT_THAT(only.out, HasSubstr("unused-role"));
  EXPECT_THAT(only.out, Not(HasSubstr("resource-spelling")));
  const Ran skip = run_cli("lint --skip dangling-role-ref --skip unused-role -q -f a.yaml");
  EXPECT_THAT(skip.out, HasSubstr("resource-spelling"));
  EXPECT_THAT(skip.out, Not(HasSubstr("dangling-role-ref")));
  EXPECT_EQ(run_cli("lint --only dangling-roleref -f a.yaml").err,
            "rbacgraph: error: --only: there is no check \"dangling-roleref\"\n"
            "hint: did you mean dangling-role-ref?\n");
  EXPECT_EQ(run_cli("lint --only dangling-roleref -f a.yaml").status, 2);
  EXPECT_THAT(run_cli("lint --only unused-role --skip unused-role -f a.yaml").err,
              HasSubstr("error: --only and --skip leave no check\n"));
  EXPECT_THAT(run_cli("lint x -f a.yaml").err, HasSubstr("error: too many arguments: \"x\"\n"));
}

TEST(LintCommand, WritesADocument) {
  const Directory here({{"a.yaml", flawed_yaml()}});
  const Ran ran = run_cli("lint -o json -f a.yaml");
  EXPECT_EQ(ran.status, 1);
  const nlohmann::json document = nlohmann::json::parse(ran.out);
  EXPECT_EQ(document["kind"], "Lint");
  EXPECT_EQ(document["items"].size(), 3U);
  EXPECT_EQ(document["items"][1],
            (nlohmann::json{{"id", "resource-spelling"},
                            {"severity", "warning"},
                            {"object", {{"kind", "Role"}, {"namespace", "shop"}, {"name", "r"}}},
                            {"rule", 1},
                            {"message", "\"pod\" is not how rules spell \"pods\""},
                            {"hint", "rules name the plural in lower case: \"pods\""},
                            {"source", {{"file", "a.yaml"}, {"line", 6}, {"column", 3}}}}));
  EXPECT_EQ(document["summary"],
            (nlohmann::json{{"error", 0}, {"warning", 2}, {"info", 1}, {"builtIn", 0}}));
}

TEST(LintCommand, PassesTheServersOwnObjectsOver) {
  const Directory here({{"a.yaml", flawed_yaml()}});
  const Ran ran = run_cli("lint --with-default-policy -f a.yaml");
  EXPECT_THAT(ran.out, Not(HasSubstr("system:")));
  EXPECT_THAT(ran.err, HasSubstr("of the API server's own, unchanged, passed over (--built-in "
                                 "looks at them too)\n"));
  const Ran all = run_cli("lint --with-default-policy --built-in -f a.yaml");
  EXPECT_THAT(all.out, HasSubstr("system:node"));
  // Its words are right, but for one that is older than requests by verbs.
  EXPECT_EQ(run_cli("lint --with-default-policy --built-in --only unknown-verb,unknown-group,"
                    "unknown-resource,unknown-subresource,literal-star --severity warning "
                    "--no-headers -q -f a.yaml")
                .out,
            "warning   unknown-verb   -   ClusterRole/system:kubelet-api-admin   default policy "
            "1.36/cluster-roles.yaml:978:5   no request has the verb \"proxy\"\n");
}

TEST(LintCommand, TellsInfosThatSayTheSameOnce) {
  std::string yaml;
  for (const char* name : {"a", "b", "c"})
    yaml += std::string("kind: Role\napiVersion: rbac.authorization.k8s.io/v1\n") +
            "metadata: {name: " + name + ", namespace: shop}\n" +
            "rules: [{apiGroups: [\"\"], resources: [pods], verbs: [get]}]\n---\n";
  yaml +=
      "kind: ClusterRoleBinding\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: x}\n"
      "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\n"
      "subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: mia}]\n";
  const Directory here({{"a.yaml", yaml}});
  const Ran ran = run_cli("lint -f a.yaml --only unused-role");
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, HasSubstr("info       unused-role   shop        Role/a and 2 more   "
                                 "a.yaml:1:1   no binding refers to this role"));
  EXPECT_THAT(ran.out, Not(HasSubstr("Role/b")));
  EXPECT_THAT(ran.err, HasSubstr("3 findings: 3 for information\n"
                                 "note: infos that say the same of several objects are one row "
                                 "(-o wide has each)\n"));
  const Ran wide = run_cli("lint -o wide -f a.yaml --only unused-role");
  EXPECT_THAT(wide.out, HasSubstr("Role/b"));
  EXPECT_THAT(wide.err, Not(HasSubstr("are one row")));
  EXPECT_EQ(nlohmann::json::parse(run_cli("lint -o json -f a.yaml --only unused-role").out)["items"]
                .size(),
            3U);
}

}  // namespace
}  // namespace rbacgraph::test
