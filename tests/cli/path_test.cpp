// The command path: what it prints, and what it refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::HasSubstr;

TEST(PathCommand, PrintsARowForEachNode) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("path sa:ci/runner secrets -f shop.yaml --no-headers");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, testing::StartsWith("1   sa:ci/runner "));
  EXPECT_THAT(ran.err, HasSubstr("How does sa:ci/runner reach secrets?\n"));
  EXPECT_THAT(ran.err, HasSubstr("1 path; the shortest has 3 hops\n"));
  const Ran reverse = run_cli("path secrets sa:ci/runner --reverse -f shop.yaml --no-headers");
  EXPECT_EQ(reverse.out, ran.out);
}

TEST(PathCommand, IsANoWhereThereIsNone) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("path user:nobody secrets -f shop.yaml");
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err,
              HasSubstr("There is no path, as far as the input tells (grants are followed, and not "
                        "what somebody could make of them)\n"));
}

TEST(PathCommand, ANoThatAGapMayHideIsNone) {
  const Directory here({{"shop.yaml", shop_yaml()},
                        {"broken.yaml",
                         "kind: RoleBinding\napiVersion: rbac.authorization.k8s.io/v1\n"
                         "metadata: {name: [], namespace: shop}\n"}});
  EXPECT_EQ(run_cli("path user:nobody secrets -f shop.yaml -f broken.yaml").status, 3);
  EXPECT_EQ(run_cli("explain user:nobody get secrets -f shop.yaml -f broken.yaml").status, 3);
  EXPECT_EQ(run_cli("explain user:nobody get secrets -n shop -f shop.yaml -f broken.yaml").status,
            3);
  // No RoleBinding gives anything of nodes.
  EXPECT_EQ(run_cli("explain user:nobody get nodes -f shop.yaml -f broken.yaml").status, 1);
}

TEST(PathCommand, RefusesWhatItCantRead) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  EXPECT_THAT(run_cli("path sa:ci/runner -f shop.yaml").err, HasSubstr("error: TO is missing\n"));
  EXPECT_THAT(run_cli("path secrets sa:ci/runner -f shop.yaml").err,
              HasSubstr("error: nothing leads on from a resource; with --reverse, the path to it "
                        "is shown\n"));
  EXPECT_THAT(run_cli("path sa:ci/runner secrets --max-hops 9 -f shop.yaml").err,
              HasSubstr("error: --max-hops takes a number from 1 to 8, not \"9\"\n"));
  EXPECT_THAT(run_cli("path sa:ci/runner secrets --without pods -f shop.yaml").err,
              HasSubstr("error: --without takes an object that a path may lead through: \"pods\" "
                        "is none\n"));
  EXPECT_EQ(run_cli("path sa:ci/runner secrets --without pods -f shop.yaml").status, 2);
  EXPECT_THAT(run_cli("path sa:ci/runner sa:ci/runner -f shop.yaml").err,
              HasSubstr("error: FROM and TO are the same\n"));
  EXPECT_THAT(run_cli("path sa:ci/runner quuxes -f shop.yaml").err,
              HasSubstr("hint: of a type that is not known here write resource:TYPE\n"));
}

TEST(PathCommand, TakesGroupsOfItsBeginning) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("path user:x secrets --as-group system:masters -f shop.yaml");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("passes before RBAC is asked   cluster-wide"));
  EXPECT_EQ(run_cli("path user:x secrets --exact-groups -f shop.yaml").status, 1);
  EXPECT_EQ(run_cli("path secrets user:x --reverse --as-group system:masters -f shop.yaml").status,
            0);
  EXPECT_THAT(run_cli("path ns/shop secrets --as-group ops -f shop.yaml").err,
              HasSubstr("error: --as-group is about a user, an account or a workload, and "
                        "\"ns/shop\" is none\n"));
  EXPECT_THAT(run_cli("path user:x secrets --as-group '' -f shop.yaml").err,
              HasSubstr("error: option --as-group needs a value: GROUP\n"));
}

TEST(PathCommand, SaysWhatToWriteInstead) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  EXPECT_EQ(run_cli("path sa:a/b/c secrets -f shop.yaml").status, 2);
  EXPECT_THAT(run_cli("path sa:a/b/c secrets -f shop.yaml").err,
              HasSubstr("error: \"a/b/c\" names no service account\n"
                        "hint: write sa:NAMESPACE/NAME\n"));
  EXPECT_THAT(run_cli("path user:x ns/nope -f shop.yaml").err,
              HasSubstr("error: no Namespace \"nope\" in the input\n"
                        "hint: the input has Namespace/shop\n"));
  EXPECT_THAT(run_cli("path ns/shop secretz -f shop.yaml").err,
              HasSubstr("error: no object \"secretz\" in the input\n"
                        "hint: did you mean secrets? of a type that is not known here write "
                        "resource:TYPE\n"));
  EXPECT_THAT(run_cli("lookup --role Role/x -f shop.yaml").err,
              HasSubstr("error: no Role \"x\" in the input\n"
                        "hint: the input has Role/shop/secret-reader, Role/shop/tls-reader\n"));
  EXPECT_THAT(run_cli("lookup --workload x/y/z -f shop.yaml").err,
              HasSubstr("error: no workload \"x/y/z\" in the input\n"
                        "hint: write KIND/NAMESPACE/NAME, where KIND is pod, "
                        "replicationcontroller, deployment, statefulset, daemonset, replicaset, "
                        "job or cronjob\n"));
  EXPECT_THAT(run_cli("lookup --workload deploy/y/z -f shop.yaml").err,
              HasSubstr("hint: the input has no Deployment at all\n"));
}

}  // namespace
}  // namespace rbacgraph::test
