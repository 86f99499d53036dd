// What diff writes for programs and for pull requests.
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

TEST_F(DiffCommand, WritesADocument) {
  const Ran ran = run_cli("diff a.yaml b.yaml -q -o json --only lost -n shop");
  EXPECT_EQ(ran.status, 1);
  const json document = json::parse(ran.out);
  EXPECT_EQ(document["kind"], "Diff");
  EXPECT_EQ(document["query"], (json{{"only", {"lost"}},
                                     {"namespace", "shop"},
                                     {"subjects", json::array()},
                                     {"expandGroups", false},
                                     {"byPermission", false}}));
  const json viewer{{"kind", "ClusterRole"}, {"name", "viewer"}};
  EXPECT_EQ(
      document["objects"],
      json::array(
          {{{"change", "changed"},
            {"object", viewer},
            {"fields",
             json::array({{{"path", "rules[0].verbs"}, {"a", {"*"}}, {"b", {"get", "list"}}}})},
            {"source", {{"file", "b.yaml"}, {"line", 8}, {"column", 1}}}}}));
  const json binding{{"kind", "RoleBinding"}, {"namespace", "shop"}, {"name", "view"}};
  EXPECT_EQ(
      document["access"],
      json::array(
          {{{"number", 4},
            {"change", "lost"},
            {"subject", {{"kind", "User"}, {"name", "mia"}}},
            {"clusterWide", false},
            {"namespaces", {"shop"}},
            {"verbs", {"*"}},
            {"apiGroups", {""}},
            {"resources", {"services"}},
            {"except",
             json::array(
                 {{{"verbs", {"get", "list"}}, {"apiGroups", {""}}, {"resources", {"services"}}}})},
            {"powerful", json::array()},
            {"causes", json::array({{{"change", "changed"}, {"object", viewer}}})},
            {"undo", json::array({json::array({0})})},
            {"grants",
             json::array({{{"binding", binding},
                           {"role", viewer},
                           {"rule", 0},
                           {"through", {{"kind", "User"}, {"name", "mia"}}},
                           {"source", {{"file", "a.yaml"}, {"line", 11}, {"column", 3}}},
                           {"bindingSource", {{"file", "a.yaml"}, {"line", 19}, {"column", 1}}}}})},
            {"grantCount", 1},
            {"otherGrants",
             json::array({{{"binding", binding},
                           {"role", viewer},
                           {"rule", 0},
                           {"through", {{"kind", "User"}, {"name", "mia"}}},
                           {"source", {{"file", "b.yaml"}, {"line", 12}, {"column", 3}}},
                           {"bindingSource", {{"file", "b.yaml"}, {"line", 26}, {"column", 1}}}}})},
            {"otherGrantCount", 1}}}));
  EXPECT_EQ(document["summary"]["leftOut"], (json{{"objects", 2}, {"access", 3}}));
  EXPECT_EQ(document["summary"]["lost"],
            (json{{"entries", 1}, {"powerful", 0}, {"dead", 0}, {"already", 0}, {"subjects", 1}}));
  EXPECT_EQ(document["inputs"][0]["side"], "a");
  EXPECT_EQ(document["inputs"][1]["name"], "b.yaml");
  EXPECT_EQ(document["incomplete"][1], (json{{"side", "b"},
                                             {"kind", "ClusterRoleBinding"},
                                             {"state", "absent"},
                                             {"why", document["incomplete"][1]["why"]}}));
}

TEST_F(DiffCommand, WritesACommentForAPullRequest) {
  const std::string text = run_cli("diff a.yaml b.yaml -q -o md").out;
  EXPECT_EQ(text.substr(0, text.find("<details>\n<summary>Made from")),
            "## RBAC: powerful access gained\n"
            "\n"
            "3 objects differ, 3 accesses gained (2 powerful), 1 lost.\n"
            "\n"
            "### Gained, powerful\n"
            "\n"
            "| # | SUBJECT | SCOPE | ACCESS | POWERFUL | CAUSE | SOURCE |\n"
            "| --- | --- | --- | --- | --- | --- | --- |\n"
            "| + 1 | `sa:ci/runner` | `shop` | `get,list secrets` | read-secrets | `changed "
            "ClusterRole/deployer` | `b.yaml:1:1` |\n"
            "| + 2 | `sa:ci/runner` | `stage` | `get,list secrets` | read-secrets | `added "
            "RoleBinding/ci in stage to ClusterRole/deployer and 1 more` | `b.yaml:20:1` |\n"
            "\n"
            "- `read-secrets (RBAC-TOK-002): read Secrets: list and watch show the contents too`\n"
            "\n"
            "### Gained\n"
            "\n"
            "| # | SUBJECT | SCOPE | ACCESS | CAUSE | SOURCE |\n"
            "| --- | --- | --- | --- | --- | --- |\n"
            "| + 3 | `sa:ci/runner` | `stage` | `get,list deployments.apps` | `added "
            "RoleBinding/ci in stage to ClusterRole/deployer` | `b.yaml:20:1` |\n"
            "\n"
            "### Lost\n"
            "\n"
            "| # | SUBJECT | SCOPE | ACCESS | CAUSE | SOURCE |\n"
            "| --- | --- | --- | --- | --- | --- |\n"
            "| - 4 | `user:mia` | `shop` | `* services but not get,list` | `changed "
            "ClusterRole/viewer` | `b.yaml:8:1` |\n"
            "\n"
            "<details>\n"
            "<summary>3 objects differ</summary>\n"
            "\n"
            "| CHANGE | OBJECT | NAMESPACE | SOURCE | FIELDS |\n"
            "| --- | --- | --- | --- | --- |\n"
            "| added | `RoleBinding/ci` | `stage` | `b.yaml:20:1` | |\n"
            "| changed | `ClusterRole/deployer` | | `b.yaml:1:1` | `rules[1] is new: get,list "
            "secrets` |\n"
            "| changed | `ClusterRole/viewer` | | `b.yaml:8:1` | `rules[0].verbs was *, is "
            "get,list` |\n"
            "\n"
            "</details>\n"
            "\n"
            "- `A: no ClusterRoleBindings in the input: answers are lower bounds`\n"
            "- `B: no ClusterRoleBindings in the input: answers are lower bounds`\n"
            "\n");
  EXPECT_THAT(run_cli("diff a.yaml a.yaml -q -o md").out,
              HasSubstr("## RBAC: nothing differs\n\nNo object differs, no access gained or "
                        "lost.\n"));
}

TEST(DiffCommandNames, HostileOnesAreHarmless) {
  const std::string mia =
      R"({kind: User, apiGroup: rbac.authorization.k8s.io, name: "m|\e[31m`<b>"})";
  const std::string reads = role("r", rule("\"\"", "pods", "get"));
  const Directory here{{"a.yaml", reads + binding("b", "shop", "r", kMia)},
                       {"b.yaml", reads + binding("b", "shop", "r", mia)}};
  EXPECT_THAT(run_cli("diff a.yaml b.yaml -q").out, HasSubstr("+ 1   user:m|\\x1b[31m`<b>   "));
  EXPECT_THAT(run_cli("diff a.yaml b.yaml -q").out,
              HasSubstr("subjects: no longer user:mia; also user:m|\\x1b[31m`<b>\n"));
  EXPECT_THAT(run_cli("diff a.yaml b.yaml -q --why 1").out,
              HasSubstr("+ 1: user:m|\\x1b[31m`<b> gained get pods, in shop\n"));
  EXPECT_THAT(run_cli("diff a.yaml b.yaml -q -o md").out,
              HasSubstr("| + 1 | ``user:m\\|\\x1b[31m`<b>`` |"));
}

/// A user is given thirteen roles that say the same, each by a binding of its own.
std::string many_ways_yaml() {
  std::string yaml;
  for (char c = 'a'; c <= 'm'; ++c) {
    const std::string name(1, c);
    yaml += role(name, rule("\"\"", "pods", "get")) + binding(name, "shop", name, kMia);
  }
  return yaml;
}

TEST(DiffDocument, SaysWhereThereAreMoreWaysToUndoIt) {
  const Directory here{{"b.yaml", many_ways_yaml()}};
  const Ran ran = run_cli("diff /dev/null b.yaml -o json");
  const json entry = json::parse(ran.out)["access"][0];
  EXPECT_EQ(entry["causes"].size(), 26U);
  EXPECT_EQ(entry["undo"].size(), 8U);
  EXPECT_EQ(entry["undo"][0].size(), 13U);
  EXPECT_EQ(entry["moreUndo"], true);
  const std::string note =
      "note: 1 change of access can be undone in more ways than the 8 that are told";
  EXPECT_THAT(ran.err, HasSubstr(note + "\n"));
  EXPECT_THAT(run_cli("diff /dev/null b.yaml").err, HasSubstr(note + "\n"));
  EXPECT_THAT(run_cli("diff /dev/null b.yaml -o md").out, HasSubstr("- " + note + "\n"));
  EXPECT_THAT(run_cli("diff /dev/null b.yaml --why 1").out,
              HasSubstr("\n  or others: there are more ways than are listed\n"));
  const Directory few{{"a.yaml", before_yaml()}, {"b.yaml", after_yaml()}};
  const Ran none = run_cli("diff a.yaml b.yaml -o json");
  EXPECT_FALSE(json::parse(none.out)["access"][1].contains("moreUndo"));
  EXPECT_THAT(none.err, Not(HasSubstr("more ways")));
}

TEST(DiffMarkdown, CutsLongCellsAndNotTheirRows) {
  // Names of 9 000 bytes, of two bytes a letter.
  std::string name;
  while (name.size() < 9'000) name += "ä";
  std::string many;
  for (int at = 0; at < 900; ++at) many += (at == 0 ? "" : ", ") + ("thing" + std::to_string(at));
  const Directory here{
      {"a.yaml", role("r", rule("\"\"", "pods", "get"))},
      {"b.yaml",
       role("r", rule("\"\"", "pods, " + many, "get")) +
           binding("b", "shop", "r",
                   "{kind: User, apiGroup: rbac.authorization.k8s.io, name: " + name + "}")}};
  const std::string text = run_cli("diff a.yaml b.yaml -q -o md").out;
  EXPECT_LT(text.size(), 65'536U);
  EXPECT_THAT(text, Not(HasSubstr("too long")));
  EXPECT_THAT(text, Not(HasSubstr("left out")));
  std::size_t rows = 0;
  for (std::size_t at = text.find("\n| + "); at != std::string::npos;
       at = text.find("\n| + ", at + 1)) {
    const std::string row = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    ++rows;
    EXPECT_LE(row.size(), 4'000U);
    EXPECT_THAT(row, HasSubstr("| `user:ää"));
    // "user:" and 9 000 bytes, but the half of a letter.
    EXPECT_THAT(row, HasSubstr("… and 8006 bytes more` | `shop` | `get "));
    EXPECT_THAT(row, HasSubstr("`added RoleBinding/b in shop to ClusterRole/r"));
  }
  EXPECT_EQ(rows, 2U);
  EXPECT_THAT(text, HasSubstr("th… and 6993 bytes more` | "));
  // What is changed is told in brief.
  EXPECT_THAT(text,
              HasSubstr("| changed | `ClusterRole/r` | | `b.yaml:1:1` | `rules[0].resources was "
                        "pods, is pods,thing0,thing1,thing10,thing100,thing101 and 895 more` |\n"));
}

}  // namespace
}  // namespace rbacgraph::test
