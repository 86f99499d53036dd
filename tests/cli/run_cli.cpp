#include "run_cli.h"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <stdlib.h>

#include "cli/run.h"

namespace rbacgraph::test {

std::vector<std::string> words_of(std::string_view command_line) {
  std::vector<std::string> words;
  std::string word;
  bool inside = false;
  char quote = '\0';
  for (const char c : command_line) {
    if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      inside = true;
    } else if (c == ' ' || c == '\n') {
      if (inside) words.push_back(std::exchange(word, {}));
      inside = false;
    } else {
      word += c;
      inside = true;
    }
  }
  if (inside) words.push_back(word);
  if (!words.empty() && words.front() == "rbacgraph") words.erase(words.begin());
  return words;
}

Ran run_cli(std::string_view command_line, const std::string& in) {
  std::istringstream input(in);
  std::ostringstream out;
  std::ostringstream err;
  cli::Io io{input, out, err};
  Ran ran;
  ran.status = cli::run(words_of(command_line), io);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

Directory::Directory(std::initializer_list<std::pair<std::string, std::string>> files)
    : before_(std::filesystem::current_path()) {
  std::string pattern = (std::filesystem::temp_directory_path() / "rbacgraph-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = pattern;
  for (const auto& [name, text] : files) {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  std::filesystem::current_path(path_);
}

Directory::~Directory() {
  std::error_code ignored;
  std::filesystem::current_path(before_, ignored);
  std::filesystem::remove_all(path_, ignored);
}

std::string shop_yaml() {
  return R"(apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: pod-reader}
rules:
- {apiGroups: [""], resources: [pods], verbs: [get, list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: mia-reads}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: pod-reader}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: mia}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: secret-reader, namespace: shop}
rules:
- {apiGroups: [""], resources: [secrets], verbs: [get, list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: runner, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: secret-reader}
subjects:
- {kind: ServiceAccount, name: runner, namespace: ci}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: tls-reader, namespace: shop}
rules:
- {apiGroups: [""], resources: [secrets], resourceNames: [tls], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: noor, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: tls-reader}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: noor}
)";
}

}  // namespace rbacgraph::test
