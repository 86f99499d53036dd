#include "source/object_kind.h"

#include <algorithm>
#include <array>

namespace rbacgraph {
namespace {

constexpr std::array<std::string_view, kObjectKinds> kWords{"ClusterRole",
                                                            "Role",
                                                            "ClusterRoleBinding",
                                                            "RoleBinding",
                                                            "ServiceAccount",
                                                            "Namespace",
                                                            "Pod",
                                                            "ReplicationController",
                                                            "Deployment",
                                                            "StatefulSet",
                                                            "DaemonSet",
                                                            "ReplicaSet",
                                                            "Job",
                                                            "CronJob",
                                                            "CustomResourceDefinition"};

ObjectKind kind_of(std::string_view word) {
  const auto* const found = std::ranges::find(kWords, word);
  return static_cast<ObjectKind>(found - kWords.begin());
}

bool in_right_group(ObjectKind kind, std::string_view group) {
  switch (kind) {
    case ObjectKind::ClusterRole:
    case ObjectKind::Role:
    case ObjectKind::ClusterRoleBinding:
    case ObjectKind::RoleBinding: return group == kPolicyGroup;
    case ObjectKind::ServiceAccount:
    case ObjectKind::Namespace:
    case ObjectKind::Pod:
    case ObjectKind::ReplicationController: return group.empty();
    case ObjectKind::Deployment:
    case ObjectKind::StatefulSet:
    case ObjectKind::DaemonSet:
    case ObjectKind::ReplicaSet: return group == "apps" || group == "extensions";
    case ObjectKind::Job:
    case ObjectKind::CronJob: return group == "batch";
    case ObjectKind::CustomResourceDefinition: return group == "apiextensions.k8s.io";
    case ObjectKind::Other: return false;
  }
  return false;
}

}  // namespace

std::string_view to_string(ObjectKind kind) {
  return kind == ObjectKind::Other ? std::string_view() : kWords[static_cast<std::size_t>(kind)];
}

bool is_namespaced(ObjectKind kind) {
  return kind != ObjectKind::ClusterRole && kind != ObjectKind::ClusterRoleBinding &&
         kind != ObjectKind::Namespace && kind != ObjectKind::CustomResourceDefinition;
}

KindReading read_kind(std::string_view api_version, std::string_view word) {
  using Standing = KindReading::Standing;
  KindReading reading;
  reading.kind = kind_of(word);
  if (reading.kind == ObjectKind::Other) return reading;
  const std::size_t slash = api_version.find('/');
  const std::string_view group =
      slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
  const std::string_view version =
      slash == std::string_view::npos ? api_version : api_version.substr(slash + 1);
  if (!is_policy(reading.kind)) {
    const bool ours = !api_version.empty() && in_right_group(reading.kind, group);
    reading.standing = ours ? Standing::Known : Standing::PassedOver;
    reading.foreign = !ours;
  } else if (group == kPolicyGroup) {
    reading.alpha = version == "v1alpha1";
    reading.standing = version == "v1"                                 ? Standing::Known
                       : version == "v1beta1" || version == "v1alpha1" ? Standing::Unserved
                                                                       : Standing::UnknownVersion;
  } else if (api_version.empty()) {
    reading.standing = Standing::NoApiVersion;
  } else {
    reading.foreign = true;
    if (group == "authorization.openshift.io" || api_version == "v1")
      reading.standing = Standing::Legacy;
  }
  return reading;
}

}  // namespace rbacgraph
