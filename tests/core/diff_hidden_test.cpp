// What a side could not read is not told as removed or added where nobody's access depends on it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diff_of_policies.h"
#include "rbacgraph/analysis/diff.h"
#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::diff_of;
using test::Fill;
using test::Policy;
using testing::ElementsAre;
using testing::IsEmpty;

/// "removed Role shop/reader"
std::vector<std::string> objects_of(const Diff& diff) {
  std::vector<std::string> lines;
  for (const ObjectChange& each : diff.objects) {
    lines.push_back(std::string(to_string(each.kind)) + " " + each.object.kind + " " +
                    (each.object.ns.empty() ? "" : each.object.ns + "/") + each.object.name);
  }
  return lines;
}

void gap(Policy& policy, std::string kind, std::string ns = {}, bool only_unbound = false) {
  policy.builder().add_coverage(
      {std::move(kind), std::move(ns), CoverageState::Refused, "no", only_unbound});
}

void two_roles(Policy& policy) {
  policy.cluster_role("bound", {{.verbs = "get", .resources = "pods"}});
  policy.cluster_role("spare", {{.verbs = "list", .resources = "nodes"}});
  policy.cluster_role_binding("crb", "ClusterRole/bound", {"user:mia"});
}

void one_role(Policy& policy) {
  policy.cluster_role("bound", {{.verbs = "get", .resources = "pods"}});
  policy.cluster_role_binding("crb", "ClusterRole/bound", {"user:mia"});
}

TEST(DiffHidden, ARoleThatCouldNotBeListedIsNotRemoved) {
  EXPECT_THAT(objects_of(diff_of(two_roles, one_role)), ElementsAre("removed ClusterRole spare"));
  const Diff diff = diff_of(two_roles, [](Policy& b) {
    one_role(b);
    gap(b, "ClusterRole", "", true);
  });
  EXPECT_THAT(objects_of(diff), IsEmpty());
  EXPECT_THAT(diff.notes, ElementsAre("1 ClusterRole of A (spare) is not told as removed: those of "
                                      "B were not all read"));
}

TEST(DiffHidden, NorIsItAdded) {
  const Diff diff = diff_of(
      [](Policy& a) {
        one_role(a);
        gap(a, "ClusterRole", "", true);
      },
      two_roles);
  EXPECT_THAT(objects_of(diff), IsEmpty());
  EXPECT_THAT(
      diff.notes,
      ElementsAre("1 ClusterRole of B (spare) is not told as added: those of A were not all read"));
}

TEST(DiffHidden, WhatABindingRefersToWasAskedFor) {
  const Diff diff = diff_of(two_roles, [](Policy& b) {
    b.cluster_role_binding("crb", "ClusterRole/bound", {"user:mia"});
    gap(b, "ClusterRole", "", true);
  });
  EXPECT_THAT(objects_of(diff), ElementsAre("removed ClusterRole bound"));
  ASSERT_EQ(diff.access.size(), 1U);
  EXPECT_FALSE(diff.access.front().gained);
}

TEST(DiffHidden, AccessThatANewBindingGivesIsGained) {
  // The role may have been there before: it is the binding that gives what it says.
  const Diff diff = diff_of(
      [](Policy& a) {
        one_role(a);
        gap(a, "ClusterRole", "", true);
      },
      [](Policy& b) {
        two_roles(b);
        b.cluster_role_binding("new", "ClusterRole/spare", {"user:zoe"});
      });
  EXPECT_THAT(objects_of(diff), ElementsAre("added ClusterRoleBinding new"));
  ASSERT_EQ(diff.access.size(), 1U);
  EXPECT_TRUE(diff.access.front().gained);
  EXPECT_EQ(diff.access.front().subject.name, "zoe");
  EXPECT_THAT(diff.access.front().undo, ElementsAre(ElementsAre(0U)));
}

TEST(DiffHidden, AGapIsOfItsKindAndNamespace) {
  const auto roles = [](Policy& a) {
    one_role(a);
    for (const char* const key : {"shop/one", "shop/two", "shop/three", "shop/four", "stage/one"})
      a.role(key, {{.verbs = "get", .resources = "pods"}});
    a.service_account("shop/runner");
  };
  const Diff diff = diff_of(roles, [](Policy& b) {
    one_role(b);
    gap(b, "Role", "shop");
  });
  EXPECT_THAT(objects_of(diff),
              ElementsAre("removed Role stage/one", "removed ServiceAccount shop/runner"));
  EXPECT_THAT(
      diff.notes,
      ElementsAre("4 Roles of A (shop/one, shop/two, shop/three and 1 more) are not told as "
                  "removed: those of B were not all read"));
  EXPECT_THAT(objects_of(diff_of(roles,
                                 [](Policy& b) {
                                   one_role(b);
                                   gap(b, "Role");
                                   gap(b, "ServiceAccount");
                                 })),
              IsEmpty());
}

TEST(DiffHidden, WhatAChangeTakesAwayIsRemoved) {
  DiffOptions options;
  options.made_of_a = true;
  const auto with_gap = [](const Fill& fill) {
    return [fill](Policy& policy) {
      fill(policy);
      gap(policy, "ClusterRole", "", true);
    };
  };
  EXPECT_THAT(objects_of(diff_of(with_gap(two_roles), with_gap(one_role), options)),
              ElementsAre("removed ClusterRole spare"));
}

TEST(DiffHidden, BothSidesMayLackSomething) {
  const Diff diff = diff_of(
      [](Policy& a) {
        one_role(a);
        a.cluster_role("of-a", {{.verbs = "get", .resources = "configmaps"}});
        gap(a, "ClusterRole", "", true);
      },
      [](Policy& b) {
        one_role(b);
        b.cluster_role("of-b", {{.verbs = "watch", .resources = "secrets"}});
        gap(b, "ClusterRole", "", true);
      });
  EXPECT_THAT(objects_of(diff), IsEmpty());
  EXPECT_THAT(diff.access, IsEmpty());
  EXPECT_EQ(diff.notes.size(), 2U);
}

}  // namespace
}  // namespace rbacgraph
