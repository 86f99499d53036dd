// Each check of lint both ways: where it fires, and next to that where it doesn't.
#include "rbacgraph/analysis/lint.h"

#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using test::RuleWords;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// "severity check object[rule]: message" of the findings of some checks.
std::vector<std::string> said(const LintReport& report) {
  std::vector<std::string> lines;
  for (const LintFinding& finding : report.findings) {
    std::string line(to_string(finding.severity));
    line.append(" ").append(lint_checks()[finding.check].id).append(" ");
    if (!finding.object.ns.empty()) line.append(finding.object.ns).append("/");
    line += finding.object.name;
    if (finding.rule) line.append("[").append(std::to_string(*finding.rule)).append("]");
    lines.push_back(line + ": " + finding.message);
  }
  return lines;
}

LintReport report_of(const std::shared_ptr<const Snapshot>& snapshot, std::string_view only) {
  LintOptions options;
  if (!only.empty()) options.checks = {*find_lint_check(only)};
  return lint(AccessGraph::build(snapshot), std::move(options));
}

LintReport report_of(Policy& p, std::string_view only) { return report_of(p.build(), only); }

std::vector<std::string> lint_only(Policy& p, std::string_view only) {
  return said(report_of(p, only));
}

/// The findings about one rule of a bound ClusterRole, without severity and object.
std::vector<std::string> flaws_of(const RuleWords& rule) {
  Policy p;
  p.cluster_role("r", {rule});
  p.cluster_role_binding("b", "ClusterRole/r", {"user:mia"});
  std::vector<std::string> lines;
  for (const LintFinding& finding : report_of(p, "").findings) {
    std::string line(finding.severity == Severity::Info ? "(" : "");
    line += lint_checks()[finding.check].id;
    lines.push_back(line + (finding.severity == Severity::Info ? ")" : ""));
  }
  return lines;
}

TEST(LintChecks, HaveIdsOfTheirOwnAndASentence) {
  std::set<std::string_view> ids;
  for (const LintCheck& check : lint_checks()) {
    EXPECT_TRUE(ids.insert(check.id).second) << check.id;
    EXPECT_TRUE(std::regex_match(std::string(check.id), std::regex("[a-z]+(-[a-z]+)*")));
    EXPECT_EQ(find_lint_check(check.id), &check - lint_checks().data());
    EXPECT_NE(check.meaning.back(), '.');
  }
  EXPECT_EQ(find_lint_check("dead"), std::nullopt);
}

TEST(Lint, OfASoundPolicyThereIsNothingToSay) {
  Policy p;
  p.role("shop/reader", {{.verbs = "get,list", .resources = "pods,pods/log"},
                         {.verbs = "get", .groups = "apps", .resources = "deployments"}});
  p.role_binding("shop/readers", "Role/reader", {"user:mia", "sa:ci/runner"});
  p.cluster_role("nodes", {{.verbs = "get", .resources = "nodes"},
                           {.verbs = "get", .urls = "/metrics,/api/*"}});
  p.cluster_role("all", {{.verbs = "*", .groups = "*", .resources = "*"}});
  p.cluster_role_binding("all", "ClusterRole/all", {"group:ops"});
  p.cluster_role_binding("nodes", "ClusterRole/nodes", {"group:ops"});
  p.service_account("ci/runner");
  const LintReport report = report_of(p, "");
  EXPECT_THAT(said(report), IsEmpty());
  EXPECT_THAT(report.notes, IsEmpty());
  EXPECT_FALSE(report.has_flaw());
}

TEST(LintRoleRefs, ThatAreNotThere) {
  Policy p;
  p.role("shop/reader", {{.verbs = "get", .resources = "pods"}});
  p.cluster_role("reader", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("shop/good", "Role/reader", {"user:a"});
  p.role_binding("stage/other-namespace", "Role/reader", {"user:a"});
  p.role_binding("shop/cluster", "ClusterRole/reader", {"user:a"});
  p.role_binding("shop/gone", "ClusterRole/gone", {"user:a"});
  p.role_binding("shop/servers", "ClusterRole/view", {"user:a"});
  EXPECT_THAT(lint_only(p, "dangling-role-ref"),
              ElementsAre("warning dangling-role-ref shop/gone: ClusterRole \"gone\" is not there",
                          "warning dangling-role-ref stage/other-namespace: Role \"reader\" is not "
                          "there",
                          "info dangling-role-ref shop/servers: ClusterRole \"view\" is the API "
                          "server's own, and not in the input"));
}

TEST(LintRoleRefs, ToTheServersOwnRolesAreNoFlaw) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.role("a/r", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("kube-system/b", "Role/auth-reader", {"user:x"});
  p.role_binding("shop/b", "Role/auth-reader", {"user:x"});
  LintOptions options;
  options.checks = {*find_lint_check("dangling-role-ref")};
  options.own_absent = {{"Role", "kube-system", "auth-reader"}};
  EXPECT_THAT(said(lint(AccessGraph::build(p.build()), options)),
              ElementsAre("warning dangling-role-ref shop/b: Role \"auth-reader\" is not there",
                          "info dangling-role-ref kube-system/b: Role \"auth-reader\" is the API "
                          "server's own, and not in the input"));
}

TEST(LintRoleRefs, OfAKindThatTheInputHasNothingOf) {
  Policy p;
  p.role_binding("shop/b", "ClusterRole/x", {"user:a"});
  EXPECT_THAT(lint_only(p, "dangling-role-ref"),
              ElementsAre("info dangling-role-ref shop/b: ClusterRole \"x\" is not there, and "
                          "neither is any ClusterRole in the input"));
}

TEST(LintRoleRefs, FromAClusterRoleBindingToARole) {
  Policy p;
  p.role("shop/reader", {{.verbs = "get", .resources = "pods"}});
  p.cluster_role_binding("wrong", "Role/reader", {"user:a"});
  p.role_binding("shop/right", "Role/reader", {"user:a"});
  EXPECT_THAT(
      said(report_of(p, "")),
      ElementsAre("error cluster-binding-to-role wrong: it refers to Role \"reader\", which "
                  "the API server looks for in no namespace and never finds"));
}

TEST(LintSubjects, AccountsThatDoNotExist) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.service_account("ci/runner");
  p.role_binding("ci/b", "ClusterRole/r",
                 {"sa:ci/runner", "sa:runner", "sa:ci/gone", "sa:ci/default", "sa:far/away",
                  "user:system:serviceaccount:ci:gone"});
  EXPECT_THAT(lint_only(p, "unknown-service-account"),
              ElementsAre("warning unknown-service-account ci/b: ServiceAccount \"ci/gone\" does "
                          "not exist",
                          "info unknown-service-account ci/b: ServiceAccount \"far/away\" is not "
                          "there, nor is anything of its namespace in the input"));
}

TEST(LintSubjects, AccountsAreNotLookedForWhereTheInputHasNone) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("ci/b", "ClusterRole/r", {"sa:ci/gone"});
  const LintReport report = report_of(p, "unknown-service-account");
  EXPECT_THAT(said(report), IsEmpty());
  EXPECT_THAT(report.notes, ElementsAre("there is no ServiceAccount in the input: whether accounts "
                                        "exist was not checked"));
}

TEST(LintSubjects, AccountsWithoutNamespaceInAClusterRoleBinding) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.service_account("ci/runner");
  p.cluster_role_binding("wrong", "ClusterRole/r", {"sa:runner", "sa:ci/runner"});
  p.role_binding("ci/right", "ClusterRole/r", {"sa:runner"});
  const LintReport report = report_of(p, "");
  EXPECT_THAT(said(report), ElementsAre("error account-without-namespace wrong: ServiceAccount "
                                        "\"runner\" has no namespace here, and is nobody"));
  EXPECT_THAT(report.findings.front().subjects, ElementsAre(0U));
}

TEST(LintSubjects, NamedTwiceOrNotAtAll) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("a/twice", "ClusterRole/r", {"user:x", "group:x", "user:x"});
  p.role_binding("b/nobody", "ClusterRole/r", {});
  p.role_binding("c/once", "ClusterRole/r", {"user:x", "user:y"});
  EXPECT_THAT(said(report_of(p, "")),
              ElementsAre("info duplicate-subject a/twice: User \"x\" is named more than once",
                          "info binding-without-subjects b/nobody: this binding names nobody"));
}

TEST(LintBindings, TheSameRoleForTheSameSubjectTwiceInOneScope) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.role("a/r", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("a/one", "ClusterRole/r", {"user:x", "sa:a/s"});
  p.role_binding("a/two", "ClusterRole/r", {"user:y", "user:x", "user:system:serviceaccount:a:s"});
  p.role_binding("b/elsewhere", "ClusterRole/r", {"user:x"});
  p.role_binding("a/other-role", "Role/r", {"user:x"});
  p.cluster_role_binding("everywhere", "ClusterRole/r", {"user:x"});
  const LintReport report = report_of(p, "duplicate-binding");
  EXPECT_THAT(said(report),
              ElementsAre("info duplicate-binding a/two: RoleBinding \"one\" gives \"x\" and "
                          "\"system:serviceaccount:a:s\" the same role in the same place"));
  EXPECT_THAT(report.findings.front().subjects, ElementsAre(1U, 2U));
  EXPECT_EQ(report.findings.front().hint, "name them in one of the two only");
}

TEST(LintBindings, ThatGiveNothing) {
  Policy p;
  p.cluster_role("nodes", {{.verbs = "get", .resources = "nodes"}, {.verbs = "get", .urls = "/x"}});
  p.cluster_role("mixed", {{.verbs = "get", .resources = "pods,nodes"},
                           {.verbs = "get", .resources = "nodes"},
                           {.verbs = "get,delete", .resources = "namespaces"}});
  p.cluster_role("empty", {});
  p.role_binding("a/nodes", "ClusterRole/nodes", {"user:x"});
  p.role_binding("a/mixed", "ClusterRole/mixed", {"user:x"});
  p.role_binding("a/empty", "ClusterRole/empty", {"user:x"});
  p.cluster_role_binding("nodes", "ClusterRole/nodes", {"user:x"});
  const auto snapshot = p.build();
  EXPECT_THAT(
      said(report_of(snapshot, "binding-without-effect")),
      ElementsAre("warning binding-without-effect a/empty: ClusterRole \"empty\" has no "
                  "rules, so that this binding gives nothing",
                  "warning binding-without-effect a/nodes: no rule of ClusterRole \"nodes\" "
                  "can be used through a RoleBinding: requests for \"/x\" and \"nodes\" "
                  "carry no namespace"));
  EXPECT_THAT(said(report_of(snapshot, "dead-grant")),
              ElementsAre("warning dead-grant a/mixed: rule 1 of ClusterRole \"mixed\" can't be "
                          "used through a RoleBinding: requests for \"nodes\" carry no namespace"));
}

TEST(LintBindings, ADeadGrantIsAnInfoWhereTheRoleIsOfUseElsewhere) {
  Policy p;
  p.cluster_role("mixed",
                 {{.verbs = "get", .resources = "pods"}, {.verbs = "get", .resources = "nodes"}});
  p.role_binding("a/b", "ClusterRole/mixed", {"user:x"});
  p.cluster_role_binding("b", "ClusterRole/mixed", {"user:y"});
  const LintReport report = report_of(p, "dead-grant");
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].severity, Severity::Info);
  EXPECT_FALSE(report.has_flaw());
}

TEST(LintRoles, RulesThatNoRoleBindingReaches) {
  Policy p;
  p.role("a/r",
         {{.verbs = "get", .resources = "pods,nodes"},
          {.verbs = "get", .resources = "namespaces"},
          {.verbs = "list", .resources = "namespaces"},
          {.verbs = "bind", .groups = "rbac.authorization.k8s.io", .resources = "clusterroles"},
          {.verbs = "get", .groups = "example.com", .resources = "widgets"}});
  p.role_binding("a/b", "Role/r", {"user:x"});
  EXPECT_THAT(
      lint_only(p, "dead-rule"),
      ElementsAre("warning dead-rule a/r[0]: no RoleBinding reaches \"nodes\": requests for "
                  "it carry no namespace",
                  "warning dead-rule a/r[2]: no RoleBinding reaches \"namespaces\": requests "
                  "for it carry no namespace"));
}

TEST(LintRoles, NobodyUses) {
  Policy p;
  const std::vector<RuleWords> rules{{.verbs = "get", .resources = "pods"}};
  p.cluster_role("used", rules);
  p.cluster_role("unused", rules);
  p.cluster_role("selected", rules, {{"tier", "a"}});
  p.cluster_role("for-view", rules, {{"rbac.authorization.k8s.io/aggregate-to-view", "true"}});
  p.cluster_role("other-label", rules, {{"tier", "b"}});
  p.aggregated_role("all", {{{"tier", "a"}}});
  p.role("a/used", rules);
  p.role("b/used", rules);
  p.role_binding("a/one", "ClusterRole/used", {"user:x"});
  p.role_binding("a/two", "Role/used", {"user:x"});
  p.cluster_role_binding("all", "ClusterRole/all", {"user:x"});
  const std::string why = ": no binding refers to this role, and no role aggregates it";
  EXPECT_THAT(lint_only(p, "unused-role"),
              ElementsAre("info unused-role other-label" + why, "info unused-role unused" + why,
                          "info unused-role b/used" + why));
}

TEST(LintRoles, WithoutBindingsNobodyKnowsWhatIsUsed) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.cluster_role("e", {});
  const LintReport report = report_of(p, "");
  EXPECT_THAT(said(report), ElementsAre("info empty-role e: this role has no rules"));
  EXPECT_THAT(report.notes, testing::Contains("there is no binding in the input: which roles are "
                                              "unused was not checked"));
}

TEST(LintRoles, RulesThatAnotherRuleMakesSuperfluous) {
  Policy p;
  p.role("a/r", {{.verbs = "get,list", .resources = "pods,secrets"},
                 {.verbs = "get", .resources = "pods"},
                 {.verbs = "list,get", .resources = "secrets,pods"},
                 {.verbs = "get", .resources = "pods", .names = "x"},
                 {.verbs = "get", .resources = "pods/log"},
                 {.verbs = "get", .groups = "*", .resources = "pods"},
                 {.verbs = "watch", .resources = "pods"}});
  p.role_binding("a/b", "Role/r", {"user:x"});
  EXPECT_THAT(said(report_of(p, "")),
              ElementsAre("info duplicate-rule a/r[2]: this rule says what rule 0 says",
                          "info shadowed-rule a/r[1]: everything that this rule allows (\"get\" on "
                          "\"pods\") rule 0 allows too",
                          "info shadowed-rule a/r[3]: everything that this rule allows (\"get\" on "
                          "\"pods\") rule 0 allows too"));
}

TEST(LintWords, KnownOnesAreLeftAlone) {
  for (const RuleWords& rule : std::vector<RuleWords>{
           {.verbs = "impersonate", .resources = "users,groups,serviceaccounts"},
           {.verbs = "approve",
            .groups = "certificates.k8s.io",
            .resources = "signers",
            .names = "example.com/*"},
           {.verbs = "get,update", .resources = "pods/status,*/scale,pods/finalizers"},
           {.verbs = "create", .groups = "extensions,apps", .resources = "deployments"},
           {.verbs = "request-serviceaccounts-token-audience", .resources = "my-audience"},
           {.verbs = "create,delete", .resources = "pods/eviction", .names = "x"},
           {.verbs = "get,post,*", .urls = "/a*,/b"},
           {.verbs = "*", .groups = "*", .resources = "*"},
           {.verbs = "get", .resources = "nodes/metrics,nodes/proxy"}}) {
    EXPECT_THAT(flaws_of(rule), IsEmpty())
        << rule.verbs << ' ' << rule.groups << ' ' << rule.resources;
  }
}

struct WordCase {
  RuleWords rule;
  std::string check;  // in brackets: an info
};

class LintWord : public testing::TestWithParam<WordCase> {};

TEST_P(LintWord, IsTold) {
  const WordCase& c = GetParam();
  EXPECT_THAT(flaws_of(c.rule), ElementsAre(c.check))
      << c.rule.verbs << ' ' << c.rule.groups << ' ' << c.rule.resources;
}

INSTANTIATE_TEST_SUITE_P(
    Cases, LintWord,
    testing::Values(
        WordCase{{.verbs = "Get", .resources = "pods"}, "unknown-verb"},
        WordCase{{.verbs = "describe", .resources = "pods"}, "unknown-verb"},
        WordCase{{.verbs = "POST", .resources = "pods"}, "unknown-verb"},
        WordCase{{.verbs = "list", .urls = "/x"}, "unknown-verb"},
        WordCase{{.verbs = "-", .resources = "pods"}, "unknown-verb"},
        WordCase{{.verbs = "get", .groups = "core", .resources = "pods"}, "unknown-group"},
        WordCase{{.verbs = "get", .groups = "v1", .resources = "pods"}, "unknown-group"},
        WordCase{{.verbs = "get", .groups = "apps/v1", .resources = "deployments"},
                 "unknown-group"},
        WordCase{{.verbs = "get", .groups = "Apps", .resources = "deployments"}, "unknown-group"},
        WordCase{{.verbs = "get", .groups = "example.com", .resources = "widgets"},
                 "(unknown-group)"},
        WordCase{{.verbs = "get", .resources = "deployments"}, "unknown-resource"},
        WordCase{{.verbs = "get", .resources = "podz"}, "unknown-resource"},
        WordCase{{.verbs = "get", .groups = "*", .resources = "widgets"}, "(unknown-resource)"},
        WordCase{{.verbs = "get", .resources = "pods/logs"}, "unknown-subresource"},
        WordCase{{.verbs = "get", .groups = "batch", .resources = "*/exec"}, "unknown-subresource"},
        WordCase{{.verbs = "get", .resources = "pod"}, "resource-spelling"},
        WordCase{{.verbs = "get", .resources = "Pods"}, "resource-spelling"},
        WordCase{{.verbs = "get", .resources = "po/log"}, "resource-spelling"},
        WordCase{{.verbs = "get", .groups = "apps", .resources = "Deployment"},
                 "resource-spelling"},
        WordCase{{.verbs = "use", .groups = "policy", .resources = "podsecuritypolicies"},
                 "(removed-resource)"},
        WordCase{{.verbs = "get", .resources = "pods/*"}, "literal-star"},
        WordCase{{.verbs = "get", .resources = "*/*"}, "literal-star"},
        WordCase{{.verbs = "get", .resources = "pod*"}, "literal-star"},
        WordCase{{.verbs = "get*", .resources = "pods"}, "literal-star"},
        WordCase{{.verbs = "get", .groups = "*.k8s.io", .resources = "pods"}, "literal-star"},
        WordCase{{.verbs = "get", .resources = "pods", .names = "*"}, "literal-star"},
        WordCase{{.verbs = "get", .urls = "/a/*/c"}, "literal-star"},
        WordCase{{.verbs = "create", .resources = "pods", .names = "x"},
                 "names-on-unnamed-request"},
        WordCase{{.verbs = "create,patch", .resources = "pods", .names = "x"},
                 "(names-on-unnamed-request)"},
        WordCase{{.verbs = "deletecollection,get", .resources = "pods", .names = "x"},
                 "names-on-unnamed-request"},
        WordCase{{.verbs = "list", .resources = "pods", .names = "x"},
                 "(names-on-unnamed-request)"}));

TEST(LintWords, HintsSayWhatToWrite) {
  const auto hint = [](const RuleWords& rule) {
    Policy p;
    p.cluster_role("r", {rule});
    const LintReport report = report_of(p, "");
    return report.findings.empty() ? std::string() : report.findings.front().hint;
  };
  EXPECT_EQ(hint({.verbs = "Get", .resources = "pods"}), "verbs are in lower case: \"get\"");
  EXPECT_EQ(hint({.verbs = "lsit", .resources = "pods"}), "did you mean \"list\"?");
  EXPECT_EQ(hint({.verbs = "get", .groups = "core", .resources = "pods"}),
            "the core group is spelled \"\"");
  EXPECT_EQ(hint({.verbs = "get", .groups = "apps/v1", .resources = "deployments"}),
            "groups are without version: \"apps\"");
  EXPECT_EQ(hint({.verbs = "get", .resources = "deployments"}), "it is in the API group \"apps\"");
  EXPECT_EQ(hint({.verbs = "get", .resources = "secretes"}), "did you mean \"secrets\"?");
  EXPECT_EQ(hint({.verbs = "get", .resources = "po/log"}),
            "rules name the plural in lower case: \"pods/log\"");
  EXPECT_EQ(hint({.verbs = "get", .resources = "services/*"}),
            "name the subresources: \"services/proxy\" and \"services/status\"");
}

TEST(LintWords, TypesOfTheInputAreKnown) {
  Policy p;
  ResourceType widget;
  widget.group = "example.com";
  widget.resource = "widgets";
  widget.singular = "widget";
  widget.kind = "Widget";
  p.builder().put(std::move(widget));
  p.cluster_role("r", {{.verbs = "get", .groups = "example.com", .resources = "widgets"},
                       {.verbs = "get", .groups = "example.com", .resources = "widget"},
                       {.verbs = "get", .groups = "example.com", .resources = "gadgets"}});
  const auto snapshot = p.build();
  EXPECT_THAT(said(report_of(snapshot, "unknown-group")), IsEmpty());
  EXPECT_THAT(said(report_of(snapshot, "resource-spelling")),
              ElementsAre("info resource-spelling r[1]: \"widget\" is not how rules spell "
                          "\"widgets\""));
  EXPECT_THAT(said(report_of(snapshot, "unknown-resource")),
              ElementsAre("info unknown-resource r[2]: there is no resource \"gadgets\" in the API "
                          "group \"example.com\", as far as the input defines it"));
}

TEST(LintValidity, WhatTheServerRefusesIsAnError) {
  Policy p;
  p.cluster_role("r", {{.verbs = "", .resources = "pods"}});
  p.role_binding("a/b", "ClusterRole/r", {"Robot:x"});
  EXPECT_THAT(lint_only(p, "invalid-object"),
              ElementsAre("error invalid-object r: rules[0].verbs: Required value: verbs must "
                          "contain at least one value",
                          "error invalid-object a/b: subjects[0].kind: Unsupported value: "
                          "\"Robot\": supported values: \"ServiceAccount\", \"User\", \"Group\""));
}

TEST(LintOptions, NamespaceSeverityAndOwnObjectsLeaveOut) {
  Policy p;
  p.role("a/r", {{.verbs = "get", .resources = "nodes"}});
  p.role("b/r", {{.verbs = "get", .resources = "nodes"}});
  p.cluster_role("c", {{.verbs = "get", .resources = "pod"}});
  p.role_binding("a/b", "Role/r", {"user:x"});
  const auto graph = AccessGraph::build(p.build());
  const auto ids = [&](LintOptions options) {
    std::vector<std::string> lines;
    for (const LintFinding& finding : lint(graph, std::move(options)).findings)
      lines.push_back(finding.object.ns + "/" + finding.object.name + " " +
                      std::string(lint_checks()[finding.check].id));
    return lines;
  };
  LintOptions in_b;
  in_b.ns = "b";
  EXPECT_THAT(ids(in_b), UnorderedElementsAre("b/r dead-rule", "b/r unused-role"));
  LintOptions warnings;
  warnings.least = Severity::Warning;
  EXPECT_THAT(ids(warnings), UnorderedElementsAre("a/b binding-without-effect", "a/r dead-rule",
                                                  "b/r dead-rule", "/c resource-spelling"));
  LintOptions own;
  own.least = Severity::Warning;
  own.own_roles = {make_id<RoleId>(0), make_id<RoleId>(2)};
  own.own_bindings = {make_id<BindingId>(0)};
  EXPECT_THAT(ids(own), UnorderedElementsAre("b/r dead-rule"));
}

TEST(LintSubjects, AControllersAccountMayBeMissing) {
  Policy p;
  p.cluster_role("system:controller:x", {{.verbs = "get", .resources = "pods"}});
  p.service_account("kube-system/runner");
  p.cluster_role_binding("system:controller:x", "ClusterRole/system:controller:x",
                         {"sa:kube-system/x"});
  p.cluster_role_binding("system:controller:y", "ClusterRole/system:controller:x",
                         {"sa:kube-system/y"});
  EXPECT_THAT(lint_only(p, "unknown-service-account"),
              ElementsAre("warning unknown-service-account system:controller:y: ServiceAccount "
                          "\"kube-system/y\" does not exist",
                          "info unknown-service-account system:controller:x: ServiceAccount "
                          "\"kube-system/x\" does not exist, but the API server makes this "
                          "binding for the controller that would make the account"));
}

TEST(Lint, DeadRuleSeesThroughAStarForTheGroup) {
  Policy p;
  p.role("a/r", {{.verbs = "impersonate", .groups = "*", .resources = "users,serviceaccounts"}});
  EXPECT_THAT(
      lint_only(p, "dead-rule"),
      ElementsAre("warning dead-rule a/r[0]: no RoleBinding reaches \"users\": requests for it "
                  "carry no namespace"));
}

}  // namespace
}  // namespace rbacgraph
