/// Which objects are kept, by API group and kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rbacgraph {

enum class ObjectKind : std::uint8_t {
  ClusterRole,
  Role,
  ClusterRoleBinding,
  RoleBinding,
  ServiceAccount,
  Namespace,
  Pod,
  ReplicationController,
  Deployment,
  StatefulSet,
  DaemonSet,
  ReplicaSet,
  Job,
  CronJob,
  CustomResourceDefinition,
  Other,
};
inline constexpr std::size_t kObjectKinds = static_cast<std::size_t>(ObjectKind::Other);

std::string_view to_string(ObjectKind kind);  ///< "" for Other

inline bool is_policy(ObjectKind kind) { return kind <= ObjectKind::RoleBinding; }
inline bool is_workload(ObjectKind kind) {
  return kind >= ObjectKind::Pod && kind <= ObjectKind::CronJob;
}
bool is_namespaced(ObjectKind kind);

inline constexpr std::string_view kPolicyGroup = "rbac.authorization.k8s.io";

/// What apiVersion and kind say together.
struct KindReading {
  enum class Standing : std::uint8_t {
    Known,     ///< kept
    Unserved,  ///< kept; no server serves this version any more
    PassedOver,
    Legacy,          ///< an RBAC kind of OpenShift's own, which Kubernetes' RBAC doesn't look at
    UnknownVersion,  ///< of the RBAC group, in a version that there is none of
    NoApiVersion,    ///< an RBAC kind without apiVersion
  };
  ObjectKind kind = ObjectKind::Other;
  Standing standing = Standing::PassedOver;
  bool alpha = false;    ///< v1alpha1, whose subjects are spelled differently (SEMANTICS §1.4)
  bool foreign = false;  ///< named like a kept kind, in another group
};

KindReading read_kind(std::string_view api_version, std::string_view word);

}  // namespace rbacgraph
