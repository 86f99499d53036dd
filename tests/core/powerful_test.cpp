// The table of powerful permissions, and which of them a rule gives in which scope.
#include "rbacgraph/analysis/powerful.h"

#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/analysis/rules.h"
#include "rbacgraph/analysis/who_can.h"
#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using test::RuleWords;

std::string names_of(const Powers& powers) {
  std::string text;
  const auto add = [&](PowerSet set, std::string_view mark) {
    for (const std::size_t row : set.rows())
      text.append(text.empty() ? "" : " ").append(powerful_permissions()[row].name).append(mark);
  };
  add(powers.whole, "");
  add(powers.only_named, "[named]");
  return text;
}

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> pieces;
  for (std::size_t blank = 0; !words.empty(); words.remove_prefix(blank)) {
    blank = std::min(words.find(' '), words.size());
    if (blank == 0) blank = 1;
    if (words[0] != ' ') pieces.emplace_back(words.substr(0, blank));
  }
  return pieces;
}

TEST(PowerfulTable, HasIdsAndNamesOfItsOwnAndOneSentenceEach) {
  std::set<std::string_view> ids;
  std::set<std::string_view> names;
  for (const PowerfulPermission& row : powerful_permissions()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(std::regex_match(std::string(row.id), std::regex("RBAC-[A-Z]{3}-[0-9]{3}")));
    EXPECT_TRUE(std::regex_match(std::string(row.name), std::regex("[a-z]+(-[a-z]+)*")))
        << row.name;
    EXPECT_GT(row.meaning.size(), 20U) << row.id;
    EXPECT_NE(row.meaning.back(), '.') << row.id;
    EXPECT_FALSE(row.requests.empty()) << row.id;
  }
  EXPECT_GE(ids.size(), 20U);
}

TEST(PowerfulTable, AsksForNothingThatNoServerAsks) {
  const ResourceCatalog& catalog = *ResourceCatalog::built_in();
  for (const PowerfulPermission& row : powerful_permissions()) {
    for (const PowerRequests& requests : row.requests) {
      for (const std::string& verb : split(requests.verbs))
        EXPECT_TRUE(ResourceCatalog::is_known_verb(verb)) << row.id << ' ' << verb;
      for (const std::string& words : split(requests.resources)) {
        if (words == "*") continue;
        const std::size_t slash = words.find('/');
        const ResourceType* type = catalog.find(requests.group, words.substr(0, slash));
        ASSERT_NE(type, nullptr) << row.id << ' ' << words;
        if (slash != std::string::npos) {
          EXPECT_TRUE(ResourceCatalog::is_subresource(*type, words.substr(slash + 1))) << words;
        }
        // What no RoleBinding reaches is in no row that counts in a namespace.
        const auto place = [&](const std::string& verb) {
          return catalog.check_place(verb, requests.group, words.substr(0, slash),
                                     slash == std::string::npos ? "" : words.substr(slash + 1));
        };
        for (const std::string& verb : split(requests.verbs)) {
          if (place(verb).scope == CheckScope::Cluster) {
            EXPECT_EQ(row.counts, PowerScope::ClusterWide) << row.id << ' ' << words;
          }
        }
      }
    }
  }
}

struct Case {
  RuleWords rule;
  std::string cluster_wide;
  std::string in_shop;  // through a RoleBinding there
};

class PowerfulRule : public testing::TestWithParam<Case> {};

TEST_P(PowerfulRule, GivesTheseAndNoOthers) {
  const Case& c = GetParam();
  Policy p;
  const RuleId rule = p.rule(c.rule);
  const Name shop = p.builder().intern("shop");
  p.builder().intern("other");
  const PowerfulRules powerful(p.build());
  EXPECT_EQ(names_of(powerful.of(rule, {BindingKind::ClusterRoleBinding, kEmptyName})),
            c.cluster_wide);
  EXPECT_EQ(names_of(powerful.of(rule, {BindingKind::RoleBinding, shop})), c.in_shop);
}

const std::string kRbac = "rbac.authorization.k8s.io";

INSTANTIATE_TEST_SUITE_P(
    Cases, PowerfulRule,
    testing::Values(
        // Exact words: group, resource, subresource, verb (SEMANTICS §2.4).
        Case{{.verbs = "get", .resources = "secrets"}, "read-secrets", "read-secrets"},
        Case{{.verbs = "watch", .groups = "*", .resources = "secrets"},
             "read-secrets",
             "read-secrets"},
        Case{{.verbs = "create,delete", .resources = "secrets"}, "", ""},
        Case{{.verbs = "get", .groups = "core", .resources = "secrets"}, "", ""},
        Case{{.verbs = "GET", .resources = "secrets"}, "", ""},
        Case{{.verbs = "create", .resources = "pods"}, "create-pods", "create-pods"},
        Case{{.verbs = "create", .resources = "pods/*"}, "", ""},
        Case{{.verbs = "create", .resources = "*/exec"}, "exec-into-pods", "exec-into-pods"},
        Case{{.verbs = "get", .resources = "pods/attach"}, "exec-into-pods", "exec-into-pods"},
        Case{{.verbs = "create", .resources = "pods/log"}, "", ""},
        Case{{.verbs = "patch", .resources = "pods,pods/ephemeralcontainers"},
             "debug-pods change-pods",
             "debug-pods change-pods"},
        Case{{.verbs = "update", .groups = "apps", .resources = "deployments"},
             "write-workloads",
             "write-workloads"},
        Case{{.verbs = "update", .groups = "extensions", .resources = "deployments"}, "", ""},
        Case{{.verbs = "create", .resources = "serviceaccounts/token"},
             "account-tokens",
             "account-tokens"},
        // Names: not for creating by POST, for everything else as they stand.
        Case{{.verbs = "get", .resources = "secrets", .names = "tls"},
             "read-secrets[named]",
             "read-secrets[named]"},
        Case{{.verbs = "get", .resources = "secrets", .names = "*"},
             "read-secrets[named]",
             "read-secrets[named]"},
        Case{{.verbs = "get", .resources = "secrets", .names = "-"}, "", ""},
        Case{{.verbs = "list", .resources = "secrets", .names = "-"},
             "read-secrets",
             "read-secrets"},
        Case{{.verbs = "create", .resources = "pods", .names = "a"},
             "create-pods[named]",
             "create-pods[named]"},
        // What no request through a RoleBinding reaches.
        Case{{.verbs = "get", .resources = "nodes/proxy"}, "nodes-proxy", ""},
        Case{{.verbs = "create", .resources = "persistentvolumes"}, "create-volumes", ""},
        Case{{.verbs = "impersonate", .resources = "users,groups,serviceaccounts"},
             "impersonate-users impersonate-groups impersonate-accounts",
             "impersonate-accounts"},
        Case{{.verbs = "approve", .groups = "certificates.k8s.io", .resources = "signers"},
             "approve-certificates",
             ""},
        Case{{.verbs = "patch",
              .groups = "admissionregistration.k8s.io",
              .resources = "mutatingwebhookconfigurations"},
             "mutating-webhooks",
             ""},
        Case{{.verbs = "delete",
              .groups = "admissionregistration.k8s.io",
              .resources = "validatingwebhookconfigurations"},
             "",
             ""},
        // A ClusterRole is bound in the namespace of the RoleBinding, but written in none.
        Case{{.verbs = "bind", .groups = kRbac, .resources = "clusterroles"},
             "bind-cluster-wide bind-in-namespace",
             "bind-in-namespace"},
        Case{{.verbs = "bind", .groups = kRbac, .resources = "roles"},
             "bind-in-namespace",
             "bind-in-namespace"},
        Case{{.verbs = "escalate", .groups = kRbac, .resources = "clusterroles,roles"},
             "escalate-cluster-roles escalate-roles",
             "escalate-roles"},
        Case{{.verbs = "*", .groups = kRbac, .resources = "roles"},
             "escalate-roles bind-in-namespace",
             "escalate-roles bind-in-namespace"},
        // The Namespace object of the RoleBinding's own namespace, and no other.
        Case{{.verbs = "patch", .resources = "namespaces"},
             "label-namespaces",
             "label-namespaces[named]"},
        Case{{.verbs = "patch", .resources = "namespaces", .names = "shop"},
             "label-namespaces[named]",
             "label-namespaces[named]"},
        Case{{.verbs = "patch", .resources = "namespaces", .names = "other"},
             "label-namespaces[named]",
             ""},
        Case{{.verbs = "patch", .resources = "namespaces/status"}, "", ""},
        // Stars.
        Case{{.verbs = "*", .groups = "apps", .resources = "*"},
             "write-workloads whole-api-group",
             "write-workloads whole-api-group"},
        Case{{.verbs = "*", .groups = "example.com", .resources = "*"},
             "whole-api-group",
             "whole-api-group"},
        Case{{.verbs = "*", .groups = "example.com", .resources = "things"}, "", ""},
        Case{{.verbs = "*", .groups = "example.com", .resources = "*/scale"}, "", ""},
        Case{{.verbs = "delete", .resources = "*"}, "any-resource nodes-proxy", "any-resource"},
        Case{{.verbs = "list", .groups = "*", .resources = "*"},
             "any-resource read-secrets",
             "any-resource read-secrets"},
        Case{{.verbs = "get,post", .urls = "*"}, "", ""},
        Case{{.verbs = "get", .groups = "", .resources = "secrets"}, "", ""}));

TEST(Powerful, OfEverythingComesAllElse) {
  Policy p;
  const RuleId all = p.rule({.verbs = "*", .groups = "*", .resources = "*"});
  const RuleId core = p.rule({.verbs = "*", .resources = "*"});
  const Name shop = p.builder().intern("shop");
  const PowerfulRules powerful(p.build());
  std::string cluster_wide;
  std::string local;
  for (const PowerfulPermission& row : powerful_permissions()) {
    const auto add = [&](std::string& to) { to.append(to.empty() ? "" : " ").append(row.name); };
    if (row.counts != PowerScope::InNamespace) add(cluster_wide);
    if (row.counts != PowerScope::ClusterWide && row.name != "label-namespaces") add(local);
  }
  EXPECT_EQ(names_of(powerful.of(all, {BindingKind::ClusterRoleBinding, kEmptyName})),
            cluster_wide);
  EXPECT_EQ(names_of(powerful.of(all, {BindingKind::RoleBinding, shop})),
            local + " label-namespaces[named]");
  EXPECT_THAT(names_of(powerful.of(core, {BindingKind::ClusterRoleBinding, kEmptyName})),
              testing::StartsWith("everything any-resource impersonate-users impersonate-groups "));
}

/// "name: powers" of each item, then of each grant.
std::vector<std::string> said(const Answer& answer) {
  std::vector<std::string> lines;
  for (const AnswerItem& item : answer.items) {
    std::string line = item.subject.name + ": " + names_of(item.powers) + " by";
    for (const Grant& grant : item.grants) {
      const Binding& binding = answer.graph->snapshot().binding(grant.binding);
      line.append(" ").append(answer.graph->snapshot().text(binding.name));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

Answer ask(const std::shared_ptr<const Snapshot>& snapshot, AccessQuery query) {
  WhoCanOptions options;
  options.powerful = std::make_shared<const PowerfulRules>(snapshot);
  return who_can(AccessGraph::build(snapshot), query, options);
}

std::shared_ptr<const Snapshot> small_cluster() {
  Policy p;
  p.cluster_role("mixed", {{.verbs = "get", .resources = "secrets,configmaps"},
                           {.verbs = "get", .resources = "configmaps"},
                           {.verbs = "get", .resources = "nodes/proxy"}});
  p.cluster_role("plain", {{.verbs = "get", .resources = "configmaps"}});
  p.cluster_role_binding("all", "ClusterRole/mixed", {"user:root", "sa:nobody"});
  p.role_binding("shop/some", "ClusterRole/mixed", {"user:mia"});
  p.role_binding("stage/some", "ClusterRole/mixed", {"user:noor"});
  p.role_binding("shop/none", "ClusterRole/plain", {"user:ada", "user:mia"});
  return p.build();
}

TEST(WhoCanPowerful, ListsThosePowerfulGrantsAndTheirHolders) {
  AccessQuery query;
  query.any_verb = query.any_resource = query.powerful = true;
  EXPECT_THAT(said(ask(small_cluster(), query)),
              testing::ElementsAre("mia: read-secrets by some", "noor: read-secrets by some",
                                   "root: nodes-proxy read-secrets by all all"));
  query.ns = "shop";
  const Answer in_shop = ask(small_cluster(), query);
  EXPECT_THAT(said(in_shop), testing::ElementsAre("mia: read-secrets by some",
                                                  "root: nodes-proxy read-secrets by all all"));
  EXPECT_TRUE(in_shop.items[1].cluster_wide);
  EXPECT_TRUE(in_shop.dead.empty());
  query.ns = "nowhere";
  EXPECT_THAT(said(ask(small_cluster(), query)),
              testing::ElementsAre("root: nodes-proxy read-secrets by all all"));
}

TEST(WhoCanPowerful, MarksTheRulesOfAnAnswer) {
  AccessQuery query;
  query.verb = "get";
  query.resource = "configmaps";
  // The second rule of "mixed" gives configmaps too, and nothing powerful.
  EXPECT_THAT(
      said(ask(small_cluster(), query)),
      testing::ElementsAre("ada:  by none", "mia: read-secrets by some some none",
                           "noor: read-secrets by some some", "root: read-secrets by all all"));
  EXPECT_EQ(who_can(AccessGraph::build(small_cluster()), query).powerful, nullptr);
}

TEST(RulesPowerful, LeavesTheWordsThatArePowerful) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get,list", .resources = "secrets,configmaps,nodes/proxy"},
                       {.verbs = "create", .resources = "pods", .names = "a"}});
  p.role_binding("shop/b", "ClusterRole/r", {"user:mia"});
  const auto snapshot = p.build();
  RulesFilter filter;
  filter.powerful = true;
  const RulesAnswer answer =
      rules_of(AccessGraph::build(snapshot), Authorizer(snapshot), {SubjectKind::User, "", "mia"},
               {"mia", {}}, std::move(filter));
  std::vector<std::string> lines;
  for (const HeldRule& rule : answer.items)
    lines.push_back(std::string(snapshot->text(rule.resource)) + ": " + names_of(rule.powers));
  EXPECT_THAT(lines, testing::ElementsAre("pods: create-pods[named]", "secrets: read-secrets"));
}

TEST(PowerfulTable, HasTheHeaviestFirst) {
  const std::span<const PowerfulPermission> table = powerful_permissions();
  EXPECT_TRUE(std::ranges::is_sorted(table, {}, &PowerfulPermission::weight));
  EXPECT_EQ(table.front().id, "RBAC-ADM-001");
  EXPECT_EQ(table.back().weight, PowerWeight::High);
  EXPECT_EQ(to_string(table.front().weight), "critical");
}

}  // namespace
}  // namespace rbacgraph
