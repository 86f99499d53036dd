// The command graph: what is drawn, what is refused, and that it comes out the same.
#include <algorithm>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::vector<std::string> ids(const Ran& ran) {
  std::vector<std::string> all;
  const json document = json::parse(ran.out);
  for (const json& node : document.at("nodes")) all.push_back(node.at("id"));
  return all;
}

json graph(const std::string& arguments) {
  const Ran ran = run_cli("graph " + arguments);
  EXPECT_EQ(ran.status, 0) << ran.err;
  return json::parse(ran.out);
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

/// Two namespaces in which a RoleBinding gives one ClusterRole.
constexpr const char* kTwoScopes = R"(
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [pods, nodes], verbs: [list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: a}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: ServiceAccount, name: one, namespace: a}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: ServiceAccount, name: two, namespace: b}]
)";

TEST(GraphCommand, AWalkLeavesARoleAsItCame) {
  const Directory here({{"two.yaml", kTwoScopes}});
  EXPECT_THAT(ids(run_cli("graph sa:a/one -f two.yaml")),
              ElementsAre("ServiceAccount/a/one", "RoleBinding/a/readers", "ClusterRole/reader",
                          "Resource//nodes", "Resource//pods"));
  // Unless the role is where the question begins.
  EXPECT_THAT(ids(run_cli("graph clusterrole/reader --kinds subjects,roles,bindings -f two.yaml")),
              ElementsAre("ServiceAccount/a/one", "ServiceAccount/b/two", "RoleBinding/a/readers",
                          "RoleBinding/b/readers", "ClusterRole/reader"));
  EXPECT_THAT(ids(run_cli("graph clusterrole/reader -n a --direction in -f two.yaml")),
              ElementsAre("ServiceAccount/a/one", "RoleBinding/a/readers", "ClusterRole/reader"));
}

TEST(GraphCommand, TellsWhatIsDeadInItsScope) {
  const Directory here({{"two.yaml", kTwoScopes}});
  const json picture = graph("sa:a/one -f two.yaml");
  std::set<std::string> dead;
  for (const json& edge : picture.at("edges"))
    if (edge.contains("dead")) dead.insert(edge.at("to"));
  EXPECT_THAT(dead, ElementsAre("Resource//nodes"));
}

TEST(GraphCommand, CountsWhatIsTooFarAwayOrFilteredOut) {
  const Directory here({{"two.yaml", kTwoScopes}});
  const json near = graph("sa:a/one --depth 1 -f two.yaml");
  EXPECT_EQ(near.at("nodes").size(), 2U);
  EXPECT_EQ(
      near.at("hidden"),
      json({{"nodes", 3}, {"edges", 3}, {"why", {"3 nodes more than 1 step away left out"}}}));
  const json without = graph("--exclude-namespaces ^b$ -f two.yaml");
  EXPECT_EQ(without.at("hidden").at("why"), json({"2 nodes left out by filters"}));
  const json named = graph("--include-names 'readers|one' -f two.yaml");
  EXPECT_EQ(named.at("nodes").size(), 2U);
}

TEST(GraphCommand, ToLeavesTheWaysThere) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  EXPECT_THAT(ids(run_cli("graph sa:ci/runner --to secrets -f shop.yaml")),
              testing::Contains("Resource//secrets"));
  EXPECT_THAT(ids(run_cli("graph sa:ci/runner --to /healthz -f shop.yaml")),
              UnorderedElementsAre("ServiceAccount/ci/runner", "NonResourceURL//healthz"));
}

TEST(GraphCommand, ToAWorkloadOrARoleThatIsNotThere) {
  const Directory here({{"web.yaml", R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {serviceAccountName: web}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: gone}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
)"}});
  EXPECT_THAT(
      ids(run_cli("graph sa:shop/web --to role/shop/gone -f web.yaml")),
      UnorderedElementsAre("ServiceAccount/shop/web", "RoleBinding/shop/b", "Role/shop/gone"));
  EXPECT_THAT(ids(run_cli("graph deploy/shop/web --to deploy/shop/web -f web.yaml")),
              UnorderedElementsAre("Deployment/shop/web"));
}

TEST(GraphCommand, RefusesWhatItCantRead) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const auto refused = [](const std::string& arguments) {
    const Ran ran = run_cli("graph " + arguments + " -f shop.yaml");
    EXPECT_EQ(ran.status, 2) << arguments;
    return ran.err;
  };
  EXPECT_THAT(refused("sa:ci/runner --depth 0"),
              HasSubstr("error: --depth takes a number from 1 to 100, not \"0\"\n"));
  EXPECT_THAT(refused("--depth 2"),
              HasSubstr("error: --depth is about where a picture begins, and this is one of "
                        "everything\nhint: name a subject, role, binding, namespace or type to "
                        "begin at\n"));
  EXPECT_THAT(refused("--kinds role,rolebindin"),
              HasSubstr("error: --kinds: \"rolebindin\" is no kind of node\nhint: did you mean "
                        "rolebinding?\n"));
  EXPECT_THAT(refused("--max-nodes many"),
              HasSubstr("error: --max-nodes takes a number from 0 to 10000000, not \"many\"\n"));
  EXPECT_THAT(refused("--include-names '('"), HasSubstr("error: --include-names: "));
  EXPECT_THAT(run_cli("who-can list pods --no-fold -f shop.yaml -o wide").err,
              HasSubstr("error: --no-fold is about pictures\nhint: take -o svg, png or dot\n"));
}

TEST(GraphDrawing, IsTheSameWhateverTheOrderOfReading) {
  const std::string one = kTwoScopes;
  const std::string two = shop_yaml();
  const Directory here({{"a.yaml", one}, {"b.yaml", two}});
  const std::string first = run_cli("graph -f a.yaml -f b.yaml -o dot").out;
  std::string second = run_cli("graph -f b.yaml -f a.yaml -o dot").out;
  // The caption names the inputs, and the command line, as they were given.
  const auto without_caption = [](const std::string& text) {
    std::vector<std::string> all = lines(text);
    std::erase_if(all, [](const std::string& line) { return line.starts_with("\t\tlabel=<"); });
    return all;
  };
  EXPECT_GT(first.size(), 1000U);
  EXPECT_EQ(without_caption(first), without_caption(second));
  EXPECT_EQ(first, run_cli("graph -f a.yaml -f b.yaml -o dot").out);
}

TEST(GraphDrawing, OneMoreAccountChangesNoOtherLine) {
  const Directory here({{"shop.yaml", shop_yaml()}, {"more.yaml", R"(
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: a-role-with-a-rather-long-name-that-needs-two-lines, namespace: elsewhere}
rules: [{apiGroups: [""], resources: [pods], verbs: [list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: unrelated, namespace: elsewhere}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a-role-with-a-rather-long-name-that-needs-two-lines}
subjects: [{kind: ServiceAccount, name: unrelated, namespace: elsewhere}]
)"}});
  const std::string options = " --no-fold --max-nodes 0 -o dot";
  const std::vector<std::string> before = lines(run_cli("graph -f shop.yaml" + options).out);
  std::vector<std::string> after = lines(run_cli("graph -f shop.yaml -f more.yaml" + options).out);
  EXPECT_GT(after.size(), before.size());
  // Every line but the caption is there again, in the same order.
  std::size_t at = 0;
  for (const std::string& line : before) {
    if (line.starts_with("\t\tlabel=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"1\""))
      continue;
    const auto found =
        std::find(after.begin() + static_cast<std::ptrdiff_t>(at), after.end(), line);
    ASSERT_NE(found, after.end()) << line;
    at = static_cast<std::size_t>(found - after.begin()) + 1;
  }
}

TEST(GraphDrawing, AnswersAreDrawn) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  for (const std::string question :
       {"who-can list pods", "rules sa:ci/runner", "explain user:mia list pods",
        "path sa:ci/runner secrets", "lookup sa:ci/runner", "lookup --regex ."}) {
    const Ran ran = run_cli(question + " -f shop.yaml -o dot");
    EXPECT_EQ(ran.status, 0) << question << ran.err;
    EXPECT_THAT(ran.out, testing::StartsWith("digraph rbacgraph {\n")) << question;
    EXPECT_THAT(ran.out, HasSubstr("rbacgraph&#160;" + question.substr(0, question.find(' '))));
    EXPECT_THAT(ran.out, testing::Not(HasSubstr("/tmp"))) << question;
  }
  const Ran svg = run_cli("who-can list pods -f shop.yaml -o svg");
  EXPECT_THAT(svg.out, HasSubstr("<svg "));
  EXPECT_THAT(svg.out, HasSubstr(">Who\u00A0can\u00A0list\u00A0pods"));
  EXPECT_THAT(run_cli("who-can list pods -f shop.yaml -o png").out,
              testing::StartsWith("\x89PNG\r\n"));
}

}  // namespace
}  // namespace rbacgraph::test
