#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

class CanI : public testing::Test {
 protected:
  Directory here_{{"shop.yaml", shop_yaml()}};
};

TEST_F(CanI, SaysYesOrNoAsKubectlDoes) {
  const Ran yes = run_cli("can-i get pods --as user:mia -f shop.yaml");
  EXPECT_EQ(yes.status, 0);
  EXPECT_EQ(yes.out, "yes\n");
  EXPECT_THAT(yes.err, StartsWith("Can user mia (in system:authenticated) get pods (core), in all "
                                  "namespaces?\n"));
  EXPECT_THAT(yes.err, HasSubstr("RBAC: allowed by ClusterRoleBinding \"mia-reads\""));
  const Ran no = run_cli("can-i delete pods --as user:mia -f shop.yaml");
  EXPECT_EQ(no.status, 1);
  EXPECT_EQ(no.out, "no\n");
}

TEST_F(CanI, ANoTellsRolesThatAreNotThere) {
  const Ran no = run_cli("can-i get pods --as user:zoe -f -",
                         shop_yaml() +
                             "---\napiVersion: rbac.authorization.k8s.io/v1\n"
                             "kind: ClusterRoleBinding\nmetadata: {name: lost}\n"
                             "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, "
                             "name: gone}\nsubjects:\n"
                             "- {apiGroup: rbac.authorization.k8s.io, kind: User, name: zoe}\n");
  EXPECT_EQ(no.status, 1);
  EXPECT_EQ(no.out, "no - RBAC: clusterrole.rbac.authorization.k8s.io \"gone\" not found\n");
}

TEST_F(CanI, TellsAnAccountThatIsNowhereInTheInput) {
  constexpr const char* kNote =
      "note: no service account ci/runer is in the input, and no binding names it; "
      "did you mean sa:ci/runner?\n";
  EXPECT_THAT(run_cli("can-i get secrets --as sa:ci/runer -n shop -f shop.yaml").err,
              HasSubstr(kNote));
  // One that a binding names is none of those, nor is one that is only there, nor a user.
  const std::string account = shop_yaml() +
                              "---\napiVersion: v1\nkind: ServiceAccount\n"
                              "metadata: {name: runer, namespace: ci}\n";
  for (const char* subject : {"sa:ci/runner", "sa:ci/runer", "user:nobody"})
    EXPECT_THAT(run_cli(std::string("can-i get secrets -n shop -f - --as ") + subject, account).err,
                testing::Not(HasSubstr("and no binding names it")))
        << subject;
}

TEST_F(CanI, QuietAnswersByExitStatusAlone) {
  const Ran yes = run_cli("can-i get pods --as user:mia -f shop.yaml -q");
  EXPECT_EQ(yes.status, 0);
  EXPECT_EQ(yes.out + yes.err, "");
  EXPECT_EQ(run_cli("can-i delete pods --as user:mia -f shop.yaml -q").status, 1);
}

TEST_F(CanI, TakesTheNamespaceAsGiven) {
  EXPECT_EQ(run_cli("can-i get secrets --as sa:ci/runner -n shop -f shop.yaml").out, "yes\n");
  EXPECT_EQ(run_cli("can-i get secrets --as sa:ci/runner -f shop.yaml").out, "no\n");
  EXPECT_EQ(run_cli("can-i get secrets --as sa:ci/runner -A -f shop.yaml").out, "no\n");
  EXPECT_EQ(run_cli("can-i get secrets tls --as user:noor -n shop -f shop.yaml").out, "yes\n");
  EXPECT_EQ(run_cli("can-i get secrets/tls --as user:noor -n shop -f shop.yaml").out, "yes\n");
  EXPECT_EQ(run_cli("can-i get secrets --as user:noor -n shop -f shop.yaml").out, "no\n");
}

TEST_F(CanI, ImpliesTheGroupsThatTheServerAdds) {
  const std::string bound = shop_yaml() +
                            "---\napiVersion: rbac.authorization.k8s.io/v1\n"
                            "kind: ClusterRoleBinding\nmetadata: {name: all}\n"
                            "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, "
                            "name: pod-reader}\nsubjects:\n"
                            "- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "
                            "'system:serviceaccounts:ci'}\n"
                            "- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: ops}\n";
  EXPECT_EQ(run_cli("can-i get pods --as sa:ci/x -f -", bound).out, "yes\n");
  EXPECT_EQ(run_cli("can-i get pods --as system:serviceaccount:ci:x -f -", bound).out, "yes\n");
  EXPECT_EQ(run_cli("can-i get pods --as user:jane -f -", bound).out, "no\n");
  EXPECT_EQ(run_cli("can-i get pods --as user:jane --as-group ops -f -", bound).out, "yes\n");
  EXPECT_EQ(run_cli("can-i get pods --as group:ops -f -", bound).out, "yes\n");
  const Ran master =
      run_cli("can-i delete nodes --as user:jane --as-group system:masters -f -", bound);
  EXPECT_EQ(master.out, "yes\n");
  EXPECT_THAT(master.err, HasSubstr("note: members of system:masters pass before RBAC is asked"));
}

TEST_F(CanI, AnAmbiguousSubjectListsTheChoices) {
  const std::string two = shop_yaml() +
                          "---\napiVersion: v1\nkind: ServiceAccount\n"
                          "metadata: {name: mia, namespace: shop}\n";
  const Ran ran = run_cli("can-i get pods --as mia -f -", two);
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "rbacgraph: error: \"mia\" is the name of 2 subjects\n"
            "hint: say which: sa:shop/mia, user:mia\n");
  EXPECT_EQ(run_cli("can-i get pods --as noor -f shop.yaml").status, 1);
  const Ran unknown = run_cli("can-i get pods --as nor -f shop.yaml");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, StartsWith("rbacgraph: error: no subject \"nor\" in the input\n"
                                      "hint: did you mean user:noor? "));
}

TEST_F(CanI, JsonHasTheGrants) {
  const Ran ran = run_cli("can-i get pods --as user:mia -f shop.yaml -o json");
  EXPECT_EQ(ran.status, 0);
  const json document = json::parse(ran.out);
  EXPECT_EQ(document["kind"], "CanI");
  EXPECT_EQ(document["allowed"], true);
  EXPECT_EQ(document["grants"][0]["binding"]["name"], "mia-reads");
  EXPECT_EQ(document["grants"][0]["source"],
            (json{{"file", "shop.yaml"}, {"line", 5}, {"column", 3}}));
  EXPECT_EQ(document["inputs"][0]["objects"],
            (json{{"ClusterRole", 1}, {"ClusterRoleBinding", 1}, {"Role", 2}, {"RoleBinding", 2}}));
}

TEST_F(CanI, WarnsOfANamespaceThatARealRequestWouldNotHave) {
  EXPECT_THAT(run_cli("can-i get nodes --as user:mia -n shop -f shop.yaml").err,
              HasSubstr("nodes is not namespaced"));
}

TEST_F(CanI, TakesOneVerbAndOneType) {
  const Ran ran = run_cli("can-i get,list pods --as user:mia -f shop.yaml");
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.err,
            "rbacgraph: error: can-i takes one verb and one type\n"
            "hint: who-can takes lists of them\n");
  EXPECT_EQ(run_cli("can-i get pods -f shop.yaml").err,
            "rbacgraph: error: --as is missing: whose request is it?\n"
            "hint: --as sa:ns/name, --as user:NAME or --as group:NAME\n");
}

// ---- Reviews ------------------------------------------------------------------------------------

constexpr std::string_view kMiaGetsPods =
    R"({"spec":{"user":"mia","resourceAttributes":{"verb":"get","resource":"pods"}}})";

TEST_F(CanI, ReviewsAreAnsweredLineByLine) {
  const std::string lines = std::string(kMiaGetsPods) + "\nnonsense\n\n" +
                            R"({"user":"zoe","nonResourceAttributes":{"verb":"get","path":"/x"}})";
  const Ran ran = run_cli("can-i --reviews - -f shop.yaml -q", lines);
  EXPECT_EQ(ran.status, 3);
  std::vector<json> out;
  std::istringstream in(ran.out);
  for (std::string line; std::getline(in, line);) out.push_back(json::parse(line));
  ASSERT_EQ(out.size(), 4U);
  EXPECT_EQ(out[0]["allowed"], true);
  EXPECT_TRUE(out[1].contains("error"));
  EXPECT_TRUE(out[2].contains("error"));
  EXPECT_EQ(out[3], (json{{"allowed", false}, {"denied", false}}));
  EXPECT_EQ(run_cli("can-i --reviews - -f shop.yaml", std::string(kMiaGetsPods) + "\n").status, 0);
  EXPECT_EQ(run_cli("can-i --reviews - -f shop.yaml", "").status, 0);
}

TEST_F(CanI, ReviewsSayUnknownWhereTheInputIsPartial) {
  const Directory broken{{"shop.yaml", shop_yaml() + "---\nkind: Role\nrules: [\n"}};
  const Ran ran =
      run_cli("can-i --reviews - -f shop.yaml",
              R"({"user":"zoe","resourceAttributes":{"verb":"get","resource":"pods"}})");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "{\"allowed\":false,\"denied\":false,\"unknown\":true}\n");
}

TEST_F(CanI, ALineWithoutEndIsNotKept) {
  const std::string lines =
      std::string((std::size_t{16} << 20U) + 10, 'x') + "\n" + std::string(kMiaGetsPods) + "\n";
  const Ran ran = run_cli("can-i --reviews - -f shop.yaml", lines);
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.out, StartsWith("{\"error\":\"the line has more than 16777216 bytes\"}\n"
                                  "{\"allowed\":true,"));
}

TEST_F(CanI, ReviewsGoWithNothingThatAReviewSaysItself) {
  EXPECT_EQ(run_cli("can-i --reviews r.ndjson --as user:x -f shop.yaml").err,
            "rbacgraph: error: --reviews and --as exclude each other\n"
            "hint: a review says itself who asks for what\n");
  EXPECT_EQ(run_cli("can-i get pods --reviews r.ndjson -f shop.yaml").status, 2);
  EXPECT_EQ(run_cli("can-i --reviews missing.ndjson -f shop.yaml").status, 3);
  EXPECT_THAT(run_cli("can-i --reviews . -f shop.yaml").err,
              HasSubstr("can't read .: Is a directory"));
}

}  // namespace
}  // namespace rbacgraph::test
