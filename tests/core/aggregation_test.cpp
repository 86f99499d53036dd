// What the recorded clusters don't show by themselves: provenance, drift, bad selectors, bounds.
// The controller's own cases are replayed in tests/conformance.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::codes;
using test::Policy;
using test::rules_of;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Aggregation, NamesTheRoleThatWroteTheRuleThroughAChain) {
  Policy p;
  p.cluster_role("base", {{.verbs = "get", .resources = "pods"}}, {{"to-view", "true"}});
  p.aggregated_role("view", {{{"to-view", "true"}}}, {{"to-edit", "true"}});
  p.aggregated_role("edit", {{{"to-edit", "true"}}});
  const auto snapshot = p.build();
  EXPECT_THAT(rules_of(*snapshot, RoleKind::ClusterRole, "edit"),
              ElementsAre("get - pods () () from base"));
}

TEST(Aggregation, KeepsStoredRulesInForceAndTellsDrift) {
  Policy p;
  p.cluster_role("base", {{.verbs = "get", .resources = "pods"}}, {{"to-view", "true"}});
  p.aggregated_role("view", {{{"to-view", "true"}}}, {},
                    {{.verbs = "get", .resources = "pods"}, {.verbs = "get", .resources = "nodes"}},
                    /*stored=*/true);
  const auto snapshot = p.build();
  EXPECT_THAT(rules_of(*snapshot, RoleKind::ClusterRole, "view"),
              ElementsAre("get - pods () () from base", "get - nodes () ()"));
  ASSERT_THAT(codes(*snapshot), ElementsAre("aggregation-drift"));
  EXPECT_EQ(snapshot->diagnostics()[0].message,
            "ClusterRole \"view\": stored rules differ from what its aggregationRule selects: 0 "
            "missing, 1 more than selected");
}

// The controller leaves a role out of its own contributors.
TEST(Aggregation, ARoleThatSelectsItselfDoesNotExplainItsOwnRules) {
  Policy p;
  p.cluster_role("base", {{.verbs = "get", .resources = "pods"}}, {{"to-view", "true"}});
  p.aggregated_role("view", {{{"to-view", "true"}}}, {{"to-view", "true"}},
                    {{.verbs = "get", .resources = "pods"}, {.verbs = "get", .resources = "nodes"}},
                    /*stored=*/true);
  const auto snapshot = p.build();
  EXPECT_THAT(rules_of(*snapshot, RoleKind::ClusterRole, "view"),
              ElementsAre("get - pods () () from base", "get - nodes () ()"));
  EXPECT_THAT(codes(*snapshot), ElementsAre("aggregation-drift"));
}

TEST(Aggregation, ComputedModeWritesWhatTheControllerWould) {
  Policy p;
  p.cluster_role("base", {{.verbs = "get", .resources = "pods"}}, {{"to-view", "true"}});
  p.aggregated_role("view", {{{"to-view", "true"}}}, {}, {{.verbs = "get", .resources = "nodes"}},
                    /*stored=*/true);
  const auto snapshot = p.build(AggregationMode::Computed);
  EXPECT_THAT(rules_of(*snapshot, RoleKind::ClusterRole, "view"),
              ElementsAre("get - pods () () from base"));
}

TEST(Aggregation, StoredModeLeavesManifestsAlone) {
  Policy p;
  p.cluster_role("base", {{.verbs = "get", .resources = "pods"}}, {{"to-view", "true"}});
  p.aggregated_role("view", {{{"to-view", "true"}}});
  EXPECT_THAT(rules_of(*p.build(AggregationMode::Stored), RoleKind::ClusterRole, "view"),
              IsEmpty());
}

TEST(Aggregation, TellsThatHandWrittenRulesAreOverwritten) {
  Policy p;
  p.cluster_role("base", {{.verbs = "get", .resources = "pods"}}, {{"to-view", "true"}});
  p.aggregated_role("view", {{{"to-view", "true"}}}, {}, {{.verbs = "get", .resources = "nodes"}});
  const auto snapshot = p.build();
  EXPECT_THAT(rules_of(*snapshot, RoleKind::ClusterRole, "view"),
              ElementsAre("get - pods () () from base"));
  EXPECT_THAT(codes(*snapshot), ElementsAre("aggregation-drift"));
}

TEST(Aggregation, AnInvalidSelectorStopsTheSync) {
  Policy p;
  p.cluster_role("base", {{.verbs = "get", .resources = "pods"}}, {{"to-view", "true"}});
  Role role = p.make_role(RoleKind::ClusterRole, "view", {{.verbs = "get", .resources = "nodes"}});
  role.aggregation.emplace();
  role.aggregation->selectors.resize(1);
  role.aggregation->selectors[0].requirements.push_back(
      {p.builder().intern("to-view"), SelectorOperator::In, kEmptyList, p.builder().intern("In")});
  p.builder().put(role);
  EXPECT_THAT(rules_of(*p.build(), RoleKind::ClusterRole, "view"),
              ElementsAre("get - nodes () ()"));
}

TEST(Aggregation, EverythingSelectingEverythingIsBounded) {
  Policy p;
  for (int i = 0; i < 2100; ++i)
    p.aggregated_role("r" + std::to_string(i), {{}}, {},
                      {{.verbs = "v" + std::to_string(i), .resources = "x"}});
  const auto snapshot = p.build();
  EXPECT_THAT(codes(*snapshot), Contains("limit-reached"));
}

TEST(Aggregation, IsComputedAnewAfterAnEdit) {
  Policy p;
  p.cluster_role("base", {{.verbs = "get", .resources = "pods"}}, {{"to-view", "true"}});
  p.aggregated_role("view", {{{"to-view", "true"}}});
  Policy edit(p.build());
  edit.cluster_role("more", {{.verbs = "list", .resources = "pods"}}, {{"to-view", "true"}});
  EXPECT_THAT(rules_of(*edit.build(), RoleKind::ClusterRole, "view"),
              ElementsAre("get - pods () () from base", "list - pods () () from more"));
}

}  // namespace
}  // namespace rbacgraph
