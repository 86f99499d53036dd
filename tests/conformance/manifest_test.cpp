// `rules -o manifest`: what it writes, read back, grants the subject the same, with no group's
// help.
#include <iostream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/can_i.h"
#include "rbacgraph/analysis/rules.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/rules_manifest.h"
#include "rbacgraph/source/read.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;

/// (namespace, verb, group, resource, name) or (namespace, verb, URL) as JSON text. Dead ones
/// begin with "dead".
std::set<std::string> atoms_of(const RulesAnswer& answer, bool dead) {
  const Snapshot& snapshot = answer.graph->snapshot();
  std::set<std::string> atoms;
  for (const HeldRule& rule : answer.items) {
    if (rule.dead.has_value() != dead) continue;
    for (const Name verb : rule.verbs) {
      json atom = json::array({snapshot.text(rule.ns), snapshot.text(verb)});
      if (rule.is_url) {
        atom.push_back(snapshot.text(rule.url));
      } else {
        atom.push_back(snapshot.text(rule.api_group));
        atom.push_back(snapshot.text(rule.resource));
        if (rule.resource_name) atom.push_back(snapshot.text(*rule.resource_name));
      }
      atoms.insert(atom.dump());
    }
  }
  return atoms;
}

std::string manifest_of(const RulesAnswer& answer) {
  std::ostringstream out;
  write_manifest(out, answer);
  return out.str();
}

class Manifest : public testing::TestWithParam<const char*> {};

TEST_P(Manifest, ReadBackGrantsTheSame) {
  const auto directory = recording(GetParam());
  if (directory.empty()) GTEST_SKIP() << "no such recording here; set RBACGRAPH_SHARED";
  const auto snapshot = read_snapshot(directory / "objects.json", AggregationMode::Stored);
  const auto graph = AccessGraph::build(snapshot);
  const Authorizer authorizer(snapshot);
  std::size_t atoms = 0;
  std::size_t subjects = 0;
  std::size_t objects = 0;
  for (std::uint32_t id = 0; id < graph->subject_count(); ++id) {
    const SubjectRef subject = graph->subject_ref(SubjectId{id});
    if (subject.kind == SubjectKind::ServiceAccount && subject.ns.empty()) continue;  // nobody
    const RulesAnswer before = rules_of(graph, authorizer, subject, user_info(subject, {}));
    const std::string text = manifest_of(before);
    SnapshotBuilder builder;
    read_text(builder, text, "manifest.yaml", ReadOptions{});
    const auto written = builder.build(AggregationMode::Computed);
    // Subjects that no API server would store are in one recording only.
    EXPECT_TRUE(written->diagnostics().empty() || GetParam() == std::string("stored-invalid"))
        << text;

    // The subject alone: no groups but, for a group, itself.
    UserInfo alone = user_info(subject, {});
    alone.groups.clear();
    if (subject.kind == SubjectKind::Group) alone.groups.push_back(subject.name);
    const RulesAnswer after =
        rules_of(AccessGraph::build(written), Authorizer(written), subject, alone);
    EXPECT_EQ(atoms_of(after, false), atoms_of(before, false)) << spell(subject) << "\n" << text;
    EXPECT_TRUE(atoms_of(after, true).empty()) << text;
    atoms += atoms_of(before, false).size();
    objects += written->roles().size() + written->bindings().size();
    ++subjects;
  }
  EXPECT_GT(subjects, 10U);
  EXPECT_GT(atoms, 100U);
  std::cout << "manifests of " << GetParam() << ": " << subjects << " subjects, " << objects
            << " objects, " << atoms << " atoms compared\n";
}

INSTANTIATE_TEST_SUITE_P(Recorded, Manifest,
                         testing::Values("bootstrap", "edge-cases", "stored-invalid",
                                         "open-platform", "open-attack-lab"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

/// A rule without names says more than one with some, and is not united with it.
TEST(ManifestText, IsAsAPersonWouldWriteIt) {
  const auto snapshot = snapshot_of(json::parse(R"([
    {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
     "metadata": {"name": "r"},
     "rules": [{"apiGroups": ["", "apps"], "resources": ["pods", "deployments"], "verbs": ["list", "get"]},
               {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["b", "a"], "verbs": ["get"]},
               {"apiGroups": [""], "resources": ["nodes"], "verbs": ["get"]},
               {"nonResourceURLs": ["/metrics"], "verbs": ["get"]}]},
    {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
     "metadata": {"name": "b", "namespace": "shop"},
     "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "r"},
     "subjects": [{"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": "a/b~\n"}]}
  ])"),
                                    AggregationMode::Auto);
  const SubjectRef group{SubjectKind::Group, "", "a/b~\n"};
  const RulesAnswer answer =
      rules_of(AccessGraph::build(snapshot), Authorizer(snapshot), group, user_info(group, {}));
  EXPECT_EQ(manifest_of(answer),
            R"(# What group:a/b~\n can do, as roles and bindings of its own.
# Left out: 2 rules that no real request can use.
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: "access-of:group:a~2fb~7e~0a"
  namespace: shop
rules:
- apiGroups:
  - ""
  resources:
  - secrets
  resourceNames:
  - a
  - b
  verbs:
  - get
- apiGroups:
  - ""
  - apps
  resources:
  - deployments
  - pods
  verbs:
  - get
  - list
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: "access-of:group:a~2fb~7e~0a"
  namespace: shop
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: "access-of:group:a~2fb~7e~0a"
subjects:
- kind: Group
  apiGroup: rbac.authorization.k8s.io
  name: "a/b~\n"
)");
}

}  // namespace
}  // namespace rbacgraph::test
