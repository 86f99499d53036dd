// Every shape in which objects come (SEMANTICS §1.5), and what is kept of each kind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source_support.h"

namespace rbacgraph {
namespace {

using test::counts_of;
using test::diagnostics_of;
using test::lines_of;
using test::read;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kRole =
    R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role",)"
    R"("metadata":{"name":"r","namespace":"n"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]})";
constexpr std::string_view kRoleLine = "Role n/r {[get][][pods]}";

std::string line_of(std::string_view name) {
  std::string line(kRoleLine);
  return line.replace(line.find("n/r") + 2, 1, name);
}

std::string role(std::string_view name) {
  std::string text(kRole);
  const std::string_view old = R"("name":"r")";
  return text.replace(text.find(old), old.size(), R"("name":")" + std::string(name) + "\"");
}

TEST(SourceShapes, ABareObject) { EXPECT_THAT(lines_of(*read(kRole)), ElementsAre(line_of("r"))); }

TEST(SourceShapes, AnEmptyGroupIsAWordOfItsOwn) {
  const auto s = read(kRole);
  const PolicyRule& rule = s->rule(s->roles()[0].rules[0].rule);
  EXPECT_THAT(s->names().list(rule.api_groups), ElementsAre(kEmptyName));
}

TEST(SourceShapes, AList) {
  const auto s =
      read(R"({"apiVersion":"v1","kind":"List","metadata":{"resourceVersion":""},"items":[)" +
           role("a") + "," + role("b") + "]}");
  EXPECT_THAT(lines_of(*s), ElementsAre(line_of("a"), line_of("b")));
  EXPECT_THAT(diagnostics_of(*s), IsEmpty());
}

TEST(SourceShapes, AListWhoseKindComesLast) {
  const auto s =
      read(R"({"apiVersion":"v1","items":[)" + role("a") + R"(],"kind":"List","metadata":{}})");
  EXPECT_THAT(lines_of(*s), ElementsAre(line_of("a")));
}

constexpr std::string_view kBareItem =
    R"({"metadata":{"name":"r","namespace":"n"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]})";

TEST(SourceShapes, ATypedListWhoseItemsHaveNoKind) {
  const auto s = read(
      R"({"kind":"RoleList","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"resourceVersion":"7"},"items":[)" +
      std::string(kBareItem) + "]}");
  EXPECT_THAT(lines_of(*s), ElementsAre(kRoleLine));
}

TEST(SourceShapes, ATypedListWhoseKindComesLast) {
  const auto s = read(R"({"apiVersion":"rbac.authorization.k8s.io/v1","items":[)" +
                      std::string(kBareItem) + R"(],"kind":"RoleList"})");
  EXPECT_THAT(lines_of(*s), ElementsAre(kRoleLine));
  const auto all_last = read(R"({"items":[)" + std::string(kBareItem) +
                             R"(],"kind":"RoleList","apiVersion":"rbac.authorization.k8s.io/v1"})");
  EXPECT_THAT(lines_of(*all_last), ElementsAre(kRoleLine));
}

TEST(SourceShapes, AnItemWithItsOwnKindAmongItemsWithout) {
  const auto s = read(R"({"apiVersion":"rbac.authorization.k8s.io/v1","items":[)" + role("a") +
                      "," + std::string(kBareItem) + "," + role("b") + R"(],"kind":"RoleList"})");
  EXPECT_THAT(lines_of(*s), ElementsAre(line_of("a"), line_of("r"), line_of("b")));
}

TEST(SourceShapes, AListInAList) {
  const auto s = read(
      R"({"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"List","items":[)" +
      role("a") + "]}," + role("b") + "]}");
  EXPECT_THAT(lines_of(*s), ElementsAre(line_of("a"), line_of("b")));
}

TEST(SourceShapes, AListWithoutItems) {
  for (const std::string_view text : {R"({"apiVersion":"v1","kind":"List","items":null})",
                                      R"({"apiVersion":"v1","kind":"List","items":[]})",
                                      R"({"apiVersion":"v1","kind":"List"})"}) {
    const auto s = read(text);
    EXPECT_THAT(lines_of(*s), IsEmpty());
    EXPECT_THAT(
        diagnostics_of(*s),
        ElementsAre("warning empty-input 1:1 in: no RBAC objects: it is empty | RBAC objects "
                    "are: ClusterRole, Role, ClusterRoleBinding, RoleBinding"));
  }
}

TEST(SourceShapes, ConcatenatedDocumentsAndLines) {
  EXPECT_THAT(lines_of(*read(role("a") + role("b") + "\n" + role("c") + "\n")),
              ElementsAre(line_of("a"), line_of("b"), line_of("c")));
  EXPECT_THAT(lines_of(*read(role("a") + "\n---\n" + role("b"))),
              ElementsAre(line_of("a"), line_of("b")));
}

TEST(SourceShapes, WatchEvents) {
  const auto s = read(
      R"({"type":"ADDED","object":)" + role("a") + "}\n" + R"({"object":)" + role("b") +
      R"(,"type":"MODIFIED"})" + "\n" +
      R"({"type":"BOOKMARK","object":{"kind":"Role","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"resourceVersion":"9"}}})" +
      R"({"type":"DELETED","object":)" + role("a") + "}\n");
  EXPECT_THAT(lines_of(*s), ElementsAre(line_of("b")));
  EXPECT_THAT(diagnostics_of(*s), IsEmpty());
}

TEST(SourceShapes, ASnapshotIsStoredAndTellsWhatItLacks) {
  const auto s = read(
      R"({"apiVersion":"rbacgraph/v1","kind":"Snapshot","cluster":{"server":"v1.36.3"},)"
      R"("coverage":[{"kind":"RoleBinding","namespace":"x","state":"refused"},{"kind":"Role","state":"complete"}],"items":[)" +
      role("a") + "]}");
  EXPECT_THAT(lines_of(*s), ElementsAre("Role n/a stored {[get][][pods]}"));
  ASSERT_EQ(s->coverage().gaps().size(), 1U);
  EXPECT_EQ(s->coverage().gaps()[0].kind, "RoleBinding");
  EXPECT_EQ(s->coverage().gaps()[0].ns, "x");
  EXPECT_EQ(s->coverage().gaps()[0].state, CoverageState::Refused);
}

TEST(SourceShapes, ABareListIsReadAndToldOf) {
  const auto s = read("[" + role("a") + "]");
  EXPECT_THAT(lines_of(*s), ElementsAre(line_of("a")));
  EXPECT_THAT(diagnostics_of(*s),
              ElementsAre("info bare-list 1:1 a list without an object around it, "
                          "which kubectl does not take, is read as a List"));
}

TEST(SourceShapes, OnePageOfAListIsIncomplete) {
  const auto s = read(
      R"({"kind":"RoleList","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"continue":"abc"},"items":[]})");
  EXPECT_FALSE(s->coverage().complete());
  EXPECT_THAT(
      diagnostics_of(*s),
      testing::Contains(
          "warning partial-list 1:1 RoleList is one page of a longer list: "
          "metadata.continue is set (incomplete) | get the whole list, or all of its pages"));
}

TEST(SourceShapes, MembersInAnyOrder) {
  const auto s = read(
      R"({"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}],)"
      R"("metadata":{"namespace":"n","name":"r"},"kind":"Role","apiVersion":"rbac.authorization.k8s.io/v1"})");
  EXPECT_THAT(lines_of(*s), ElementsAre(kRoleLine));
}

TEST(SourceShapes, StoredIsWhatHasAUidOrAResourceVersion) {
  const auto with = [](std::string_view field) {
    return std::string(
               R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"r",)") +
           std::string(field) + R"(},"rules":null})";
  };
  EXPECT_TRUE(read(with(R"("uid":"u")"))->roles()[0].stored);
  EXPECT_TRUE(read(with(R"("resourceVersion":"1")"))->roles()[0].stored);
  EXPECT_FALSE(read(with(R"("resourceVersion":"")"))->roles()[0].stored);
  EXPECT_FALSE(read(with(R"("creationTimestamp":null)"))->roles()[0].stored);
}

TEST(SourceShapes, TheLastAppliedCopyIsNeverData) {
  const auto s = read(
      R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"annotations":)"
      R"({"kubectl.kubernetes.io/last-applied-configuration":"{\"kind\":\"ClusterRole\",\"rules\":[]}"},"name":"r"},"rules":null})");
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /r"));
}

TEST(SourceKinds, ABindingIsDefaultedAsOnWrite) {
  const auto s = read(R"(
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: ns}
roleRef: {kind: Role, name: r}
subjects:
- {kind: ServiceAccount, name: sa}
- {kind: User, name: "*", apiGroup: rbac.authorization.k8s.io}
- {kind: user, name: x}
)");
  EXPECT_THAT(lines_of(*s), ElementsAre("RoleBinding ns/b -> rbac.authorization.k8s.io Role/r "
                                        "ServiceAccount /sa User /* user /x"));
  EXPECT_EQ(s->bindings()[0].subjects[2].kind, SubjectKind::Other);
}

/// V14 and V16 of SEMANTICS §1.2: warned of, and evaluated all the same.
TEST(SourceKinds, AWrongGroupOfASubjectIsToldOfAndChangesNothing) {
  const auto s = read(R"(
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {kind: ClusterRole, name: r}
subjects:
- {apiGroup: rbac, kind: User, name: a}
- {kind: Group, name: b, apiGroup: ""}
- {kind: ServiceAccount, namespace: ns, name: c, apiGroup: rbac.authorization.k8s.io}
- {kind: Robot, name: d, apiGroup: anything}
- {kind: Group, name: e, apiGroup: rbac.authorization.k8s.io}
)");
  EXPECT_THAT(lines_of(*s),
              ElementsAre("ClusterRoleBinding /b -> rbac.authorization.k8s.io ClusterRole/r User "
                          "/a Group /b ServiceAccount ns/c Robot /d Group /e"));
  std::vector<std::string> told;
  for (const Diagnostic& each : s->diagnostics()) {
    if (each.message.find("apiGroup") == std::string::npos) continue;
    EXPECT_EQ(each.code, "invalid-subject");
    EXPECT_EQ(each.object, (ObjectRef{"ClusterRoleBinding", "", "b"}));
    const auto at = s->locate(each.source);
    told.push_back(std::to_string(at->line) + ":" + std::to_string(at->column) + " " +
                   each.message);
  }
  EXPECT_THAT(told, ElementsAre("7:14 subjects[0].apiGroup: Unsupported value: \"rbac\": supported "
                                "values: \"rbac.authorization.k8s.io\"",
                                "9:60 subjects[2].apiGroup: Unsupported value: "
                                "\"rbac.authorization.k8s.io\": supported values: \"\""));
}

TEST(SourceKinds, SoManyWrongGroupsOfSubjectsAreTold) {
  std::string text =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\n"
      "metadata: {name: b}\nroleRef: {kind: ClusterRole, name: r}\nsubjects:\n";
  for (int i = 0; i < 30; ++i) text += "- {kind: User, name: u, apiGroup: x}\n";
  std::vector<std::string> told;
  const auto s = read(text);
  for (const Diagnostic& each : s->diagnostics())
    if (each.code == "invalid-subject") told.push_back(each.message);
  ASSERT_EQ(told.size(), 21U);
  EXPECT_EQ(told.back(), "and 10 more flaws in this object");
}

TEST(SourceKinds, AlphaSubjectsAreConverted) {
  const auto s = read(R"(
apiVersion: rbac.authorization.k8s.io/v1alpha1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {kind: ClusterRole, name: r, apiGroup: rbac.authorization.k8s.io}
subjects:
- {kind: User, name: "*", apiVersion: rbac.authorization.k8s.io/v1alpha1}
- {kind: Group, name: "*"}
---
apiVersion: rbac.authorization.k8s.io/v1beta1
kind: ClusterRoleBinding
metadata: {name: c}
roleRef: {kind: ClusterRole, name: r, apiGroup: rbac.authorization.k8s.io}
subjects: [{kind: User, name: "*"}]
)");
  EXPECT_THAT(
      lines_of(*s),
      ElementsAre("ClusterRoleBinding /b -> rbac.authorization.k8s.io ClusterRole/r Group "
                  "/system:authenticated Group /*",
                  "ClusterRoleBinding /c -> rbac.authorization.k8s.io ClusterRole/r User /*"));
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre("info unserved-version 2:1 1 object in rbac.authorization.k8s.io/v1alpha1, which "
                  "no supported server serves any more, read as v1",
                  "info unserved-version 10:1 1 object in rbac.authorization.k8s.io/v1beta1, which "
                  "no supported server serves any more, read as v1"));
}

TEST(SourceKinds, AggregationRulesAndLabels) {
  const auto s = read(R"(
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: r
  labels: {a: b, c: ""}
aggregationRule:
  clusterRoleSelectors:
  - matchLabels: {x: z}
    matchExpressions:
    - {key: k, operator: NotIn, values: [v, w]}
  - {}
rules: []
)");
  EXPECT_THAT(lines_of(*s),
              ElementsAre("ClusterRole /r label a=b label c= aggregates (x 0[z];k 1[v,w];) ()"));
}

TEST(SourceKinds, WorkloadsAreReducedToTheirAccount) {
  const auto s = read(R"(
apiVersion: v1
kind: Pod
metadata: {name: pod, namespace: ns}
spec: {serviceAccountName: a, serviceAccount: old, automountServiceAccountToken: false}
---
apiVersion: v1
kind: ReplicationController
metadata: {name: rc, namespace: ns}
spec: {template: {spec: {serviceAccount: old}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: d, namespace: ns}
spec: {template: {spec: {containers: [{env: [{name: A, value: x}]}]}}}
---
apiVersion: extensions/v1beta1
kind: DaemonSet
metadata: {name: ds, namespace: ns}
spec: {template: {spec: {serviceAccountName: a}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: c, namespace: ns}
spec: {jobTemplate: {spec: {template: {spec: {serviceAccountName: a, automountServiceAccountToken: true}}}}}
)");
  EXPECT_THAT(lines_of(*s),
              ElementsAre("Pod ns/pod as a no automount", "ReplicationController ns/rc as old",
                          "Deployment ns/d as default", "DaemonSet ns/ds as a",
                          "CronJob ns/c as a automount"));
}

TEST(SourceKinds, AccountsAndNamespaces) {
  const auto s = read(R"(
{apiVersion: v1, kind: ServiceAccount, metadata: {name: a, namespace: ns}, automountServiceAccountToken: false, secrets: [{name: t}]}
---
{apiVersion: v1, kind: Namespace, metadata: {name: ns}}
)");
  EXPECT_THAT(lines_of(*s), ElementsAre("ServiceAccount ns/a no automount", "Namespace /ns"));
}

TEST(SourceKinds, CustomResourceDefinitions) {
  const auto s = read(R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boxes.example.com}
spec:
  group: example.com
  scope: Cluster
  names: {plural: boxes, kind: Box, shortNames: [bx]}
  versions:
  - {name: v1, schema: {openAPIV3Schema: {type: object}}}
  - {name: v2, subresources: {status: {}, scale: {specReplicasPath: .spec}}}
---
apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
metadata: {name: cups.example.com}
spec: {group: example.com, scope: Namespaced, version: v1, names: {plural: cups, singular: cup, kind: Cup}, subresources: {status: {}}}
)");
  EXPECT_THAT(lines_of(*s),
              ElementsAre("type boxes.example.com Box box cluster short bx /scale /status",
                          "type cups.example.com Cup cup namespaced /status"));
  EXPECT_EQ(counts_of(s->sources()[0]), "CustomResourceDefinition 2; ; 0");
}

TEST(SourceKinds, TheRestIsPassedOverAndCounted) {
  const auto s = read(R"(
{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: Yg==}}
---
{apiVersion: db.example.com/v1, kind: Role, metadata: {name: s}, rules: 7}
---
{apiVersion: v1, kind: ClusterRole, metadata: {name: old}}
---
{replicas: 3}
)" + std::string("---\n") +
                      std::string(kRole) + "\n");
  EXPECT_THAT(lines_of(*s), ElementsAre(kRoleLine));
  EXPECT_EQ(counts_of(s->sources()[0]),
            "Role 1; (no kind) 1, Secret 1, db.example.com/v1/Role 1, v1/ClusterRole 1; 0");
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre("info passed-over 6:1 1 object of kind v1/ClusterRole passed over: the kind is "
                  "OpenShift's own, and Kubernetes RBAC does not look at it"));
}

TEST(SourceKinds, AnObjectWithoutNamespace) {
  std::string text = "{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}}\n";
  for (const char* name : {"b", "c", "d", "e"})
    text += std::string(
                "---\n{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: ") +
            name + "}}\n";
  const auto s = read(text);
  EXPECT_EQ(lines_of(*s)[0], "Role default/b");
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre(
          "warning no-namespace 1:1 5 objects without metadata.namespace are taken to be in "
          "\"default\": ServiceAccount \"a\", Role \"b\", Role \"c\" and 2 more | "
          "--default-namespace says where they are installed"));
  ReadOptions options;
  options.default_namespace = "here";
  const auto told = read(text, options);
  EXPECT_EQ(lines_of(*told)[0], "Role here/b");
  EXPECT_THAT(diagnostics_of(*told), IsEmpty());
}

}  // namespace
}  // namespace rbacgraph
