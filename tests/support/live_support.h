/// A directory of its own with files, and the environment of a made-up user who has it.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <unistd.h>

#include "rbacgraph/source/kubeconfig.h"

namespace rbacgraph::test {

class Home {
 public:
  Home() {
    std::string name = (std::filesystem::temp_directory_path() / "rbacgraph-live-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~Home() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;

  std::string path(std::string_view name) const { return directory_ + "/" + std::string(name); }
  std::string write(std::string_view name, std::string_view text) const {
    const std::string file = path(name);
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
  std::string write_program(std::string_view name, std::string_view text) const {
    const std::string file = write(name, text);
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file;
  }
  std::string read(std::string_view name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  std::map<std::string, std::string> variables;
  ClientEnvironment environment() const {
    ClientEnvironment result;
    result.variable = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      if (found == variables.end()) return std::nullopt;
      return found->second;
    };
    result.account_directory = path("account");
    return result;
  }

  Result<ClusterAccess> choose(const ConnectionOptions& options = {}) const {
    return choose_cluster(options, environment());
  }
  /// With the directory's name as "~", so that a text is the same in every run.
  std::string plain(std::string text) const {
    for (std::size_t at = 0; (at = text.find(directory_, at)) != std::string::npos;)
      text.replace(at, directory_.size(), "~");
    return text;
  }
  /// "message | hint", or "" where there is no error.
  template <class T>
  std::string error_of(const Result<T>& result) const {
    if (result) return {};
    return plain(result.error().message +
                 (result.error().hint.empty() ? "" : " | " + result.error().hint));
  }

 private:
  std::string directory_;
};

inline constexpr std::string_view kServer = "{server: 'https://10.0.0.1:6443'}";

inline std::vector<std::string> codes(const ClusterAccess& access) {
  std::vector<std::string> result;
  for (const Diagnostic& each : access.warnings) result.push_back(each.code);
  return result;
}

/// A kubeconfig with one context "c" of cluster "k" and user "u"; `cluster` and `user` are YAML in
/// braces.
inline std::string one_context(std::string_view cluster, std::string_view user) {
  return "apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters:\n- name: k\n  cluster: " +
         std::string(cluster) +
         "\ncontexts:\n- name: c\n  context: {cluster: k, user: u}\nusers:\n" +
         "- name: u\n  user: " + std::string(user) + "\n";
}

}  // namespace rbacgraph::test
