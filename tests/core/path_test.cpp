// Paths: what leads on from where, the scope that a binding sets, and what is left out.
#include "rbacgraph/analysis/path.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/report/path_table.h"
#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using testing::ElementsAre;
using testing::IsEmpty;

class PathTest : public testing::Test {
 protected:
  /// What `FROM TO` finds.
  PathAnswer ask(const std::string& from, const std::string& to, PathOptions options = {},
                 const PathWords& words = {}) {
    if (!snapshot_) snapshot_ = policy_.build();
    const Membership membership(snapshot_, groups_);
    options.membership = &membership;
    if (words.ns) options.ns = words.ns;
    return find_paths(AccessGraph::build(snapshot_), end(from, words), end(to, words), options);
  }

  PathEnd end(const std::string& word, const PathWords& words = {}) {
    if (!snapshot_) snapshot_ = policy_.build();
    std::vector<Diagnostic> diagnostics;
    const Result<PathEnd> read = read_path_end(*snapshot_, word, words, diagnostics);
    EXPECT_TRUE(read) << read.error().message;
    return read ? *read : PathEnd{};
  }

  Policy policy_;
  GroupMap groups_;
  std::shared_ptr<const Snapshot> snapshot_;
};

/// "edge:Kind/ns/name …", the last "allows[rules]" or "allows[rules]named".
std::vector<std::string> said(const PathAnswer& answer) {
  std::vector<std::string> lines;
  for (const Path& path : answer.paths) {
    std::string line;
    for (const PathHop& hop : path) {
      if (!line.empty()) line += ' ';
      line += to_string(hop.edge);
      if (hop.edge == PathEdge::Allows) {
        line += "[";
        for (const std::uint32_t rule : hop.rules)
          line.append(line.ends_with('[') ? "" : ",").append(std::to_string(rule));
        line += "]";
        for (const std::uint32_t rule : hop.named_rules) line += "named" + std::to_string(rule);
        continue;
      }
      line += ":" + hop.to.kind + "/" + (hop.to.ns.empty() ? "" : hop.to.ns + "/") + hop.to.name;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

TEST_F(PathTest, GoesFromAnAccountOverABindingToAResource) {
  policy_.cluster_role("r", {{.verbs = "get", .resources = "pods"},
                             {.verbs = "get,list", .resources = "secrets"},
                             {.verbs = "delete", .resources = "*"}});
  policy_.role_binding("shop/b", "ClusterRole/r", {"sa:ci/runner"});
  const PathAnswer answer = ask("sa:ci/runner", "secrets");
  EXPECT_EQ(answer.shortest, 3U);
  EXPECT_EQ(answer.count, 1U);
  EXPECT_THAT(said(answer),
              ElementsAre("bound-by:RoleBinding/shop/b refers-to:ClusterRole/r allows[1,2]"));
  EXPECT_THAT(said(ask("sa:ci/runner", "secrets", {}, {.verb = "list"})),
              ElementsAre("bound-by:RoleBinding/shop/b refers-to:ClusterRole/r allows[1]"));
  EXPECT_THAT(said(ask("sa:ci/runner", "secrets", {}, {.verb = "list", .ns = "stage"})), IsEmpty());
}

TEST_F(PathTest, StaysInTheScopeThatTheBindingSets) {
  policy_.cluster_role("r", {{.verbs = "get", .resources = "nodes,namespaces", .urls = ""},
                             {.verbs = "get", .resources = "", .urls = "/metrics"}});
  policy_.role_binding("shop/b", "ClusterRole/r", {"user:mia"});
  // No request for a node, or a URL, gets there; for the own Namespace object one does.
  EXPECT_EQ(ask("user:mia", "nodes").shortest, std::nullopt);
  EXPECT_EQ(ask("user:mia", "/metrics").shortest, std::nullopt);
  EXPECT_THAT(said(ask("user:mia", "resource:namespaces")),
              ElementsAre("bound-by:RoleBinding/shop/b refers-to:ClusterRole/r allows[0]named0"));
  // A role by itself is taken as far as any binding could.
  EXPECT_THAT(said(ask("clusterrole/r", "nodes")), ElementsAre("allows[0]"));
}

TEST_F(PathTest, GoesOverGroups) {
  policy_.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  policy_.cluster_role_binding("all", "ClusterRole/r", {"group:system:serviceaccounts"});
  policy_.cluster_role_binding("ops", "ClusterRole/r", {"group:ops", "user:jane"});
  groups_["jane"] = {"ops"};
  EXPECT_THAT(said(ask("sa:ci/runner", "pods")),
              ElementsAre("member-of:Group/system:serviceaccounts "
                          "bound-by:ClusterRoleBinding/all refers-to:ClusterRole/r allows[0]"));
  EXPECT_THAT(said(ask("user:jane", "pods")),
              ElementsAre("bound-by:ClusterRoleBinding/ops refers-to:ClusterRole/r allows[0]"));
  const PathAnswer all = ask("user:jane", "pods", {.max_hops = 4});
  EXPECT_THAT(said(all),
              ElementsAre("bound-by:ClusterRoleBinding/ops refers-to:ClusterRole/r allows[0]",
                          "member-of:Group/ops bound-by:ClusterRoleBinding/ops "
                          "refers-to:ClusterRole/r allows[0]"));
  EXPECT_THAT(said(ask("user:jane", "pods", {.without = {end("clusterrolebinding/ops")}})),
              IsEmpty());
  EXPECT_THAT(said(ask("user:jane", "pods", {.without = {end("group:ops")}, .max_hops = 8})),
              ElementsAre("bound-by:ClusterRoleBinding/ops refers-to:ClusterRole/r allows[0]"));
}

TEST_F(PathTest, GoesFromANamespaceIntoAnother) {
  policy_.role("prod/r", {{.verbs = "get", .resources = "pods"}});
  policy_.role("prod/empty", {});
  policy_.service_account("dev/b");
  policy_.service_account("dev/a");
  policy_.service_account("other/c");
  policy_.role_binding("prod/use", "Role/r", {"sa:dev/a", "sa:dev/b"});
  policy_.role_binding("prod/nothing", "Role/empty", {"sa:dev/a"});
  policy_.role_binding("dev/own", "Role/none", {"sa:dev/a"});
  EXPECT_THAT(said(ask("ns/dev", "ns/prod")),
              ElementsAre("contains:ServiceAccount/dev/a bound-by:RoleBinding/prod/use "
                          "gives-in:Namespace/prod",
                          "contains:ServiceAccount/dev/b bound-by:RoleBinding/prod/use "
                          "gives-in:Namespace/prod"));
  EXPECT_EQ(ask("ns/prod", "ns/dev").shortest, std::nullopt);
  EXPECT_EQ(ask("ns/other", "ns/prod").shortest, std::nullopt);
}

TEST_F(PathTest, CountsWhatItDoesNotList) {
  policy_.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  for (int i = 0; i < 9; ++i)
    policy_.cluster_role_binding("b" + std::to_string(i), "ClusterRole/r", {"user:mia"});
  const PathAnswer answer = ask("user:mia", "pods", {.max_paths = 2});
  EXPECT_EQ(answer.paths.size(), 2U);
  EXPECT_EQ(answer.count, 9U);
  EXPECT_THAT(trailer(answer),
              ElementsAre("9 paths, the first 2 of them listed; --limit lists more; the shortest "
                          "has 3 hops"));
}

TEST_F(PathTest, FindsTheRolesThatAnAggregatedOneIsMadeOf) {
  policy_.cluster_role("part", {{.verbs = "get", .resources = "pods"}}, {{"to", "whole"}});
  policy_.aggregated_role("whole", {{{"to", "whole"}}});
  policy_.cluster_role_binding("b", "ClusterRole/whole", {"user:mia"});
  EXPECT_THAT(said(ask("user:mia", "clusterrole/part")),
              ElementsAre("bound-by:ClusterRoleBinding/b refers-to:ClusterRole/whole "
                          "aggregated-from:ClusterRole/part"));
  // To a resource that would be the same access twice.
  EXPECT_EQ(ask("user:mia", "pods", {.max_hops = 8}).count, 1U);
}

TEST_F(PathTest, IsATableOfNodes) {
  policy_.cluster_role("r", {{.verbs = "get", .resources = "secrets", .names = "tls"},
                             {.verbs = "list", .resources = "secrets"}});
  policy_.role_binding("shop/b", "ClusterRole/r", {"user:mia"});
  std::ostringstream out;
  write_table(out, path_table(ask("user:mia", "secrets"), {}), {});
  EXPECT_EQ(out.str(),
            "PATH   NODE                 BY                                                        "
            "          "
            "SCOPE   SOURCE\n"
            "1      user:mia             -                                                         "
            "          "
            "-\n"
            "1      RoleBinding/shop/b   is bound by                                               "
            "          "
            "shop\n"
            "1      ClusterRole/r        gives the role                                            "
            "          "
            "shop\n"
            "1      secrets              allows list by rule 1; get by rule 0, for some named "
            "objects only   shop\n");
}

TEST_F(PathTest, MembersOfMastersPassWithoutAnyBinding) {
  policy_.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  policy_.role_binding("shop/b", "ClusterRole/r", {"user:mia"});
  groups_ = {{"root", {"system:masters"}}};
  EXPECT_THAT(said(ask("group:system:masters", "secrets")), ElementsAre("superuser:/"));
  EXPECT_THAT(said(ask("group:system:masters", "ns/shop")),
              ElementsAre("superuser:Namespace/shop"));
  const PathAnswer root = ask("user:root", "/metrics");
  EXPECT_THAT(said(root), ElementsAre("member-of:Group/system:masters superuser:/"));
  EXPECT_THAT(root.notes,
              ElementsAre("a member of the group system:masters can do everything: the API server "
                          "lets it pass before RBAC is asked"));
  PathOptions without;
  without.without = {end("group:system:masters")};
  EXPECT_THAT(said(ask("user:root", "secrets", without)), IsEmpty());
  // It is bound to nothing all the same.
  EXPECT_THAT(said(ask("user:root", "clusterrole/r")), IsEmpty());
  EXPECT_THAT(said(ask("user:mia", "secrets")), IsEmpty());
}

TEST_F(PathTest, TakesTheGroupsOfWhereItBegins) {
  policy_.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  policy_.cluster_role_binding("b", "ClusterRole/r", {"group:ops"});
  EXPECT_THAT(said(ask("user:mia", "pods")), IsEmpty());
  PathOptions options;
  options.groups_of_from = {"ops"};
  EXPECT_THAT(said(ask("user:mia", "pods", options)),
              ElementsAre("member-of:Group/ops bound-by:ClusterRoleBinding/b "
                          "refers-to:ClusterRole/r allows[0]"));
}

TEST_F(PathTest, ANamespaceIsReachedOnlyWhereARuleCanBeUsedInIt) {
  policy_.service_account("dev/a");
  policy_.service_account("prod/b");
  policy_.cluster_role("far", {{.verbs = "get,list", .resources = "nodes"},
                               {.verbs = "create", .groups = "*", .resources = "tokenreviews"},
                               {.verbs = "list", .resources = "namespaces"},
                               {.verbs = "get", .resources = "namespaces", .names = "dev"}});
  policy_.cluster_role(
      "near", {{.verbs = "list", .resources = "nodes"}, {.verbs = "list", .resources = "pods"}});
  policy_.cluster_role("object", {{.verbs = "get", .resources = "namespaces", .names = "prod"}});
  policy_.cluster_role_binding("far", "ClusterRole/far", {"sa:dev/a"});
  policy_.role_binding("prod/far", "ClusterRole/far", {"sa:dev/a"});
  policy_.cluster_role_binding("near", "ClusterRole/near", {"user:mia"});
  policy_.role_binding("prod/object", "ClusterRole/object", {"user:noor"});
  EXPECT_THAT(said(ask("sa:dev/a", "ns/prod")), IsEmpty());
  EXPECT_THAT(said(ask("sa:dev/a", "ns/dev")),
              ElementsAre("bound-by:ClusterRoleBinding/far gives-in:Namespace/dev"));
  EXPECT_THAT(said(ask("user:mia", "ns/prod")),
              ElementsAre("bound-by:ClusterRoleBinding/near gives-in:Namespace/prod"));
  EXPECT_THAT(said(ask("user:noor", "ns/prod")),
              ElementsAre("bound-by:RoleBinding/prod/object gives-in:Namespace/prod"));
}

}  // namespace
}  // namespace rbacgraph
