#include <sstream>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/who_can.h"
#include "rbacgraph/report/answer_table.h"
#include "rbacgraph/report/summary.h"
#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;

AccessQuery query_of(std::string verb, std::string resource) {
  AccessQuery query;
  query.verb = std::move(verb);
  query.resource = std::move(resource);
  return query;
}

Answer ask(Policy& policy, const AccessQuery& query, bool expand = false) {
  const std::shared_ptr<const Snapshot> snapshot = policy.build();
  const Membership membership(snapshot);
  WhoCanOptions options;
  options.membership = &membership;
  options.expand_groups = expand;
  return who_can(AccessGraph::build(snapshot), query, options);
}

struct Look {
  bool wide = false;
  bool headers = true;
  bool color = false;
};

std::string table(const std::vector<Answer>& answers, const Look& look = {}) {
  std::ostringstream out;
  write_table(out, answer_table(answers, {.wide = look.wide}),
              {.headers = look.headers, .color = look.color});
  return out.str();
}

std::string names(const std::vector<Answer>& answers) {
  std::ostringstream out;
  write_names(out, answers);
  return out.str();
}

struct Shop : Policy {
  Shop() {
    cluster_role("reader",
                 {{.verbs = "get,list", .resources = "secrets"}, {.verbs = "*", .resources = "*"}});
    role("shop/tls", {{.verbs = "get", .resources = "secrets", .names = "tls,smtp"}});
    cluster_role_binding("all", "ClusterRole/reader", {"group:ops"});
    role_binding("shop/some", "ClusterRole/reader", {"sa:ci/runner"});
    role_binding("shop/one", "Role/tls", {"user:noor"});
  }
};

// Rows of tables stand here as they are printed.
// clang-format off

TEST(Table, HasOneRowForEachSubjectScopeBindingAndRole) {
  Shop policy;
  EXPECT_EQ(table({ask(policy, query_of("get", "secrets"))}),
            "SUBJECT     KIND             SCOPE               VIA                      ROLE\n"
            "ops         Group            cluster-wide        ClusterRoleBinding/all   ClusterRole/reader\n"
            "ci/runner   ServiceAccount   shop                RoleBinding/some         ClusterRole/reader\n"
            "noor        User             shop (only named)   RoleBinding/one          Role/tls\n");
}

TEST(Table, LeavesTheHeaderOutWhenAsked) {
  Shop policy;
  EXPECT_EQ(table({ask(policy, query_of("list", "secrets"))}, {.headers = false}),
            "ops         Group            cluster-wide   ClusterRoleBinding/all   ClusterRole/reader\n"
            "ci/runner   ServiceAccount   shop           RoleBinding/some         ClusterRole/reader\n");
}

TEST(Table, WideHasARowForEachRuleAndSaysWhatItIsLimitedTo) {
  Shop policy;
  EXPECT_EQ(
      table({ask(policy, query_of("get", "secrets"))}, {.wide = true, .headers = false}),
      "ops         Group            cluster-wide        ClusterRoleBinding/all   ClusterRole/reader   0   -          -   no member is known\n"
      "ops         Group            cluster-wide        ClusterRoleBinding/all   ClusterRole/reader   1   -          -\n"
      "ci/runner   ServiceAccount   shop                RoleBinding/some         ClusterRole/reader   0   -          -\n"
      "ci/runner   ServiceAccount   shop                RoleBinding/some         ClusterRole/reader   1   -          -\n"
      "noor        User             shop (only named)   RoleBinding/one          Role/tls             0   tls,smtp   -   only named: tls,smtp\n");
}

TEST(Table, WideSaysWhereAnAggregatedRuleIsFromAndThroughWhom) {
  Policy policy;
  policy.aggregated_role("edit", {{{"to", "edit"}}});
  policy.cluster_role("edit-secrets", {{.verbs = "get", .resources = "secrets"}}, {{"to", "edit"}});
  policy.role_binding("shop/b", "ClusterRole/edit", {"group:system:serviceaccounts:ci"});
  policy.service_account("ci/runner");
  const std::vector<Answer> answers{ask(policy, query_of("get", "secrets"), true)};
  EXPECT_EQ(table(answers, {.wide = true, .headers = false}),
            "system:serviceaccounts:ci   Group            shop   RoleBinding/b   ClusterRole/edit   0 (from edit-secrets)   -   -   1 known member: sa:ci/runner\n"
            "ci/runner                   ServiceAccount   shop   RoleBinding/b   ClusterRole/edit   0 (from edit-secrets)   -   -   through Group system:serviceaccounts:ci\n");
}

TEST(Table, ANameInTheQueryIsAPlainYes) {
  Shop policy;
  AccessQuery query = query_of("get", "secrets");
  query.name = "tls";
  EXPECT_EQ(table({ask(policy, query)}, {.headers = false}),
            "ops         Group            cluster-wide   ClusterRoleBinding/all   ClusterRole/reader\n"
            "ci/runner   ServiceAccount   shop           RoleBinding/some         ClusterRole/reader\n"
            "noor        User             shop           RoleBinding/one          Role/tls\n");
}

TEST(Table, TheOwnNamespaceObjectIsNoPlainYes) {
  Policy policy;
  policy.cluster_role("keeper", {{.verbs = "patch", .resources = "namespaces"}});
  policy.role_binding("shop/b", "ClusterRole/keeper", {"user:mia"});
  AccessQuery query = query_of("patch", "namespaces");
  query.place = {CheckScope::NamespaceObject, false};
  EXPECT_EQ(table({ask(policy, query)}, {.wide = true, .headers = false}),
            "mia   User   shop (only named)   RoleBinding/b   ClusterRole/keeper   0   shop   -   only named: shop\n");
}

TEST(Table, SeveralAnswersHaveTheQueryInFront) {
  Shop policy;
  const std::shared_ptr<const AccessGraph> graph = AccessGraph::build(policy.build());
  AccessQuery deployments = query_of("list", "deployments");
  deployments.group = "apps";
  EXPECT_EQ(table({who_can(graph, query_of("list", "secrets")), who_can(graph, deployments)}),
            "QUERY          SUBJECT     KIND             SCOPE          VIA                      ROLE\n"
            "list secrets   ops         Group            cluster-wide   ClusterRoleBinding/all   ClusterRole/reader\n"
            "list secrets   ci/runner   ServiceAccount   shop           RoleBinding/some         ClusterRole/reader\n");
}

TEST(Table, NobodyIsNoTableAtAll) {
  Policy policy;
  policy.cluster_role_binding("b", "ClusterRole/none", {"user:mia"});
  EXPECT_EQ(table({ask(policy, query_of("get", "pods"))}), "");
}

TEST(Table, NamesNeverReachTheTerminalRawAndWideOnesKeepTheColumns) {
  Policy policy;
  policy.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  policy.cluster_role_binding("b", "ClusterRole/r", {"user:山田", "user:\x1b[2Jx", "user:\xff"});
  EXPECT_EQ(table({ask(policy, query_of("get", "pods"))}),
            "SUBJECT    KIND   SCOPE          VIA                    ROLE\n"
            "\\x1b[2Jx   User   cluster-wide   ClusterRoleBinding/b   ClusterRole/r\n"
            "山田       User   cluster-wide   ClusterRoleBinding/b   ClusterRole/r\n"
            "\\xff       User   cluster-wide   ClusterRoleBinding/b   ClusterRole/r\n");
}

TEST(Table, ColourDoesNotChangeTheColumns) {
  Shop policy;
  const std::string colored =
      table({ask(policy, query_of("list", "secrets"))}, {.headers = false, .color = true});
  EXPECT_EQ(colored,
            "ops         Group            \x1b[1mcluster-wide\x1b[0m   ClusterRoleBinding/all   ClusterRole/reader\n"
            "ci/runner   ServiceAccount   shop           RoleBinding/some         ClusterRole/reader\n");
}

// clang-format on

TEST(Names, AreSpelledAsCommandsReadThemAndNamedOnce) {
  Shop policy;
  const std::shared_ptr<const AccessGraph> graph = AccessGraph::build(policy.build());
  EXPECT_EQ(names({who_can(graph, query_of("get", "secrets")),
                   who_can(graph, query_of("list", "secrets"))}),
            "group:ops\nsa:ci/runner\nuser:noor\n");
}

// ---- What is said besides ---------------------------------------------------------------------

TEST(Headline, RestatesTheQuestionAsItWasUnderstood) {
  AccessQuery query = query_of("list", "secrets");
  EXPECT_EQ(phrase(query), "list secrets (core), in all namespaces");
  query.ns = "shop";
  query.name = "tls";
  EXPECT_EQ(phrase(query), "list secrets (core) named \"tls\", in namespace shop");
  query = query_of("create", "pods");
  query.subresource = "exec";
  EXPECT_EQ(phrase(query), "create pods/exec (core), in all namespaces");
  query = query_of("list", "nodes");
  query.place = {CheckScope::Cluster, false};
  EXPECT_EQ(phrase(query), "list nodes (core, cluster-scoped)");
  query = query_of("*", "deployments");
  query.group = "apps";
  EXPECT_EQ(phrase(query), "do everything (\"*\") with deployments (apps), in all namespaces");
  query.any_verb = true;
  EXPECT_EQ(phrase(query), "do anything with deployments (apps), in all namespaces");
  query = query_of("get", "secrets");
  query.group = "core";
  EXPECT_EQ(phrase(query), "get secrets (the group spelled \"core\"), in all namespaces")
      << "which is not the core group";
  query = query_of("get", "");
  query.any_resource = true;
  EXPECT_EQ(phrase(query), "get any resource at all, in all namespaces");
  query = query_of("get", "");
  query.non_resource_url = "/livez";
  EXPECT_EQ(phrase(query), "get /livez");
}

TEST(Trailer, CountsTheKindsOfYesAndTheDead) {
  Shop policy;
  policy.role("shop/none", {});
  AccessQuery query = query_of("deletecollection", "secrets");
  policy.role("shop/sweep", {{.verbs = "deletecollection", .resources = "secrets", .names = "a"}});
  policy.role_binding("shop/sweepers", "Role/sweep", {"user:mia"});
  const std::vector<Answer> answers{ask(policy, query)};
  const std::vector<std::string> narrow = trailer(answers, false);
  ASSERT_FALSE(narrow.empty());
  EXPECT_EQ(narrow[0], "2 subjects (1 cluster-wide), 1 dead grant (no real request can use it)");
  const std::vector<std::string> wide = trailer(answers, true);
  ASSERT_EQ(wide.size(), narrow.size() + 1);
  EXPECT_EQ(wide[1],
            "dead: user:mia by RoleBinding/sweepers in shop to Role/sweep, rule 0: the rule is for "
            "named objects only, and deletecollection never carries a name");
}

TEST(Trailer, SaysThatNobodyIsOnlyAsGoodAsTheInput) {
  Shop complete;
  EXPECT_EQ(trailer(std::vector<Answer>{ask(complete, query_of("x", "y.z"))}, false)[0],
            "2 subjects (1 cluster-wide)");
  Policy policy;
  policy.role("shop/r", {{.verbs = "get", .resources = "pods"}});
  policy.role_binding("shop/b", "Role/r", {"user:mia"});
  EXPECT_EQ(trailer(std::vector<Answer>{ask(policy, query_of("get", "secrets"))}, false)[0],
            "Nobody, as far as the input tells: no binding in it grants this; the input is "
            "incomplete, so somebody may all the same");
}

TEST(GapLines, NameTheKindsOfWhichThereIsNone) {
  Policy policy;
  policy.role("shop/r", {{.verbs = "get", .resources = "pods"}});
  policy.role_binding("shop/b", "Role/r", {"user:mia"});
  policy.role_binding("shop/c", "ClusterRole/view", {"user:mia"});
  policy.builder().add_coverage({"Role", "stage", CoverageState::Refused, "403"});
  EXPECT_EQ(gap_lines(*policy.build()),
            (std::vector<std::string>{
                "incomplete: Roles in namespace stage: refused (403)",
                "no ClusterRoleBindings and no ClusterRoles in the input: answers are lower "
                "bounds"}));
}

TEST(GapLines, LeaveOutARoleKindThatNoBindingMisses) {
  Policy policy;
  policy.role("shop/r", {{.verbs = "get", .resources = "pods"}});
  policy.role_binding("shop/b", "Role/r", {"user:mia"});
  EXPECT_EQ(
      gap_lines(*policy.build()),
      (std::vector<std::string>{"no ClusterRoleBindings in the input: answers are lower bounds"}));
}

TEST(DiagnosticLines, ShowAFewOfEachCodeAndCountTheRest) {
  Shop policy;
  const std::shared_ptr<const Snapshot> snapshot = policy.build();
  std::vector<Diagnostic> diagnostics;
  for (int i = 0; i < 5; ++i)
    diagnostics.push_back({Severity::Warning,
                           "dangling-role-ref",
                           "no role " + std::to_string(i),
                           std::nullopt,
                           {},
                           i == 2 ? "or drop it" : "make it",
                           false});
  diagnostics.push_back({Severity::Error, "bad-object", "what\x1b", std::nullopt, {}, "", true});
  std::vector<std::string> texts;
  for (const DiagnosticLine& line : diagnostic_lines(*snapshot, diagnostics))
    texts.push_back(line.text + (line.hint.empty() ? "" : " [" + line.hint + "]"));
  EXPECT_EQ(texts, (std::vector<std::string>{
                       "what\\x1b", "no role 0 [make it]", "no role 1", "no role 2 [or drop it]",
                       "and 2 more dangling-role-ref (all of them with -o json)"}));
}

}  // namespace
}  // namespace rbacgraph
