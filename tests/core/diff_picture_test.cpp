// The picture of a comparison: what is drawn, and on which side it is said to be.
#include "rbacgraph/analysis/diff_picture.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/report/picture_labels.h"
#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using testing::UnorderedElementsAre;

std::string sign(PictureChange change) {
  return change == PictureChange::Same ? "= " : change == PictureChange::OnlyA ? "- " : "+ ";
}

std::vector<std::string> nodes_of(const AccessPicture& picture) {
  std::vector<std::string> lines;
  for (const PictureNode& node : picture.nodes)
    lines.push_back(sign(node.change) + picture_id(node));
  return lines;
}

/// "+ User/mia > RoleBinding/shop/b", of what rules say "= Role/shop/r > Resource//pods 0 get,list"
std::vector<std::string> edges_of(const AccessPicture& picture) {
  std::vector<std::string> lines;
  for (const PictureEdge& edge : picture.edges) {
    std::string line = sign(edge.change) + picture_id(picture.nodes[edge.from]) + " > " +
                       picture_id(picture.nodes[edge.to]);
    for (const std::uint32_t rule : edge.rules) line += " " + std::to_string(rule);
    for (std::size_t at = 0; at < edge.verbs.size(); ++at)
      line += (at == 0 ? " " : ",") + edge.verbs[at];
    if (edge.dead) line += " dead";
    lines.push_back(line);
  }
  return lines;
}

template <class FillA, class FillB>
AccessPicture picture(FillA fill_a, FillB fill_b, DiffFilter filter = {}) {
  Policy first;
  fill_a(first);
  const auto a = first.build();
  Policy second(WordsOf{a});
  fill_b(second);
  return picture_of(report_of(diff(a, second.build()), std::move(filter), false));
}

void roles(Policy& p) {
  p.cluster_role("admin", {{.verbs = "get", .resources = "secrets"}});
  p.cluster_role("boss", {{.verbs = "*", .groups = "*", .resources = "*"}});
}

TEST(DiffPicture, HasTheWaysOfBothSides) {
  // Mia loses all but what she may in her namespace, by a way of its own in B.
  const auto a = [](Policy& p) {
    roles(p);
    p.cluster_role_binding("mia", "ClusterRole/boss", {"user:mia"});
    p.cluster_role_binding("others", "ClusterRole/boss", {"user:leo"});
  };
  const auto b = [](Policy& p) {
    roles(p);
    p.cluster_role_binding("others", "ClusterRole/boss", {"user:leo"});
    p.role_binding("mia/mia", "ClusterRole/admin", {"user:mia"});
  };
  const AccessPicture drawn = picture(a, b);
  EXPECT_THAT(nodes_of(drawn), UnorderedElementsAre("= User/mia", "- ClusterRoleBinding/mia",
                                                    "+ RoleBinding/mia/mia", "= ClusterRole/boss",
                                                    "= ClusterRole/admin", "= Resource/*/*"));
  EXPECT_THAT(edges_of(drawn), UnorderedElementsAre("- User/mia > ClusterRoleBinding/mia",
                                                    "- ClusterRoleBinding/mia > ClusterRole/boss",
                                                    "- ClusterRole/boss > Resource/*/* 0 *",
                                                    "+ User/mia > RoleBinding/mia/mia",
                                                    "+ RoleBinding/mia/mia > ClusterRole/admin",
                                                    "+ ClusterRole/admin > Resource/*/* 0 get"));
}

TEST(DiffPicture, ContextIsWhatBothSidesHave) {
  // The rule that gave it everywhere is gone; the binding in one namespace stays, and its role says
  // the same in another order.
  const auto fill = [](const char* verbs, const char* in_namespace) {
    return [=](Policy& p) {
      p.cluster_role("wide", {{.verbs = "get", .resources = "pods"},
                              {.verbs = verbs, .resources = "secrets"}});
      p.role("web/own", {{.verbs = in_namespace, .resources = "secrets"}});
      p.cluster_role_binding("wide", "ClusterRole/wide", {"sa:web/web"});
      p.role_binding("web/own", "Role/own", {"sa:web/web"});
    };
  };
  const AccessPicture drawn =
      picture(fill("list,watch", "list,watch"), fill("get", "watch,list"), {.lost = true});
  EXPECT_THAT(nodes_of(drawn),
              UnorderedElementsAre("= ServiceAccount/web/web", "= ClusterRoleBinding/wide",
                                   "= RoleBinding/web/own", "= ClusterRole/wide", "= Role/web/own",
                                   "= Resource//secrets"));
  EXPECT_THAT(edges_of(drawn),
              UnorderedElementsAre("= ServiceAccount/web/web > ClusterRoleBinding/wide",
                                   "= ClusterRoleBinding/wide > ClusterRole/wide",
                                   "- ClusterRole/wide > Resource//secrets 1 list,watch",
                                   "= ServiceAccount/web/web > RoleBinding/web/own",
                                   "= RoleBinding/web/own > Role/web/own",
                                   "= Role/web/own > Resource//secrets 0 list,watch"));
}

/// The box's name and what stands below, as report/picture_labels.h gives them.
std::vector<std::string> labels_of(const AccessPicture& picture) {
  std::vector<std::string> lines;
  for (const PictureLabel& label : node_labels(picture))
    lines.push_back(label.name + ": " + (label.warning.empty() ? "" : label.warning + " ") +
                    label.detail);
  return lines;
}

TEST(DiffPicture, MarksThePowerfulThatIsGained) {
  // Reading Secrets is powerful, reading ConfigMaps is not; what is lost is no danger.
  const auto fill = [](bool before) {
    return [=](Policy& p) {
      p.role("shop/gained", {{.verbs = before ? "list" : "get,list", .resources = "configmaps"},
                             {.verbs = "list", .resources = before ? "pods" : "secrets"}});
      p.role("shop/lost", {{.verbs = "get", .resources = before ? "secrets" : "pods"}});
      p.role_binding("shop/gained", "Role/gained", {"user:mia"});
      p.role_binding("shop/lost", "Role/lost", {"user:leo"});
    };
  };
  const AccessPicture drawn = picture(fill(true), fill(false));
  EXPECT_THAT(labels_of(drawn),
              UnorderedElementsAre("mia: User", "leo: User", "gained: only in ns shop",
                                   "lost: only in ns shop", "gained: powerful read-secrets",
                                   "lost: 1 rule, in ns shop", "configmaps: + get",
                                   "pods: + get, − list", "secrets: + list, − get"));
}

TEST(DiffPicture, DeadAccessIsDrawnDead) {
  const auto fill = [](bool bound) {
    return [=](Policy& p) {
      p.cluster_role("nodes", {{.verbs = "get", .resources = "nodes"}});
      if (bound) p.role_binding("shop/nodes", "ClusterRole/nodes", {"user:mia"});
    };
  };
  EXPECT_THAT(edges_of(picture(fill(false), fill(true))),
              UnorderedElementsAre("+ User/mia > RoleBinding/shop/nodes dead",
                                   "+ RoleBinding/shop/nodes > ClusterRole/nodes dead",
                                   "+ ClusterRole/nodes > Resource//nodes 0 get dead"));
  EXPECT_THAT(edges_of(picture(fill(true), fill(true))), testing::IsEmpty());
}

}  // namespace
}  // namespace rbacgraph
