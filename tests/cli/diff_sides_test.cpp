// What diff compares, and what it leaves out: changes that are not made yet, revisions, other
// names, what is known already, and single requests.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string role(const std::string& name, const std::string& resource, const std::string& verbs,
                 const std::string& labels = "") {
  return "kind: ClusterRole\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: " + name +
         labels + "}\nrules:\n- {apiGroups: [''], resources: [" + resource + "], verbs: [" + verbs +
         "]}\n---\n";
}

std::string binding(const std::string& name, const std::string& ns, const std::string& role_name,
                    const std::string& user) {
  return "kind: RoleBinding\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: " + name +
         ", namespace: " + ns +
         "}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: " + role_name +
         "}\nsubjects: [" + user + "]\n---\n";
}

const std::string kMia = "{kind: User, apiGroup: rbac.authorization.k8s.io, name: mia}";
const std::string kNoor = "{kind: User, apiGroup: rbac.authorization.k8s.io, name: noor}";
const std::string kCi = "{kind: ServiceAccount, name: ci, namespace: dev}";

/// Lines of a table, without its header.
std::string rows(const std::string& command) {
  return run_cli("diff " + command + " -o csv --no-headers -q").out;
}

class DiffWhatIf : public testing::Test {
 protected:
  const Directory here_{
      {"a.yaml", role("reader", "pods", "get") + binding("readers", "shop", "reader", kMia) +
                     binding("more", "stage", "reader", kNoor)},
      {"change.yaml", role("reader", "secrets", "get")},
      {"binding.yaml", binding("readers", "shop", "reader", kMia + ", " + kNoor)},
  };
};

TEST_F(DiffWhatIf, PutsAChangeOverTheInput) {
  EXPECT_EQ(rows("a.yaml --apply change.yaml"),
            "1,gained,mia,User,shop,get,\"\"\"\"\"\",secrets,,,read-secrets,RBAC-TOK-002,"
            "changed ClusterRole/reader,change.yaml:1:1,\r\n"
            "2,gained,noor,User,stage,get,\"\"\"\"\"\",secrets,,,read-secrets,RBAC-TOK-002,"
            "changed ClusterRole/reader,change.yaml:1:1,\r\n"
            "3,lost,mia,User,shop,get,\"\"\"\"\"\",pods,,,,,"
            "changed ClusterRole/reader,change.yaml:1:1,\r\n"
            "4,lost,noor,User,stage,get,\"\"\"\"\"\",pods,,,,,"
            "changed ClusterRole/reader,change.yaml:1:1,\r\n");
  // Both at once, and what is wrong with the input is told once.
  const Ran ran = run_cli("diff a.yaml --apply change.yaml --apply binding.yaml --stat");
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, HasSubstr("2 objects differ, 3 accesses gained"));
  EXPECT_THAT(ran.err,
              HasSubstr("\nno ClusterRoleBindings in the input: answers are lower bounds"));
  EXPECT_THAT(ran.err, Not(HasSubstr("A: ")));
  // Nothing is said twice on purpose.
  EXPECT_THAT(ran.err, Not(HasSubstr("given twice")));
}

TEST_F(DiffWhatIf, TakesObjectsAway) {
  EXPECT_EQ(rows("a.yaml --delete rolebinding/shop/readers"),
            "1,lost,mia,User,shop,get,\"\"\"\"\"\",pods,,,,,"
            "removed RoleBinding/readers in shop,a.yaml:7:1,\r\n");
  EXPECT_EQ(run_cli("diff a.yaml --delete clusterrole/reader --stat -q").status, 1);
  const Ran ran = run_cli("diff a.yaml --delete clusterrole/raeder");
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("raeder"));
  EXPECT_EQ(run_cli("diff a.yaml --apply nothing.yaml").status, 3);
}

TEST_F(DiffWhatIf, RefusesWhatDoesNotGoTogether) {
  const auto error = [](const std::string& command) {
    const Ran ran = run_cli("diff " + command);
    EXPECT_EQ(ran.status, 2) << command;
    return ran.err.substr(0, ran.err.find('\n'));
  };
  EXPECT_EQ(error("a.yaml b.yaml --apply change.yaml"),
            "rbacgraph: error: --apply and --delete make B of A: \"b.yaml\" is too many");
  EXPECT_EQ(error("a.yaml --apply change.yaml --map ns:a=b"),
            "rbacgraph: error: --map is for two inputs that are named differently");
  EXPECT_EQ(error("- --apply -"),
            "rbacgraph: error: standard input can be read once only: it can't be A and the change");
  EXPECT_EQ(error("a.yaml change.yaml --map dev=prod"),
            "rbacgraph: error: \"dev=prod\" is no renaming: it begins with neither ns: nor sa:");
}

TEST(DiffWhatIfAggregation, LetsTheControllerRun) {
  // As a server stores it: the rules of the aggregated role are what it selected.
  const std::string stored =
      "kind: ClusterRole\napiVersion: rbac.authorization.k8s.io/v1\n"
      "metadata: {name: all, uid: x}\n"
      "aggregationRule: {clusterRoleSelectors: [{matchLabels: {part: 'yes'}}]}\n"
      "rules: []\n---\n";
  const Directory here{
      {"a.yaml", stored + binding("all", "shop", "all", kMia)},
      {"change.yaml", role("part", "pods", "get", ", labels: {part: 'yes'}")},
  };
  EXPECT_EQ(rows("a.yaml --apply change.yaml"),
            "1,gained,mia,User,shop,get,\"\"\"\"\"\",pods,,,,,"
            "added ClusterRole/part,change.yaml:1:1,\r\n");
  EXPECT_EQ(rows("a.yaml --apply change.yaml --aggregation stored"), "");
}

TEST(DiffMap, ComparesClustersThatAreNamedDifferently) {
  const Directory here{
      {"dev.yaml", role("dev-reader", "pods", "get") +
                       binding("dev-readers", "dev", "dev-reader", kCi + ", " + kMia)},
      {"prod.yaml", role("reader", "pods", "get") +
                        binding("readers", "prod", "reader",
                                "{kind: ServiceAccount, name: ci, namespace: prod}, " + kMia)},
  };
  EXPECT_THAT(run_cli("diff dev.yaml prod.yaml").err,
              HasSubstr("4 objects differ, 2 accesses gained, 2 lost"));
  const Ran mapped = run_cli("diff dev.yaml prod.yaml --map ns:dev=prod");
  EXPECT_EQ(mapped.status, 1);
  EXPECT_THAT(mapped.err, HasSubstr("4 objects differ, no access gained or lost"));
  const Ran same = run_cli("diff dev.yaml prod.yaml --map 'ns:/d(ev)/=prod' --by-permission");
  EXPECT_EQ(same.status, 0) << same.out << same.err;
  EXPECT_EQ(same.out, "");
  EXPECT_THAT(run_cli("diff dev.yaml prod.yaml --map ns:nope=prod --map 'ns:/^de/=pro'").err,
              testing::StartsWith(
                  "warning: --map ns:nope=prod: nothing in A has such a name (an expression is for "
                  "the whole name)\nwarning: --map ns:/^de/=pro: nothing"));
  EXPECT_THAT(mapped.err, testing::Not(HasSubstr("warning: --map")));
  EXPECT_EQ(run_cli("diff dev.yaml prod.yaml --map 'ns:/(.*)/=$1'").status, 2);
}

TEST(DiffMap, RefusesToMakeOneOfTwo) {
  const Directory here{
      {"a.yaml",
       role("r", "pods", "get") + binding("one", "dev", "r", kMia) +
           binding("two", "stage", "r",
                   kMia + ", " + kCi + ", {kind: ServiceAccount, name: other, namespace: dev}")},
      {"b.yaml", role("r", "pods", "get") + binding("one", "prod", "r", kMia)}};
  const auto error = [](const std::string& words) {
    const Ran ran = run_cli("diff a.yaml b.yaml " + words);
    EXPECT_EQ(ran.status, 2);
    EXPECT_EQ(ran.out, "");
    return ran.err;
  };
  const std::string hint =
      "hint: what one of them may do would hide what the other lost; give each a name of its own\n";
  EXPECT_EQ(
      error("--map ns:dev=prod --map ns:stage=prod"),
      "rbacgraph: error: --map: the namespaces dev and stage of A would both be named prod\n" +
          hint);
  EXPECT_EQ(
      error("--map 'ns:/dev|stage/=prod'"),
      "rbacgraph: error: --map: the namespaces dev and stage of A would both be named prod\n" +
          hint);
  // The other one has the name already.
  EXPECT_EQ(
      error("--map ns:dev=stage"),
      "rbacgraph: error: --map: the namespaces dev and stage of A would both be named stage\n" +
          hint);
  EXPECT_EQ(error("--map sa:dev/other=dev/ci"),
            "rbacgraph: error: --map: the accounts dev/ci and dev/other of A would both be named "
            "dev/ci\n" +
                hint);
  // Names that change places are two still; what is not there clashes with nothing.
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --map ns:dev=stage --map ns:stage=dev").status, 1);
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --map ns:dev=prod --map ns:gone=prod").status, 1);
}

TEST(DiffIgnoreFile, LeavesOutWhatItSaysAndWhy) {
  const Directory here{
      {"a.yaml", role("reader", "pods", "get") + binding("readers", "shop", "reader", kMia)},
      {"b.yaml", role("reader", "pods", "get, list") + binding("readers", "shop", "reader", kMia) +
                     binding("temporary", "shop", "reader", kNoor)},
      {"ignore",
       "# known\n"
       "object RoleBinding/*/temporary  # a job removes it\n"
       "subject user:m*                 # reviewed\n"
       "object ClusterRole/gone         # nothing\n"},
      {"no-reason", "object ClusterRole/reader\n"},
      {"no-word", "\nClusterRole/reader # why\n"},
  };
  const Ran ran = run_cli("diff a.yaml b.yaml --ignore ignore");
  EXPECT_EQ(ran.status, 1);
  // What noor has now is by the binding alone where she gets, and takes both changes where she
  // lists.
  EXPECT_THAT(ran.err,
              HasSubstr("note: 1 object and 1 change of access are left out by "
                        "\"object RoleBinding/*/temporary\" (a job removes it)\n"
                        "note: 0 objects and 1 change of access are left out by "
                        "\"subject user:m*\" (reviewed)\n"
                        "note: nothing is left out by \"object ClusterRole/gone\" (nothing)\n"));
  EXPECT_EQ(rows("a.yaml b.yaml --ignore ignore"),
            "3,gained,noor,User,shop,list,\"\"\"\"\"\",pods,,,,,\"added RoleBinding/temporary in "
            "shop,changed ClusterRole/reader\",\"b.yaml:13:1,b.yaml:1:1\",\r\n");
  EXPECT_THAT(run_cli("diff a.yaml b.yaml --ignore no-reason").err,
              HasSubstr("error: no-reason:1: there is no reason behind a \"#\"\n"));
  EXPECT_THAT(run_cli("diff a.yaml b.yaml --ignore no-word").err,
              HasSubstr("error: no-word:2: a line begins with \"object\" or \"subject\"\n"));
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --ignore no-word").status, 2);
}

TEST(DiffIgnoreFile, RefusesALineWithoutAName) {
  for (const char* line : {"object # why", "object  # why", "subject # why"}) {
    const Directory here{{"a.yaml", role("reader", "pods", "get")},
                         {"file", std::string(line) + "\n"}};
    const Ran ran = run_cli("diff a.yaml a.yaml --ignore file");
    EXPECT_EQ(ran.status, 2) << line;
    EXPECT_THAT(ran.err, HasSubstr("error: file:1: there is no name in it\n")) << line;
  }
}

TEST(DiffIgnoreFile, IsToldInAComment) {
  const Directory here{
      {"a.yaml", role("reader", "pods", "get") + binding("readers", "shop", "reader", kMia)},
      {"b.yaml", role("reader", "secrets", "get") + binding("readers", "shop", "reader", kMia)},
      {"ignore", "subject user:mia  # on leave\n"}};
  EXPECT_THAT(run_cli("diff a.yaml b.yaml --ignore ignore -o md").out,
              HasSubstr("**Ignored, as asked for: 2 changes of access, 0 changes of objects.**\n"));
}

TEST(DiffReviews, TellsWhichRequestsAreAnsweredDifferently) {
  const std::string get =
      R"({"user":"mia","resourceAttributes":{"verb":"get","resource":"pods","namespace":"shop"}})";
  const std::string list =
      R"({"user":"mia","resourceAttributes":{"verb":"list","resource":"pods","namespace":"shop"}})";
  const Directory here{
      {"a.yaml", role("reader", "pods", "get") + binding("readers", "shop", "reader", kMia)},
      {"b.yaml", role("reader", "pods", "get, list") + binding("readers", "shop", "reader", kMia)},
      {"reviews", get + "\n" + list + "\r\n"},
      {"broken", list + "\n{}\n"},
  };
  const Ran ran = run_cli("diff a.yaml b.yaml --reviews reviews");
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out, "{\"line\":2,\"change\":\"gained\",\"review\":" + list +
                         R"(,"a":{"allowed":false,"denied":false},"b":{"allowed":true,)"
                         R"("denied":false,"reason":"RBAC: allowed by RoleBinding )"
                         R"(\"readers/shop\" of ClusterRole \"reader\" to User \"mia\""}})"
                         "\n");
  EXPECT_THAT(ran.err, HasSubstr("2 reviews compared: 1 gained, 0 lost\n"));
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --reviews reviews --fail-on lost").status, 0);
  EXPECT_EQ(run_cli("diff b.yaml b.yaml --reviews reviews").status, 0);
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --reviews broken").status, 3);
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --reviews reviews --stat").status, 2);
  // It would never fail.
  EXPECT_EQ(run_cli("diff a.yaml b.yaml --reviews reviews --fail-on powerful").status, 2);
}

TEST(DiffReviews, WhatOneSideDoesNotKnowIsNeitherGainedNorLost) {
  const std::string list =
      R"({"user":"mia","resourceAttributes":{"verb":"list","resource":"pods","namespace":"shop"}})";
  const std::string all =
      role("reader", "pods", "list") + binding("readers", "shop", "reader", kMia);
  const Directory here{
      {"a.yaml", all},
      {"part.yaml", role("reader", "pods", "get") + binding("readers", "shop", "reader", kMia) +
                        "kind: RoleBinding\nmetadata: [\n"},
      {"reviews", list + "\n"}};
  const Ran ran = run_cli("diff a.yaml part.yaml --reviews reviews");
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.out, HasSubstr(R"("change":"unknown")"));
  EXPECT_THAT(ran.err, HasSubstr("1 review compared: 0 gained, 0 lost, 1 not known on one side\n"));
  EXPECT_EQ(run_cli("diff a.yaml part.yaml --reviews reviews --fail-on gained").status, 1);
}

}  // namespace
}  // namespace rbacgraph::test
