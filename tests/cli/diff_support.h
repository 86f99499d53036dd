/// Two small inputs that the tests of diff compare.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "run_cli.h"

namespace rbacgraph::test {

inline std::string role(const std::string& name, const std::string& rules) {
  return "kind: ClusterRole\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: " + name +
         "}\nrules:\n" + rules + "---\n";
}

inline std::string rule(const std::string& group, const std::string& resource,
                        const std::string& verbs) {
  return "- {apiGroups: [" + group + "], resources: [" + resource + "], verbs: [" + verbs + "]}\n";
}

inline std::string binding(const std::string& name, const std::string& ns,
                           const std::string& role_name, const std::string& subject) {
  return "kind: RoleBinding\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: " + name +
         ", namespace: " + ns +
         "}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: " + role_name +
         "}\nsubjects: [" + subject + "]\n---\n";
}

inline const std::string kRunner = "{kind: ServiceAccount, name: runner, namespace: ci}";
inline const std::string kMia = "{kind: User, apiGroup: rbac.authorization.k8s.io, name: mia}";

/// The account ci/runner gets secrets in two namespaces, one of which is new to it; mia keeps two
/// of all verbs on services.
inline std::string before_yaml() {
  return role("deployer", rule("apps", "deployments", "get, list")) +
         role("viewer", rule("\"\"", "services", "\"*\"")) +
         binding("ci", "shop", "deployer", kRunner) + binding("view", "shop", "viewer", kMia);
}
inline std::string after_yaml() {
  return role("deployer",
              rule("apps", "deployments", "get, list") + rule("\"\"", "secrets", "get, list")) +
         role("viewer", rule("\"\"", "services", "get, list")) +
         binding("ci", "shop", "deployer", kRunner) + binding("ci", "stage", "deployer", kRunner) +
         binding("view", "shop", "viewer", kMia);
}

class DiffCommand : public testing::Test {
 protected:
  const Directory here_{{"a.yaml", before_yaml()}, {"b.yaml", after_yaml()}};
};

}  // namespace rbacgraph::test
