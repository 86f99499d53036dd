#include "rbacgraph/graph/access_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

std::vector<std::string> subjects_of(const AccessGraph& graph) {
  std::vector<std::string> all;
  for (std::uint32_t id = 0; id < graph.subject_count(); ++id) {
    const SubjectRef ref = graph.subject_ref(SubjectId{id});
    all.push_back(std::string(to_string(ref.kind)) + " " + ref.ns + "/" + ref.name);
  }
  return all;
}

TEST(AccessGraph, UnifiesTheSpellingsOfAnAccount) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("ci/a", "ClusterRole/r",
                 {"sa:ci/runner", "sa:runner", "user:system:serviceaccount:ci:runner"});
  p.role_binding("other/b", "ClusterRole/r", {"sa:runner", "user:system:serviceaccount:CI:runner"});
  p.cluster_role_binding("c", "ClusterRole/r", {"sa:runner", "group:ops", "Robot:odd"});
  const auto graph = AccessGraph::build(p.build());
  EXPECT_THAT(subjects_of(*graph),
              ElementsAre("Group /ops", "ServiceAccount /runner", "ServiceAccount ci/runner",
                          "ServiceAccount other/runner", "User /system:serviceaccount:CI:runner"));
  EXPECT_EQ(graph->subject_of(BindingId{2}, 2), kNoId<SubjectId>);
}

TEST(AccessGraph, AUserSpelledLikeAStoredInvalidAccountIsThatAccount) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("ci/a", "ClusterRole/r", {"user:system:serviceaccount:CI:runner", "sa:CI/runner"});
  const auto graph = AccessGraph::build(p.build());
  EXPECT_THAT(subjects_of(*graph), ElementsAre("ServiceAccount CI/runner"));
}

TEST(AccessGraph, KnowsAUserSpelledLikeAnAccountThatNothingElseNames) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("shop/a", "ClusterRole/r", {"user:system:serviceaccount:ci:lonely"});
  const auto graph = AccessGraph::build(p.build());
  EXPECT_THAT(subjects_of(*graph), ElementsAre("ServiceAccount ci/lonely"));
}

TEST(AccessGraph, EdgesCarryThePlaceThatJustifiesThem) {
  Policy p;
  p.cluster_role(
      "r", {{.verbs = "list", .resources = "secrets"}, {.verbs = "get", .resources = "pods"}});
  p.role_binding("ci/a", "ClusterRole/r", {"group:x", "user:mia"});
  const auto graph = AccessGraph::build(p.build());
  const NodeId mia = graph->node_id(
      {NodeKind::Subject,
       static_cast<std::uint32_t>(graph->find_subject(SubjectKind::User, "", "mia"))});
  const auto out = graph->edges_from(mia);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(graph->node(out[0].to), (Node{NodeKind::Binding, 0}));
  EXPECT_EQ(out[0].place, 1U);
  const NodeId pods =
      graph->node_id({NodeKind::ResourcePattern,
                      static_cast<std::uint32_t>(*graph->snapshot().names().find("pods"))});
  const auto in = graph->edges_to(pods);
  ASSERT_EQ(in.size(), 1U);
  EXPECT_EQ(graph->node(in[0].from).kind, NodeKind::Rule);
  const auto roles = graph->edges_to(in[0].from);
  ASSERT_EQ(roles.size(), 1U);
  EXPECT_EQ(roles[0].place, 1U);
  EXPECT_EQ(graph->node_count(), 2U + 1U + 1U + 2U + 2U);
  EXPECT_EQ(graph->edge_count(), 2U + 1U + 2U + 2U);
}

TEST(AccessGraph, FindsTheRulesWhosePatternsCanMatch) {
  Policy p;
  p.cluster_role("r", {{.verbs = "a", .resources = "pods"},
                       {.verbs = "b", .resources = "*"},
                       {.verbs = "c", .resources = "*/log"},
                       {.verbs = "d", .resources = "pods/log,*"},
                       {.verbs = "e", .resources = "pods/*"}});
  const auto graph = AccessGraph::build(p.build());
  EXPECT_THAT(graph->rules_for_resource("pods", ""), ElementsAre(RuleId{0}, RuleId{1}, RuleId{3}));
  EXPECT_THAT(graph->rules_for_resource("pods", "log"),
              ElementsAre(RuleId{1}, RuleId{2}, RuleId{3}));
  EXPECT_THAT(graph->rules_for_resource("nodes", "x"), ElementsAre(RuleId{1}, RuleId{3}));
}

TEST(AccessGraph, ReachKeepsTheScopeOfEachBinding) {
  Policy p;
  p.cluster_role("view", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("ns1/a", "ClusterRole/view", {"user:mia"});
  p.role_binding("ns2/b", "ClusterRole/view", {"user:noor"});
  p.role_binding("ns2/c", "ClusterRole/gone", {"user:mia"});
  p.cluster_role_binding("d", "ClusterRole/view", {"user:noor"});
  const auto graph = AccessGraph::build(p.build());
  const auto reached = graph->reach(graph->find_subject(SubjectKind::User, "", "mia"));
  ASSERT_EQ(reached.size(), 2U);
  EXPECT_EQ(graph->snapshot().text(reached[0].ns), "ns1");
  EXPECT_EQ(reached[0].role, RoleId{0});
  EXPECT_EQ(graph->snapshot().text(reached[1].ns), "ns2");
  EXPECT_EQ(reached[1].role, kNoId<RoleId>);
}

TEST(AccessGraph, WalksBackToEveryHolderOfARule) {
  Policy p;
  p.cluster_role("one", {{.verbs = "get", .resources = "pods"}});
  p.role("shop/two", {{.verbs = "x", .resources = "y"}, {.verbs = "get", .resources = "pods"}});
  p.role_binding("shop/a", "ClusterRole/one", {"user:mia"});
  p.role_binding("shop/b", "Role/two", {"user:mia", "group:ops"});
  const auto graph = AccessGraph::build(p.build());
  std::vector<std::string> seen;
  const RuleId rule{0};
  graph->walk_back({&rule, 1}, [&](SubjectId subject, const Grant& grant) {
    seen.push_back(
        graph->subject_ref(subject).name + " " +
        std::string(graph->snapshot().text(graph->snapshot().binding(grant.binding).name)) + " " +
        std::to_string(grant.rule) + " " + std::to_string(grant.subject));
  });
  EXPECT_THAT(seen, UnorderedElementsAre("mia a 0 0", "mia b 1 0", "ops b 1 1"));
}

TEST(AccessGraph, KnowsWhichWorkloadsRunAsAnAccount) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("ci/a", "ClusterRole/r", {"sa:ci/runner"});
  Workload workload;
  workload.kind = p.builder().intern("Deployment");
  workload.ns = p.builder().intern("ci");
  workload.name = p.builder().intern("agent");
  workload.service_account = p.builder().intern("runner");
  p.builder().put(workload);
  const auto graph = AccessGraph::build(p.build());
  EXPECT_THAT(graph->workloads_of(graph->find_subject(SubjectKind::ServiceAccount, "ci", "runner")),
              ElementsAre(WorkloadId{0}));
}

}  // namespace
}  // namespace rbacgraph
