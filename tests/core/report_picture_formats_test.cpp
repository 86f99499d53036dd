/// Pictures as GraphML, tables, Mermaid and pages. Expected texts are worked out from what the
/// headers promise.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/analysis/answer_pictures.h"
#include "rbacgraph/analysis/who_can.h"
#include "rbacgraph/report/csv.h"
#include "rbacgraph/report/graphml.h"
#include "rbacgraph/report/mermaid.h"
#include "rbacgraph/report/picture_table.h"
#include "report/page_text.h"
#include "report/picture_words.h"
#include "support/make_policy.h"

namespace rbacgraph::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

PictureReport small_report(const std::string& user, const std::string& role = "reader") {
  Policy policy;
  policy.cluster_role(
      role, {{.verbs = "get", .resources = "pods"}, {.verbs = "list,watch", .resources = "pods"}});
  policy.role_binding("shop/readers", "ClusterRole/" + role, {"user:" + user});
  const auto graph = AccessGraph::build(policy.build());
  AccessQuery query;
  query.verb = "list";
  query.resource = "pods";
  const Answer answer = who_can(graph, query);
  PictureReport report;
  report.picture = picture_of(std::span(&answer, 1));
  report.picture.title = "Who can list pods?";
  report.command = "rbacgraph who-can list pods";
  return report;
}

std::string csv(const Table& table) {
  std::ostringstream out;
  write_csv(out, table, true);
  return out.str();
}

std::string mermaid(const PictureReport& report) {
  std::ostringstream out;
  write_mermaid(out, report);
  return out.str();
}

TEST(PictureCaption, TellsANearMissFromWhatIsNotThere) {
  PictureReport report = small_report("mia");
  const auto lines = [&] {
    std::vector<std::string> texts;
    for (const LegendEntry& entry : caption_of(report).legend) texts.push_back(entry.text);
    return texts;
  };
  report.picture.edges.front().missing = true;
  EXPECT_THAT(lines(), Contains("dotted line with ×: leads to what is not there"));
  report.picture.edges.front().lacking = true;
  EXPECT_THAT(lines(), Contains("dotted line with ×: is not there, and would make it a yes"));
  EXPECT_THAT(lines(), Not(Contains("dotted line with ×: leads to what is not there")));
}

TEST(PictureCaption, HasNotesAndTheFirstWarningOfEachKind) {
  PictureReport report = small_report("mia");
  report.notes = {"one is so", "another too"};
  const auto warning = [](const char* code, const char* message) {
    Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.message = message;
    return diagnostic;
  };
  report.diagnostics = {warning("gone", "a is gone"), warning("odd", "b is odd"),
                        warning("gone", "c is gone"), warning("gone", "d is gone")};
  const std::vector<std::string> lines = caption_of(report).lines;
  EXPECT_THAT(lines, Contains("Note: One is so. Another too."));
  EXPECT_THAT(lines, Contains("Warning: A is gone; and 2 more like this. B is odd."));
}

TEST(PictureFormats, GraphmlHasEveryFieldWithItsType) {
  std::ostringstream out;
  write_graphml(out, small_report("a<b"));
  const std::string text = out.str();
  EXPECT_THAT(text, HasSubstr("  <key id=\"edge.count\" for=\"edge\" attr.name=\"count\" "
                              "attr.type=\"long\"/>\n"));
  EXPECT_THAT(text,
              HasSubstr("    <data key=\"graph.title\">Who can list pods?</data>\n"
                        "    <data key=\"graph.command\">rbacgraph who-can list pods</data>\n"));
  EXPECT_THAT(text, HasSubstr("    <node id=\"User/a&lt;b\">\n"
                              "      <data key=\"node.kind\">User</data>\n"
                              "      <data key=\"node.name\">a&lt;b</data>\n"
                              "      <data key=\"node.rank\">who</data>\n"));
  EXPECT_THAT(text,
              HasSubstr("    <edge source=\"User/a&lt;b\" target=\"RoleBinding/shop/readers\">\n"
                        "      <data key=\"edge.kind\">bound-by</data>\n"
                        "      <data key=\"edge.namespace\">shop</data>\n"
                        "      <data key=\"edge.matches\">true</data>\n"
                        "    </edge>\n"));
  EXPECT_THAT(text, HasSubstr("      <data key=\"edge.rules\">[1]</data>\n"
                              "      <data key=\"edge.verbs\">[&quot;list&quot;]</data>\n"));
}

TEST(PictureFormats, GraphmlShowsWhatXmlHasNoPlaceFor) {
  std::ostringstream out;
  write_graphml(out, small_report("a\x1b\u202eb\\x1b"));
  EXPECT_THAT(out.str(), HasSubstr("<data key=\"node.name\">a\\x1b\\u202eb\\\\x1b</data>"));
}

TEST(PictureFormats, TablesSpellOutBothEnds) {
  const PictureReport report = small_report("=mia");
  EXPECT_EQ(csv(picture_edge_table(report.picture)),
            "FROM KIND,FROM NAMESPACE,FROM NAME,RELATION,TO KIND,TO NAMESPACE,TO NAME,TO GROUP,"
            "SCOPE,NAMESPACE,RULES,VERBS,RESOURCE NAMES,COUNT,DEAD,MISSING,MATCHES,CHANGE,FROM ID,"
            "TO ID\r\n"
            "User,,'=mia,bound-by,RoleBinding,shop,readers,,namespace,shop,,,,1,,,yes,,User/=mia,"
            "RoleBinding/shop/readers\r\n"
            "RoleBinding,shop,readers,refers-to,ClusterRole,,reader,,namespace,shop,,,,1,,,yes,,"
            "RoleBinding/shop/readers,ClusterRole/reader\r\n"
            "ClusterRole,,reader,allows,Resource,,pods,,,,1,list,,1,,,yes,,ClusterRole/reader,"
            "Resource//pods\r\n");
  EXPECT_THAT(csv(picture_node_table(report.picture)),
              HasSubstr("\r\nClusterRole,,reader,,role,,,,,,yes,,,,1,,,,ClusterRole/reader\r\n"));
}

TEST(PictureFormats, MermaidHasAWordForEveryIdentity) {
  const std::string text = mermaid(small_report("mia"));
  EXPECT_THAT(text, testing::StartsWith(
                        "---\ntitle: \"Who can list pods?\"\n---\nflowchart LR\n"
                        "  User_2fmia([\"U mia<br/>User\"]):::who\n"
                        "  RoleBinding_2fshop_2freaders{{\"RB readers<br/>only in ns shop\"}}"
                        ":::rolebinding\n"
                        "  ClusterRole_2freader(\"CR reader<br/>rule 1\"):::clusterrole\n"));
  EXPECT_THAT(text, HasSubstr("  User_2fmia -.-> RoleBinding_2fshop_2freaders\n"
                              "  RoleBinding_2fshop_2freaders -.-> ClusterRole_2freader\n"
                              "  ClusterRole_2freader --> Resource_2f_2fpods\n"));
}

TEST(PictureFormats, MermaidSaysWhatItDoesNotDraw) {
  PictureReport report = small_report("mia");
  std::ostringstream few;
  EXPECT_EQ(write_mermaid(few, report), "");
  EXPECT_THAT(few.str(), Not(HasSubstr("%%")));
  const PictureEdge edge = report.picture.edges.front();
  report.picture.edges.resize(501, edge);
  std::ostringstream many;
  const std::string told = write_mermaid(many, report);
  EXPECT_THAT(told, testing::StartsWith(
                        "Mermaid draws no more than 500 edges and 50000 characters, unless its "
                        "maxEdges and maxTextSize are raised; here are 501 and "));
  EXPECT_THAT(many.str(), HasSubstr("---\nflowchart LR\n  %% " + told + "\n  User_2fmia"));
  // Few edges, and long names.
  std::ostringstream wide;
  EXPECT_THAT(write_mermaid(wide, small_report(std::string(60'000, 'm'))),
              HasSubstr("here are 3 "));
}

TEST(PictureFormats, MermaidTakesNoOrdersFromNames) {
  const auto label = [](const std::string& user) {
    const std::string text = mermaid(small_report(user));
    const std::size_t start = text.find("[\"U ") + 4;
    return text.substr(start, text.find("<br/>", start) - start);
  };
  EXPECT_EQ(label("\"];end"), "#34;#93;#59;end");
  EXPECT_EQ(label("<b>&amp;"), "#60;b#62;#38;amp#59;");
  EXPECT_EQ(label("`*b*`"), "#96;#42;b#42;#96;");
  EXPECT_EQ(label("%%{init"), "#37;#37;#123;init");
  EXPECT_EQ(label("x direction LR"), "x direction#32;LR");
  EXPECT_EQ(label("www.a.b"), "www#46;a.b");
  EXPECT_EQ(label("jane@example.com"), "jane#64;example.com");
  EXPECT_EQ(label("- x"), "#45; x");
  EXPECT_EQ(label("한글"), "한글");
}

TEST(PictureFormats, APageHasItsHashesAndNothingOfNamesIsMarkup) {
  PictureReport report = small_report("</script><img src=x onerror=alert(1)>");
  report.picture.title = "{{script}} <b>&\"";
  const std::string page = page_text(report, "<?xml?>\n<svg id=\"x\"></svg>\n");
  EXPECT_THAT(page, HasSubstr("<title>{{script}} &lt;b&gt;&amp;&quot;</title>"));
  EXPECT_THAT(page,
              HasSubstr("<section id=\"picture\" aria-label=\"Picture\">\n<svg id=\"x\"></svg>"));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr("\\u003c/script\\u003e\\u003cimg src=x"));
  for (const std::string element : {"script", "style"}) {
    const std::string open = "<" + element + ">";
    const std::size_t start = page.find(open) + open.size();
    const std::string text = page.substr(start, page.find("</" + element, start) - start);
    EXPECT_THAT(page, HasSubstr(element + "-src '" + content_hash(text) + "'"));
  }
}

TEST(PictureFormats, HashesAreThoseOfContentSecurityPolicies) {
  // printf "alert('Hello, world.');" | openssl dgst -sha256 -binary | base64
  EXPECT_EQ(content_hash("alert('Hello, world.');"),
            "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
}

}  // namespace
}  // namespace rbacgraph::test
