// Any words as a command line, one word a line, about a small policy on standard input. The exit
// status is one of those that are promised, an error says why, and whatever is written can be shown
// at a terminal. The words behind __complete are such words, too.

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "cli/run.h"
#include "fuzz_support.h"

namespace {

constexpr const char* kPolicy = R"(
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: all}, rules: [
  {apiGroups: [""], resources: [secrets, pods/exec, "*/scale"], verbs: [get, list]},
  {apiGroups: [""], resources: [secrets], resourceNames: [tls], verbs: ["*"]},
  {nonResourceURLs: ["/metrics", "/api/*"], verbs: [get]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: all},
 roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all},
 subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: mia},
  {kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:authenticated"}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: all, namespace: shop},
 roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all},
 subjects: [{kind: ServiceAccount, name: runner, namespace: ci}]}
)";

/// Nothing of the machine may take part: no other file, and nothing is written.
bool may_run(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word.starts_with("__write") || word.starts_with("--filename") ||
        word.starts_with("--reviews") || word.starts_with("--group-map") ||
        word.starts_with("--kubeconfig") || word.starts_with("--context"))
      return false;
    // Letters may be written together: -qf.
    if (word.starts_with("-") && !word.starts_with("--") && word.find('f') != std::string::npos)
      return false;
  }
  return true;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rbacgraph::fuzz;
  std::vector<std::string> words;
  std::istringstream lines{std::string(text_of(data, size))};
  for (std::string line; std::getline(lines, line);) words.push_back(line);
  if (words.empty() || !may_run(words)) return 0;
  words.insert(words.begin() + 1, {"-f", "-"});

  std::istringstream in(kPolicy);
  std::ostringstream out;
  std::ostringstream err;
  rbacgraph::cli::Io io{in, out, err};
  io.no_color = true;
  const int status = rbacgraph::cli::run(words, io);
  require(status >= 0 && status <= 3, "the exit status is one of those that are promised");
  require(status < 2 || !err.str().empty() || !out.str().empty(), "an error says why");
  if (out.str().find("\x1b[") == std::string::npos &&
      err.str().find("\x1b[") == std::string::npos) {
    std::string shown = out.str();
    // Candidates are set apart from what is said of them by a tab.
    if (words.front() == "__complete") std::ranges::replace(shown, '\t', ' ');
    require_printable(shown);
    require_printable(err.str());
  }
  return 0;
}
