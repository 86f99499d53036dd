// The command diff: what it prints, its exit status, and what it refuses.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "diff_support.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

TEST_F(DiffCommand, TellsTheDangerousFirst) {
  const Ran ran = run_cli("diff a.yaml b.yaml");
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out,
            "#     SUBJECT        SCOPE   ACCESS                        POWERFUL       CAUSE\n"
            "+ 1   sa:ci/runner   shop    get,list secrets              read-secrets   changed "
            "ClusterRole/deployer\n"
            "+ 2   sa:ci/runner   stage   get,list secrets              read-secrets   added "
            "RoleBinding/ci in stage to ClusterRole/deployer and 1 more\n"
            "+ 3   sa:ci/runner   stage   get,list deployments.apps     -              added "
            "RoleBinding/ci in stage to ClusterRole/deployer\n"
            "- 4   user:mia       shop    * services but not get,list   -              changed "
            "ClusterRole/viewer\n"
            "\n"
            "CHANGE    OBJECT                 NAMESPACE   SOURCE        FIELDS\n"
            "added     RoleBinding/ci         stage       b.yaml:20:1\n"
            "changed   ClusterRole/deployer   -           b.yaml:1:1    rules[1] is new: get,list "
            "secrets\n"
            "changed   ClusterRole/viewer     -           b.yaml:8:1    rules[0].verbs was *, is "
            "get,list\n");
  EXPECT_EQ(ran.err,
            "3 objects differ, 3 accesses gained (2 powerful), 1 lost\n"
            "powerful: read-secrets (RBAC-TOK-002): read Secrets: list and watch show the contents "
            "too\n"
            "A: no ClusterRoleBindings in the input: answers are lower bounds\n"
            "B: no ClusterRoleBindings in the input: answers are lower bounds\n");
}

TEST_F(DiffCommand, HasARowForEachEntryInWide) {
  EXPECT_EQ(
      run_cli("diff a.yaml b.yaml -o csv --no-headers -q").out,
      "1,gained,ci/runner,ServiceAccount,shop,\"get,list\",\"\"\"\"\"\",secrets,,,"
      "read-secrets,RBAC-TOK-002,changed ClusterRole/deployer,b.yaml:1:1,\r\n"
      "2,gained,ci/runner,ServiceAccount,stage,\"get,list\",\"\"\"\"\"\",secrets,,,"
      "read-secrets,RBAC-TOK-002,\"added RoleBinding/ci in stage,changed ClusterRole/deployer\","
      "\"b.yaml:20:1,b.yaml:1:1\",\r\n"
      "3,gained,ci/runner,ServiceAccount,stage,\"get,list\",apps,deployments,,,,,"
      "added RoleBinding/ci in stage,b.yaml:20:1,\r\n"
      "4,lost,mia,User,shop,*,\"\"\"\"\"\",services,,\"get,list\",,,"
      "changed ClusterRole/viewer,b.yaml:8:1,\r\n");
}

TEST_F(DiffCommand, ExplainsOneEntry) {
  const Ran ran = run_cli("diff a.yaml b.yaml --why 2 -q");
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out,
            "+ 2: sa:ci/runner gained get,list secrets, in stage\n"
            "  powerful: read-secrets (RBAC-TOK-002): read Secrets: list and watch show the "
            "contents too\n"
            "because of:\n"
            "  1. added RoleBinding/ci in stage   b.yaml:20:1\n"
            "  2. changed ClusterRole/deployer   b.yaml:1:1\n"
            "     rules[1] is new: get,list secrets\n"
            "to undo it, take back 1 or 2\n"
            "given by:\n"
            "  RoleBinding/ci in stage names sa:ci/runner   b.yaml:20:1\n"
            "  └─ ClusterRole/deployer   b.yaml:1:1\n"
            "     └─ rule 1: get,list secrets   b.yaml:6:3\n");
  // What was lost was given by the other side.
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --why 4 --ascii -q").out,
            "- 4: user:mia lost * services, in shop\n"
            "  but not get,list\n"
            "because of:\n"
            "  1. changed ClusterRole/viewer   b.yaml:8:1\n"
            "     rules[0].verbs was *, is get,list\n"
            "to undo it, take back 1\n"
            "was given by:\n"
            "  RoleBinding/view in shop names user:mia   a.yaml:19:1\n"
            "  `- ClusterRole/viewer   a.yaml:7:1\n"
            "     `- rule 0: * services   a.yaml:11:3\n"
            "what is not lost is still given by:\n"
            "  RoleBinding/view in shop names user:mia   b.yaml:26:1\n"
            "  `- ClusterRole/viewer   b.yaml:8:1\n"
            "     `- rule 0: get,list services   b.yaml:12:3\n");
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --why 5").err,
            "rbacgraph: error: --why: there is no entry 5, but 1 to 4\n");
  EXPECT_EQ(run_cli("diff a.yaml a.yaml --why 1").err,
            "rbacgraph: error: --why: there is no entry 1, but none at all\n");
  for (const char* word : {"x", "0", "1x", "-1", "99999999999"}) {
    const Ran wrong = run_cli(std::string("diff a.yaml b.yaml --why=") + word);
    EXPECT_EQ(wrong.status, 2);
    EXPECT_EQ(wrong.err, "rbacgraph: error: --why: \"" + std::string(word) +
                             "\" is no number\n"
                             "hint: the first column of the table has the numbers\n");
  }
}

TEST_F(DiffCommand, Counts) {
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --stat -q").out,
            "WHAT              ADDED   REMOVED   CHANGED\n"
            "ClusterRole       0       0         2\n"
            "RoleBinding       1       0         0\n"
            "objects           1       0         2\n"
            "access            3       1\n"
            "powerful access   2       0\n"
            "dead access       0       0\n"
            "subjects          1       1\n");
  EXPECT_THAT(run_cli("diff a.yaml b.yaml --stat").err,
              HasSubstr("of access and subjects ADDED is what was gained, and REMOVED what was "
                        "lost\n"));
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --stat -o json").err,
            "rbacgraph: error: --stat is a table\n"
            "hint: -o table, wide or csv; the summary of -o json has the same counts\n");
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --stat --why 1").status, 2);
}

TEST_F(DiffCommand, FailsOnWhatIsAskedFor) {
  EXPECT_EQ(run_cli("diff a.yaml a.yaml").status, 0);
  EXPECT_EQ(run_cli("diff a.yaml a.yaml").err,
            "No object differs, no access gained or lost\n"
            "A: no ClusterRoleBindings in the input: answers are lower bounds\n"
            "B: no ClusterRoleBindings in the input: answers are lower bounds\n");
  const auto status = [](const std::string& words) { return run_cli("diff " + words).status; };
  EXPECT_EQ(status("a.yaml b.yaml --fail-on gained"), 1);
  EXPECT_EQ(status("a.yaml b.yaml --fail-on lost"), 1);
  EXPECT_EQ(status("a.yaml b.yaml --fail-on powerful"), 1);
  // The other way round nothing powerful is gained, only lost.
  EXPECT_EQ(status("b.yaml a.yaml --fail-on powerful"), 0);
  EXPECT_EQ(status("b.yaml a.yaml --fail-on powerful,gained"), 1);
  EXPECT_EQ(status("b.yaml a.yaml --fail-on powerful --fail-on any"), 1);
  EXPECT_EQ(status("a.yaml b.yaml --subject user:mia --fail-on gained"), 0);
  EXPECT_EQ(status("a.yaml b.yaml --subject user:mia --fail-on lost"), 1);
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --fail-on gain").err,
            "rbacgraph: error: unknown value \"gain\" for --fail-on\n"
            "hint: did you mean gained?\n");
}

TEST_F(DiffCommand, ListsWhatIsAskedForUnderItsNumber) {
  EXPECT_EQ(run_cli("diff a.yaml b.yaml -q --no-headers --only lost").out,
            "- 4   user:mia   shop   * services but not get,list   changed ClusterRole/viewer\n"
            "\n"
            "changed   ClusterRole/viewer   -   b.yaml:8:1   rules[0].verbs was *, is get,list\n");
  const auto rows = [](const std::string& words) {
    const json document = json::parse(run_cli("diff a.yaml b.yaml -q -o json " + words).out);
    std::string numbers;
    for (const json& each : document["access"])
      numbers += std::to_string(each["number"].get<int>());
    return numbers;
  };
  EXPECT_EQ(rows(""), "1234");
  EXPECT_EQ(rows("--only gained"), "123");
  EXPECT_EQ(rows("--only gained,lost"), "1234");
  EXPECT_EQ(rows("--only powerful"), "12");
  EXPECT_EQ(rows("--only powerful --only lost"), "");
  EXPECT_EQ(rows("-n stage"), "23");
  EXPECT_EQ(rows("-n nowhere"), "");
  EXPECT_EQ(rows("--subject runner"), "123");
  EXPECT_EQ(rows("--subject user:mia --subject sa:ci/runner -n shop"), "14");
  EXPECT_EQ(rows("--why 3"), "3");
  EXPECT_THAT(run_cli("diff a.yaml b.yaml -n stage").err,
              HasSubstr("note: 2 of 4 changes of access listed, as asked for\n"));
  const Ran nothing = run_cli("diff a.yaml b.yaml --subject user:mia -n stage");
  EXPECT_EQ(nothing.status, 0);
  EXPECT_EQ(nothing.out, "");
  EXPECT_EQ(nothing.err.substr(0, nothing.err.find("A: ")),
            "Nothing that was asked for differs\n"
            "note: 0 of 4 changes of access listed, as asked for\n");
}

TEST(DiffCommandScopes, AnExceptionMayTakeAllOfANamespace) {
  const std::string reads = role("r", rule("\"\"", "pods", "get"));
  const Directory here{
      {"a.yaml", reads + binding("b", "shop", "r", kMia)},
      {"b.yaml", reads +
                     "kind: ClusterRoleBinding\napiVersion: rbac.authorization.k8s.io/v1\n"
                     "metadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: "
                     "ClusterRole, name: r}\nsubjects: [" +
                     kMia + "]\n"}};
  EXPECT_EQ(run_cli("diff a.yaml b.yaml -q --no-headers -n stage").out,
            "+ 1   user:mia   cluster-wide   get pods but not in shop   added "
            "ClusterRoleBinding/b to ClusterRole/r\n"
            "\n"
            "added   ClusterRoleBinding/b   -   b.yaml:7:1\n");
  // There she could already.
  const Ran there = run_cli("diff a.yaml b.yaml -n shop");
  EXPECT_EQ(there.status, 0);
  EXPECT_EQ(there.out, "");
}

TEST(DiffCommandScopes, OfAnAccountTheGroupsCountToo) {
  const std::string reads = role("r", rule("\"\"", "secrets", "get"));
  const std::string everybody =
      "{kind: Group, apiGroup: rbac.authorization.k8s.io, name: 'system:serviceaccounts:ci'}";
  const Directory here{{"a.yaml", reads + binding("x", "shop", "r", kRunner)},
                       {"b.yaml", reads + binding("x", "shop", "r", kRunner) +
                                      binding("b", "shop", "r", everybody)}};
  const std::string row =
      "+ 1   group:system:serviceaccounts:ci   shop   get secrets   read-secrets   added "
      "RoleBinding/b in shop to ClusterRole/r\n"
      "\n"
      "added   RoleBinding/b   shop   b.yaml:13:1\n";
  EXPECT_EQ(run_cli("diff a.yaml b.yaml -q --no-headers --subject sa:ci/runner").out, row);
  EXPECT_EQ(run_cli("diff a.yaml b.yaml -q --no-headers --subject sa:shop/web").out, "");
  EXPECT_EQ(
      run_cli("diff a.yaml b.yaml -q --no-headers --expand-groups").out,
      "+ 1   group:system:serviceaccounts:ci   -                                 shop   get "
      "secrets                    read-secrets   added RoleBinding/b in shop to ClusterRole/r\n"
      "+ 2   sa:ci/runner                      group:system:serviceaccounts:ci   shop   get "
      "secrets (had it already)   read-secrets   added RoleBinding/b in shop to ClusterRole/r\n"
      "\n"
      "added   RoleBinding/b   shop   b.yaml:13:1\n");
}

TEST(DiffCommandScopes, NamespacesThatAreAlikeShareARow) {
  std::string before = role("r", rule("\"\"", "secrets", "get"));
  std::string after = before;
  before += binding("other", "a", "r", kMia);
  after += binding("other", "a", "r", kMia);
  for (const char* ns : {"a", "b", "c", "d"}) after += binding("ci", ns, "r", kRunner);
  const Directory here{{"a.yaml", before}, {"b.yaml", after}};
  EXPECT_EQ(run_cli("diff a.yaml b.yaml -q").out,
            "#     SUBJECT        SCOPE            ACCESS        POWERFUL       CAUSE\n"
            "+ 1   sa:ci/runner   a,b and 2 more   get secrets   read-secrets   added "
            "RoleBinding/ci in 4 namespaces to ClusterRole/r\n"
            "\n"
            "CHANGE   OBJECT           NAMESPACE        SOURCE        FIELDS\n"
            "added    RoleBinding/ci   a,b and 2 more   b.yaml:13:1\n");
  EXPECT_THAT(run_cli("diff a.yaml b.yaml").err,
              HasSubstr("4 objects differ, 4 accesses gained (4 powerful), none lost\n"));
  EXPECT_EQ(run_cli("diff a.yaml b.yaml -q --no-headers -o csv").out.substr(0, 40),
            "1,gained,ci/runner,ServiceAccount,a,get,");
}

TEST(DiffCommandScopes, WhatNoRequestCanUseIsMarked) {
  const Directory here{
      {"a.yaml", role("r", rule("\"\"", "pods", "get")) + binding("b", "shop", "r", kMia)},
      {"b.yaml", role("r", rule("\"\"", "pods, nodes", "get")) + binding("b", "shop", "r", kMia)}};
  const Ran ran = run_cli("diff a.yaml b.yaml --no-headers");
  EXPECT_EQ(ran.out,
            "+ 1   user:mia   shop   get nodes (dead)   changed ClusterRole/r\n"
            "\n"
            "changed   ClusterRole/r   -   b.yaml:1:1   rules[0].resources was pods, is "
            "nodes,pods\n");
  EXPECT_THAT(ran.err, HasSubstr("1 entry is dead: no real request can use it\n"));
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --fail-on gained").status, 1);
  EXPECT_THAT(run_cli("diff a.yaml b.yaml --why 1 -q").out,
              HasSubstr("  dead: such a request carries no namespace, so no RoleBinding is looked "
                        "at\n"));
}

TEST_F(DiffCommand, SaysOfWhichSideSomethingIsWrong) {
  const Directory here{{"a.yaml", before_yaml()},
                       {"shop.yaml", shop_yaml()},
                       {"broken.yaml", after_yaml() + "kind: Role\n  x: [\n"},
                       {"dangling.yaml", before_yaml() + binding("d", "shop", "gone", kMia)}};
  EXPECT_THAT(run_cli("diff a.yaml broken.yaml").err, HasSubstr("error: B: broken.yaml:"));
  EXPECT_THAT(run_cli("diff a.yaml broken.yaml").err, Not(HasSubstr("error: A:")));
  EXPECT_THAT(run_cli("diff dangling.yaml a.yaml").err,
              HasSubstr("warning: A: dangling.yaml:25:1: "));
  const Ran strict = run_cli("diff broken.yaml a.yaml --strict");
  EXPECT_EQ(strict.status, 3);
  EXPECT_THAT(strict.err, HasSubstr("error: the input is incomplete, and --strict is given\n"));
  // Either side counts, and so does a kind of which there is none.
  EXPECT_EQ(run_cli("diff shop.yaml shop.yaml --strict").status, 0);
  EXPECT_EQ(run_cli("diff shop.yaml a.yaml --strict").status, 3);
  EXPECT_EQ(run_cli("diff a.yaml shop.yaml --strict").status, 3);
}

TEST_F(DiffCommand, ReadsStandardInputOnEitherSide) {
  EXPECT_EQ(run_cli("diff - b.yaml -q", before_yaml()).out, run_cli("diff a.yaml b.yaml -q").out);
  const Ran ran = run_cli("diff a.yaml - --stat -q", after_yaml());
  EXPECT_EQ(ran.out, run_cli("diff a.yaml b.yaml --stat -q").out);
  EXPECT_EQ(run_cli("diff - -").err,
            "rbacgraph: error: standard input can be read once only: it can't be A and B\n"
            "hint: rbacgraph diff A B; --help shows more\n");
}

TEST_F(DiffCommand, ComparesWithNothingWhereThatIsSaid) {
  const Ran first = run_cli("diff /dev/null a.yaml --stat --strict");
  EXPECT_THAT(first.out, HasSubstr("\naccess            2       0\n"));
  EXPECT_THAT(first.err, Not(HasSubstr("A: no ")));
  EXPECT_EQ(run_cli("diff a.yaml /dev/null --stat -q").status, 1);
  EXPECT_EQ(run_cli("diff /dev/null /dev/null").status, 0);
  // What the API server makes itself is on both sides then.
  EXPECT_EQ(run_cli("diff /dev/null a.yaml --with-default-policy --stat -q").out,
            run_cli("diff /dev/null a.yaml --stat -q").out);
  const Directory more{{"empty.yaml", ""}};
  const Ran empty = run_cli("diff empty.yaml a.yaml");
  EXPECT_EQ(empty.status, 3);
  EXPECT_EQ(empty.err,
            "rbacgraph: error: empty.yaml is empty: there is nothing to answer from\n"
            "hint: /dev/null stands for a side without objects\n");
}

TEST(DiffCommandUnknown, WhatARoleGivesThatIsNotThereMayBeAnything) {
  const std::string all = before_yaml();
  const std::string bound =
      "kind: ClusterRoleBinding\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: boss}\n"
      "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\n"
      "subjects: [" +
      kRunner + "]\n";
  std::string renamed = bound;
  renamed.replace(bound.find("boss"), 4, "chief");
  const Directory here{{"a.yaml", all}, {"b.yaml", all + bound}, {"c.yaml", all + renamed}};
  const Ran ran = run_cli("diff a.yaml b.yaml --fail-on powerful");
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.out,
              testing::StartsWith(
                  "?     SUBJECT        SCOPE          NOT KNOWN                                  "
                  "                    CAUSE\n"
                  "+ ?   sa:ci/runner   cluster-wide   all that ClusterRole/cluster-admin gives, "
                  "which is not there   added ClusterRoleBinding/boss\n"));
  EXPECT_THAT(ran.err, HasSubstr("no access gained or lost, and what ClusterRole/cluster-admin "
                                 "gives is not known"));
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --fail-on gained").status, 1);
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --fail-on lost").status, 0);
  EXPECT_EQ(run_cli("diff b.yaml a.yaml --fail-on lost").status, 1);
  EXPECT_EQ(run_cli("diff b.yaml a.yaml --fail-on gained").status, 0);
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --fail-on any --subject user:mia").status, 0);
  EXPECT_THAT(run_cli("diff a.yaml b.yaml -o md").out,
              HasSubstr("## RBAC: what is gained is not known\n"));
  const json document = json::parse(run_cli("diff a.yaml b.yaml -o json").out);
  EXPECT_EQ(document["unknown"].size(), 1U);
  EXPECT_EQ(document["unknown"][0]["unknownRole"]["name"], "cluster-admin");
  EXPECT_EQ(document["summary"]["unknown"]["gained"], 1);
  // With the role it is known, and a binding that is only renamed gives nothing new.
  EXPECT_EQ(json::parse(run_cli("diff a.yaml b.yaml --with-default-policy -o json").out)["unknown"]
                .size(),
            0U);
  EXPECT_EQ(run_cli("diff b.yaml c.yaml --fail-on any").status, 0);
}

TEST_F(DiffCommand, RefusesWhatItCantCompare) {
  const auto error = [](const std::string& words) {
    const Ran ran = run_cli("diff" + words);
    EXPECT_EQ(ran.status, 2);
    return ran.err.substr(0, ran.err.find('\n'));
  };
  EXPECT_EQ(error(""), "rbacgraph: error: A and B are missing: what to compare");
  EXPECT_EQ(error(" a.yaml"), "rbacgraph: error: B is missing: what to compare a.yaml with");
  EXPECT_EQ(error(" a.yaml b.yaml c"), "rbacgraph: error: too many arguments: \"c\"");
  EXPECT_EQ(error(" '' b.yaml"), "rbacgraph: error: A is empty");
  EXPECT_EQ(error(" a.yaml b.yaml -f c"), "rbacgraph: error: unknown option -f");
  EXPECT_EQ(error(" a.yaml b.yaml -n ''"), "rbacgraph: error: option -n/--namespace is empty");
  EXPECT_EQ(error(" a.yaml b.yaml --subject mai"),
            "rbacgraph: error: no subject \"mai\" in the input");
  EXPECT_EQ(error(" a.yaml b.yaml --only all"),
            "rbacgraph: error: unknown value \"all\" for --only");
  const Ran absent = run_cli("diff a.yaml gone.yaml");
  EXPECT_EQ(absent.status, 3);
  EXPECT_THAT(absent.err, HasSubstr("gone.yaml"));
}

TEST_F(DiffCommand, AddsTheDefaultPolicyToBothSides) {
  const Ran ran = run_cli("diff a.yaml b.yaml --with-default-policy --no-headers -q --only lost");
  EXPECT_EQ(ran.out, run_cli("diff a.yaml b.yaml --no-headers -q --only lost").out);
}

TEST(DiffRoles, ThatNobodyHoldsAreToldBelow) {
  const std::string pods = rule("\"\"", "pods", "get");
  const std::string secrets = rule("\"\"", "secrets", "get, list");
  const std::string sum =
      "kind: ClusterRole\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: sum}\n"
      "aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: sum}}]}\n---\n";
  const auto part = [](const std::string& rules) {
    std::string text = role("part", rules);
    text.replace(text.find("name: part"), 10, "name: part, labels: {to: sum}");
    return text;
  };
  const std::string held = binding("b", "shop", "held", kMia);
  const Directory here{
      {"a.yaml", sum + part(pods) + role("alone", pods + rule("apps", "deployments", "get")) +
                     role("held", pods) + role("same", pods) + held},
      {"b.yaml", sum + part(pods + secrets) + role("alone", pods) + role("held", pods + secrets) +
                     role("same", pods + pods) + role("new", secrets) + held}};
  const Ran ran = run_cli("diff a.yaml b.yaml -q");
  // Not what hands its rules on, is held, says the same, or came: that is an object.
  EXPECT_THAT(ran.out, HasSubstr("\n"
                                 "ROLE THAT NOBODY HOLDS   GAINED             POWERFUL       LOST\n"
                                 "ClusterRole/sum          get,list secrets   read-secrets\n"
                                 "ClusterRole/alone        -                  -              get "
                                 "deployments.apps\n"
                                 "\n"
                                 "CHANGE "));
  EXPECT_THAT(run_cli("diff a.yaml b.yaml -q -o md").out,
              HasSubstr("### Roles that nobody holds here\n\n"
                        "| ROLE THAT NOBODY HOLDS | GAINED | POWERFUL | LOST |\n"
                        "| --- | --- | --- | --- |\n"
                        "| `ClusterRole/sum` | `get,list secrets` | read-secrets | |\n"
                        "| `ClusterRole/alone` | | | `get deployments.apps` |\n"));
  EXPECT_THAT(run_cli("diff a.yaml b.yaml -q -n shop").out, Not(HasSubstr("NOBODY")));
  EXPECT_THAT(run_cli("diff a.yaml a.yaml -q").out, Not(HasSubstr("NOBODY")));
}

TEST(DiffRoles, AreCountedWhereTheyAreMany) {
  std::string before;
  std::string after;
  for (char c = 'a'; c <= 'l'; ++c) {
    before += role(std::string(1, c), rule("\"\"", "pods", "get"));
    after += role(std::string(1, c), rule("\"\"", "pods", "get, list"));
  }
  const Directory here{{"a.yaml", before}, {"b.yaml", after}};
  const Ran ran = run_cli("diff a.yaml b.yaml");
  EXPECT_THAT(ran.out, HasSubstr("ClusterRole/j            list pods   -\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("ClusterRole/k            list")));
  EXPECT_THAT(ran.err, HasSubstr("and 2 more roles that nobody holds (-o wide lists them)\n"));
  EXPECT_THAT(run_cli("diff a.yaml b.yaml -o wide").out,
              HasSubstr("ClusterRole/l            list pods   -\n"));
}

TEST_F(DiffCommand, TellsOfANamespaceOnNeitherSide) {
  EXPECT_THAT(run_cli("diff a.yaml b.yaml -n nope").err, HasSubstr("note: "));
  EXPECT_THAT(run_cli("diff a.yaml b.yaml -n nope").err, HasSubstr("nope"));
  // It is on one of them.
  EXPECT_THAT(run_cli("diff a.yaml b.yaml -n stage").err, Not(HasSubstr("\"stage\"")));
}

}  // namespace
}  // namespace rbacgraph::test
