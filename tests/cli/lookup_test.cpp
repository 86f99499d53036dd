// The command lookup: what it prints, and what it refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kApi = "apiVersion: rbac.authorization.k8s.io/v1\n";

/// A few odd bindings besides the shop's.
std::string odd_yaml() {
  const std::string api(kApi);
  const std::string group = "apiGroup: rbac.authorization.k8s.io, ";
  return shop_yaml() + "---\n" + api + "kind: ClusterRoleBinding\nmetadata: {name: odd}\n" +
         "roleRef: {" + group + "kind: ClusterRole, name: gone}\nsubjects:\n" +
         "- {kind: ServiceAccount, name: lost}\n" + "- {" + group +
         "kind: Group, name: 'system:authenticated'}\n" + "- {" + group +
         "kind: User, name: 'system:serviceaccount:ci:runner'}\n" + "---\n" + api +
         "kind: Role\nmetadata: {name: secret-reader, namespace: ci}\nrules: []\n" + "---\n" +
         "{apiVersion: v1, kind: ServiceAccount, metadata: {name: till, namespace: shop}, "
         "automountServiceAccountToken: false}\n---\n"
         "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: "
         "{template: {spec: {serviceAccountName: till}}}}\n---\n"
         "{apiVersion: v1, kind: Pod, metadata: {name: bare, namespace: ci}, spec: {}}\n";
}

TEST(LookupCommand, OfASubjectHasItsBindingsAndRoles) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("lookup sa:ci/runner -f shop.yaml");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out,
            "SUBJECT     KIND             SCOPE   ROLE                 BINDING              VIA\n"
            "ci/runner   ServiceAccount   shop    Role/secret-reader   RoleBinding/runner   direct"
            "\n");
  EXPECT_EQ(ran.err,
            "Which bindings and roles has sa:ci/runner, in all namespaces?\n"
            "In the groups system:authenticated, system:serviceaccounts, "
            "system:serviceaccounts:ci\n1 binding (1 in 1 namespace)\n");
}

TEST(LookupCommand, TellsGroupsMissingRolesAndOddSpellings) {
  const Directory here({{"a.yaml", odd_yaml()}});
  const Ran ran = run_cli("lookup runner -f a.yaml -o wide");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("SUBJECT     KIND             SCOPE          ROLE               "
                                  "          BINDING                  VIA                          "
                                  "AGGREGATION   SOURCE        NOTE\n"));
  EXPECT_THAT(ran.out,
              HasSubstr("cluster-wide   ClusterRole/gone (missing)   ClusterRoleBinding/odd   "
                        "group:system:authenticated   -             a.yaml:40:1   gives nothing as "
                        "long as the role is not there\n"));
  EXPECT_THAT(ran.out,
              HasSubstr("ClusterRoleBinding/odd   direct                       -             "
                        "a.yaml:40:1   gives nothing as long as the role is not there; named as "
                        "User system:serviceaccount:ci:runner; no such ServiceAccount in the "
                        "input\n"));
  EXPECT_THAT(ran.err, HasSubstr("2 bindings (1 cluster-wide, 1 in 1 namespace), 1 through a "
                                 "group, 1 to a role that is not there\n"));
}

TEST(LookupCommand, TakesGroupsAsRulesDoes) {
  const Directory here({{"a.yaml", odd_yaml()}, {"groups.csv", "mia,system:authenticated,ops\n"}});
  const auto through = [](const std::string& words) {
    const Ran ran = run_cli("lookup user:mia -f a.yaml -o json " + words);
    EXPECT_EQ(ran.status, 0) << ran.err;
    std::vector<std::string> names;
    const nlohmann::json document = nlohmann::json::parse(ran.out);
    for (const auto& item : document["items"])
      names.push_back(std::string(item["via"]) + " " + std::string(item["through"]["name"]));
    return names;
  };
  EXPECT_THAT(through(""), ElementsAre("direct mia", "group system:authenticated"));
  EXPECT_THAT(through("--exact-groups"), ElementsAre("direct mia"));
  EXPECT_THAT(through("--exact-groups --as-group system:authenticated"),
              ElementsAre("direct mia", "group system:authenticated"));
  EXPECT_THAT(run_cli("lookup user:mia -f a.yaml --group-map groups.csv").err,
              HasSubstr("In the groups ops, system:authenticated\n"));
}

TEST(LookupCommand, OfARoleSaysWhoHasIt) {
  const Directory here({{"a.yaml", odd_yaml()}});
  const Ran ran = run_cli("lookup --role role/shop/secret-reader -f a.yaml");
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, HasSubstr("\nci/runner   ServiceAccount   shop    Role/secret-reader   "
                                 "RoleBinding/runner   direct\n"));
  EXPECT_THAT(ran.err, StartsWith("Who has Role/secret-reader in shop, in all namespaces?\n"
                                  "1 binding (1 in 1 namespace) of 1 subject\n"));
  EXPECT_EQ(run_cli("lookup --role pod-reader -f a.yaml -o name -q").out, "user:mia\n");
  EXPECT_EQ(run_cli("lookup --role secret-reader -n shop -f a.yaml -o name -q").out,
            "sa:ci/runner\n");
  const Ran idle = run_cli("lookup --role Role/ci/secret-reader -f a.yaml");
  EXPECT_EQ(idle.out, "");
  EXPECT_THAT(idle.err,
              HasSubstr("Nobody, as far as the input tells: no binding in it gives this role\n"));
}

TEST(LookupCommand, OfAMissingRoleSaysWhoWouldHaveIt) {
  const Directory here({{"a.yaml", odd_yaml()}});
  const Ran ran = run_cli("lookup --role gone -f a.yaml");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out,
            "SUBJECT                KIND             SCOPE          ROLE                         "
            "BINDING                  VIA\n"
            "system:authenticated   Group            cluster-wide   ClusterRole/gone (missing)   "
            "ClusterRoleBinding/odd   direct\n"
            "lost                   ServiceAccount   cluster-wide   ClusterRole/gone (missing)   "
            "ClusterRoleBinding/odd   direct\n"
            "ci/runner              ServiceAccount   cluster-wide   ClusterRole/gone (missing)   "
            "ClusterRoleBinding/odd   direct\n");
  EXPECT_EQ(run_cli("lookup --role gone -k group -f a.yaml -o name -q").out,
            "group:system:authenticated\n");
  // An account without namespace is nobody, and no command would take its name.
  EXPECT_EQ(run_cli("lookup --role gone -f a.yaml -o name -q").out,
            "group:system:authenticated\nsa:ci/runner\n");
}

TEST(LookupCommand, OfABindingSaysWhomItNames) {
  const Directory here({{"a.yaml", odd_yaml()}});
  const Ran ran = run_cli("lookup --binding noor -f a.yaml");
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.err, StartsWith("Whom does RoleBinding/noor in shop bind?\n"));
  EXPECT_THAT(ran.out, HasSubstr("\nnoor      User   shop    Role/tls-reader   RoleBinding/noor   "
                                 "direct\n"));
}

TEST(LookupCommand, OfAWorkloadSaysWhatItRunsAs) {
  const Directory here({{"a.yaml", odd_yaml()}});
  const Ran web = run_cli("lookup --workload deploy/shop/web -f a.yaml");
  EXPECT_EQ(web.status, 0) << web.err;
  EXPECT_THAT(web.err, HasSubstr("Deployment/web in shop runs as sa:shop/till; its token is not "
                                 "mounted: the account's automountServiceAccountToken is false\n"));
  const Ran bare = run_cli("lookup --workload bare -f a.yaml");
  EXPECT_THAT(bare.err,
              HasSubstr("Pod/bare in ci runs as sa:ci/default, the default account, which is not "
                        "in the input; its token is mounted\n"));
  const nlohmann::json document =
      nlohmann::json::parse(run_cli("lookup --workload po/ci/bare -f a.yaml -o json").out);
  EXPECT_EQ(document["workload"]["defaultAccount"], true);
  EXPECT_EQ(document["workload"]["accountExists"], false);
  EXPECT_EQ(document["items"].size(), 1);  // through system:authenticated
}

TEST(LookupCommand, OfARegularExpressionHasAllThatMatch) {
  const Directory here({{"a.yaml", odd_yaml()}});
  const Ran ran = run_cli("lookup --regex '^(ci/|no|shop)' -f a.yaml");
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.err, StartsWith("Which bindings and roles have the subjects that match "
                                  "^(ci/|no|shop), in all namespaces?\n"
                                  "3 bindings (1 cluster-wide, 2 in 1 namespace) of 3 subjects, 1 "
                                  "to a role that is not there\n"
                                  "1 subject without any binding: sa:shop/till\n"));
  EXPECT_EQ(run_cli("lookup -e 'o' -k user -f a.yaml -o name -q").out, "user:noor\n");
  EXPECT_THAT(run_cli("lookup -e zzz -f a.yaml").err,
              HasSubstr("\nNo subject in the input matches\n"));
  const Ran wrong = run_cli("lookup --regex 'a(' -f a.yaml");
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err,
              HasSubstr("error: \"a(\" is no regular expression: missing ): a(\nhint: "));
}

TEST(LookupCommand, OfANamespaceHasClusterWideBindingsToo) {
  const Directory here({{"a.yaml", odd_yaml()}});
  const Ran ran = run_cli("lookup runner -n ci -f a.yaml -o name");
  EXPECT_EQ(ran.out, "ClusterRole/gone\n");
  EXPECT_THAT(run_cli("lookup runner -n shp -f a.yaml").err, HasSubstr("did you mean shop?\n"));
}

TEST(LookupCommand, TellsAmbiguousAndUnknownWords) {
  const Directory here({{"a.yaml", odd_yaml()}});
  const Ran two = run_cli("lookup --role secret-reader -f a.yaml");
  EXPECT_EQ(two.status, 2);
  EXPECT_EQ(two.err,
            "rbacgraph: error: \"secret-reader\" is the name of 2 objects\n"
            "hint: say which: Role/ci/secret-reader, Role/shop/secret-reader\n");
  const Ran unknown = run_cli("lookup --role secret-readr -f a.yaml");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_EQ(unknown.err,
            "rbacgraph: error: no role \"secret-readr\" in the input\n"
            "hint: did you mean Role/ci/secret-reader, Role/shop/secret-reader?\n");
  EXPECT_EQ(run_cli("lookup nor -f a.yaml").err,
            "rbacgraph: error: no subject \"nor\" in the input\n"
            "hint: did you mean user:noor? one that is not in the input is spelled with its kind: "
            "user:NAME, group:NAME, sa:NAMESPACE/NAME\n");
  EXPECT_EQ(run_cli("lookup noor -k group -f a.yaml").err,
            "rbacgraph: error: no group \"noor\" in the input\n"
            "hint: one that is not in the input is spelled with its kind: user:NAME, group:NAME, "
            "sa:NAMESPACE/NAME\n");
  EXPECT_EQ(run_cli("lookup user:noor -k group -f a.yaml").err,
            "rbacgraph: error: \"user:noor\" is no subject of the kind of --kind\n"
            "hint: leave --kind out\n");
}

TEST(LookupCommand, RefusesHalfAndDoubleQuestions) {
  const auto error = [](const std::string& line) {
    const Ran ran = run_cli(line + " -f x");
    EXPECT_EQ(ran.status, 2);
    return ran.err.substr(0, ran.err.find('\n'));
  };
  EXPECT_EQ(error("lookup"), "rbacgraph: error: SUBJECT is missing");
  EXPECT_EQ(error("lookup a b"), "rbacgraph: error: too many arguments: \"b\"");
  EXPECT_EQ(error("lookup a --role b"),
            "rbacgraph: error: --role stands in the place of SUBJECT, and \"a\" stands there too");
  EXPECT_EQ(error("lookup --role a --regex b"),
            "rbacgraph: error: --regex and --role exclude each other");
  EXPECT_EQ(error("lookup --role a --as-group b"),
            "rbacgraph: error: --as-group says something of one subject, and --role asks about "
            "many");
  EXPECT_EQ(error("lookup a -o text"), "rbacgraph: error: unknown value \"text\" for --output");
  EXPECT_EQ(error("lookup a -k robot"), "rbacgraph: error: unknown value \"robot\" for --kind");
}

TEST(LookupCommand, EscapesHostileNames) {
  const Directory here(
      {{"a.json",
        R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding",
"metadata":{"name":"b\u001b[31m"},"roleRef":{"kind":"ClusterRole\n","name":"=r|\u202e"},
"subjects":[{"kind":"User","name":"=u\u001b|,"},{"kind":"Robot\u001b","name":"x"}]})"}});
  for (const char* format : {"table", "wide", "json", "ndjson", "yaml", "csv", "md", "name"}) {
    for (const char* what : {"--regex u", "--binding 'b\x1b[31m'"}) {
      const Ran ran = run_cli(std::string("lookup ") + what + " -f a.json -o " + format);
      EXPECT_EQ(ran.status, 0) << ran.err;
      EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("\x1b"))) << format;
      EXPECT_THAT(ran.out, Not(HasSubstr("\u202e"))) << format;
      EXPECT_THAT(ran.out, HasSubstr("=u")) << format;
    }
  }
  EXPECT_THAT(run_cli("lookup --binding 'b\x1b[31m' -f a.json -o wide").out,
              HasSubstr("gives nothing: roleRef.kind \"ClusterRole\\n\" never resolves; nobody: "
                        "subjects of kind \"Robot\\x1b\" are never matched\n"));
}

}  // namespace
}  // namespace rbacgraph::test
