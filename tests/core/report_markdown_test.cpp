#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/analysis/who_can.h"
#include "rbacgraph/report/markdown.h"
#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using testing::HasSubstr;

std::string row(Cell::Value value) {
  std::ostringstream out;
  write_markdown_table(out, {{"A"}, {{{std::move(value)}}}});
  const std::string text = out.str();
  EXPECT_TRUE(text.starts_with("| A |\n| --- |\n"));
  return text.substr(std::string_view("| A |\n| --- |\n").size());
}

std::string text(std::string value) { return row(std::move(value)); }

TEST(Markdown, NamesAreCodeAndOurWordsAreNot) {
  EXPECT_EQ(text("jane"), "| `jane` |\n");
  EXPECT_EQ(row(Words{"cluster-wide"}), "| cluster-wide |\n");
  EXPECT_EQ(row(std::uint64_t{3}), "| 3 |\n");
  EXPECT_EQ(row(std::monostate{}), "| |\n");
  EXPECT_EQ(row(std::vector<std::string>{"a", ""}), "| `a`, `\"\"` |\n");
}

TEST(Markdown, NothingInANameEndsItsSpanOrItsCell) {
  EXPECT_EQ(text("a|b"), "| `a\\|b` |\n");
  EXPECT_EQ(text("a\\|b"), "| `a\\\\x7cb` |\n");
  EXPECT_EQ(text("a`b"), "| ``a`b`` |\n");
  EXPECT_EQ(text("`a``"), "| ``` `a`` ``` |\n");
  EXPECT_EQ(text(" a "), "| `  a  ` |\n");
  EXPECT_EQ(text("  "), "| `\"  \"` |\n");
  EXPECT_EQ(text("a\nb"), "| `a\\nb` |\n");
  EXPECT_EQ(text("<script>"), "| `<script>` |\n");
}

TEST(Markdown, AReportSaysTheQuestionTheRowsAndWhatItIsMadeFrom) {
  test::Policy policy;
  policy.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  policy.cluster_role_binding("b", "ClusterRole/r", {"user:@octocat"});
  policy.role_binding("shop/b", "ClusterRole/none", {"user:x"});
  policy.builder().add_source(
      {.display = "/home/jane/a.json", .sha256 = "abc", .kept = {{"ClusterRole", 1}}});
  AccessQuery query;
  query.verb = "get";
  query.resource = "pods";
  std::ostringstream out;
  write_markdown(out, std::vector<Answer>{who_can(AccessGraph::build(policy.build()), query)});
  EXPECT_THAT(out.str(), testing::StartsWith("# Who can get pods (core), in all namespaces?\n\n"
                                             "| SUBJECT | KIND | SCOPE | VIA | ROLE | RULE | "
                                             "NAMES | SOURCE | NOTE |\n"));
  EXPECT_THAT(out.str(), HasSubstr("| `@octocat` | User | cluster-wide | `ClusterRoleBinding/b` | "
                                   "`ClusterRole/r` | 0 | | | |\n\n- 1 subject (1 cluster-wide)"));
  EXPECT_THAT(out.str(), HasSubstr("## About the input\n\n- `warning: RoleBinding \"shop/b\" "));
  EXPECT_THAT(out.str(), HasSubstr("| `a.json` | `abc` | `1 ClusterRole` | | 0 |\n"));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("/home")));
}

}  // namespace
}  // namespace rbacgraph
