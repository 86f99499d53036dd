// A question about a group by itself: a binding to the user of the empty name, which only stored
// input can have, is not about it. A review gives user and groups as the server gets them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kNameless = R"(apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules:
- {apiGroups: [""], resources: [pods], verbs: [list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: nameless, uid: 8a4e}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: ""}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: other, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: mia}
)";

TEST(GroupAlone, IsNoUserWithoutName) {
  const Directory here({{"a.yaml", kNameless}});
  EXPECT_THAT(run_cli("who-can list pods -o name -f a.yaml").out, Not(HasSubstr("group:")));
  EXPECT_EQ(run_cli("path group:devs pods -f a.yaml").status, 1);
  EXPECT_EQ(run_cli("can-i list pods --as group:devs -f a.yaml").out, "no\n");
  EXPECT_EQ(run_cli("explain group:devs list pods -f a.yaml").status, 1);
  EXPECT_THAT(run_cli("rules group:devs -f a.yaml").err, HasSubstr("Nothing, as far"));
  EXPECT_THAT(run_cli("rules group:devs --exact-groups -f a.yaml").err,
              HasSubstr("Nothing, as far"));
  EXPECT_THAT(run_cli("lookup group:devs -f a.yaml").err, HasSubstr("no binding in the input"));
  EXPECT_THAT(run_cli("matrix group:devs --resources pods --verbs list --ascii -f a.yaml").out,
              HasSubstr("pods       ."));
}

TEST(GroupAlone, AReviewsEmptyUserIsAName) {
  const Directory here({{"a.yaml", kNameless}});
  const std::string review =
      R"({"user":"","groups":["devs"],"resourceAttributes":{"verb":"list","resource":"pods"}})";
  EXPECT_THAT(run_cli("can-i --reviews - -f a.yaml", review + "\n").out,
              HasSubstr("\"allowed\":true"));
}

}  // namespace
}  // namespace rbacgraph::test
