#include "rbacgraph/policy/snapshot_builder.h"

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
using testing::Not;

TEST(SnapshotBuilder, ResolvesARoleInTheBindingsOwnNamespace) {
  Policy p;
  p.role("shop/reader", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("shop/fine", "Role/reader", {"user:noor"});
  p.role_binding("stage/lost", "Role/reader", {"user:mia"});
  const auto snapshot = p.build();
  const auto fine = snapshot->find_binding(BindingKind::RoleBinding, "shop", "fine");
  const auto lost = snapshot->find_binding(BindingKind::RoleBinding, "stage", "lost");
  ASSERT_TRUE(fine && lost);
  EXPECT_EQ(snapshot->role_of(*fine), snapshot->find_role(RoleKind::Role, "shop", "reader"));
  EXPECT_EQ(snapshot->role_of(*lost), kNoId<RoleId>);
  ASSERT_EQ(snapshot->diagnostics().size(), 1U);
  EXPECT_EQ(snapshot->diagnostics()[0].code, "dangling-role-ref");
  EXPECT_EQ(snapshot->diagnostics()[0].message,
            "RoleBinding \"stage/lost\" refers to Role \"stage/reader\", which is not there");
}

/// The hints of the references that were not found, in the order of the bindings.
std::vector<std::string> dangling_hints(const Snapshot& snapshot) {
  std::vector<std::string> hints;
  for (const Diagnostic& told : snapshot.diagnostics())
    if (told.code == "dangling-role-ref") hints.push_back(told.hint);
  return hints;
}

TEST(SnapshotBuilder, SaysWhyARoleMayNotBeThere) {
  Policy p;
  p.role_binding("shop/a", "Role/gone", {"user:mia"});
  p.role_binding("shop/b", "ClusterRole/gone", {"user:mia"});
  p.role_binding("shop/c", "ClusterRole/view", {"user:mia"});
  EXPECT_THAT(
      dangling_hints(*p.build()),
      ElementsAre("there is no Role at all in the input: add the file that has them",
                  "there is no ClusterRole at all in the input: add the file that has them; "
                  "--with-default-policy adds the API server's own",
                  "the API server makes this role itself; --with-default-policy adds it"));
  Policy others;
  others.role("stage/gone", {});
  others.cluster_role("other", {});
  others.role_binding("shop/a", "Role/gone", {"user:mia"});
  others.role_binding("shop/b", "ClusterRole/gone", {"user:mia"});
  others.role_binding("shop/c", "ClusterRole/cluster-admin", {"user:mia"});
  const std::string dangling =
      "it gives nothing now, and comes alive when somebody creates that role";
  EXPECT_THAT(dangling_hints(*others.build()),
              ElementsAre(dangling, dangling,
                          "the API server makes this role itself; --with-default-policy adds it"));
}

TEST(SnapshotBuilder, AClusterRoleBindingNeverFindsARole) {
  Policy p;
  p.role("shop/reader", {{.verbs = "get", .resources = "pods"}});
  p.cluster_role_binding("to-role", "Role/reader", {"user:pia"});
  const auto snapshot = p.build();
  EXPECT_EQ(snapshot->role_of(BindingId{0}), kNoId<RoleId>);
  EXPECT_THAT(codes(*snapshot), Contains("dangling-role-ref"));
}

TEST(SnapshotBuilder, KindsOfRolesWithOneNameAreDifferentObjects) {
  Policy p;
  p.role("shop/same", {{.verbs = "get", .resources = "secrets"}});
  p.cluster_role("same", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("shop/a", "Role/same", {"user:a"});
  p.role_binding("shop/b", "ClusterRole/same", {"user:b"});
  p.role_binding("shop/c", "clusterrole/same", {"user:c"});
  const auto snapshot = p.build();
  EXPECT_EQ(snapshot->role(snapshot->role_of(BindingId{0})).kind, RoleKind::Role);
  EXPECT_EQ(snapshot->role(snapshot->role_of(BindingId{1})).kind, RoleKind::ClusterRole);
  EXPECT_EQ(snapshot->role_of(BindingId{2}), kNoId<RoleId>);
}

TEST(SnapshotBuilder, OfTwoObjectsWithOneKeyTheLaterCounts) {
  Policy p;
  p.cluster_role("reader", {{.verbs = "get", .resources = "pods"}});
  p.cluster_role("reader", {{.verbs = "list", .resources = "pods"}});
  p.role_binding("shop/a", "ClusterRole/reader", {"user:a"});
  p.role_binding("shop/a", "ClusterRole/reader", {"user:a"});
  const auto snapshot = p.build();
  ASSERT_EQ(snapshot->roles().size(), 1U);
  EXPECT_THAT(rules_of(*snapshot, RoleKind::ClusterRole, "reader"),
              ElementsAre("list - pods () ()"));
  EXPECT_THAT(codes(*snapshot), ElementsAre("conflicting-object", "duplicate-object"));
}

TEST(SnapshotBuilder, RolesWithAnEqualRuleShareIt) {
  Policy p;
  p.role("a/reader", {{.verbs = "get,list", .resources = "pods"}});
  p.role("b/reader", {{.verbs = "get,list", .resources = "pods"}});
  p.role("c/reader", {{.verbs = "list,get", .resources = "pods"}});
  const auto snapshot = p.build();
  EXPECT_EQ(snapshot->distinct_rules().size(), 2U);
  EXPECT_EQ(snapshot->rules(RoleId{0})[0].rule, snapshot->rules(RoleId{1})[0].rule);
  EXPECT_NE(snapshot->rules(RoleId{0})[0].rule, snapshot->rules(RoleId{2})[0].rule);
}

TEST(SnapshotBuilder, AnEditLeavesTheOldSnapshotAsItWas) {
  Policy p;
  p.cluster_role("reader", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("shop/a", "ClusterRole/reader", {"user:a"});
  p.role_binding("shop/b", "ClusterRole/reader", {"user:b"});
  const auto before = p.build();

  Policy edit(before);
  const Change drop{Change::Action::Delete,
                    edit.make_binding(BindingKind::RoleBinding, "shop/a", "ClusterRole/x", {})};
  const Change put{Change::Action::Put, edit.make_role(RoleKind::ClusterRole, "reader",
                                                       {{.verbs = "delete", .resources = "pods"}})};
  edit.builder().apply(std::vector{drop, put});
  const auto after = edit.build();

  EXPECT_EQ(before->bindings().size(), 2U);
  EXPECT_THAT(rules_of(*before, RoleKind::ClusterRole, "reader"), ElementsAre("get - pods () ()"));
  ASSERT_EQ(after->bindings().size(), 1U);
  EXPECT_EQ(after->text(after->binding(BindingId{0}).name), "b");
  EXPECT_THAT(rules_of(*after, RoleKind::ClusterRole, "reader"),
              ElementsAre("delete - pods () ()"));
  EXPECT_EQ(after->find_binding(BindingKind::RoleBinding, "shop", "a"), std::nullopt);
  EXPECT_EQ(after->names().find("reader"), before->names().find("reader"));
  EXPECT_TRUE(after->diagnostics().empty());
}

TEST(SnapshotBuilder, ARemovedObjectCanBePutAgain) {
  Policy p;
  p.cluster_role("reader", {{.verbs = "get", .resources = "pods"}});
  const auto role = p.make_role(RoleKind::ClusterRole, "reader", {});
  EXPECT_TRUE(p.builder().remove(role));
  EXPECT_FALSE(p.builder().remove(role));
  EXPECT_TRUE(p.builder().put_if_absent(role));
  EXPECT_FALSE(p.builder().put_if_absent(role));
  const auto snapshot = p.build();
  EXPECT_EQ(snapshot->roles().size(), 1U);
  EXPECT_THAT(codes(*snapshot), Not(Contains("duplicate-object")));
}

TEST(SnapshotBuilder, ManyEditsInARowStayCorrectAndFlat) {
  Policy first;
  first.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
  std::shared_ptr<const Snapshot> snapshot = first.build();
  for (int i = 0; i < 40; ++i) {
    Policy edit(snapshot);
    edit.cluster_role("r" + std::to_string(i),
                      {{.verbs = "verb" + std::to_string(i), .resources = "pods"}});
    snapshot = edit.build();
  }
  EXPECT_EQ(snapshot->roles().size(), 41U);
  EXPECT_LT(snapshot->names().depth(), 8U);
  EXPECT_THAT(rules_of(*snapshot, RoleKind::ClusterRole, "r39"),
              ElementsAre("verb39 - pods () ()"));
}

TEST(Coverage, AGapHidesGrantsOnlyWhereItCouldHoldThem) {
  Coverage coverage;
  EXPECT_FALSE(coverage.may_hide_grant("shop"));
  coverage.add({"ServiceAccount", "", CoverageState::Refused, ""});
  coverage.add({"RoleBinding", "", CoverageState::Complete, ""});
  EXPECT_FALSE(coverage.may_hide_grant("shop"));
  coverage.add({"RoleBinding", "shop", CoverageState::Refused, ""});
  EXPECT_TRUE(coverage.may_hide_grant("shop"));
  EXPECT_FALSE(coverage.may_hide_grant("stage"));
  EXPECT_FALSE(coverage.may_hide_grant(""));
  coverage.add({"ClusterRoleBinding", "", CoverageState::Partial, ""});
  EXPECT_TRUE(coverage.may_hide_grant(""));
  EXPECT_TRUE(coverage.may_hide_grant("stage"));
  coverage.add({"ClusterRoleBinding", "", CoverageState::Partial, ""});
  EXPECT_EQ(coverage.gaps().size(), 3U);
}

TEST(Coverage, AGapOfAllNamespacesHidesNothingInThoseThatWereWhollyRead) {
  Coverage coverage;
  coverage.add({"RoleBinding", "ci", CoverageState::Complete, "of no gap yet"});
  coverage.add({"RoleBinding", "", CoverageState::Partial, "all but ci and shop"});
  coverage.add({"Role", "stage", CoverageState::Complete, "of another kind"});
  EXPECT_TRUE(coverage.may_hide_grant("ci"));
  coverage.add({"RoleBinding", "ci", CoverageState::Complete, ""});
  coverage.add({"RoleBinding", "shop", CoverageState::Complete, ""});
  EXPECT_FALSE(coverage.may_hide_grant("shop"));
  EXPECT_FALSE(coverage.may_hide_grant("ci"));
  EXPECT_TRUE(coverage.may_hide_grant("stage"));
  EXPECT_FALSE(coverage.may_hide_grant("")) << "RoleBindings grant nothing there";
  EXPECT_EQ(coverage.gaps().size(), 1U);
  // Another input knows less, and both are one policy.
  coverage.add({"RoleBinding", "", CoverageState::Partial, "all but ci"});
  coverage.add({"RoleBinding", "ci", CoverageState::Complete, ""});
  EXPECT_TRUE(coverage.may_hide_grant("shop"));
  EXPECT_FALSE(coverage.may_hide_grant("ci"));
  coverage.add({"RoleBinding", "ci", CoverageState::Refused, ""});
  EXPECT_TRUE(coverage.may_hide_grant("ci"));
}

TEST(Coverage, RolesThatNothingRefersToHideNoGrant) {
  const auto with_gap = [](AggregationMode mode, int inputs) {
    Policy p;
    p.cluster_role("reader", {{.verbs = "get", .resources = "pods"}});
    for (int input = 0; input < inputs; ++input) p.builder().add_source({});
    SourceInfo own;
    own.built_in = true;
    p.builder().add_source(std::move(own));
    p.builder().add_coverage({"ClusterRole", "", CoverageState::Partial, "why", true});
    return p.build(mode);
  };
  const auto alone = with_gap(AggregationMode::Auto, 1);
  EXPECT_FALSE(alone->coverage().complete());
  EXPECT_FALSE(alone->coverage().may_hide_grant("shop"));
  EXPECT_FALSE(alone->coverage().may_hide_grant(""));
  // Bindings of another input may refer to them, and rules may be put together from theirs.
  EXPECT_TRUE(with_gap(AggregationMode::Auto, 2)->coverage().may_hide_grant("shop"));
  EXPECT_TRUE(with_gap(AggregationMode::Computed, 1)->coverage().may_hide_grant(""));
}

TEST(Coverage, WhatMayBeMissingIsOfItsKindAndNamespace) {
  Coverage coverage;
  coverage.add({"Role", "shop", CoverageState::Refused, "no"});
  coverage.add({"RoleBinding", "", CoverageState::Partial, "few"});
  coverage.add({"RoleBinding", "shop", CoverageState::Complete, ""});
  EXPECT_TRUE(coverage.may_miss("Role", "shop"));
  EXPECT_FALSE(coverage.may_miss("Role", "stage"));
  EXPECT_TRUE(coverage.may_miss("Role", std::nullopt));
  EXPECT_FALSE(coverage.may_miss("RoleBinding", "shop"));
  EXPECT_TRUE(coverage.may_miss("RoleBinding", "stage"));
  EXPECT_FALSE(coverage.may_miss("ClusterRole", ""));
  // Anything of the four kinds.
  coverage.add({"", "", CoverageState::Partial, "broken"});
  EXPECT_TRUE(coverage.may_miss("ClusterRole", ""));
  EXPECT_FALSE(coverage.may_miss("Pod", "shop"));
}

TEST(SnapshotBuilder, PutsOnePolicyOverAnother) {
  Policy p;
  p.role("shop/reader", {{.verbs = "get", .resources = "pods"}});
  p.role("shop/other", {{.verbs = "get", .resources = "services"}});
  p.role_binding("shop/readers", "Role/reader", {"user:mia"});
  const auto base = p.build();
  Policy change(WordsOf{base});
  change.role("shop/reader", {{.verbs = "get,brandnew", .resources = "pods"}});
  change.role_binding("shop/more", "Role/reader", {"user:somebody-new"});
  const auto more = change.build();
  SnapshotBuilder builder(base);
  builder.apply(*more);
  const auto both = builder.build();
  ASSERT_EQ(both->roles().size(), 2U);
  EXPECT_THAT(rules_of(*both, RoleKind::Role, "shop/reader"),
              ElementsAre("get,brandnew - pods () ()"));
  EXPECT_THAT(rules_of(*both, RoleKind::Role, "shop/other"), ElementsAre("get - services () ()"));
  EXPECT_EQ(both->bindings().size(), 2U);
  // Replacing is what was asked for.
  EXPECT_THAT(codes(*both), testing::IsEmpty());
  // And the words are those of all three.
  EXPECT_EQ(both->names().find("brandnew"), more->names().find("brandnew"));
}

TEST(SnapshotBuilder, StartsWithAPartOfAnother) {
  Policy p;
  p.role("shop/a", {{.verbs = "get", .resources = "pods"}});
  p.role("shop/b", {{.verbs = "list", .resources = "pods"}});
  p.role_binding("shop/one", "Role/b", {"user:mia"});
  p.role_binding("shop/two", "Role/a", {"user:mia"});
  const auto base = p.build();
  const std::vector<RoleId> roles{*base->find_role(RoleKind::Role, "shop", "b")};
  const std::vector<BindingId> bindings{
      *base->find_binding(BindingKind::RoleBinding, "shop", "one")};
  const auto part = SnapshotBuilder(base, roles, bindings).build();
  ASSERT_EQ(part->roles().size(), 1U);
  ASSERT_EQ(part->bindings().size(), 1U);
  EXPECT_EQ(part->text(part->roles()[0].name), "b");
  EXPECT_EQ(part->role_of(make_id<BindingId>(0)), make_id<RoleId>(0));
  EXPECT_EQ(part->roles()[0].rules[0].rule, base->role(roles[0]).rules[0].rule);
}

}  // namespace
}  // namespace rbacgraph
