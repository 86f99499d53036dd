/// Bindings and roles of subjects, and who has a role.
#include "rbacgraph/analysis/lookup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/analysis/can_i.h"
#include "support/make_policy.h"

namespace rbacgraph::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Lookup : public testing::Test {
 protected:
  void build() {
    graph_ = AccessGraph::build(policy_.build());
    authorizer_.emplace(graph_->shared_snapshot());
  }

  LookupAnswer of(SubjectRef subject, std::vector<std::string> groups = {},
                  LookupFilter filter = {}) {
    UserInfo user = user_info(subject, std::move(groups));
    return lookup_subject(graph_, *authorizer_, std::move(subject), std::move(user),
                          std::move(filter));
  }

  LookupAnswer matching(const std::string& expression, LookupFilter filter = {}) {
    return lookup_pattern(graph_, *Pattern::compile(expression), expression, std::move(filter));
  }

  /// "subject: kind/ns/binding[place] -> role", "(group)" where it is through one.
  static std::vector<std::string> rows(const LookupAnswer& answer) {
    const Snapshot& snapshot = answer.graph->snapshot();
    std::vector<std::string> all;
    for (const LookupRow& row : answer.rows) {
      const Binding& binding = answer.binding(row);
      std::string text;
      if (row.subject != LookupRow::kNobody)
        text = answer.subjects[row.subject].ns + "/" + answer.subjects[row.subject].name;
      text += ": " + std::string(snapshot.text(binding.ns)) + "/" +
              std::string(snapshot.text(binding.name)) + "[" + std::to_string(row.place) + "]";
      if (answer.role(row) == kNoId<RoleId>) text += " missing";
      if (row.through_group) text += " (group)";
      all.push_back(std::move(text));
    }
    return all;
  }

  Policy policy_;
  std::shared_ptr<const AccessGraph> graph_;
  std::optional<Authorizer> authorizer_;
};

const SubjectRef kRunner{SubjectKind::ServiceAccount, "ci", "runner"};

TEST_F(Lookup, OfAnAccountHasItsBindingsAndThoseOfItsGroups) {
  policy_.cluster_role("r", {});
  policy_.cluster_role_binding("all", "ClusterRole/r", {"group:system:authenticated"});
  policy_.role_binding("shop/accounts", "ClusterRole/r", {"group:system:serviceaccounts"});
  policy_.role_binding("b/ci", "ClusterRole/r", {"user:x", "group:system:serviceaccounts:ci"});
  policy_.role_binding("ci/own", "Role/gone", {"sa:runner"});
  policy_.role_binding("ci/other", "ClusterRole/r", {"sa:ci/other", "group:ops"});
  build();
  EXPECT_THAT(rows(of(kRunner)),
              ElementsAre("ci/runner: /all[0] (group)", "ci/runner: b/ci[1] (group)",
                          "ci/runner: ci/own[0] missing", "ci/runner: shop/accounts[0] (group)"));
  EXPECT_THAT(rows(of(kRunner, {"ops"}, {"ci", std::nullopt})),
              ElementsAre("ci/runner: /all[0] (group)", "ci/runner: ci/other[1] (group)",
                          "ci/runner: ci/own[0] missing"));
}

TEST_F(Lookup, NamesAnIdentityOnceInABinding) {
  policy_.cluster_role("r", {});
  policy_.role_binding("ci/thrice", "ClusterRole/r",
                       {"user:x", "sa:runner", "user:system:serviceaccount:ci:runner",
                        "sa:ci/runner", "group:system:serviceaccounts"});
  build();
  EXPECT_THAT(rows(of(kRunner)),
              ElementsAre("ci/runner: ci/thrice[1]", "ci/runner: ci/thrice[4] (group)"));
  EXPECT_THAT(rows(lookup_role(graph_, {"ClusterRole", "", "r"})),
              ElementsAre("/system:serviceaccounts: ci/thrice[4]", "ci/runner: ci/thrice[1]",
                          "/x: ci/thrice[0]"));
}

TEST_F(Lookup, OfAGroupIsDirectWhereTheBindingNamesIt) {
  policy_.cluster_role("r", {});
  policy_.cluster_role_binding("a", "ClusterRole/r", {"group:ops"});
  policy_.cluster_role_binding("b", "ClusterRole/r", {"group:system:authenticated"});
  build();
  EXPECT_THAT(rows(of({SubjectKind::Group, "", "ops"})),
              ElementsAre("/ops: /a[0]", "/ops: /b[0] (group)"));
}

TEST_F(Lookup, OfARoleKeepsRolesOfTheSameNameApart) {
  policy_.role("shop/reader", {});
  policy_.role("ci/reader", {});
  policy_.cluster_role("reader", {});
  policy_.role_binding("shop/a", "Role/reader", {"user:x"});
  policy_.role_binding("ci/b", "Role/reader", {"user:y"});
  policy_.role_binding("ci/c", "ClusterRole/reader", {"user:z"});
  build();
  EXPECT_THAT(rows(lookup_role(graph_, {"Role", "shop", "reader"})), ElementsAre("/x: shop/a[0]"));
  EXPECT_THAT(rows(lookup_role(graph_, {"Role", "ci", "reader"})), ElementsAre("/y: ci/b[0]"));
  EXPECT_THAT(rows(lookup_role(graph_, {"ClusterRole", "", "reader"})), ElementsAre("/z: ci/c[0]"));
  EXPECT_THAT(rows(lookup_role(graph_, {"ClusterRole", "", "reader"}, {"shop", std::nullopt})),
              IsEmpty());
}

TEST_F(Lookup, OfARoleThatIsMissingHasItsBindings) {
  policy_.role_binding("shop/a", "Role/gone", {"user:x"});
  policy_.role_binding("ci/a", "Role/gone", {});
  policy_.cluster_role_binding("b", "Role/gone", {"user:x"});
  build();
  EXPECT_THAT(rows(lookup_role(graph_, {"Role", "shop", "gone"})),
              ElementsAre("/x: shop/a[0] missing"));
  EXPECT_THAT(rows(lookup_role(graph_, {"Role", "ci", "gone"})), ElementsAre(": ci/a[0] missing"));
  EXPECT_THAT(rows(lookup_role(graph_, {"Role", "", "gone"})), ElementsAre("/x: /b[0] missing"));
}

TEST_F(Lookup, OfABindingHasNobodyToo) {
  policy_.cluster_role("r", {});
  policy_.cluster_role_binding("b", "ClusterRole/r", {"sa:lost", "user:x", "group:g"});
  build();
  const ObjectRef binding{"ClusterRoleBinding", "", "b"};
  EXPECT_THAT(rows(lookup_binding(graph_, binding)),
              ElementsAre("/g: /b[2]", "/lost: /b[0]", "/x: /b[1]"));
  EXPECT_THAT(rows(lookup_binding(graph_, binding, {std::nullopt, SubjectKind::Group})),
              ElementsAre("/g: /b[2]"));
  EXPECT_THAT(rows(of({SubjectKind::ServiceAccount, "", "lost"})), IsEmpty());
}

TEST_F(Lookup, OfAPatternHasEverybodyThatMatches) {
  policy_.cluster_role("r", {});
  policy_.role_binding(
      "ci/b", "ClusterRole/r",
      {"sa:runner", "user:ci/x", "group:cia", "user:system:serviceaccount:ci:runner"});
  policy_.role_binding("ci/everybody", "ClusterRole/r", {"group:system:serviceaccounts"});
  policy_.cluster_role_binding("lost", "ClusterRole/r", {"sa:lost"});
  policy_.service_account("ci/idle");
  policy_.service_account("ci/runner");
  build();
  const LookupAnswer all = matching("^ci/[a-z]+$");
  EXPECT_THAT(all.subjects, ElementsAre(SubjectRef{SubjectKind::ServiceAccount, "ci", "idle"},
                                        kRunner, SubjectRef{SubjectKind::User, "", "ci/x"}));
  EXPECT_THAT(rows(all), ElementsAre("ci/runner: ci/b[0]", "/ci/x: ci/b[1]"));
  EXPECT_THAT(matching("ci", {std::nullopt, SubjectKind::Group}).subjects,
              ElementsAre(SubjectRef{SubjectKind::Group, "", "cia"}));
  EXPECT_THAT(matching("lost").subjects, IsEmpty());  // who is nobody
}

TEST_F(Lookup, OfAWorkloadSaysWhatItRunsAs) {
  const auto workload = [&](std::string_view name, std::string_view account,
                            std::optional<bool> automount) {
    SnapshotBuilder& builder = policy_.builder();
    Workload made;
    made.kind = builder.intern("Pod");
    made.ns = builder.intern("ci");
    made.name = builder.intern(name);
    made.service_account = builder.intern(account);
    made.automount_token = automount;
    builder.put(made);
  };
  ServiceAccount quiet;
  quiet.ns = policy_.builder().intern("ci");
  quiet.name = policy_.builder().intern("quiet");
  quiet.automount_token = false;
  policy_.builder().put(quiet);
  policy_.cluster_role("r", {});
  policy_.role_binding("ci/b", "ClusterRole/r", {"sa:quiet"});
  workload("a", "default", std::nullopt);
  workload("b", "quiet", std::nullopt);
  workload("c", "quiet", true);
  workload("d", "default", false);
  build();
  const auto account = [&](std::string_view name) {
    return account_of(graph_->snapshot(), {"Pod", "ci", std::string(name)}).value();
  };
  EXPECT_TRUE(account("a").is_default);
  EXPECT_FALSE(account("a").exists);
  EXPECT_EQ(account("a").token, TokenMount::Mounted);
  EXPECT_TRUE(account("b").exists);
  EXPECT_FALSE(account("b").is_default);
  EXPECT_EQ(account("b").token, TokenMount::OffByAccount);
  EXPECT_EQ(account("c").token, TokenMount::Mounted);  // what the pod says counts first
  EXPECT_EQ(account("d").token, TokenMount::OffByWorkload);
  EXPECT_FALSE(account_of(graph_->snapshot(), {"Job", "ci", "a"}));

  const WorkloadAccount of_b = account("b");
  const LookupAnswer answer =
      lookup_workload(graph_, *authorizer_, {"Pod", "ci", "b"}, of_b, user_info(of_b.account, {}));
  EXPECT_THAT(rows(answer), ElementsAre("ci/quiet: ci/b[0]"));
}

TEST_F(Lookup, TellsOfAggregationMastersAndUnknownNamespaces) {
  policy_.cluster_role("part", {{.verbs = "get", .resources = "pods"}}, {{"into", "whole"}});
  policy_.aggregated_role("whole", {{{"into", "whole"}}});
  policy_.role_binding("shop/b", "ClusterRole/part", {"user:x"});
  build();
  EXPECT_THAT(lookup_role(graph_, {"ClusterRole", "", "part"}).notes,
              ElementsAre("its rules are also put into the ClusterRoles that aggregate it (whole): "
                          "who has one of those has them too"));
  const auto whole = graph_->snapshot().find_role(RoleKind::ClusterRole, "", "whole");
  ASSERT_TRUE(whole);
  const std::vector<Name> from = contributors_of(graph_->snapshot(), *whole);
  ASSERT_EQ(from.size(), 1);
  EXPECT_EQ(graph_->snapshot().text(from.front()), "part");
  EXPECT_THAT(of({SubjectKind::User, "", "x"}, {"system:masters"}).notes,
              ElementsAre(HasSubstr("can do everything")));
  const LookupAnswer elsewhere = of({SubjectKind::User, "", "x"}, {}, {"shp", std::nullopt});
  ASSERT_EQ(elsewhere.diagnostics.size(), 1);
  EXPECT_EQ(elsewhere.diagnostics.front().hint, "did you mean shop?");
}

}  // namespace
}  // namespace rbacgraph::test
