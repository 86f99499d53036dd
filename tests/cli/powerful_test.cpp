// --powerful of who-can and rules: what it marks, lists and refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// "subject: ids" of the items of a document.
std::vector<std::string> items(const std::string& text, std::string_view key) {
  std::vector<std::string> lines;
  const nlohmann::json document = nlohmann::json::parse(text);
  for (const auto& item : document.at("items")) {
    std::string line = key == "subject" ? item["subject"]["name"].get<std::string>()
                                        : item["resources"][0].get<std::string>();
    line += ":";
    for (const auto& id : item.at("powerful")) line += " " + id.get<std::string>();
    lines.push_back(std::move(line));
  }
  return lines;
}

TEST(WhoCanPowerfulCommand, AloneListsEverybodyAndSaysWhatItIs) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("who-can --powerful -f shop.yaml");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "SUBJECT     KIND             SCOPE               VIA                  ROLE        "
            "         POWERFUL\n"
            "ci/runner   ServiceAccount   shop                RoleBinding/runner   "
            "Role/secret-reader   read-secrets\n"
            "noor        User             shop (only named)   RoleBinding/noor     Role/tls-reader "
            "     read-secrets (only named)\n");
  EXPECT_THAT(ran.err, HasSubstr("Who can do something powerful, in all namespaces?\n"
                                 "2 subjects (1 only named objects)\n"
                                 "powerful: read-secrets (RBAC-TOK-002): read Secrets: list and "
                                 "watch show the contents too\n"));
}

TEST(WhoCanPowerfulCommand, TakesTheFiltersOfWhoCan) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  EXPECT_EQ(run_cli("who-can --powerful -k sa -o name -f shop.yaml").out, "sa:ci/runner\n");
  EXPECT_EQ(run_cli("who-can --powerful --fail-on found -q -f shop.yaml").status, 1);
  EXPECT_EQ(run_cli("who-can --powerful -n stage --fail-on found -f shop.yaml").status, 0);
  EXPECT_EQ(run_cli("who-can --powerful -k group --fail-on empty -f shop.yaml").status, 1);
}

TEST(WhoCanPowerfulCommand, MarksTheRowsOfAQuestion) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  EXPECT_THAT(items(run_cli("who-can get secrets --powerful -o json -f shop.yaml").out, "subject"),
              testing::ElementsAre("runner: RBAC-TOK-002", "noor: RBAC-TOK-002"));
  EXPECT_THAT(items(run_cli("who-can get pods --powerful -o json -f shop.yaml").out, "subject"),
              testing::ElementsAre("mia:"));
  const Ran marked = run_cli("who-can get pods --powerful -o csv -f shop.yaml");
  EXPECT_THAT(marked.out, HasSubstr("RULE,NAMES,SOURCE,NOTE,POWERFUL,POWERFUL IDS\r\n"));
  EXPECT_THAT(marked.err, Not(HasSubstr("powerful: ")));
  EXPECT_THAT(run_cli("who-can get pods -o json -f shop.yaml").out, Not(HasSubstr("powerful")));
}

TEST(WhoCanPowerfulCommand, ItsDocumentSaysWhatTheIdsMean) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const nlohmann::json document =
      nlohmann::json::parse(run_cli("who-can --powerful -o json -f shop.yaml").out);
  EXPECT_EQ(document["kind"], "WhoCan");
  EXPECT_EQ(document["query"]["powerful"], true);
  EXPECT_EQ(document["powerfulPermissions"].size(), 1U);
  EXPECT_EQ(document["powerfulPermissions"][0]["id"], "RBAC-TOK-002");
  EXPECT_EQ(document["powerfulPermissions"][0]["name"], "read-secrets");
  EXPECT_EQ(document["items"][0]["grants"][0]["powerful"], nlohmann::json({"RBAC-TOK-002"}));
}

TEST(WhoCanPowerfulCommand, StillNeedsAWholeQuestionWhereOneIsBegun) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  EXPECT_THAT(run_cli("who-can --powerful get -f shop.yaml").err, HasSubstr("TYPE is missing"));
  EXPECT_THAT(run_cli("who-can --powerful --name x -f shop.yaml").err,
              HasSubstr("VERB and TYPE are missing"));
}

TEST(RulesPowerfulCommand, ShowsWhatIsPowerfulOnly) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("rules sa:ci/runner --powerful -f shop.yaml");
  EXPECT_THAT(ran.out, HasSubstr("POWERFUL\n"));
  EXPECT_THAT(ran.out, HasSubstr("read-secrets\n"));
  EXPECT_THAT(ran.err, testing::StartsWith("What powerful things can sa:ci/runner do, in all "
                                           "namespaces?\n"));
  EXPECT_THAT(ran.err, HasSubstr("powerful: read-secrets (RBAC-TOK-002): "));
  EXPECT_THAT(items(run_cli("rules sa:ci/runner --powerful -o json -f shop.yaml").out, "resource"),
              testing::ElementsAre("secrets: RBAC-TOK-002"));
  const Ran none = run_cli("rules user:mia --powerful -f shop.yaml");
  EXPECT_EQ(none.status, 0);
  EXPECT_EQ(none.out, "");
  EXPECT_THAT(none.err, HasSubstr("Nothing powerful, as far as the input tells: no binding in it "
                                  "gives any powerful permission\n"));
}

TEST(PowerfulCommands, HaveTheSameIdsInEveryFormat) {
  const Directory here({{"a.yaml", R"(apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: all}
rules:
- {apiGroups: [""], resources: [secrets, pods], verbs: ["*"]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: mia}]
)"}});
  // Creating pods is critical, reading Secrets and changing pods is high.
  const std::string ids = "RBAC-POD-001,RBAC-TOK-002,RBAC-POD-006";
  EXPECT_THAT(run_cli("who-can --powerful -o csv -f a.yaml").out, HasSubstr("\"" + ids + "\"\r\n"));
  EXPECT_THAT(run_cli("who-can --powerful -o wide -f a.yaml").out, HasSubstr(" POWERFUL IDS\n"));
  EXPECT_THAT(run_cli("who-can --powerful -o wide -f a.yaml").out, HasSubstr(" " + ids + "\n"));
  EXPECT_THAT(items(run_cli("who-can --powerful -o json -f a.yaml").out, "subject"),
              testing::ElementsAre("mia: RBAC-POD-001 RBAC-TOK-002 RBAC-POD-006"));
  EXPECT_THAT(run_cli("lookup user:mia --powerful -o csv -f a.yaml").out,
              HasSubstr("\"" + ids + "\"\r\n"));
  EXPECT_THAT(items(run_cli("lookup user:mia --powerful -o json -f a.yaml").out, "subject"),
              testing::ElementsAre("mia: RBAC-POD-001 RBAC-TOK-002 RBAC-POD-006"));
}

TEST(LookupPowerfulCommand, LeavesTheBindingsThatGiveSomething) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("lookup --regex . --powerful -f shop.yaml");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "SUBJECT     KIND             SCOPE   ROLE                 BINDING              VIA    "
            "  POWERFUL\n"
            "ci/runner   ServiceAccount   shop    Role/secret-reader   RoleBinding/runner   direct "
            "  read-secrets\n"
            "noor        User             shop    Role/tls-reader      RoleBinding/noor     direct "
            "  read-secrets (only named)\n");
  EXPECT_THAT(ran.err, HasSubstr("2 bindings (2 in 1 namespace) of 2 subjects\n"
                                 "powerful: read-secrets (RBAC-TOK-002): "));
  EXPECT_EQ(run_cli("lookup --regex . --powerful -o name -f shop.yaml").out,
            "sa:ci/runner\nuser:noor\n");
  EXPECT_THAT(run_cli("lookup user:mia --powerful -f shop.yaml").err,
              HasSubstr("Nothing powerful, as far as the input tells"));
}

TEST(MatrixPowerfulCommand, MarksTheCells) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli(
      "matrix sa:ci/runner user:noor user:mia --resources secrets,pods --verbs get,list,delete "
      "--powerful --ascii -f shop.yaml");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "RESOURCE   VERBS      sa:ci/runner   user:noor   user:mia\n"
            "secrets    get        ~!             n!          .\n"
            "secrets    list       ~!             .           .\n"
            "secrets    delete     .              .           .\n"
            "pods       get,list   .              .           Y\n"
            "pods       delete     .              .           .\n");
  EXPECT_THAT(ran.err, HasSubstr(" no   ! powerful\npowerful: read-secrets (RBAC-TOK-002): "));
  const std::string one = "matrix sa:ci/runner --resources secrets --verbs get,delete --powerful";
  EXPECT_EQ(run_cli(one + " -o csv -f shop.yaml").out,
            "SUBJECT,RESOURCE,GET,DELETE,POWERFUL VERBS\r\n"
            "sa:ci/runner,secrets,some-namespaces,no,get\r\n");
  const nlohmann::json document = nlohmann::json::parse(run_cli(one + " -o json -f shop.yaml").out);
  EXPECT_EQ(document["items"][0]["access"][0]["powerful"],
            nlohmann::json({{"get", {"RBAC-TOK-002"}}}));
  EXPECT_EQ(document["powerfulPermissions"][0]["severity"], "high");
  EXPECT_THAT(run_cli("matrix sa:ci/runner --resources secrets -f shop.yaml").out,
              Not(HasSubstr("!")));
}

TEST(MatrixPowerfulCommand, CountsWhereItCounts) {
  const Directory here({{"a.yaml", R"(apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: binder}
rules:
- {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: binder}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: mia}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: binder}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: noor}]
)"}});
  const auto ids = [](const std::string& who) {
    const std::string question = "matrix " + who + " --resources clusterroles --verbs bind";
    return nlohmann::json::parse(run_cli(question + " --powerful -o json -f a.yaml")
                                     .out)["items"][0]["access"][0]["powerful"]["bind"];
  };
  EXPECT_EQ(ids("user:mia"), nlohmann::json({"RBAC-ESC-004"}));
  EXPECT_EQ(ids("user:noor"), nlohmann::json({"RBAC-ESC-003", "RBAC-ESC-004"}));
}

TEST(PowerfulCommands, TellEachThatIsOnlyNamedApart) {
  const Directory here({{"a.yaml", R"(apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: some}
rules:
- {apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: [tls]}
- {apiGroups: [""], resources: [pods], verbs: [patch], resourceNames: [web]}
- {apiGroups: [""], resources: [pods], verbs: [create]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: some}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: mia}]
)"}});
  EXPECT_THAT(run_cli("who-can --powerful -f a.yaml").out,
              HasSubstr(" create-pods, read-secrets (only named), change-pods (only named)\n"));
  const nlohmann::json item =
      nlohmann::json::parse(run_cli("who-can --powerful -o json -f a.yaml").out)["items"][0];
  EXPECT_EQ(item["powerful"], nlohmann::json({"RBAC-POD-001", "RBAC-TOK-002", "RBAC-POD-006"}));
  EXPECT_EQ(item["powerfulOnlyNamed"], nlohmann::json({"RBAC-TOK-002", "RBAC-POD-006"}));
  for (const auto& grant : item["grants"])
    EXPECT_EQ(grant.contains("powerfulOnlyNamed"), grant["powerful"][0] != "RBAC-POD-001");
  const nlohmann::json row = nlohmann::json::parse(
      run_cli("lookup user:mia --powerful -o json -f a.yaml").out)["items"][0];
  EXPECT_EQ(row["powerfulOnlyNamed"], item["powerfulOnlyNamed"]);
  const nlohmann::json rules =
      nlohmann::json::parse(run_cli("rules user:mia --powerful -o json -f a.yaml").out);
  std::size_t named = 0;
  for (const auto& rule : rules["items"]) named += rule.contains("powerfulOnlyNamed") ? 1U : 0U;
  EXPECT_EQ(named, 2U);
}

}  // namespace
}  // namespace rbacgraph::test
