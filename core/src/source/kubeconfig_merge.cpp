#include "source/kubeconfig_merge.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace rbacgraph {
namespace {

struct Wanted {
  std::vector<std::string> files;
  bool must_exist = false;
};

Wanted wanted_files(const ConnectionOptions& options, const ClientEnvironment& environment) {
  if (options.kubeconfig) return {{*options.kubeconfig}, true};
  Wanted wanted;
  const std::string list = environment.variable("KUBECONFIG").value_or("");
  if (!list.empty()) {
    std::string_view rest = list;
    while (!rest.empty()) {
      const std::size_t colon = std::min(rest.find(':'), rest.size());
      std::string file(rest.substr(0, colon));
      rest.remove_prefix(std::min(colon + 1, rest.size()));
      if (!file.empty() && std::ranges::find(wanted.files, file) == wanted.files.end())
        wanted.files.push_back(std::move(file));
    }
  } else if (const auto home = environment.variable("HOME"); home && !home->empty()) {
    wanted.files.push_back(*home + "/.kube/config");
  }
  return wanted;
}

}  // namespace

std::string MergedKubeconfig::files() const {
  std::string text;
  for (const std::string& file : read) text.append(text.empty() ? "" : ", ").append(file);
  return text;
}

Result<MergedKubeconfig> merge_kubeconfigs(const ConnectionOptions& options,
                                           const ClientEnvironment& environment) {
  const Wanted wanted = wanted_files(options, environment);
  MergedKubeconfig merged;
  for (const std::string& file : wanted.files) {
    Result<KubeconfigFile> one = read_kubeconfig_file(file, environment.rereads);
    if (!one && one.error().code == ErrorCode::NotFound && !wanted.must_exist) {
      merged.missing.push_back(file);
      continue;
    }
    if (!one) {
      Error error = std::move(one.error());
      // Unreadable or broken, it is the configuration that is wrong, and not the cluster.
      if (error.code != ErrorCode::Unsupported) error.code = ErrorCode::InvalidArgument;
      error.message = "can't read the kubeconfig " + error.message;
      return tl::unexpected<Error>(std::move(error));
    }
    merged.read.push_back(file);
    // insert leaves what is there already: entries aren't mixed.
    merged.config.clusters.merge(one->clusters);
    merged.config.users.merge(one->users);
    merged.config.contexts.merge(one->contexts);
    if (merged.config.current_context.empty())
      merged.config.current_context = std::move(one->current_context);
  }
  return merged;
}

ClientEnvironment ClientEnvironment::of_process() {
  ClientEnvironment environment;
  environment.variable = [](const std::string& name) -> std::optional<std::string> {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing sets a variable once threads run
    const char* const value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
  return environment;
}

}  // namespace rbacgraph
