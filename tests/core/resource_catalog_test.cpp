#include "rbacgraph/k8s/resource_catalog.h"

#include <algorithm>
#include <functional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rbacgraph {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

const ResourceCatalog& built_in() { return *ResourceCatalog::built_in(); }

/// "resource.group"; "?" before it where the type is unknown.
std::string reading(std::string_view word, std::string_view verb = {},
                    const ResourceCatalog& catalog = built_in()) {
  const auto read = catalog.read_type(word, verb);
  const std::string group = read.group.empty() ? "" : "." + read.group;
  return (read.assumed ? "?" : "") + read.resource + group;
}

std::vector<std::string> suggestions(std::string_view word) {
  return built_in().read_type(word).suggestions;
}

ResourceType custom_type(std::string group, std::string plural, std::string kind,
                         bool namespaced = true) {
  ResourceType type;
  type.group = std::move(group);
  type.resource = std::move(plural);
  type.kind = std::move(kind);
  type.singular = type.resource.substr(0, type.resource.size() - 1);
  type.namespaced = namespaced;
  type.origin = CatalogOrigin::CustomResourceDefinition;
  return type;
}

/// "verbs of the subresource", in one string; "-" where there is none.
std::string subresource_verbs(const ResourceType& type, std::string_view name) {
  const auto at = std::ranges::find(type.subresources, name, &SubresourceType::name);
  if (at == type.subresources.end()) return "-";
  std::string words;
  for (const std::string& verb : at->verbs) words += (words.empty() ? "" : " ") + verb;
  return words;
}

// ---- What is in it ------------------------------------------------------------------------------

/// The discovery documents of v1.36.3, all of them; `!` marks the cluster-scoped ones.
constexpr std::string_view kDiscovery =
    "bindings componentstatuses! configmaps endpoints events limitranges namespaces! nodes! "
    "persistentvolumeclaims persistentvolumes! pods podtemplates replicationcontrollers "
    "resourcequotas secrets serviceaccounts services "
    "mutatingadmissionpolicies.admissionregistration.k8s.io! "
    "mutatingadmissionpolicybindings.admissionregistration.k8s.io! "
    "mutatingwebhookconfigurations.admissionregistration.k8s.io! "
    "validatingadmissionpolicies.admissionregistration.k8s.io! "
    "validatingadmissionpolicybindings.admissionregistration.k8s.io! "
    "validatingwebhookconfigurations.admissionregistration.k8s.io! "
    "customresourcedefinitions.apiextensions.k8s.io! apiservices.apiregistration.k8s.io! "
    "controllerrevisions.apps daemonsets.apps deployments.apps replicasets.apps "
    "statefulsets.apps selfsubjectreviews.authentication.k8s.io! "
    "tokenreviews.authentication.k8s.io! localsubjectaccessreviews.authorization.k8s.io "
    "selfsubjectaccessreviews.authorization.k8s.io! "
    "selfsubjectrulesreviews.authorization.k8s.io! subjectaccessreviews.authorization.k8s.io! "
    "horizontalpodautoscalers.autoscaling cronjobs.batch jobs.batch "
    "certificatesigningrequests.certificates.k8s.io! clustertrustbundles.certificates.k8s.io! "
    "podcertificaterequests.certificates.k8s.io leasecandidates.coordination.k8s.io "
    "leases.coordination.k8s.io endpointslices.discovery.k8s.io events.events.k8s.io "
    "flowschemas.flowcontrol.apiserver.k8s.io! "
    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io! "
    "storageversions.internal.apiserver.k8s.io! ingressclasses.networking.k8s.io! "
    "ingresses.networking.k8s.io ipaddresses.networking.k8s.io! "
    "networkpolicies.networking.k8s.io servicecidrs.networking.k8s.io! "
    "runtimeclasses.node.k8s.io! poddisruptionbudgets.policy "
    "clusterrolebindings.rbac.authorization.k8s.io! clusterroles.rbac.authorization.k8s.io! "
    "rolebindings.rbac.authorization.k8s.io roles.rbac.authorization.k8s.io "
    "deviceclasses.resource.k8s.io! devicetaintrules.resource.k8s.io! "
    "resourceclaims.resource.k8s.io resourceclaimtemplates.resource.k8s.io "
    "resourcepoolstatusrequests.resource.k8s.io! resourceslices.resource.k8s.io! "
    "podgroups.scheduling.k8s.io priorityclasses.scheduling.k8s.io! "
    "workloads.scheduling.k8s.io csidrivers.storage.k8s.io! csinodes.storage.k8s.io! "
    "csistoragecapacities.storage.k8s.io storageclasses.storage.k8s.io! "
    "volumeattachments.storage.k8s.io! volumeattributesclasses.storage.k8s.io! "
    "storageversionmigrations.storagemigration.k8s.io!";

TEST(BuiltInCatalog, HasEveryTypeOfTheDiscoveryDocumentsAndItsScope) {
  std::istringstream words{std::string(kDiscovery)};
  std::set<std::string> expected;
  for (std::string word; words >> word;) expected.insert(word);
  EXPECT_EQ(expected.size(), 76U);
  std::set<std::string> actual;
  std::size_t listed_subresources = 0;
  for (const ResourceType& type : built_in().types()) {
    if (type.origin != CatalogOrigin::BuiltIn) continue;
    actual.insert(qualified_name(type) + (type.namespaced ? "" : "!"));
    listed_subresources += static_cast<std::size_t>(
        std::ranges::count(type.subresources, true, &SubresourceType::listed));
  }
  EXPECT_EQ(actual, expected);
  EXPECT_EQ(listed_subresources, 50U);
}

TEST(BuiltInCatalog, IsSortedWithoutRepetitionAndFindsEachType) {
  const auto types = built_in().types();
  const auto in_order = [](const ResourceType& a, const ResourceType& b) {
    return std::pair(a.group, a.resource) < std::pair(b.group, b.resource);
  };
  EXPECT_EQ(std::ranges::adjacent_find(types, std::not_fn(in_order)), types.end());
  for (const ResourceType& type : types) {
    EXPECT_EQ(built_in().find(type.group, type.resource), &type);
    EXPECT_FALSE(type.verbs.empty()) << qualified_name(type);
    EXPECT_TRUE(std::ranges::is_sorted(type.verbs)) << qualified_name(type);
    EXPECT_TRUE(std::ranges::is_sorted(type.subresources, {}, &SubresourceType::name));
  }
  EXPECT_EQ(built_in().find("apps", "pods"), nullptr);
  EXPECT_EQ(built_in().find("", "Pods"), nullptr);
  EXPECT_EQ(built_in().find("", ""), nullptr);
  EXPECT_EQ(built_in().find("zzz", "zzz"), nullptr);
}

TEST(BuiltInCatalog, TellsKindNamesVerbsAndSubresources) {
  const ResourceType& pods = *built_in().find("", "pods");
  EXPECT_EQ(pods.kind, "Pod");
  EXPECT_EQ(pods.singular, "pod");
  EXPECT_THAT(pods.short_names, ElementsAre("po"));
  EXPECT_THAT(pods.verbs, ElementsAre("create", "delete", "deletecollection", "get", "list",
                                      "patch", "update", "watch"));
  EXPECT_EQ(subresource_verbs(pods, "exec"), "create get");
  EXPECT_EQ(subresource_verbs(pods, "log"), "get");
  EXPECT_EQ(subresource_verbs(pods, "resize"), "get patch update");
  EXPECT_EQ(subresource_verbs(pods, "eviction"), "create");
  EXPECT_EQ(subresource_verbs(pods, "proxy"), "create delete get patch update");
  EXPECT_EQ(subresource_verbs(pods, "scale"), "-");
  EXPECT_EQ(pods.subresources.size(), 10U);

  EXPECT_THAT(built_in().find("", "namespaces")->verbs, Not(Contains("deletecollection")));
  EXPECT_THAT(built_in().find("", "componentstatuses")->verbs, ElementsAre("get", "list"));
  EXPECT_THAT(built_in().find("authorization.k8s.io", "subjectaccessreviews")->verbs,
              ElementsAre("create"));
  EXPECT_EQ(subresource_verbs(*built_in().find("", "serviceaccounts"), "token"), "create");
  EXPECT_EQ(subresource_verbs(*built_in().find("apps", "statefulsets"), "scale"),
            "get patch update");
  EXPECT_THAT(built_in().find("apiextensions.k8s.io", "customresourcedefinitions")->short_names,
              ElementsAre("crd", "crds"));
  EXPECT_EQ(built_in().find("", "endpoints")->singular, "endpoints");
  EXPECT_EQ(built_in().find("networking.k8s.io", "ipaddresses")->kind, "IPAddress");
}

TEST(BuiltInCatalog, KnowsWhatNoDiscoveryLists) {
  const ResourceType& nodes = *built_in().find("", "nodes");
  const auto stats = std::ranges::find(nodes.subresources, "stats", &SubresourceType::name);
  ASSERT_NE(stats, nodes.subresources.end());
  EXPECT_FALSE(stats->listed);
  EXPECT_TRUE(std::ranges::find(nodes.subresources, "proxy", &SubresourceType::name)->listed);
  EXPECT_EQ(nodes.subresources.size(), 11U);
  EXPECT_EQ(subresource_verbs(*built_in().find("apps", "deployments"), "rollback"), "create");
  EXPECT_EQ(subresource_verbs(*built_in().find("certificates.k8s.io", "certificatesigningrequests"),
                              "selfnodeclient"),
            "create");
  EXPECT_EQ(built_in().find("", "users")->origin, CatalogOrigin::Virtual);
  EXPECT_EQ(built_in().find("certificates.k8s.io", "signers")->origin, CatalogOrigin::Virtual);
}

TEST(BuiltInCatalog, TellsAddonsAndRemovedTypesFromServedOnes) {
  EXPECT_EQ(built_in().find("metrics.k8s.io", "pods")->origin, CatalogOrigin::Addon);
  EXPECT_EQ(built_in().find("extensions", "deployments")->origin, CatalogOrigin::Removed);
  EXPECT_EQ(built_in().find("policy", "podsecuritypolicies")->origin, CatalogOrigin::Removed);
  EXPECT_EQ(built_in().find("apps", "deployments")->origin, CatalogOrigin::BuiltIn);
  EXPECT_EQ(to_string(CatalogOrigin::Removed), "removed");
}

// ---- How words are read -------------------------------------------------------------------------

TEST(ReadType, UnderstandsPluralSingularKindAndShortNameInAnyCase) {
  for (const std::string_view word : {"pods", "pod", "po", "Pod", "PODS", "Po"}) {
    EXPECT_EQ(reading(word), "pods") << word;
  }
  EXPECT_EQ(reading("deploy"), "deployments.apps");
  EXPECT_EQ(reading("Secret"), "secrets");
  EXPECT_EQ(reading("clusterRoleBinding"), "clusterrolebindings.rbac.authorization.k8s.io");
  EXPECT_EQ(reading("ep"), "endpoints");
  EXPECT_EQ(reading("IPAddress"), "ipaddresses.networking.k8s.io");
  EXPECT_EQ(built_in().read_type("po").type, built_in().find("", "pods"));
}

TEST(ReadType, UnderstandsAGroupItsBeginningAndAVersion) {
  EXPECT_EQ(reading("jobs.batch"), "jobs.batch");
  EXPECT_EQ(reading("ingress.networking.k8s.io"), "ingresses.networking.k8s.io");
  EXPECT_EQ(reading("Deploy.Apps"), "deployments.apps");
  EXPECT_EQ(reading("ingresses.networking"), "ingresses.networking.k8s.io");
  EXPECT_EQ(reading("deployments.v1.apps"), "deployments.apps");
  EXPECT_EQ(reading("hpa.v2beta1.autoscaling"), "horizontalpodautoscalers.autoscaling");
  EXPECT_EQ(reading("pods.v1."), "pods");
  EXPECT_EQ(reading("pods.v1"), "pods");
  EXPECT_EQ(reading("pods."), "pods");
  EXPECT_EQ(reading("pods.metrics.k8s.io"), "pods.metrics.k8s.io");
  EXPECT_EQ(reading("deployments.extensions"), "deployments.extensions");
}

TEST(ReadType, TakesTheTypeThatKubectlWouldAndTellsTheOthers) {
  EXPECT_EQ(reading("events"), "events");
  EXPECT_THAT(built_in().read_type("events").also, ElementsAre("events.events.k8s.io"));
  EXPECT_THAT(built_in().read_type("events.events.k8s.io").also, IsEmpty());
  EXPECT_EQ(reading("ingresses"), "ingresses.networking.k8s.io");
  EXPECT_EQ(reading("hpa"), "horizontalpodautoscalers.autoscaling");
  EXPECT_EQ(reading("netpol"), "networkpolicies.networking.k8s.io");
  EXPECT_EQ(reading("nodes"), "nodes");
  EXPECT_EQ(reading("psp"), "podsecuritypolicies.policy");
  EXPECT_EQ(reading("scc"), "securitycontextconstraints.security.openshift.io");
  // What is served by add-ons only, or no more, is no reading to ask about.
  EXPECT_THAT(built_in().read_type("pods").also, IsEmpty());
  EXPECT_THAT(built_in().read_type("deployments").also, IsEmpty());
}

TEST(ReadType, LetsTheVerbTellWhichOfTheVirtualTypesIsMeant) {
  EXPECT_EQ(reading("users", "impersonate"), "users");
  EXPECT_EQ(reading("user", "impersonate:user-info"), "users.authentication.k8s.io");
  EXPECT_EQ(reading("groups", "impersonate:user-info"), "groups.authentication.k8s.io");
  EXPECT_EQ(reading("uids", "impersonate"), "uids.authentication.k8s.io");
  EXPECT_EQ(reading("userextras", "impersonate"), "userextras.authentication.k8s.io");
  EXPECT_EQ(reading("sa", "impersonate"), "serviceaccounts");
  EXPECT_EQ(reading("serviceaccounts", "impersonate:serviceaccount"),
            "serviceaccounts.authentication.k8s.io");
  EXPECT_EQ(reading("nodes", "impersonate:arbitrary-node"), "nodes.authentication.k8s.io");
  EXPECT_EQ(reading("nodes", "impersonate-on:arbitrary-node:list"), "nodes");
  EXPECT_EQ(reading("signers", "approve"), "signers.certificates.k8s.io");
  EXPECT_EQ(reading("roles", "bind"), "roles.rbac.authorization.k8s.io");
  EXPECT_EQ(reading("clusterroles", "escalate"), "clusterroles.rbac.authorization.k8s.io");
  EXPECT_EQ(reading("users", "list"), "users");
}

TEST(ReadType, PatternsStayAsTheyStand) {
  const auto star = built_in().read_type("*");
  EXPECT_EQ(star.resource, "*");
  EXPECT_EQ(star.group, "*");
  EXPECT_FALSE(star.assumed);
  EXPECT_EQ(star.type, nullptr);
  EXPECT_EQ(reading("*.apps"), "*.apps");
  EXPECT_EQ(reading("*.*"), "*.*");
  EXPECT_EQ(reading("*."), "*");
  EXPECT_EQ(reading("deployments.*"), "deployments.*");
}

TEST(ReadType, TakesAnUnknownWordAsItStandsAndSaysSo) {
  EXPECT_EQ(reading("widgets"), "?widgets");
  EXPECT_EQ(reading("Widgets"), "?Widgets");
  EXPECT_EQ(reading("foo.bar.io"), "?foo.bar.io");
  EXPECT_EQ(reading("foo.v1beta1.bar.io"), "?foo.bar.io");
  EXPECT_EQ(reading("foo.v1x.bar.io"), "?foo.v1x.bar.io");
  EXPECT_EQ(reading("foo.v1"), "?foo.v1");
  EXPECT_EQ(reading("nodes.longhorn.io"), "?nodes.longhorn.io");
  EXPECT_EQ(reading("pods.apps"), "?pods.apps");
  EXPECT_EQ(reading("deployments."), "?deployments");  // the core group, not any group
  EXPECT_EQ(reading(""), "?");
  EXPECT_EQ(reading("."), "?");
  EXPECT_EQ(reading(".apps"), "?.apps");
  EXPECT_EQ(built_in().read_type("widgets").type, nullptr);
}

TEST(ReadType, SuggestsTheNearestWordsForAnUnknownOne) {
  EXPECT_THAT(suggestions("secert"), ElementsAre("secrets"));
  EXPECT_THAT(suggestions("Confgmaps"), ElementsAre("configmaps"));
  EXPECT_THAT(suggestions("deployement"), ElementsAre("deployments"));
  EXPECT_THAT(suggestions("rols"), ElementsAre("roles"));
  EXPECT_THAT(suggestions("persistent"),
              ElementsAre("persistentvolumeclaims", "persistentvolumes"));
  EXPECT_THAT(suggestions("deploymnts.apps"), ElementsAre("deployments.apps"));
  EXPECT_THAT(suggestions("secrets.core"), ElementsAre("secrets"));
  EXPECT_THAT(suggestions("pods.apps"), ElementsAre("pods"));
  EXPECT_THAT(suggestions("nodes.longhorn.io"), IsEmpty());
  EXPECT_THAT(suggestions("xyzzyxyzzy"), IsEmpty());
  EXPECT_THAT(suggestions("pods"), IsEmpty());
  EXPECT_LE(suggestions("volume").size(), 3U);
}

TEST(IsSubresource, TellsSubresourcesFromNames) {
  const auto is = [](std::string_view group, std::string_view resource, std::string_view name) {
    return built_in().is_subresource(group, resource, name);
  };
  EXPECT_TRUE(is("", "pods", "log"));
  EXPECT_TRUE(is("", "pods", "exec"));
  EXPECT_FALSE(is("", "pods", "scale"));
  EXPECT_FALSE(is("", "pods", "web-0"));
  EXPECT_FALSE(is("", "pods", ""));
  EXPECT_FALSE(is("", "pods", "LOG"));
  EXPECT_FALSE(is("", "secrets", "status"));
  EXPECT_TRUE(is("", "secrets", "finalizers"));
  EXPECT_TRUE(is("", "nodes", "metrics"));
  EXPECT_FALSE(is("metrics.k8s.io", "nodes", "metrics"));
  EXPECT_TRUE(is("resource.k8s.io", "resourceclaims", "binding"));
  EXPECT_TRUE(is("apps", "deployments", "rollback"));
  EXPECT_TRUE(is("authentication.k8s.io", "userextras", "example.com/team"));
  EXPECT_FALSE(is("authentication.k8s.io", "userextras", ""));
  EXPECT_FALSE(is("certificates.k8s.io", "signers", "kubernetes.io/kubelet-serving"));
  EXPECT_FALSE(is("", "users", "finalizers"));
  // Of an unknown type the usual ones.
  EXPECT_TRUE(is("example.com", "widgets", "status"));
  EXPECT_TRUE(is("example.com", "widgets", "scale"));
  EXPECT_FALSE(is("example.com", "widgets", "left"));
  EXPECT_FALSE(is("example.com", "widgets", ""));
}

// ---- Types of the input -------------------------------------------------------------------------

TEST(CatalogWith, NothingIsTheSameCatalogue) {
  EXPECT_EQ(built_in().with({}), ResourceCatalog::built_in());
}

TEST(CatalogWith, AddsTypesAndLeavesTheOriginalAlone) {
  ResourceType widgets = custom_type("example.com", "widgets", "Widget", false);
  widgets.short_names = {"wd"};
  widgets.subresources = {{"status", {"get", "patch", "update"}}};
  const auto catalog = built_in().with(std::vector{widgets});
  EXPECT_EQ(catalog->types().size(), built_in().types().size() + 1);
  EXPECT_EQ(reading("wd", {}, *catalog), "widgets.example.com");
  EXPECT_EQ(reading("Widget.example.com", {}, *catalog), "widgets.example.com");
  EXPECT_EQ(reading("widgets.v1.example.com", {}, *catalog), "widgets.example.com");
  EXPECT_EQ(catalog->check_place("get", "example.com", "widgets", ""),
            (CheckPlace{CheckScope::Cluster, false}));
  EXPECT_TRUE(catalog->is_subresource("example.com", "widgets", "status"));
  EXPECT_FALSE(catalog->is_subresource("example.com", "widgets", "scale"));
  EXPECT_EQ(reading("wd"), "?wd");
}

TEST(CatalogWith, BuiltInTypesWinABareWordOverDefinitionsOfTheSameName) {
  const auto catalog = built_in().with(std::vector{custom_type("a.example.com", "roles", "Role"),
                                                   custom_type("a.example.com", "pods", "Pod"),
                                                   custom_type("longhorn.io", "nodes", "Node")});
  EXPECT_EQ(reading("roles", {}, *catalog), "roles.rbac.authorization.k8s.io");
  EXPECT_THAT(catalog->read_type("roles").also, ElementsAre("roles.a.example.com"));
  EXPECT_EQ(reading("pods", {}, *catalog), "pods");
  EXPECT_EQ(reading("roles.a.example.com", {}, *catalog), "roles.a.example.com");
  EXPECT_EQ(reading("nodes.longhorn.io", {}, *catalog), "nodes.longhorn.io");
}

TEST(CatalogWith, DefinitionsWinOverVirtualAddonAndRemovedTypes) {
  const auto catalog = built_in().with(
      std::vector{custom_type("example.com", "users", "User"),
                  custom_type("example.com", "podsecuritypolicies", "PodSecurityPolicy"),
                  custom_type("example.com", "securitycontextconstraints", "Scc")});
  EXPECT_EQ(reading("users", "list", *catalog), "users.example.com");
  EXPECT_EQ(reading("users", {}, *catalog), "users.example.com");
  EXPECT_EQ(reading("users", "impersonate", *catalog), "users");
  EXPECT_THAT(catalog->read_type("users", "impersonate").also, ElementsAre("users.example.com"));
  EXPECT_EQ(reading("podsecuritypolicies", {}, *catalog), "podsecuritypolicies.example.com");
  EXPECT_EQ(reading("securitycontextconstraints", {}, *catalog),
            "securitycontextconstraints.example.com");
}

TEST(CatalogWith, WholeNamesWinOverShortNames) {
  ResourceType named_po = custom_type("b.example.com", "pos", "Po");
  ResourceType short_secret = custom_type("a.example.com", "sealed", "Sealed");
  short_secret.short_names = {"secret"};
  const auto catalog = built_in().with(std::vector{named_po, short_secret});
  EXPECT_EQ(reading("po", {}, *catalog), "pos.b.example.com");
  EXPECT_THAT(catalog->read_type("po").also, ElementsAre("pods"));
  EXPECT_EQ(reading("secret", {}, *catalog), "secrets");
}

TEST(CatalogWith, SameNamesInSeveralGroupsGoByGroup) {
  const auto catalog = built_in().with(std::vector{custom_type("z.io", "things", "Thing"),
                                                   custom_type("m.io", "things", "Thing"),
                                                   custom_type("a.io", "things", "Thing")});
  EXPECT_EQ(reading("thing", {}, *catalog), "things.a.io");
  EXPECT_THAT(catalog->read_type("thing").also, ElementsAre("things.m.io", "things.z.io"));
}

TEST(CatalogWith, TheMoreTrustworthyFactCountsThenTheLater) {
  ResourceType from_crd = custom_type("example.com", "widgets", "Widget");
  ResourceType discovered = from_crd;
  discovered.origin = CatalogOrigin::Discovery;
  discovered.namespaced = false;
  auto catalog = built_in().with(std::vector{discovered, from_crd});
  EXPECT_FALSE(catalog->find("example.com", "widgets")->namespaced);
  catalog = catalog->with(std::vector{from_crd});
  EXPECT_FALSE(catalog->find("example.com", "widgets")->namespaced);

  ResourceType later = from_crd;
  later.kind = "Later";
  EXPECT_EQ(built_in().with(std::vector{from_crd, later})->find("example.com", "widgets")->kind,
            "Later");
  ResourceType doubted = custom_type("", "pods", "Doubted", false);
  doubted.origin = CatalogOrigin::Addon;
  EXPECT_EQ(built_in().with(std::vector{doubted})->find("", "pods")->kind, "Pod");
}

TEST(CatalogWith, DiscoveryDoesNotTakeAwayWhatItNeverLists) {
  ResourceType nodes = custom_type("", "nodes", "Node", false);
  nodes.origin = CatalogOrigin::Discovery;
  nodes.subresources = {{"status", {"get"}}, {"proxy", {"get"}}};
  const auto catalog = built_in().with(std::vector{nodes});
  EXPECT_TRUE(catalog->is_subresource("", "nodes", "stats"));
  EXPECT_EQ(subresource_verbs(*catalog->find("", "nodes"), "proxy"), "get");
  EXPECT_EQ(catalog->find("", "nodes")->subresources.size(), 11U);
  EXPECT_EQ(reading("node", {}, *catalog), "nodes");
}

TEST(CatalogWith, AClusterScopedTypeCalledNamespacesIsReadLikeTheCoreOne) {
  const auto catalog =
      built_in().with(std::vector{custom_type("a.io", "namespaces", "Namespace", false),
                                  custom_type("b.io", "namespaces", "Namespace", true)});
  EXPECT_EQ(catalog->check_place("get", "a.io", "namespaces", "").scope,
            CheckScope::NamespaceObject);
  EXPECT_EQ(catalog->check_place("list", "a.io", "namespaces", "").scope, CheckScope::Cluster);
  EXPECT_EQ(catalog->check_place("get", "b.io", "namespaces", "").scope, CheckScope::Namespaced);
}

// ---- Verbs, and what it costs -------------------------------------------------------------------

TEST(Verbs, TheUsualAndTheSpecialOnesAreKnown) {
  const auto words = ResourceCatalog::verb_words();
  EXPECT_TRUE(std::ranges::is_sorted(words));
  EXPECT_EQ(words.size(), 25U);
  for (const std::string_view verb :
       {"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "bind",
        "escalate", "impersonate", "approve", "sign", "attest", "use", "*", "impersonate:user-info",
        "impersonate-on:serviceaccount:deletecollection"}) {
    EXPECT_TRUE(ResourceCatalog::is_known_verb(verb)) << verb;
  }
  for (const std::string_view verb :
       {"", "lst", "Get", "get,list", "impersonate-on:user-info:lst", "impersonate-on:nobody:get",
        "impersonate-on:user-info:", "impersonate-on:user-info:*", "impersonate:nobody"}) {
    EXPECT_FALSE(ResourceCatalog::is_known_verb(verb)) << verb;
  }
}

TEST(Verbs, EveryVerbOfATypeIsAKnownOne) {
  for (const ResourceType& type : built_in().types()) {
    for (const std::string& verb : type.verbs) {
      EXPECT_TRUE(ResourceCatalog::is_known_verb(verb)) << qualified_name(type) << ' ' << verb;
    }
    for (const SubresourceType& subresource : type.subresources) {
      for (const std::string& verb : subresource.verbs) {
        EXPECT_TRUE(ResourceCatalog::is_known_verb(verb)) << qualified_name(type) << ' ' << verb;
      }
    }
  }
}

}  // namespace
}  // namespace rbacgraph
