// The command rules: what it prints, and what it refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::HasSubstr;

TEST(RulesCommand, PrintsARowForEachRule) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("rules sa:ci/runner -f shop.yaml");
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, HasSubstr("SCOPE"));
  EXPECT_THAT(ran.out, HasSubstr("secrets"));
  EXPECT_THAT(ran.err, HasSubstr("What can sa:ci/runner do, in all namespaces?\n"
                                 "In the groups system:authenticated, system:serviceaccounts, "
                                 "system:serviceaccounts:ci\n1 rule (0 cluster-wide, 1 in 1 "
                                 "namespace)\n"));
}

TEST(RulesCommand, SaysNothingOfASubjectWithoutRules) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("rules user:nobody-here -f shop.yaml");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("Nothing, as far as the input tells: no binding in it gives any "
                                 "rule\n"));
}

TEST(RulesCommand, TakesGroupsOfTheUserAndLeavesImpliedOnesOut) {
  const Directory here({{"a.yaml", R"(
kind: ClusterRole
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: r}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
---
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: ops},
           {kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:authenticated"}]
)"},
                        {"groups.csv", "jane,ops\n"}});
  const auto rules = [](const std::string& words) {
    const Ran ran = run_cli("rules user:jane -f a.yaml -o json " + words);
    EXPECT_EQ(ran.status, 0) << ran.err;
    std::vector<std::string> through;
    const nlohmann::json document = nlohmann::json::parse(ran.out);
    for (const auto& item : document.at("items"))
      for (const auto& grant : item["grants"]) through.push_back(grant["through"]["name"]);
    return through;
  };
  using testing::ElementsAre;
  EXPECT_THAT(rules(""), ElementsAre("system:authenticated"));
  EXPECT_THAT(rules("--exact-groups"), ElementsAre());
  EXPECT_THAT(rules("--exact-groups --as-group ops"), ElementsAre("ops"));
  EXPECT_THAT(rules("--group-map groups.csv"), ElementsAre("ops", "system:authenticated"));
}

TEST(RulesCommand, WritesAManifestThatGrantsTheSame) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran manifest = run_cli("rules sa:ci/runner -f shop.yaml -q -o manifest");
  EXPECT_EQ(manifest.status, 0);
  EXPECT_EQ(manifest.err, "");
  const Directory there({{"own.yaml", manifest.out}});
  const Ran ran = run_cli("rules sa:ci/runner -f own.yaml --exact-groups");
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, HasSubstr("secrets"));
  EXPECT_THAT(ran.err, HasSubstr("1 rule (0 cluster-wide, 1 in 1 namespace)\n"));
}

TEST(RulesCommand, RefusesWhatItCantRead) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  EXPECT_THAT(run_cli("rules -f shop.yaml").err, HasSubstr("error: SUBJECT is missing\nhint: "));
  EXPECT_EQ(run_cli("rules -f shop.yaml").status, 2);
  EXPECT_THAT(run_cli("rules user:a user:b -f shop.yaml").err,
              HasSubstr("error: too many arguments: \"user:b\""));
  EXPECT_THAT(run_cli("rules user:a --exact-groups --group-map x -f shop.yaml").err,
              HasSubstr("error: --exact-groups and --group-map exclude each other"));
  EXPECT_EQ(run_cli("rules user:a -o text -f shop.yaml").status, 2);
  EXPECT_THAT(run_cli("rules user:a --group-map . -f shop.yaml").err,
              HasSubstr("error: can't read .: Is a directory\n"));
}

TEST(ExplainCommand, HasRowsOfItsOwn) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran csv = run_cli("explain sa:ci/runner get secrets -n shop -o csv -f shop.yaml");
  EXPECT_EQ(csv.status, 0) << csv.err;
  EXPECT_THAT(csv.out,
              testing::StartsWith("QUERY,ANSWER,SUBJECT,KIND,SCOPE,VIA,ROLE,RULE,SOURCE,NOTE\r\n"
                                  "get secrets,yes,ci/runner,ServiceAccount,shop,"));
  const Ran no = run_cli("explain sa:ci/runner delete secrets -n shop -o table -f shop.yaml");
  EXPECT_EQ(no.status, 1);
  EXPECT_THAT(no.out, HasSubstr("near miss"));
  EXPECT_THAT(run_cli("explain sa:ci/runner get secrets --cut -o svg -f shop.yaml").err,
              HasSubstr("error: --cut has no place in a picture\n"));
  EXPECT_THAT(run_cli("explain sa:ci/runner get secrets --cut -o csv -f shop.yaml").err,
              HasSubstr("error: --cut has no place in rows\n"
                        "hint: -o text, md, json and yaml show it\n"));
}

TEST(ExplainCommand, ShowsTheChainOfAYesAndWhatToRemove) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("explain sa:ci/runner get secrets -n shop --cut --ascii -f shop.yaml");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, testing::StartsWith("yes: sa:ci/runner can get secrets (core), in namespace "
                                           "shop\n"));
  EXPECT_THAT(ran.out, HasSubstr("names sa:ci/runner   shop.yaml:"));
  EXPECT_THAT(ran.out, HasSubstr("`- "));
  EXPECT_THAT(ran.out, HasSubstr("to end it, remove 1 binding:\n  - RoleBinding/"));
}

TEST(ExplainCommand, ShowsTheNearestMissOfANo) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("explain sa:ci/runner get secrets -n stage -f shop.yaml");
  EXPECT_EQ(ran.status, 1) << ran.err;
  EXPECT_THAT(ran.out, testing::StartsWith("no: sa:ci/runner can't get secrets (core), in "
                                           "namespace stage\nnearest:\n  1. RoleBinding/"));
  EXPECT_THAT(ran.out, HasSubstr("in shop gives this in namespace shop only: a binding in stage "
                                 "would be needed"));
  EXPECT_EQ(run_cli("explain sa:ci/runner get secrets -n stage -q -f shop.yaml").out, "");
}

TEST(ExplainCommand, NamesTheObjectsThatAYesIsLimitedTo) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("explain user:noor get secrets -f shop.yaml");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, testing::StartsWith(
                           "yes: user:noor can get secrets (core): only named tls in shop\n"));
}

TEST(ExplainCommand, RefusesListsAndMissingWords) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  EXPECT_THAT(run_cli("explain -f shop.yaml").err,
              HasSubstr("error: SUBJECT, VERB and TYPE are missing"));
  EXPECT_THAT(run_cli("explain user:a get -f shop.yaml").err, HasSubstr("error: TYPE is missing"));
  EXPECT_THAT(run_cli("explain user:a get,list pods -f shop.yaml").err,
              HasSubstr("error: explain takes one verb and one type"));
}

TEST(RulesCommand, TellsAUrlFromAResource) {
  const Directory here({{"a.yaml", R"(apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: all}
rules:
- {apiGroups: ["*"], resources: ["*"], verbs: [get]}
- {nonResourceURLs: ["*"], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: mia}]
)"}});
  EXPECT_EQ(run_cli("rules user:mia -f a.yaml -q").out,
            "SCOPE          RESOURCE   URL   NAME   VERBS   VIA                    NOTE\n"
            "cluster-wide   *.*        -     -      get     ClusterRoleBinding/b\n"
            "cluster-wide   -          *     -      get     ClusterRoleBinding/b\n");
  EXPECT_THAT(run_cli("rules user:mia -f a.yaml -q --resource pods").out,
              testing::StartsWith("SCOPE          RESOURCE   NAME "));
}

TEST(RulesCommand, RefusesEmptyWords) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  for (const std::string command :
       {"rules user:a --verb ''", "rules user:a --resource ''", "matrix user:a --verbs ''",
        "matrix user:a --resources ''", "matrix user:a --verbs get,", "path user:a pods --verb ''",
        "explain user:a get pods --as-group ''", "can-i get pods --as user:a --as-group ''"})
    EXPECT_EQ(run_cli(command + " -f shop.yaml").status, 2) << command;
  EXPECT_THAT(run_cli("rules user:a --verb '' -f shop.yaml").err,
              HasSubstr("error: option --verb needs a value: VERB[,VERB...]\n"));
  EXPECT_THAT(run_cli("matrix user:a --verbs get,,list -f shop.yaml").err,
              HasSubstr("error: an empty word in --verbs \"get,,list\"\n"
                        "hint: a list is words with commas between them: get,list\n"));
  EXPECT_EQ(run_cli("matrix user:mia --verbs get,get --resources pods -q -f shop.yaml").out,
            run_cli("matrix user:mia --verbs get --resources pods -q -f shop.yaml").out);
}

TEST(EveryCommand, TellsOfANamespaceThatIsNotThere) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  for (const std::string command :
       {"rules user:mia -n shp", "rules user:mia --resource pods -n shp", "matrix user:mia -n shp",
        "matrix user:mia --resources pods -n shp", "who-can --powerful -n shp",
        "who-can get --any-resource -n shp", "explain user:mia get pods -n shp"})
    EXPECT_THAT(run_cli(command + " -f shop.yaml").err,
                HasSubstr("info: nothing that was read is in namespace \"shp\": only what is "
                          "granted cluster-wide reaches it\n  hint: did you mean shop?\n"))
        << command;
  EXPECT_THAT(run_cli("lint -n shp -f shop.yaml").err,
              HasSubstr("note: nothing that was read is in namespace \"shp\"; did you mean "
                        "shop?\n"));
  for (const std::string command :
       {"rules user:mia", "matrix user:mia", "lint", "who-can --powerful"})
    EXPECT_THAT(run_cli(command + " -n shop -f shop.yaml").err,
                testing::Not(HasSubstr("nothing that was read")))
        << command;
}

TEST(ExplainCommand, TellsOfASubjectThatNothingNames) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("explain user:moor get pods -f shop.yaml");
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, HasSubstr("note: no binding names user:moor; did you mean user:noor?\n"));
  EXPECT_THAT(run_cli("explain user:noor get pods -f shop.yaml").err,
              testing::Not(HasSubstr("no binding names")));
}

}  // namespace
}  // namespace rbacgraph::test
