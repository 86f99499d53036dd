/// The table of powerful permissions. To add one is to add a row; tests hold the table to its form.
#include <array>

#include "rbacgraph/analysis/powerful.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kRbac = "rbac.authorization.k8s.io";
constexpr std::string_view kCertificates = "certificates.k8s.io";
constexpr std::string_view kAdmission = "admissionregistration.k8s.io";
constexpr std::string_view kWrite = "create update patch";

template <std::size_t N>
using Requests = std::array<PowerRequests, N>;

// "*" in a request is allowed by a "*" in the rule alone (SEMANTICS §2.4).
constexpr Requests<1> kEverything{{{"*", "", "*"}}};
constexpr Requests<1> kWholeGroup{{{"*", kAnyPowerGroup, "*"}}};
constexpr Requests<1> kAnyResource{{{"get list watch create update patch delete", "", "*"}}};
constexpr Requests<1> kEscalateClusterRoles{{{"escalate", kRbac, "clusterroles"}}};
constexpr Requests<1> kEscalateRoles{{{"escalate", kRbac, "roles"}}};
constexpr Requests<1> kBindClusterRoles{{{"bind", kRbac, "clusterroles"}}};
// Binding a ClusterRole in a namespace is checked there (SEMANTICS §3.2).
constexpr Requests<1> kBindRoles{{{"bind", kRbac, "clusterroles roles"}}};
constexpr Requests<1> kImpersonateUsers{{{"impersonate", "", "users"}}};
constexpr Requests<1> kImpersonateGroups{{{"impersonate", "", "groups"}}};
constexpr Requests<1> kImpersonateAccounts{{{"impersonate", "", "serviceaccounts"}}};
constexpr Requests<1> kAccountTokens{{{"create", "", "serviceaccounts/token"}}};
constexpr Requests<1> kReadSecrets{{{"get list watch", "", "secrets"}}};
constexpr Requests<2> kCertificateRequests{
    {{"update patch", kCertificates, "certificatesigningrequests/approval"},
     {"approve sign", kCertificates, "signers"}}};
constexpr Requests<1> kCreatePods{{{"create", "", "pods"}}};
constexpr Requests<3> kWorkloads{
    {{kWrite, "", "replicationcontrollers"},
     {kWrite, "apps", "daemonsets deployments replicasets statefulsets"},
     {kWrite, "batch", "cronjobs jobs"}}};
constexpr Requests<1> kExec{{{"create get", "", "pods/attach pods/exec"}}};
constexpr Requests<1> kDebugPods{{{"update patch", "", "pods/ephemeralcontainers"}}};
constexpr Requests<1> kChangePods{{{"update patch", "", "pods"}}};
constexpr Requests<1> kNodesProxy{{{"create delete get patch update", "", "nodes/proxy"}}};
constexpr Requests<1> kVolumes{{{"create", "", "persistentvolumes"}}};
constexpr Requests<1> kMutatingWebhooks{{{kWrite, kAdmission, "mutatingwebhookconfigurations"}}};
constexpr Requests<1> kValidatingWebhooks{
    {{kWrite, kAdmission, "validatingwebhookconfigurations"}}};
constexpr Requests<1> kMutatingPolicies{
    {{kWrite, kAdmission, "mutatingadmissionpolicies mutatingadmissionpolicybindings"}}};
constexpr Requests<1> kApiServices{{{kWrite, "apiregistration.k8s.io", "apiservices"}}};
constexpr Requests<1> kNamespaces{{{"update patch", "", "namespaces"}}};

constexpr auto kTable = std::to_array<PowerfulPermission>({
    {"RBAC-ADM-001", "everything",
     "every verb on every resource of all API groups or of the core group, cluster-wide: a cluster "
     "administrator",
     PowerScope::ClusterWide, kEverything, PowerWeight::Critical},
    {"RBAC-ADM-006", "any-resource",
     "a verb on every resource of the core group: Secrets and pods/exec are among them",
     PowerScope::Anywhere, kAnyResource, PowerWeight::Critical},
    {"RBAC-ESC-001", "escalate-cluster-roles",
     "put permissions into ClusterRoles that one does not have, with a right to write them",
     PowerScope::ClusterWide, kEscalateClusterRoles, PowerWeight::Critical},
    {"RBAC-ESC-002", "escalate-roles",
     "put permissions into Roles that one does not have, with a right to write them",
     PowerScope::Anywhere, kEscalateRoles, PowerWeight::Critical},
    {"RBAC-ESC-003", "bind-cluster-wide",
     "bind ClusterRoles that one does not have, cluster-wide, with a right to write "
     "ClusterRoleBindings",
     PowerScope::ClusterWide, kBindClusterRoles, PowerWeight::Critical},
    {"RBAC-ESC-004", "bind-in-namespace",
     "bind roles that one does not have in a namespace, with a right to write RoleBindings",
     PowerScope::Anywhere, kBindRoles, PowerWeight::Critical},
    {"RBAC-ESC-008", "impersonate-users", "act as any user, one of the control plane's too",
     PowerScope::ClusterWide, kImpersonateUsers, PowerWeight::Critical},
    {"RBAC-ESC-009", "impersonate-groups",
     "act as a member of any group, system:masters too, with a right to impersonate a user or an "
     "account",
     PowerScope::ClusterWide, kImpersonateGroups, PowerWeight::Critical},
    {"RBAC-ESC-010", "impersonate-accounts", "act as the service accounts there",
     PowerScope::Anywhere, kImpersonateAccounts, PowerWeight::Critical},
    {"RBAC-TOK-001", "account-tokens", "get tokens of the service accounts there",
     PowerScope::Anywhere, kAccountTokens, PowerWeight::Critical},
    {"RBAC-POD-001", "create-pods",
     "create pods, which run as any service account there and mount any Secret there",
     PowerScope::Anywhere, kCreatePods, PowerWeight::Critical},
    {"RBAC-POD-002", "write-workloads",
     "create or change Deployments, Jobs and the like, whose pods run as any service account there",
     PowerScope::Anywhere, kWorkloads, PowerWeight::Critical},
    {"RBAC-POD-004", "exec-into-pods",
     "run commands in pods, as their service accounts (with get too, before Kubernetes 1.35)",
     PowerScope::Anywhere, kExec, PowerWeight::Critical},
    {"RBAC-POD-005", "debug-pods", "add a container of one's own to running pods",
     PowerScope::Anywhere, kDebugPods, PowerWeight::Critical},
    {"RBAC-NOD-001", "nodes-proxy",
     "talk to the kubelets, which run commands in every pod of their nodes",
     PowerScope::ClusterWide, kNodesProxy, PowerWeight::Critical},
    {"RBAC-API-001", "mutating-webhooks",
     "have every object sent to one's own webhook and changed by it", PowerScope::ClusterWide,
     kMutatingWebhooks, PowerWeight::Critical},
    {"RBAC-API-004", "mutating-policies",
     "change every object that is written by a policy: the policy or its binding is one half of it",
     PowerScope::ClusterWide, kMutatingPolicies, PowerWeight::Critical},
    {"RBAC-ADM-002", "everything-in-namespace",
     "every verb on every resource of all API groups or of the core group, in one namespace: its "
     "accounts, Secrets and pods",
     PowerScope::InNamespace, kEverything, PowerWeight::High},
    {"RBAC-ADM-005", "whole-api-group",
     "every verb on every resource of an API group, with all verbs and resources that are added to "
     "it",
     PowerScope::Anywhere, kWholeGroup, PowerWeight::High},
    {"RBAC-TOK-002", "read-secrets", "read Secrets: list and watch show the contents too",
     PowerScope::Anywhere, kReadSecrets, PowerWeight::High},
    {"RBAC-TOK-006", "approve-certificates",
     "approve or sign certificate requests, which make users and groups: the request or the signer "
     "is one half of it",
     PowerScope::ClusterWide, kCertificateRequests, PowerWeight::High},
    {"RBAC-POD-006", "change-pods", "change the image that running pods are made of",
     PowerScope::Anywhere, kChangePods, PowerWeight::High},
    {"RBAC-NOD-004", "create-volumes",
     "create PersistentVolumes, also of directories of the nodes themselves",
     PowerScope::ClusterWide, kVolumes, PowerWeight::High},
    {"RBAC-API-002", "validating-webhooks",
     "have every object, Secrets too, sent to one's own webhook", PowerScope::ClusterWide,
     kValidatingWebhooks, PowerWeight::High},
    {"RBAC-API-005", "api-services",
     "answer for an API group in the API server's place, and see who asks", PowerScope::ClusterWide,
     kApiServices, PowerWeight::High},
    {"RBAC-API-007", "label-namespaces",
     "change a Namespace's labels, which say how privileged its pods may be", PowerScope::Anywhere,
     kNamespaces, PowerWeight::High},
});
static_assert(kTable.size() <= PowerSet::kMost);

}  // namespace

std::string_view to_string(PowerWeight weight) {
  return weight == PowerWeight::Critical ? "critical" : "high";
}

std::span<const PowerfulPermission> powerful_permissions() { return kTable; }

}  // namespace rbacgraph
