// Where the API server checks a request, for every kind of type and verb.
#include <ostream>
#include <string_view>

#include <gtest/gtest.h>

#include "rbacgraph/k8s/resource_catalog.h"

namespace rbacgraph {
namespace {

struct PlaceCase {
  std::string_view verb, group, resource, subresource;
  CheckScope scope;
  bool assumed = false;
};

void PrintTo(const PlaceCase& c, std::ostream* out) {
  *out << c.verb << ' ' << c.resource << '.' << c.group << '/' << c.subresource;
}

class CheckPlaceOf : public testing::TestWithParam<PlaceCase> {};

TEST_P(CheckPlaceOf, IsAsTheServerHasIt) {
  const PlaceCase& c = GetParam();
  const CheckPlace place =
      ResourceCatalog::built_in()->check_place(c.verb, c.group, c.resource, c.subresource);
  EXPECT_EQ(place.scope, c.scope);
  EXPECT_EQ(place.assumed, c.assumed);
}

constexpr auto kNs = CheckScope::Namespaced;
constexpr auto kCl = CheckScope::Cluster;
constexpr auto kObject = CheckScope::NamespaceObject;
constexpr std::string_view kRbac = "rbac.authorization.k8s.io";
constexpr std::string_view kAuthn = "authentication.k8s.io";
constexpr std::string_view kCerts = "certificates.k8s.io";
constexpr std::string_view kDra = "resource.k8s.io";

INSTANTIATE_TEST_SUITE_P(OrdinaryVerbs, CheckPlaceOf,
                         testing::ValuesIn(std::vector<PlaceCase>{
                             {"list", "", "pods", "", kNs},
                             {"create", "", "pods", "exec", kNs},
                             {"create", "", "serviceaccounts", "token", kNs},
                             {"list", "", "nodes", "", kCl},
                             {"get", "", "nodes", "proxy", kCl},
                             {"get", "", "nodes", "stats", kCl},
                             {"get", "metrics.k8s.io", "nodes", "", kCl},
                             {"get", "metrics.k8s.io", "pods", "", kNs},
                             {"list", "", "persistentvolumes", "", kCl},
                             {"patch", "apps", "deployments", "scale", kNs},
                             {"patch", "extensions", "deployments", "scale", kNs},
                             {"create", "authorization.k8s.io", "subjectaccessreviews", "", kCl},
                             {"create", "authorization.k8s.io", "localsubjectaccessreviews", "",
                              kNs},
                             {"update", kCerts, "certificatesigningrequests", "approval", kCl},
                         }));

INSTANTIATE_TEST_SUITE_P(Namespaces, CheckPlaceOf,
                         testing::ValuesIn(std::vector<PlaceCase>{
                             {"get", "", "namespaces", "", kObject},
                             {"update", "", "namespaces", "", kObject},
                             {"patch", "", "namespaces", "", kObject},
                             {"delete", "", "namespaces", "", kObject},
                             {"get", "", "namespaces", "status", kObject},
                             {"update", "", "namespaces", "finalize", kObject},
                             {"unsafe-delete-ignore-read-errors", "", "namespaces", "", kObject},
                             {"*", "", "namespaces", "", kObject},
                             {"list", "", "namespaces", "", kCl},
                             {"watch", "", "namespaces", "", kCl},
                             {"create", "", "namespaces", "", kCl},
                             {"deletecollection", "", "namespaces", "", kCl},
                             // asked by an admission plug-in about an owner, without a namespace
                             {"update", "", "namespaces", "finalizers", kCl},
                         }));

INSTANTIATE_TEST_SUITE_P(
    SpecialVerbs, CheckPlaceOf,
    testing::ValuesIn(std::vector<PlaceCase>{
        {"impersonate", "", "users", "", kCl},
        {"impersonate", "", "groups", "", kCl},
        {"impersonate", "", "serviceaccounts", "", kNs},
        {"impersonate", kAuthn, "uids", "", kCl},
        {"impersonate", kAuthn, "userextras", "scopes", kCl},
        {"impersonate:associated-node", kAuthn, "nodes", "", kCl},
        {"impersonate:arbitrary-node", kAuthn, "nodes", "", kCl},
        {"impersonate:serviceaccount", kAuthn, "serviceaccounts", "", kNs},
        {"impersonate:user-info", kAuthn, "users", "", kCl},
        {"impersonate:user-info", kAuthn, "userextras", "example.com/team", kCl},
        {"impersonate-on:user-info:list", "", "pods", "", kNs},
        {"impersonate-on:user-info:list", "", "nodes", "", kCl},
        {"impersonate-on:serviceaccount:get", "", "namespaces", "", kObject},
        {"impersonate-on:serviceaccount:list", "", "namespaces", "", kCl},
        {"impersonate-on:serviceaccount:bind", kRbac, "clusterroles", "", kNs},
        {"bind", kRbac, "roles", "", kNs},
        {"bind", kRbac, "clusterroles", "", kNs},
        {"escalate", kRbac, "roles", "", kNs},
        {"escalate", kRbac, "clusterroles", "", kCl},
        {"*", kRbac, "clusterroles", "", kNs},
        {"get", kRbac, "clusterroles", "", kCl},
        {"approve", kCerts, "signers", "", kCl},
        {"sign", kCerts, "signers", "", kCl},
        {"attest", kCerts, "signers", "", kCl},
        {"create", kCerts, "certificatesigningrequests", "nodeclient", kCl},
        {"create", kCerts, "certificatesigningrequests", "selfnodeclient", kCl},
        {"request-serviceaccounts-token-audience", "", "https://vault.example.com", "", kNs},
        {"use", "policy", "podsecuritypolicies", "", kNs},
        {"get", "policy", "podsecuritypolicies", "", kCl},
        {"use", "extensions", "podsecuritypolicies", "", kNs},
        {"use", "security.openshift.io", "securitycontextconstraints", "", kNs},
        {"list", "security.openshift.io", "securitycontextconstraints", "", kCl},
        {"update", "apps", "deployments", "finalizers", kNs},
        {"update", "", "nodes", "finalizers", kCl},
        {"unsafe-delete-ignore-read-errors", "", "secrets", "", kNs},
        {"update", kDra, "resourceclaims", "status", kNs},
        {"update", kDra, "resourceclaims", "binding", kCl},
        {"arbitrary-node:update", kDra, "resourceclaims", "driver", kNs},
        {"create", "", "endpoints", "restricted", kNs},
    }));

INSTANTIATE_TEST_SUITE_P(UnknownAndPatterns, CheckPlaceOf,
                         testing::ValuesIn(std::vector<PlaceCase>{
                             {"get", "", "po", "", kNs, true},
                             {"get", "", "Nodes", "", kNs, true},
                             {"get", "example.com", "widgets", "", kNs, true},
                             {"request-serviceaccounts-token-audience", "apps", "vault", "", kNs,
                              true},
                             {"get", "apps", "nodes", "", kNs, true},
                             {"bind", "example.com", "clusterroles", "", kNs, true},
                             {"*", "", "nodes", "", kCl},
                             {"*", "*", "*", "", kNs},
                             {"get", "", "*", "", kNs},
                             // any group: the one that reaches furthest
                             {"get", "*", "nodes", "", kCl},
                             {"impersonate", "*", "users", "", kCl},
                             {"impersonate", "*", "groups", "", kCl},
                             {"impersonate", "*", "serviceaccounts", "", kNs},
                             {"approve", "*", "signers", "", kCl},
                             {"get", "*", "namespaces", "", kObject},
                             {"list", "*", "namespaces", "", kCl},
                             {"bind", "*", "clusterroles", "", kNs},
                             {"get", "*", "clusterroles", "", kCl},
                             {"list", "*", "pods", "", kNs},
                             {"list", "*", "widgets", "", kNs},
                             {"patch", "apps", "*", "scale", kNs},
                         }));

}  // namespace
}  // namespace rbacgraph
