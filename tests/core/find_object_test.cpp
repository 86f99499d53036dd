/// From words to objects.
#include "rbacgraph/analysis/find_object.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/make_policy.h"

namespace rbacgraph::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

class FindObject : public testing::Test {
 protected:
  FindObject() {
    Policy policy;
    policy.cluster_role("reader", {});
    policy.cluster_role("system:controller:x", {});
    policy.role("shop/reader", {});
    policy.role("ci/reader", {});
    policy.role("ci/writer", {});
    policy.role_binding("ci/web", "Role/gone", {"sa:runner", "user:mia", "group:ops/eu"});
    policy.cluster_role_binding("web", "Role/nowhere",
                                {"user:system:serviceaccount:ci:builder", "group:a:b"});
    policy.service_account("shop/till");
    Workload pod;
    SnapshotBuilder& builder = policy.builder();
    pod.kind = builder.intern("Deployment");
    pod.ns = builder.intern("shop");
    pod.name = builder.intern("front");
    pod.service_account = builder.intern("default");
    builder.put(pod);
    snapshot_ = policy.build();
  }

  /// "Kind ns name", with "?" behind it for what is not there; or the error with its hint.
  std::string find(std::string_view words, NamedKinds kinds = NamedKinds::all(),
                   const std::optional<std::string>& ns = {}) const {
    const Result<NamedObject> found = find_object(*snapshot_, words, kinds, "object", ns);
    if (!found) return found.error().message + " | " + found.error().hint;
    const ObjectRef& ref = found->ref;
    return ref.kind + " " + ref.ns + " " + ref.name + (found->exists ? "" : "?");
  }

  std::shared_ptr<const Snapshot> snapshot_;
};

constexpr NamedKinds kRoles{NamedKind::ClusterRole, NamedKind::Role};

TEST_F(FindObject, ByKindNamespaceAndName) {
  EXPECT_EQ(find("Role/shop/reader"), "Role shop reader");
  EXPECT_EQ(find("roles/shop/reader"), "Role shop reader");
  EXPECT_EQ(find("ROLE/ci/writer"), "Role ci writer");
  EXPECT_EQ(find("clusterrole/reader"), "ClusterRole  reader");
  EXPECT_EQ(find("clusterrole/system:controller:x"), "ClusterRole  system:controller:x");
  EXPECT_EQ(find("rolebinding/ci/web"), "RoleBinding ci web");
  EXPECT_EQ(find("sa/shop/till"), "ServiceAccount shop till");
  EXPECT_EQ(find("sa:shop:till"), "ServiceAccount shop till");
  EXPECT_EQ(find("ns/shop"), "Namespace  shop?");
  EXPECT_EQ(find("deploy/shop/front"), "Deployment shop front");
  EXPECT_EQ(find("group:ops/eu"), "Group  ops/eu");
  EXPECT_EQ(find("group/a:b"), "Group  a:b");
}

TEST_F(FindObject, ByNameAloneWhereThereIsOne) {
  EXPECT_EQ(find("writer"), "Role ci writer");
  EXPECT_EQ(find("role/writer"), "Role ci writer");
  EXPECT_EQ(find("mia"), "User  mia");
  EXPECT_EQ(find("ci/writer"), "Role ci writer");
  EXPECT_EQ(find("reader", kRoles, "shop"),
            "\"reader\" is the name of 2 objects | say which: ClusterRole/reader, "
            "Role/shop/reader");
  EXPECT_EQ(find("role/reader", kRoles, "shop"), "Role shop reader");
}

TEST_F(FindObject, TellsTheChoices) {
  EXPECT_EQ(find("reader"),
            "\"reader\" is the name of 3 objects | say which: ClusterRole/reader, Role/ci/reader, "
            "Role/shop/reader");
  EXPECT_EQ(find("role/reader"),
            "\"role/reader\" is the name of 2 objects | say which: Role/ci/reader, "
            "Role/shop/reader");
}

TEST_F(FindObject, ThatIsOnlyReferredTo) {
  EXPECT_EQ(find("role/ci/gone"), "Role ci gone?");
  EXPECT_EQ(find("nowhere"), "Role  nowhere?");
  EXPECT_EQ(find("sa/ci/runner"), "ServiceAccount ci runner?");
  EXPECT_EQ(find("user:system:serviceaccount:ci:builder"), "ServiceAccount ci builder?");
  EXPECT_EQ(find("system:serviceaccount:shop:till"), "ServiceAccount shop till");
  EXPECT_EQ(find("sa/shop/default"), "ServiceAccount shop default?");
  EXPECT_EQ(find("user/nobody-knows"), "User  nobody-knows?");
  EXPECT_EQ(find("sa/x/y"), "ServiceAccount x y?");
}

TEST_F(FindObject, OrTheNearest) {
  EXPECT_EQ(find("role/shop/readr"),
            "no Role \"shop/readr\" in the input | did you mean Role/ci/reader, "
            "Role/shop/reader?");
  EXPECT_EQ(find("role/shop/writer"),
            "no Role \"shop/writer\" in the input | did you mean Role/ci/writer?");
  EXPECT_EQ(find("clusterrole/zzz"),
            "no ClusterRole \"zzz\" in the input | the input has ClusterRole/reader, "
            "ClusterRole/system:controller:x");
  EXPECT_EQ(find("writr", kRoles),
            "no object \"writr\" in the input | did you mean Role/ci/writer?");
}

TEST_F(FindObject, RefusesKindsWithoutNameAndOfOthers) {
  constexpr std::string_view kHow =
      "write KIND/NAME, or KIND/NAMESPACE/NAME of a kind that has a namespace";
  EXPECT_EQ(find("role/"), "\"role/\" has a kind and no name | " + std::string(kHow));
  EXPECT_EQ(find(""), "the object is empty | " + std::string(kHow));
  EXPECT_EQ(find("sa/shop/till", kRoles),
            "no object \"sa/shop/till\" in the input | write KIND/NAMESPACE/NAME, where KIND is "
            "clusterrole "
            "or role");
}

TEST_F(FindObject, ListsWhatItFinds) {
  std::vector<std::string> roles;
  for (const ObjectRef& ref : known_objects(*snapshot_, kRoles))
    roles.push_back(ref.kind + "/" + ref.ns + "/" + ref.name);
  EXPECT_THAT(
      roles, ElementsAre("ClusterRole//reader", "ClusterRole//system:controller:x", "Role//nowhere",
                         "Role/ci/gone", "Role/ci/reader", "Role/ci/writer", "Role/shop/reader"));
  EXPECT_EQ(kind_of_word("po", NamedKinds::all()), "Pod");
  EXPECT_EQ(kind_of_word("po", kRoles), "");
  EXPECT_THAT(kind_words(NamedKinds::all()), Contains("serviceaccount"));
  EXPECT_THAT(kind_words(kRoles), Not(Contains("serviceaccount")));
}

}  // namespace
}  // namespace rbacgraph::test
