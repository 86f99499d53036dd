#include "rbacgraph/analysis/access_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using testing::ElementsAre;
using testing::IsEmpty;

AccessQuery query(std::string verb, std::string resource) {
  AccessQuery q;
  q.verb = std::move(verb);
  q.resource = std::move(resource);
  q.place = ResourceCatalog::built_in()->check_place(q.verb, "", q.resource, "");
  return q;
}

std::string evidence(const AccessGraph& graph, SubjectId subject, const Grant& grant) {
  const Snapshot& snapshot = graph.snapshot();
  return graph.subject_ref(subject).name + " " +
         std::string(snapshot.text(snapshot.binding(grant.binding).name)) + " " +
         std::to_string(grant.rule) + " " + std::to_string(grant.subject);
}

/// "subject binding rule place" for each row.
std::vector<std::string> said(const AccessGraph& graph, const std::vector<AccessRow>& rows) {
  std::vector<std::string> lines;
  for (const AccessRow& row : rows) lines.push_back(evidence(graph, row.subject, row.grant));
  return lines;
}

/// Two rules of the second role match, and the one that was met first stands second in it.
void add_matching_roles(Policy& p) {
  p.cluster_role("one", {{.verbs = "get", .resources = "pods"}});
  p.cluster_role("two",
                 {{.verbs = "*", .resources = "pods"}, {.verbs = "get", .resources = "pods"}});
  p.role_binding("shop/b", "ClusterRole/two", {"user:noor", "user:mia"});
  p.role_binding("shop/a", "ClusterRole/one", {"user:mia", "user:noor", "user:mia"});
}

constexpr auto kInOrder = [] {
  return ElementsAre("mia b 0 1", "mia b 1 1", "mia a 0 0", "noor b 0 0", "noor b 1 0",
                     "noor a 0 1");
};

TEST(AccessRows, AreSortedBySubjectAndGrantWithoutTheSameEvidenceTwice) {
  Policy p;
  add_matching_roles(p);
  const auto graph = AccessGraph::build(p.build());
  const AccessRows found = access_rows(*graph, query("get", "pods"));
  EXPECT_THAT(said(*graph, found.rows), kInOrder());
  EXPECT_THAT(found.dead, IsEmpty());
}

TEST(AccessRows, AreSortedAlikeWhereTheyAreFewAmongManySubjects) {
  Policy p;
  add_matching_roles(p);
  p.cluster_role("other", {{.verbs = "get", .resources = "secrets"}});
  for (int i = 0; i < 200; ++i)
    p.cluster_role_binding("crowd-" + std::to_string(i), "ClusterRole/other",
                           {"user:a" + std::to_string(i)});
  const auto graph = AccessGraph::build(p.build());
  EXPECT_THAT(said(*graph, access_rows(*graph, query("get", "pods")).rows), kInOrder());
}

TEST(AccessRows, SayWhatAGrantGivesAndWhichAreDead) {
  Policy p;
  p.cluster_role("r", {{.verbs = "get", .resources = "nodes"}});
  p.role_binding("shop/local", "ClusterRole/r", {"user:mia"});
  p.cluster_role_binding("all", "ClusterRole/r", {"sa:/lost", "user:noor"});
  const auto graph = AccessGraph::build(p.build());
  const AccessRows found = access_rows(*graph, query("get", "nodes"));
  ASSERT_EQ(found.rows.size(), 1U);
  EXPECT_EQ(evidence(*graph, found.rows[0].subject, found.rows[0].grant), "noor all 0 1");
  EXPECT_EQ(found.rows[0].gives, Gives::Everywhere);
  ASSERT_EQ(found.dead.size(), 2U);
  EXPECT_EQ(evidence(*graph, found.dead[0].subject, found.dead[0].grant), "lost all 0 0");
  EXPECT_EQ(found.dead[0].reason, DeadReason::AccountWithoutNamespace);
  EXPECT_EQ(evidence(*graph, found.dead[1].subject, found.dead[1].grant), "mia local 0 0");
  EXPECT_EQ(found.dead[1].reason, DeadReason::ClusterScopedThroughRoleBinding);
}

TEST(AccessRows, StopWhenAsked) {
  Policy p;
  add_matching_roles(p);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(
      access_rows(*AccessGraph::build(p.build()), query("get", "pods"), stop.get_token()).rows,
      IsEmpty());
}

}  // namespace
}  // namespace rbacgraph
