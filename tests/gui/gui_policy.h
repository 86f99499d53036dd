/// A small policy for tests of the desktop, read from a file as the desktop reads one.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "state/policy.h"

namespace rbacgraph::gui {

inline constexpr std::string_view kSmallPolicy = R"(
apiVersion: v1
kind: ServiceAccount
metadata: {name: runner, namespace: ci}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: idle, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules:
- {apiGroups: [""], resources: [secrets, pods], verbs: [get, list]}
- {nonResourceURLs: [/metrics], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: deployer, namespace: shop}
rules:
- {apiGroups: [apps], resources: [deployments], verbs: ["*"]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reads, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects:
- {kind: ServiceAccount, name: runner, namespace: ci}
- {kind: Group, name: ops}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deploys, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
subjects: [{kind: ServiceAccount, name: runner, namespace: ci}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: jane}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: User, name: jane doe}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: lost, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: gone}
subjects: [{kind: User, name: jane doe}]
)";

/// There for as long as the program runs: places in files are worked out when they are told.
class PolicyFile {
 public:
  explicit PolicyFile(std::string_view yaml, const std::string& name = "gui")
      : path_(testing::TempDir() + "rbacgraph-" + name + "-" + std::to_string(getpid()) + ".yaml") {
    std::ofstream(path_) << yaml;
  }
  ~PolicyFile() { std::filesystem::remove(path_); }
  PolicyFile(const PolicyFile&) = delete;
  PolicyFile& operator=(const PolicyFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline const std::shared_ptr<const Policy>& small_policy() {
  static const PolicyFile file(kSmallPolicy);
  static const std::shared_ptr<const Policy> policy = read_policy({file.path()}, {}, {}).value();
  return policy;
}

}  // namespace rbacgraph::gui
