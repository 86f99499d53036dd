// The command status: what it prints, and what it makes of incomplete input.
#include <array>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(StatusCommand, TellsWhatWasRead) {
  const Directory here(
      {{"prod/shop.yaml", shop_yaml()},
       {"stage/shop.yaml", "{kind: Secret, apiVersion: v1, metadata: {name: s}}"}});
  const Ran ran = run_cli("status -f prod -f stage/shop.yaml --aggregation=computed");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.err, "");
  EXPECT_THAT(ran.out, StartsWith(R"(complete, as far as the input tells

Objects
KIND                 IN USE   READ   COVERAGE   NOTE
ClusterRole          1        1      complete
Role                 2        2      complete
ClusterRoleBinding   1        1      complete
RoleBinding          2        2      complete
ServiceAccount       0        0      complete
Namespace            0        0      complete
no pods or workloads are in the input: what runs as which account is not known

Passed over
KIND     OBJECTS   WHY
Secret   1         what Secrets hold is never kept

Inputs
INPUT             BYTES   OBJECTS )"));
  EXPECT_THAT(ran.out, HasSubstr("\nstage/shop.yaml   51      -  "));
  EXPECT_THAT(ran.out, HasSubstr(R"(
Policy
aggregation: computed: 0 ClusterRoles aggregate, and their rules are computed
default policy: not added
system: none of the 133 objects that an API server makes itself are in the input

Diagnostics
SEVERITY   CODE          COUNT
warning    empty-input   1
all of them with -o wide
)"));
}

TEST(StatusCommand, WideHasEveryDiagnosticWithItsPlace) {
  const Directory here(
      {{"a.yaml",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: "
        "{name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, "
        "name: gone}\n"}});
  const Ran ran = run_cli("status -f a.yaml -o wide");
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, StartsWith("incomplete: something is known to be missing\n"));
  EXPECT_THAT(ran.out, HasSubstr("dangling-role-ref   a.yaml:1:1   ClusterRoleBinding \"b\" refers "
                                 "to ClusterRole \"gone\", which is not there   "));
  EXPECT_THAT(ran.out, HasSubstr("\nRoleBinding          0        0      absent\n"));
}

TEST(StatusCommand, StrictFailsOnWhatIsIncompleteAndQuietSaysNothing) {
  const Directory here({{"shop.yaml", shop_yaml()}, {"half.yaml", shop_yaml() + "---\n{kind: ["}});
  EXPECT_EQ(run_cli("status --strict -q -f shop.yaml").status, 0);
  EXPECT_EQ(run_cli("status --strict -q -f shop.yaml").out, "");
  const Ran half = run_cli("status --strict -q -f half.yaml");
  EXPECT_EQ(half.status, 3);
  EXPECT_EQ(half.out, "");
  EXPECT_EQ(half.err, "rbacgraph: error: the input is incomplete, and --strict is given\n");
  EXPECT_EQ(run_cli("status -f half.yaml").status, 0);
}

TEST(StatusCommand, TellsOfAnInputWithoutPolicyToo) {
  const Directory here({{"s.yaml", "{kind: Secret, apiVersion: v1, metadata: {name: s}}"}});
  const Ran ran = run_cli("status -f s.yaml");
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.out, HasSubstr("Secret   1         what Secrets hold is never kept\n"));
  EXPECT_THAT(ran.err, HasSubstr("rbacgraph: error: no Role, ClusterRole, RoleBinding or "
                                 "ClusterRoleBinding in s.yaml (it holds 1 Secret): there is "
                                 "nothing to answer from\n"));
}

TEST(StatusCommand, TellsWhatTheDefaultPolicyAdds) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const nlohmann::json document =
      nlohmann::json::parse(run_cli("status -f shop.yaml --with-default-policy=1.33 -o json").out);
  EXPECT_EQ(document["defaultPolicy"]["version"], "1.33");
  std::uint64_t added = 0;
  for (const auto& each : document["objects"]) {
    added += each.value("added", 0U);
    EXPECT_EQ(each["inUse"], each["read"].get<unsigned>() + each.value("added", 0U));
  }
  EXPECT_EQ(document["defaultPolicy"]["added"], added);
  EXPECT_GT(added, 100);
  EXPECT_EQ(document["system"]["same"], 0);
}

TEST(StatusCommand, RecognisesTheVersionOfTheServersOwnObjects) {
  // 1.31 has one that later versions have not, and the reverse.
  for (const char* version : {"1.31", "1.34", "1.36"}) {
    const std::string folder = std::string(RBACGRAPH_DEFAULT_POLICY) + "/" + version + "/";
    std::string files;
    for (const char* file :
         {"cluster-roles", "cluster-role-bindings", "controller-roles", "controller-role-bindings",
          "namespace-roles", "namespace-role-bindings"})
      files += " -f " + folder + file + ".yaml";
    const nlohmann::json document = nlohmann::json::parse(run_cli("status -o json" + files).out);
    EXPECT_EQ(document["system"]["version"], version);
    EXPECT_EQ(document["system"]["changed"].size() + document["system"]["absent"].size(), 0);
  }
}

TEST(StatusCommand, EscapesHostileKinds) {
  const Directory here(
      {{"a.json", R"({"kind":"\u001b[31mx|y","apiVersion":"v1","metadata":{"name":"a"}})"},
       {"shop.yaml", shop_yaml()}});
  for (const char* format : {"text", "wide", "md", "json", "yaml", "ndjson"}) {
    const Ran ran = run_cli(std::string("status -f shop.yaml -f a.json -o ") + format);
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, Not(HasSubstr("\x1b"))) << format;
    EXPECT_THAT(ran.out, HasSubstr("[31mx")) << format;
  }
  EXPECT_THAT(run_cli("status -f shop.yaml -f a.json -o md").out, HasSubstr("31mx\\|y` | 1 | "));
}

TEST(StatusCommand, RefusesWhatItCantRead) {
  EXPECT_EQ(run_cli("status x -f y").err,
            "rbacgraph: error: too many arguments: \"x\"\nhint: rbacgraph status -f FILE; --help "
            "shows more\n");
  EXPECT_EQ(run_cli("status x -f y").status, 2);
  EXPECT_EQ(run_cli("status -f y").status, 3);
  EXPECT_EQ(run_cli("status -o name -f y").err,
            "rbacgraph: error: unknown value \"name\" for --output\nhint: it takes text, wide, "
            "json, ndjson, yaml, csv, md\n");
}

TEST(StatusCommand, WhatIsThereAndUnreadableIsNotAbsentToo) {
  const Directory here({{"a.yaml", R"(kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: mia}]
---
kind: ClusterRole
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: r}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
---
kind: RoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: [], namespace: shop}
)"}});
  const Ran ran = run_cli("who-can get pods -f a.yaml");
  EXPECT_THAT(ran.err, testing::HasSubstr("incomplete: RoleBindings: partial"));
  EXPECT_THAT(ran.err, testing::Not(testing::HasSubstr("no RoleBindings in the input")));
  EXPECT_EQ(run_cli("who-can get pods --strict -f a.yaml").status, 3);
}

TEST(StatusCommand, HasARowForEachCellInCsv) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("status -o csv -f shop.yaml");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, testing::StartsWith("SECTION,ROW,FIELD,VALUE\r\n"
                                           "Objects,1,KIND,ClusterRole\r\n"
                                           "Objects,1,IN USE,1\r\n"));
  const Ran shown = run_cli("show role/shop/tls-reader -o csv --no-headers -f shop.yaml");
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, testing::HasSubstr(",1,SUBJECT,noor\r\n"));
}

TEST(StatusCommand, AFileOfNulBytesIsBinaryAndNotEmpty) {
  const Directory here({{"nul.yaml", std::string(600, '\0')}});
  const Ran ran = run_cli("who-can get pods -f nul.yaml");
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, testing::HasSubstr("it is not text but something binary\n"));
  EXPECT_THAT(ran.err, testing::HasSubstr("in nul.yaml (it holds 1 that can't be read)"));
  EXPECT_THAT(ran.err, testing::Not(testing::HasSubstr("is empty")));
}

TEST(StatusCommand, ACommaTooManyIsTold) {
  const std::string role =
      R"({"kind":"ClusterRole","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"r"},)"
      R"("rules":[{"apiGroups":[""],"resources":["pods",],"verbs":["get"]}]})";
  const Directory here({{"a.json", role}, {"flow.yaml", "{kind: List, items: [1,],}"}});
  const Ran ran = run_cli("show clusterrole/r -f a.json");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.err,
              testing::HasSubstr("warning: a.json:1:138: a comma before \"]\" is no JSON: read as "
                                 "YAML, which allows it\n"
                                 "  hint: kubectl reads it too, other readers of JSON do not: take "
                                 "the comma out\n"));
  EXPECT_THAT(run_cli("status -f flow.yaml").err, testing::Not(testing::HasSubstr("comma")));
}

TEST(StatusCommand, SaysWhatIsNotKnownWithoutWorkloads) {
  constexpr const char* kNote =
      "\nno pods or workloads are in the input: what runs as which account is not known\n";
  const Directory here(
      {{"shop.yaml", shop_yaml()},
       {"pod.yaml", shop_yaml() + "---\n{kind: Pod, apiVersion: v1, metadata: {name: p, namespace: "
                                  "shop}, spec: {serviceAccountName: runner}}\n"}});
  EXPECT_THAT(run_cli("status -f shop.yaml").out, HasSubstr(kNote));
  EXPECT_THAT(run_cli("status -f shop.yaml -o md").out, HasSubstr("what runs as which account"));
  EXPECT_THAT(run_cli("status -f pod.yaml").out, testing::Not(HasSubstr(kNote)));
}

TEST(StatusCommand, NamesTheServersOwnObjectsThatAreChanged) {
  std::string changed;
  for (int at = 0; at < 12; ++at) {
    constexpr std::array<const char*, 12> kOwn{"admin",
                                               "cluster-admin",
                                               "edit",
                                               "view",
                                               "system:discovery",
                                               "system:basic-user",
                                               "system:node",
                                               "system:node-proxier",
                                               "system:kube-scheduler",
                                               "system:heapster",
                                               "system:monitoring",
                                               "system:public-info-viewer"};
    changed += std::string(
                   "---\n{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, "
                   "metadata: {name: \"") +
               kOwn.at(static_cast<std::size_t>(at)) +
               "\"}, rules: [{apiGroups: [\"\"], resources: [widgets], verbs: [get]}]}\n";
  }
  const Directory here({{"a.yaml", changed}});
  const std::string text = run_cli("status -f a.yaml --with-default-policy=1.36").out;
  EXPECT_THAT(text, HasSubstr("\nsystem: changed: ClusterRole/admin\n"));
  EXPECT_THAT(text, HasSubstr("\nsystem: changed: and 2 more (all of them with -o wide)\n"));
  const std::string wide = run_cli("status -f a.yaml --with-default-policy=1.36 -o wide").out;
  EXPECT_THAT(wide, testing::Not(HasSubstr("more (all of them")));
  EXPECT_THAT(wide, HasSubstr("\nsystem: changed: ClusterRole/view\n"));
}

}  // namespace
}  // namespace rbacgraph::test
