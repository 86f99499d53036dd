/// What was read: counts, coverage, what is the API server's own.
#include "rbacgraph/analysis/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/source/read.h"
#include "support/make_policy.h"

namespace rbacgraph::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::shared_ptr<const Snapshot> read(std::string_view text) {
  SnapshotBuilder builder;
  read_text(builder, text, "a.yaml", {});
  return builder.build();
}

const KindStatus& kind(const Status& status, std::string_view word) {
  for (const KindStatus& each : status.kinds)
    if (each.kind == word) return each;
  throw std::runtime_error("no such kind");
}

constexpr std::string_view kTwice = R"(
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: a}, rules: []}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: a}, rules: []}
---
{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}, spec: {}}
---
{apiVersion: v1, kind: Secret, metadata: {name: s}}
---
{apiVersion: v1, kind: RoleBinding, metadata: {name: s}}
---
{apiVersion: v1, kind: Deployment, metadata: {name: s}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: 7}}
)";

TEST(Status, CountsWhatIsInUseWhatWasReadAndWhatWasPassedOver) {
  const Status status = status_of(read(kTwice));
  EXPECT_EQ(kind(status, "ClusterRole").in_use, 1);
  EXPECT_EQ(kind(status, "ClusterRole").read, 2);
  EXPECT_EQ(kind(status, "Pod").in_use, 1);
  EXPECT_EQ(kind(status, "Namespace").read, 0);
  std::vector<std::string> kinds;
  for (const KindStatus& each : status.kinds) kinds.emplace_back(each.kind);
  EXPECT_THAT(kinds, ElementsAre("ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding",
                                 "ServiceAccount", "Namespace", "Pod"));
  std::vector<std::string> passed_over;
  for (const PassedOver& each : status.passed_over)
    passed_over.push_back(each.kind + ": " + std::string(each.why));
  EXPECT_THAT(passed_over,
              ElementsAre("Secret: what Secrets hold is never kept",
                          "v1/Deployment: named like a kind that is kept, in another API group",
                          "v1/RoleBinding: OpenShift's own: Kubernetes RBAC does not look at it"));
  EXPECT_EQ(status.refused, 1);  // a name is no number
}

TEST(Status, TellsTheCoverageOfEachKind) {
  Policy policy;
  policy.cluster_role("a", {});
  policy.cluster_role_binding("a", "ClusterRole/a", {"user:x"});
  policy.builder().add_coverage({"Role", "shop", CoverageState::Partial, "why"});
  policy.builder().add_coverage({"Role", "ci", CoverageState::Refused, "why"});
  const Status status = status_of(policy.build());
  EXPECT_EQ(kind(status, "Role").state, "refused");
  EXPECT_THAT(kind(status, "Role").namespaces, ElementsAre("ci", "shop"));
  EXPECT_EQ(kind(status, "ClusterRole").state, "complete");
  EXPECT_EQ(kind(status, "RoleBinding").state, "absent");
  EXPECT_TRUE(status.incomplete);
}

TEST(Status, AGapOfAnyKindIsOneOfEachRbacKind) {
  Policy policy;
  policy.builder().add_coverage({"", "", CoverageState::Partial, "why"});
  policy.builder().add_coverage({"Role", "ci", CoverageState::Partial, "why"});
  const Status status = status_of(policy.build());
  EXPECT_EQ(kind(status, "ClusterRole").state, "partial");
  EXPECT_EQ(kind(status, "Role").state, "partial");
  EXPECT_THAT(kind(status, "Role").namespaces, IsEmpty());  // anywhere
  EXPECT_EQ(kind(status, "ServiceAccount").state, "complete");
}

TEST(Status, CountsDiagnosticsByCodeErrorsFirst) {
  Policy policy;
  policy.cluster_role_binding("a", "ClusterRole/gone", {"user:x"});
  policy.cluster_role_binding("b", "ClusterRole/gone", {"user:x"});
  policy.builder().report({.severity = Severity::Error, .code = "zzz", .message = "m"});
  policy.builder().report({.severity = Severity::Info, .code = "aaa", .message = "m"});
  const Status status = status_of(policy.build());
  std::vector<std::string> codes;
  for (const CodeCount& each : status.codes)
    codes.push_back(std::string(to_string(each.severity)) + " " + each.code + " " +
                    std::to_string(each.count));
  EXPECT_THAT(codes, ElementsAre("error zzz 1", "warning dangling-role-ref 2",
                                 "warning kind-absent 2", "info aaa 1"));
  EXPECT_EQ(status.count_of(Severity::Warning), 4);
  EXPECT_EQ(status.diagnostics.size(), 6);
}

std::shared_ptr<const Snapshot> default_policy(std::string_view version) {
  SnapshotBuilder builder;
  EXPECT_TRUE(add_default_policy(builder, version, {}));
  return builder.build();
}

// As a dump would hold it: the built-in text has no objects of the input.
constexpr std::string_view kView = R"(
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: view}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {SELECTOR: "true"}}]}
rules: [{apiGroups: [""], resources: [widgets], verbs: [get]}]
)";

std::string with(std::string text, std::string_view what, std::string_view by) {
  return text.replace(text.find(what), what.size(), by);
}

TEST(SystemParts, AreRecognisedByWhatTheySay) {
  const auto own = default_policy("1.36");
  const std::size_t all = own->roles().size() + own->bindings().size();
  const auto parts = [&](std::string_view text) { return system_parts(*read(text), *own); };

  const SystemParts none = parts(kTwice);
  EXPECT_EQ(none.same, 0);
  EXPECT_EQ(none.absent.size(), all);

  // An add-on's rules in an aggregated role are no change of it; another selector is.
  const std::string view(kView);
  const SystemParts same =
      parts(with(view, "SELECTOR", "rbac.authorization.k8s.io/aggregate-to-view"));
  EXPECT_EQ(same.same, 1);
  EXPECT_EQ(same.absent.size(), all - 1);
  const SystemParts other = parts(with(view, "SELECTOR", "other"));
  EXPECT_EQ(other.same, 0);
  EXPECT_THAT(other.changed, ElementsAre(ObjectRef{"ClusterRole", "", "view"}));
}

TEST(SystemParts, CompareRulesAndSubjectsWhateverTheirOrder) {
  constexpr std::string_view kOwn = R"(
kind: ClusterRole
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: r}
rules: [{apiGroups: [""], resources: [a], verbs: [get]},
        {apiGroups: [""], resources: [b], verbs: [get]}]
---
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: ops},
           {kind: User, apiGroup: rbac.authorization.k8s.io, name: mia}]
)";
  const auto own = read(kOwn);
  std::string other(kOwn);
  other = with(with(with(other, "[a]", "[?]"), "[b]", "[a]"), "[?]", "[b]");
  other = with(with(with(other, "kind: Group", "kind: ?"), "kind: User", "kind: Group"), "kind: ?",
               "kind: User");
  other = with(with(with(other, "name: ops", "name: ?"), "name: mia", "name: ops"), "name: ?",
               "name: mia");
  EXPECT_EQ(system_parts(*read(other), *own).same, 2);
  EXPECT_EQ(system_parts(*read(with(other, "verbs: [get]", "verbs: [get, list]")), *own).changed,
            std::vector<ObjectRef>({{"ClusterRole", "", "r"}}));
  EXPECT_EQ(system_parts(*read(with(other, "kind: User", "kind: Group")), *own).changed,
            std::vector<ObjectRef>({{"ClusterRoleBinding", "", "b"}}));
}

TEST(SystemParts, ThatWereAddedAreNotInTheInput) {
  const auto own = default_policy("1.36");
  SnapshotBuilder builder(read(kTwice));
  ASSERT_TRUE(add_default_policy(builder, "1.36", {}));
  const SystemParts parts = system_parts(*builder.build(), *own);
  EXPECT_EQ(parts.same, 0);
  EXPECT_EQ(parts.absent.size(), own->roles().size() + own->bindings().size());
}

}  // namespace
}  // namespace rbacgraph::test
