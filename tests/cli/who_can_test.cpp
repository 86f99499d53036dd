#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class WhoCan : public testing::Test {
 protected:
  Directory here_{{"shop.yaml", shop_yaml()}};
};

TEST_F(WhoCan, PrintsTheTableAndSaysTheRestOnStandardError) {
  const Ran ran = run_cli("who-can get secrets -f shop.yaml");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out,
            "SUBJECT     KIND             SCOPE               VIA                  ROLE\n"
            "ci/runner   ServiceAccount   shop                RoleBinding/runner   "
            "Role/secret-reader\n"
            "noor        User             shop (only named)   RoleBinding/noor     "
            "Role/tls-reader\n");
  EXPECT_THAT(ran.err, StartsWith("Who can get secrets (core), in all namespaces?\n"
                                  "2 subjects (1 only named objects)\n"));
  EXPECT_THAT(ran.err, HasSubstr("system:masters"));
}

TEST_F(WhoCan, WideShowsTheRuleAndItsPlace) {
  EXPECT_EQ(run_cli("who-can get secrets -f shop.yaml -o wide --no-headers").out,
            "ci/runner   ServiceAccount   shop                RoleBinding/runner   "
            "Role/secret-reader   0   -     shop.yaml:18:3\n"
            "noor        User             shop (only named)   RoleBinding/noor     "
            "Role/tls-reader      0   tls   shop.yaml:31:3   only named: tls\n");
}

TEST_F(WhoCan, QuietSaysNothingButTheData) {
  const Ran ran = run_cli("who-can get secrets -f shop.yaml -q -o name");
  EXPECT_EQ(ran.out, "sa:ci/runner\nuser:noor\n");
  EXPECT_EQ(ran.err, "");
}

TEST_F(WhoCan, NobodyIsSaidAndNotJustNothing) {
  const Ran ran = run_cli("who-can delete pods -f shop.yaml");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err,
              HasSubstr("Nobody, as far as the input tells: no binding in it grants this\n"));
}

TEST_F(WhoCan, AMisspeltVerbIsAnsweredWithASuggestion) {
  const Ran ran = run_cli("who-can gte pods -f shop.yaml");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, StartsWith("Who can gte pods (core), in all namespaces?\n"
                                  "warning: unknown verb \"gte\"\n"
                                  "  hint: did you mean get?\n"));
}

TEST_F(WhoCan, AnUnknownTypeIsAnsweredWithASuggestion) {
  const Ran ran = run_cli("who-can get podz -f shop.yaml");
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.err, HasSubstr("warning: unknown type \"podz\": taken as namespaced\n"
                                 "  hint: did you mean pods"));
}

TEST_F(WhoCan, SaysHowATypeWasRead) {
  EXPECT_THAT(run_cli("who-can create pods/exec -f shop.yaml").err,
              StartsWith("Who can create pods/exec (core), in all namespaces?\n"
                         "\"exec\" was read as the subresource pods/exec"));
  EXPECT_THAT(run_cli("who-can get secret/tls -f shop.yaml").err,
              StartsWith("Who can get secrets (core) named \"tls\", in all namespaces?\n"
                         "\"secret\" was read as secrets"));
  EXPECT_EQ(run_cli("who-can get secret/tls -f shop.yaml -q -o name").out,
            "sa:ci/runner\nuser:noor\n");
}

TEST_F(WhoCan, SeveralQuestionsAreOneTable) {
  const Ran ran = run_cli("who-can get,list pods,secrets -f shop.yaml --no-headers -q");
  EXPECT_EQ(ran.out,
            "get pods       mia         User             cluster-wide        "
            "ClusterRoleBinding/mia-reads   ClusterRole/pod-reader\n"
            "get secrets    ci/runner   ServiceAccount   shop                RoleBinding/runner    "
            "         Role/secret-reader\n"
            "get secrets    noor        User             shop (only named)   RoleBinding/noor      "
            "         Role/tls-reader\n"
            "list pods      mia         User             cluster-wide        "
            "ClusterRoleBinding/mia-reads   ClusterRole/pod-reader\n"
            "list secrets   ci/runner   ServiceAccount   shop                RoleBinding/runner    "
            "         Role/secret-reader\n");
  EXPECT_EQ(json::parse(run_cli("who-can get,list pods -f shop.yaml -o json").out)["kind"],
            "WhoCanList");
}

TEST_F(WhoCan, AnyVerbAndAnyResourceStandInThePlaceOfAWord) {
  EXPECT_EQ(run_cli("who-can --any-verb pods -f shop.yaml -q -o name").out, "user:mia\n");
  EXPECT_EQ(run_cli("who-can '*' pods --any-verb -f shop.yaml -q -o name").out, "user:mia\n");
  EXPECT_EQ(run_cli("who-can '*' pods -f shop.yaml -q -o name").out, "");
  EXPECT_EQ(run_cli("who-can list --any-resource -f shop.yaml -q -o name").out,
            "sa:ci/runner\nuser:mia\n");
  EXPECT_EQ(run_cli("who-can --any-verb --any-resource -f shop.yaml -q -o name").out,
            "sa:ci/runner\nuser:mia\nuser:noor\n");
  const Ran both = run_cli("who-can --any-verb get pods -f shop.yaml");
  EXPECT_EQ(both.status, 2);
  EXPECT_EQ(
      both.err,
      "rbacgraph: error: --any-verb stands in the place of VERB, and \"get\" stands there too\n"
      "hint: leave one of them out\n");
  EXPECT_EQ(run_cli("who-can --any-verb get,list pods -f shop.yaml").status, 2);
}

TEST_F(WhoCan, KindFiltersAndSaysSo) {
  const Ran ran = run_cli("who-can get secrets -f shop.yaml -k sa -o json");
  const json document = json::parse(ran.out);
  ASSERT_EQ(document["items"].size(), 1U);
  EXPECT_EQ(document["items"][0]["subject"]["kind"], "ServiceAccount");
  EXPECT_THAT(document["notes"].dump(), HasSubstr("subjects of kind ServiceAccount only"));
  EXPECT_EQ(run_cli("who-can get secrets -f shop.yaml -k user -q -o name").out, "user:noor\n");
  EXPECT_EQ(run_cli("who-can get secrets -f shop.yaml -k usr").err,
            "rbacgraph: error: unknown value \"usr\" for --kind\n"
            "hint: did you mean user?\n");
}

TEST_F(WhoCan, FailOnFoundDoesNotPassOnWhatWasNotRead) {
  const Directory here{{"half.yaml", shop_yaml() + R"(---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: broken, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
subjects: {}
)"}};
  const Ran ran = run_cli("who-can delete pods -f half.yaml --fail-on found -q");
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(
      ran.err,
      EndsWith("rbacgraph: error: nobody was found, but the input is incomplete: "
               "--fail-on found can't tell\nhint: rbacgraph status shows what is missing\n"));
  EXPECT_EQ(run_cli("who-can get pods -f half.yaml --fail-on found -q").status, 1);
  EXPECT_EQ(run_cli("who-can get pods -f half.yaml --fail-on empty -q").status, 0);
}

TEST_F(WhoCan, FailOnMakesAnAssertion) {
  EXPECT_EQ(run_cli("who-can get pods -f shop.yaml --fail-on found").status, 1);
  EXPECT_EQ(run_cli("who-can get pods -f shop.yaml --fail-on empty").status, 0);
  EXPECT_EQ(run_cli("who-can delete pods -f shop.yaml --fail-on found").status, 0);
  EXPECT_EQ(run_cli("who-can delete pods -f shop.yaml --fail-on empty").status, 1);
  EXPECT_EQ(run_cli("who-can get,delete pods -f shop.yaml --fail-on empty").status, 1);
  EXPECT_EQ(run_cli("who-can get,delete pods -f shop.yaml --fail-on found").status, 1);
  EXPECT_EQ(run_cli("who-can get pods -f shop.yaml -k sa --fail-on found").status, 0);
}

TEST_F(WhoCan, GroupMapsAreReadBeforeTheInput) {
  EXPECT_EQ(run_cli("who-can get pods -f shop.yaml --group-map missing.yaml").status, 3);
  EXPECT_THAT(run_cli("who-can get pods -f shop.yaml --group-map missing.yaml").err,
              StartsWith("rbacgraph: error: can't read missing.yaml: No such file"));
}

TEST_F(WhoCan, DeadGrantsAreCountedAndWideListsThem) {
  const std::string dead = shop_yaml() + R"(---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: sweepers, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: sweep}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: mia}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: sweep, namespace: shop}
rules:
- {apiGroups: [""], resources: [pods], resourceNames: [a], verbs: [deletecollection]}
)";
  const Ran narrow = run_cli("who-can deletecollection pods -f -", dead);
  EXPECT_EQ(narrow.out, "");
  EXPECT_THAT(narrow.err, HasSubstr("Nobody: 1 grant matches, but no real request can use it\n"));
  const Ran wide = run_cli("who-can deletecollection pods -f - -o wide", dead);
  EXPECT_THAT(wide.err, HasSubstr("dead: user:mia by RoleBinding/sweepers in shop to Role/sweep, "
                                  "rule 0 (-:51:3): the rule is for named objects only"));
}

TEST_F(WhoCan, UsageErrorsSayWhatIsMissing) {
  EXPECT_EQ(run_cli("who-can").err,
            "rbacgraph: error: VERB and TYPE are missing\n"
            "hint: rbacgraph who-can VERB TYPE -f FILE; --help shows more\n");
  EXPECT_EQ(run_cli("who-can get -f shop.yaml").err,
            "rbacgraph: error: TYPE is missing\n"
            "hint: rbacgraph who-can VERB TYPE -f FILE; --help shows more\n");
  EXPECT_EQ(run_cli("who-can get pods a b -f shop.yaml").err,
            "rbacgraph: error: too many arguments: \"b\"\n"
            "hint: several verbs or types are separated by commas, without blanks\n");
  EXPECT_EQ(run_cli("who-can get pods a --name b -f shop.yaml").status, 2);
  EXPECT_EQ(run_cli("who-can get pods -n shop -A -f shop.yaml").err,
            "rbacgraph: error: -n and -A exclude each other\nhint: leave one of them out\n");
  EXPECT_EQ(run_cli("who-can get pods -n '' -f shop.yaml").err,
            "rbacgraph: error: option -n/--namespace is empty\n"
            "hint: give a namespace, or -A for all of them\n");
  EXPECT_EQ(run_cli("who-can get pods -o jsno -f shop.yaml").err,
            "rbacgraph: error: unknown value \"jsno\" for --output\n"
            "hint: did you mean json?\n");
  EXPECT_EQ(run_cli("who-can get pods --outptu json -f shop.yaml").err,
            "rbacgraph: error: unknown option --outptu\n"
            "hint: did you mean --output?\n");
}

TEST(WhoCanCommand, TellsOfASubresourceWhyItIsDead) {
  const std::string nodes = shop_yaml() + R"(---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: logs, namespace: shop}
rules:
- {apiGroups: [""], resources: [nodes/log], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: logs, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: logs}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: mia}]
)";
  EXPECT_THAT(run_cli("who-can get nodes/log -f - -o wide", nodes).err,
              HasSubstr("a request to get nodes/log carries no namespace, so no RoleBinding is "
                        "looked at\n"));
}

}  // namespace
}  // namespace rbacgraph::test
