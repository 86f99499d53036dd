// The command show: each kind of object, and what is not there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string cluster_yaml() {
  return shop_yaml() + R"(---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: whole}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {into: whole}}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: part, labels: {into: whole}}
rules: [{nonResourceURLs: [/healthz], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: waits, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: gone}
subjects: [{kind: ServiceAccount, name: till}]
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: till, namespace: shop}, automountServiceAccountToken: false}
---
{apiVersion: v1, kind: Pod, metadata: {name: desk, namespace: shop}, spec: {serviceAccountName: till}}
)";
}

class ShowCommand : public testing::Test {
 protected:
  static Ran show(const std::string& words) { return run_cli("show " + words + " -f c.yaml"); }
  const Directory here_{{"c.yaml", cluster_yaml()}};
};

TEST_F(ShowCommand, OfARoleHasRulesAndHolders) {
  const Ran ran = show("role/shop/secret-reader");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith(R"(Role/secret-reader in shop

About it
written at c.yaml:14:1

Rules
RULE   VERBS      RESOURCES   API GROUPS   SOURCE
0      get,list   secrets     ""           c.yaml:18:3

Who has it
SUBJECT     KIND             SCOPE   ROLE                 BINDING              VIA      AGGREGATION   SOURCE        NOTE
ci/runner   ServiceAccount   shop    Role/secret-reader   RoleBinding/runner   direct   -             c.yaml:20:1)"));
  EXPECT_EQ(show("role secret-reader").out, ran.out);
  EXPECT_EQ(show("role secret-reader -n shop").out, ran.out);
  EXPECT_EQ(show("secret-reader").out, ran.out);
}

TEST_F(ShowCommand, OfAnAggregatedRoleSaysWhereRulesComeFrom) {
  const Ran whole = show("clusterrole/whole");
  EXPECT_THAT(whole.out, HasSubstr("\nits rules are put together from part\n"));
  EXPECT_THAT(whole.out, HasSubstr("RULE   VERBS   RESOURCES   API GROUPS   URLS       FROM   "
                                   "SOURCE\n0      get     -           -            /healthz   "
                                   "part   c.yaml:48:9\n"));
  EXPECT_THAT(show("clusterrole/part").out, HasSubstr("\nits rules are also put into whole\n"));
  EXPECT_THAT(whole.out, HasSubstr("\nWho has it\nnone, as far as the input tells\n"));
}

TEST_F(ShowCommand, OfAMissingRoleHasThoseThatReferToIt) {
  const Ran ran = show("role/shop/gone");
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, StartsWith("Role/gone in shop\n\nAbout it\nnot in the input: bindings refer "
                                  "to it, and give nothing as long as it is not there\n\nWho has "
                                  "it\n"));
  EXPECT_THAT(ran.out, HasSubstr("shop/till   ServiceAccount   shop    Role/gone (missing)   "
                                 "RoleBinding/waits   direct   "));
  EXPECT_THAT(ran.out,
              HasSubstr("\nWrong with it\nwarning: c.yaml:50:1: RoleBinding \"shop/waits\" refers "
                        "to Role \"shop/gone\", which is not there; hint: it gives nothing now, "
                        "and comes alive when somebody creates that role\n"));
}

TEST_F(ShowCommand, OfABindingSaysWhatItGivesToWhom) {
  const Ran ran = show("rolebinding/shop/runner");
  EXPECT_THAT(ran.out, HasSubstr("\ngives Role/secret-reader in namespace shop\n"));
  EXPECT_THAT(ran.out, HasSubstr("\nWhom it names\n"));
  EXPECT_THAT(show("clusterrolebinding/mia-reads").out,
              HasSubstr("\ngives ClusterRole/pod-reader cluster-wide\n"));
  EXPECT_THAT(show("waits").out, HasSubstr("\ngives Role/gone in namespace shop, which is not "
                                           "there: it gives nothing\n"));
}

TEST_F(ShowCommand, OfAnAccountHasThePodsThatRunAsIt) {
  const Ran ran = show("sa/shop/till");
  EXPECT_THAT(ran.out, HasSubstr("\nits token is not mounted unless a pod asks: "
                                 "automountServiceAccountToken is false\nin the groups "
                                 "system:authenticated, system:serviceaccounts, "
                                 "system:serviceaccounts:shop\n"));
  EXPECT_THAT(ran.out, HasSubstr("\nRuns as it\nWORKLOAD   SOURCE\nPod/desk   c.yaml:"));
  EXPECT_THAT(show("sa:ci/runner").out, HasSubstr("\nno such ServiceAccount is in the input\n"));
}

TEST_F(ShowCommand, OfUsersGroupsNamespacesAndWorkloads) {
  EXPECT_THAT(show("user/noor").out, HasSubstr("\nnoor      User   shop    Role/tls-reader"));
  EXPECT_THAT(show("user/unheard").out, HasSubstr("\nno binding in the input names it\n"));
  EXPECT_THAT(show("group/system:authenticated").out,
              HasSubstr("\n4 known members: sa:ci/runner, sa:shop/till, user:mia, user:noor\n"));
  EXPECT_THAT(show("group/ops").out, HasSubstr("\nno member is known: who is in a group stands in "
                                               "no RBAC object\n"));
  const Ran shop = show("ns/shop");
  EXPECT_THAT(shop.out, HasSubstr("\n1 ClusterRoleBinding besides, which holds here as everywhere"
                                  "\n"));
  EXPECT_THAT(shop.out, HasSubstr("\nRoles in it\nROLE            RULES   BINDINGS   SOURCE\n"
                                  "secret-reader   1       1          c.yaml:14:1\n"));
  EXPECT_THAT(shop.out, HasSubstr("\nService accounts in it\nACCOUNT   NAMED BY BINDINGS\ntill   "
                                  "   1\n"));
  EXPECT_THAT(shop.out, HasSubstr("\nWorkloads in it\nWORKLOAD   ACCOUNT   SOURCE\nPod/desk   till "
                                  "     c.yaml:"));
  EXPECT_THAT(show("po/shop/desk").out,
              HasSubstr("\nPod/desk in shop runs as sa:shop/till; its token is not mounted: the "
                        "account's automountServiceAccountToken is false\n"));
}

TEST_F(ShowCommand, TellsTheChoicesAndTheNearest) {
  const Ran two = show("runner");
  EXPECT_EQ(two.status, 2);
  EXPECT_EQ(two.err,
            "rbacgraph: error: \"runner\" is the name of 2 objects\n"
            "hint: say which: RoleBinding/shop/runner, ServiceAccount/ci/runner\n");
  const Ran none = show("role/shop/secret-raeder");
  EXPECT_EQ(none.status, 2);
  EXPECT_EQ(none.err,
            "rbacgraph: error: no Role \"shop/secret-raeder\" in the input\n"
            "hint: did you mean Role/shop/secret-reader?\n");
  EXPECT_THAT(run_cli("show -f c.yaml").err, HasSubstr("error: KIND/NAME is missing\n"));
  EXPECT_THAT(run_cli("show a b c -f c.yaml").err, HasSubstr("error: too many arguments: \"c\"\n"));
  EXPECT_EQ(show("role/shop/secret-reader -o wide").status, 2);
}

TEST_F(ShowCommand, IsADocumentToo) {
  const nlohmann::json role = nlohmann::json::parse(show("clusterrole/whole -o json").out);
  EXPECT_EQ(role["kind"], "Show");
  EXPECT_EQ(role["rules"][0]["aggregatedFrom"], "part");
  EXPECT_EQ(role["rules"][0]["nonResourceURLs"][0], "/healthz");
  const nlohmann::json gone = nlohmann::json::parse(show("role/shop/gone -o json").out);
  EXPECT_EQ(gone["exists"], false);
  EXPECT_EQ(gone["bindings"][0]["roleMissing"], true);
  EXPECT_EQ(gone["diagnostics"][0]["code"], "dangling-role-ref");
  EXPECT_THAT(show("clusterrole/whole -o md").out,
              StartsWith("# ClusterRole/whole\n\n## About it\n\n- `written at c.yaml:40:1`\n"));
}

TEST_F(ShowCommand, EscapesHostileNames) {
  const Directory here(
      {{"c.yaml",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: "
        "\"x\\e[31m|<b>\"}\nrules: [{apiGroups: [\"\\e\"], resources: [\"\\u202e\"], verbs: "
        "[\"a,b\"]}]\n"}});
  for (const char* format : {"text", "json", "ndjson", "yaml", "md"}) {
    const Ran ran = run_cli(std::string("show 'clusterrole/x\x1b[31m|<b>' -f c.yaml -o ") + format);
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("\x1b"))) << format;
    EXPECT_THAT(ran.out, Not(HasSubstr("\u202e"))) << format;
    EXPECT_THAT(ran.out, HasSubstr("a,b")) << format;
  }
}

}  // namespace
}  // namespace rbacgraph::test
