#include "k8s/builtin_resources.h"

#include <array>

namespace rbacgraph {
namespace {

// ---- Served by kube-apiserver v1.36 (kubernetes/kubernetes v1.36.3, api/discovery) --------------
// One entry for a type in however many versions: RBAC does not look at versions.

constexpr auto kCore = std::to_array<BuiltinType>({
    {"bindings", "Binding", kNamespaced, "", "", "create"},
    {"componentstatuses", "ComponentStatus", kCluster, "", "cs", "get list"},
    {"configmaps", "ConfigMap", kNamespaced, "", "cm"},
    {"endpoints", "Endpoints", kNamespaced, "", "ep"},
    {"events", "Event", kNamespaced, "", "ev"},
    {"limitranges", "LimitRange", kNamespaced, "", "limits"},
    {"namespaces", "Namespace", kCluster, "finalize=update status", "ns",
     "create delete get list patch update watch"},
    {"nodes", "Node", kCluster, "proxy=create,delete,get,patch,update status", "no"},
    {"persistentvolumeclaims", "PersistentVolumeClaim", kNamespaced, "status", "pvc"},
    {"persistentvolumes", "PersistentVolume", kCluster, "status", "pv"},
    {"pods", "Pod", kNamespaced,
     "attach=create,get binding=create ephemeralcontainers eviction=create exec=create,get log=get "
     "portforward=create,get proxy=create,delete,get,patch,update resize status",
     "po"},
    {"podtemplates", "PodTemplate", kNamespaced},
    {"replicationcontrollers", "ReplicationController", kNamespaced, "scale status", "rc"},
    {"resourcequotas", "ResourceQuota", kNamespaced, "status", "quota"},
    {"secrets", "Secret", kNamespaced},
    {"serviceaccounts", "ServiceAccount", kNamespaced, "token=create", "sa"},
    {"services", "Service", kNamespaced, "proxy=create,delete,get,patch,update status", "svc"},
});

constexpr auto kApiRegistration = std::to_array<BuiltinType>({
    {"apiservices", "APIService", kCluster, "status"},
});

constexpr auto kApps = std::to_array<BuiltinType>({
    {"controllerrevisions", "ControllerRevision", kNamespaced},
    {"daemonsets", "DaemonSet", kNamespaced, "status", "ds"},
    {"deployments", "Deployment", kNamespaced, "scale status", "deploy"},
    {"replicasets", "ReplicaSet", kNamespaced, "scale status", "rs"},
    {"statefulsets", "StatefulSet", kNamespaced, "scale status", "sts"},
});

constexpr auto kEvents = std::to_array<BuiltinType>({
    {"events", "Event", kNamespaced, "", "ev"},
});

constexpr auto kAuthentication = std::to_array<BuiltinType>({
    {"selfsubjectreviews", "SelfSubjectReview", kCluster, "", "", "create"},
    {"tokenreviews", "TokenReview", kCluster, "", "", "create"},
});

constexpr auto kAuthorization = std::to_array<BuiltinType>({
    {"localsubjectaccessreviews", "LocalSubjectAccessReview", kNamespaced, "", "", "create"},
    {"selfsubjectaccessreviews", "SelfSubjectAccessReview", kCluster, "", "", "create"},
    {"selfsubjectrulesreviews", "SelfSubjectRulesReview", kCluster, "", "", "create"},
    {"subjectaccessreviews", "SubjectAccessReview", kCluster, "", "", "create"},
});

constexpr auto kAutoscaling = std::to_array<BuiltinType>({
    {"horizontalpodautoscalers", "HorizontalPodAutoscaler", kNamespaced, "status", "hpa"},
});

constexpr auto kBatch = std::to_array<BuiltinType>({
    {"cronjobs", "CronJob", kNamespaced, "status", "cj"},
    {"jobs", "Job", kNamespaced, "status"},
});

constexpr auto kCertificates = std::to_array<BuiltinType>({
    {"certificatesigningrequests", "CertificateSigningRequest", kCluster, "approval status", "csr"},
    {"clustertrustbundles", "ClusterTrustBundle", kCluster},
    {"podcertificaterequests", "PodCertificateRequest", kNamespaced, "status"},
});

constexpr auto kNetworking = std::to_array<BuiltinType>({
    {"ingressclasses", "IngressClass", kCluster},
    {"ingresses", "Ingress", kNamespaced, "status", "ing"},
    {"ipaddresses", "IPAddress", kCluster, "", "ip"},
    {"networkpolicies", "NetworkPolicy", kNamespaced, "", "netpol"},
    {"servicecidrs", "ServiceCIDR", kCluster, "status"},
});

constexpr auto kPolicy = std::to_array<BuiltinType>({
    {"poddisruptionbudgets", "PodDisruptionBudget", kNamespaced, "status", "pdb"},
});

constexpr auto kRbac = std::to_array<BuiltinType>({
    {"clusterrolebindings", "ClusterRoleBinding", kCluster},
    {"clusterroles", "ClusterRole", kCluster},
    {"rolebindings", "RoleBinding", kNamespaced},
    {"roles", "Role", kNamespaced},
});

constexpr auto kStorage = std::to_array<BuiltinType>({
    {"csidrivers", "CSIDriver", kCluster},
    {"csinodes", "CSINode", kCluster},
    {"csistoragecapacities", "CSIStorageCapacity", kNamespaced},
    {"storageclasses", "StorageClass", kCluster, "", "sc"},
    {"volumeattachments", "VolumeAttachment", kCluster, "status"},
    {"volumeattributesclasses", "VolumeAttributesClass", kCluster, "", "vac"},
});

constexpr auto kAdmissionRegistration = std::to_array<BuiltinType>({
    {"mutatingadmissionpolicies", "MutatingAdmissionPolicy", kCluster},
    {"mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding", kCluster},
    {"mutatingwebhookconfigurations", "MutatingWebhookConfiguration", kCluster},
    {"validatingadmissionpolicies", "ValidatingAdmissionPolicy", kCluster, "status"},
    {"validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", kCluster},
    {"validatingwebhookconfigurations", "ValidatingWebhookConfiguration", kCluster},
});

constexpr auto kApiExtensions = std::to_array<BuiltinType>({
    {"customresourcedefinitions", "CustomResourceDefinition", kCluster, "status", "crd crds"},
});

constexpr auto kScheduling = std::to_array<BuiltinType>({
    {"podgroups", "PodGroup", kNamespaced, "status"},
    {"priorityclasses", "PriorityClass", kCluster, "", "pc"},
    {"workloads", "Workload", kNamespaced},
});

constexpr auto kCoordination = std::to_array<BuiltinType>({
    {"leasecandidates", "LeaseCandidate", kNamespaced},
    {"leases", "Lease", kNamespaced},
});

constexpr auto kNode = std::to_array<BuiltinType>({
    {"runtimeclasses", "RuntimeClass", kCluster},
});

constexpr auto kDiscovery = std::to_array<BuiltinType>({
    {"endpointslices", "EndpointSlice", kNamespaced},
});

constexpr auto kResource = std::to_array<BuiltinType>({
    {"deviceclasses", "DeviceClass", kCluster},
    {"devicetaintrules", "DeviceTaintRule", kCluster, "status"},
    {"resourceclaims", "ResourceClaim", kNamespaced, "status"},
    {"resourceclaimtemplates", "ResourceClaimTemplate", kNamespaced},
    {"resourcepoolstatusrequests", "ResourcePoolStatusRequest", kCluster, "status"},
    {"resourceslices", "ResourceSlice", kCluster},
});

constexpr auto kFlowControl = std::to_array<BuiltinType>({
    {"flowschemas", "FlowSchema", kCluster, "status"},
    {"prioritylevelconfigurations", "PriorityLevelConfiguration", kCluster, "status"},
});

constexpr auto kInternal = std::to_array<BuiltinType>({
    {"storageversions", "StorageVersion", kCluster, "status"},
});

constexpr auto kStorageMigration = std::to_array<BuiltinType>({
    {"storageversionmigrations", "StorageVersionMigration", kCluster, "status"},
});

// ---- Served where something is installed --------------------------------------------------------

// metrics-server
constexpr auto kMetrics = std::to_array<BuiltinType>({
    {"nodes", "NodeMetrics", kCluster, "", "", "get list"},
    {"pods", "PodMetrics", kNamespaced, "", "", "get list"},
});

// OpenShift
constexpr auto kOpenShiftSecurity = std::to_array<BuiltinType>({
    {"securitycontextconstraints", "SecurityContextConstraints", kCluster, "", "scc",
     "create delete deletecollection get list patch update use watch"},
});

// ---- Asked of the authorizer, never served ------------------------------------------------------

// Impersonation (apiserver, endpoints/filters/impersonation). The plain verb is asked in the core
// group for users and groups; the modes of constrained impersonation have names of their own.
constexpr auto kCoreIdentities = std::to_array<BuiltinType>({
    {"groups", "Group", kCluster, "", "", "impersonate"},
    {"users", "User", kCluster, "", "", "impersonate"},
});

constexpr auto kIdentities = std::to_array<BuiltinType>({
    {"groups", "Group", kCluster, "", "", "impersonate:user-info"},
    {"nodes", "Node", kCluster, "", "", "impersonate:arbitrary-node impersonate:associated-node"},
    {"serviceaccounts", "ServiceAccount", kNamespaced, "", "", "impersonate:serviceaccount"},
    {"uids", "UID", kCluster, "", "", "impersonate impersonate:user-info"},
    {"userextras", "UserExtra", kCluster, "", "", "impersonate impersonate:user-info"},
    {"users", "User", kCluster, "", "", "impersonate:user-info"},
});

// Admission of certificate requests and trust bundles (plugin/pkg/admission/certificates).
constexpr auto kSigners = std::to_array<BuiltinType>({
    {"signers", "Signer", kCluster, "", "", "approve attest sign"},
});

// ---- Served once, and still named by old roles --------------------------------------------------

constexpr std::string_view kPodSecurityPolicyVerbs =
    "create delete deletecollection get list patch update use watch";

constexpr auto kExtensions = std::to_array<BuiltinType>({
    {"daemonsets", "DaemonSet", kNamespaced, "status", "ds"},
    {"deployments", "Deployment", kNamespaced, "rollback=create scale status", "deploy"},
    {"ingresses", "Ingress", kNamespaced, "status", "ing"},
    {"networkpolicies", "NetworkPolicy", kNamespaced, "", "netpol"},
    {"podsecuritypolicies", "PodSecurityPolicy", kCluster, "", "psp", kPodSecurityPolicyVerbs},
    {"replicasets", "ReplicaSet", kNamespaced, "scale status", "rs"},
    {"replicationcontrollers", "ReplicationControllerDummy", kNamespaced, "scale", "", "get list"},
    {"thirdpartyresources", "ThirdPartyResource", kCluster},
});

constexpr auto kRemovedPolicy = std::to_array<BuiltinType>({
    {"podsecuritypolicies", "PodSecurityPolicy", kCluster, "", "psp", kPodSecurityPolicyVerbs},
});

constexpr auto kRemovedAdmissionRegistration = std::to_array<BuiltinType>({
    {"externaladmissionhookconfigurations", "ExternalAdmissionHookConfiguration", kCluster},
    {"initializerconfigurations", "InitializerConfiguration", kCluster},
});

constexpr auto kAuditRegistration = std::to_array<BuiltinType>({
    {"auditsinks", "AuditSink", kCluster},
});

constexpr auto kRemovedNetworking = std::to_array<BuiltinType>({
    {"clustercidrs", "ClusterCIDR", kCluster, "", "cc"},
});

constexpr auto kRemovedResource = std::to_array<BuiltinType>({
    {"podschedulingcontexts", "PodSchedulingContext", kNamespaced, "status"},
    {"resourceclaimparameters", "ResourceClaimParameters", kNamespaced},
    {"resourceclasses", "ResourceClass", kCluster},
    {"resourceclassparameters", "ResourceClassParameters", kNamespaced},
});

constexpr auto kSettings = std::to_array<BuiltinType>({
    {"podpresets", "PodPreset", kNamespaced},
});

// -------------------------------------------------------------------------------------------------

constexpr auto kGroups = std::to_array<BuiltinGroup>({
    {"", CatalogOrigin::BuiltIn, kCore},
    {"apiregistration.k8s.io", CatalogOrigin::BuiltIn, kApiRegistration},
    {"apps", CatalogOrigin::BuiltIn, kApps},
    {"events.k8s.io", CatalogOrigin::BuiltIn, kEvents},
    {"authentication.k8s.io", CatalogOrigin::BuiltIn, kAuthentication},
    {"authorization.k8s.io", CatalogOrigin::BuiltIn, kAuthorization},
    {"autoscaling", CatalogOrigin::BuiltIn, kAutoscaling},
    {"batch", CatalogOrigin::BuiltIn, kBatch},
    {"certificates.k8s.io", CatalogOrigin::BuiltIn, kCertificates},
    {"networking.k8s.io", CatalogOrigin::BuiltIn, kNetworking},
    {"policy", CatalogOrigin::BuiltIn, kPolicy},
    {"rbac.authorization.k8s.io", CatalogOrigin::BuiltIn, kRbac},
    {"storage.k8s.io", CatalogOrigin::BuiltIn, kStorage},
    {"admissionregistration.k8s.io", CatalogOrigin::BuiltIn, kAdmissionRegistration},
    {"apiextensions.k8s.io", CatalogOrigin::BuiltIn, kApiExtensions},
    {"scheduling.k8s.io", CatalogOrigin::BuiltIn, kScheduling},
    {"coordination.k8s.io", CatalogOrigin::BuiltIn, kCoordination},
    {"node.k8s.io", CatalogOrigin::BuiltIn, kNode},
    {"discovery.k8s.io", CatalogOrigin::BuiltIn, kDiscovery},
    {"resource.k8s.io", CatalogOrigin::BuiltIn, kResource},
    {"flowcontrol.apiserver.k8s.io", CatalogOrigin::BuiltIn, kFlowControl},
    {"internal.apiserver.k8s.io", CatalogOrigin::BuiltIn, kInternal},
    {"storagemigration.k8s.io", CatalogOrigin::BuiltIn, kStorageMigration},
    {"metrics.k8s.io", CatalogOrigin::Addon, kMetrics},
    {"security.openshift.io", CatalogOrigin::Addon, kOpenShiftSecurity},
    {"", CatalogOrigin::Virtual, kCoreIdentities},
    {"authentication.k8s.io", CatalogOrigin::Virtual, kIdentities},
    {"certificates.k8s.io", CatalogOrigin::Virtual, kSigners},
    {"policy", CatalogOrigin::Removed, kRemovedPolicy},
    {"admissionregistration.k8s.io", CatalogOrigin::Removed, kRemovedAdmissionRegistration},
    {"auditregistration.k8s.io", CatalogOrigin::Removed, kAuditRegistration},
    {"networking.k8s.io", CatalogOrigin::Removed, kRemovedNetworking},
    {"resource.k8s.io", CatalogOrigin::Removed, kRemovedResource},
    {"settings.k8s.io", CatalogOrigin::Removed, kSettings},
    {"extensions", CatalogOrigin::Removed, kExtensions},
});

// SEMANTICS §4. Of nodes: what the kubelet asks about requests to itself (§4.3), verbs by HTTP
// method. `finalizers`, which every type has, and the keys of userextras are not listed here.
constexpr auto kUnlisted = std::to_array<UnlistedSubresource>({
    {"", "endpoints", "restricted", "create"},  // OpenShift
    {"", "nodes", "checkpoint", "create"},
    {"", "nodes", "configz", "get"},
    {"", "nodes", "healthz", "get"},
    {"", "nodes", "log", "get"},
    {"", "nodes", "metrics", "get"},
    {"", "nodes", "pods", "get"},
    {"", "nodes", "spec", "get"},
    {"", "nodes", "stats", "create get"},
    {"", "nodes", "statusz", "get"},
    {"apps", "deployments", "rollback", "create"},  // removed in 1.16, still in admin and edit
    // The approver of the controller manager asks about whoever sent the request.
    {"certificates.k8s.io", "certificatesigningrequests", "nodeclient", "create"},
    {"certificates.k8s.io", "certificatesigningrequests", "selfnodeclient", "create"},
    {"discovery.k8s.io", "endpointslices", "restricted", "create"},  // OpenShift
    // Changes of status.allocation and status.devices (pkg/registry/resource/utils.go).
    {"resource.k8s.io", "resourceclaims", "binding", "patch update"},
    {"resource.k8s.io", "resourceclaims", "driver",
     "arbitrary-node:patch arbitrary-node:update associated-node:patch associated-node:update"},
});

constexpr auto kPlaces = std::to_array<SpecialPlace>({
    // In the namespace of the binding to be written (SEMANTICS §3.2).
    {"bind", "rbac.authorization.k8s.io", "clusterroles", "", CheckScope::Namespaced},
    // For the pod's account in the pod's namespace, then for its maker cluster-wide.
    {"use", "extensions", "podsecuritypolicies", "", CheckScope::Namespaced},
    {"use", "policy", "podsecuritypolicies", "", CheckScope::Namespaced},
    {"use", "security.openshift.io", "securitycontextconstraints", "", CheckScope::Namespaced},
    // "cluster-wide", says the source.
    {"", "resource.k8s.io", "resourceclaims", "binding", CheckScope::Cluster},
});

constexpr auto kVerbs = std::to_array<std::string_view>({
    "approve",
    "arbitrary-node:patch",
    "arbitrary-node:update",
    "associated-node:patch",
    "associated-node:update",
    "attest",
    "bind",
    "create",
    "delete",
    "deletecollection",
    "escalate",
    "get",
    "impersonate",
    "impersonate:arbitrary-node",
    "impersonate:associated-node",
    "impersonate:serviceaccount",
    "impersonate:user-info",
    "list",
    "patch",
    "request-serviceaccounts-token-audience",
    "sign",
    "unsafe-delete-ignore-read-errors",
    "update",
    "use",
    "watch",
});

}  // namespace

std::span<const BuiltinGroup> builtin_groups() { return kGroups; }
std::span<const UnlistedSubresource> unlisted_subresources() { return kUnlisted; }
std::span<const SpecialPlace> special_places() { return kPlaces; }
std::span<const std::string_view> known_verbs() { return kVerbs; }

}  // namespace rbacgraph
