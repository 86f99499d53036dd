/// The server of tests/support/fault_server.py, run for as long as this lives.
#pragma once

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/live_support.h"
#include "support/paths.h"

namespace rbacgraph::test {

class FaultServer {
 public:
  explicit FaultServer(const Home& home) : home_(home) {
    const auto program = test_data("../support/fault_server.py").string();
    const auto keys = test_data("tls").string();
    const std::string directory = home.path("");
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0)
      throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in[0], 0);
    posix_spawn_file_actions_adddup2(&files, out[1], 1);
    std::array<std::string, 4> words{"python3", program, directory, keys};
    std::array<char*, 5> argv{words[0].data(), words[1].data(), words[2].data(), words[3].data(),
                              nullptr};
    const int error = ::posix_spawnp(&child_, "python3", &files, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    ::close(in[0]);
    ::close(out[1]);
    stdin_ = in[1];
    if (error != 0) throw std::runtime_error("python3 can't be started");
    std::string line;
    for (char c = 0; ::read(out[0], &c, 1) == 1 && c != '\n';) line += c;
    ::close(out[0]);
    ports_ = nlohmann::json::parse(line);
  }
  ~FaultServer() {
    ::close(stdin_);
    ::waitpid(child_, nullptr, 0);
  }
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;

  /// "127.0.0.1:PORT" of "tls", "named", "old", "plain" or "proxy".
  std::string at(const std::string& port) const {
    return "127.0.0.1:" + std::to_string(ports_.at(port).get<int>());
  }
  /// What is answered below /NAME. A script that begins with '[' is for every path.
  void script(const std::string& name, std::string_view text) const {
    home_.write(name + ".json",
                text.starts_with('[') ? "{\"*\":" + std::string(text) + "}" : std::string(text));
  }
  /// The requests so far.
  std::vector<nlohmann::json> log() const {
    std::vector<nlohmann::json> entries;
    std::ifstream file(home_.path("log"));
    for (std::string line; std::getline(file, line);)
      entries.push_back(nlohmann::json::parse(line));
    return entries;
  }
  /// "GET /path" of each.
  std::vector<std::string> requests() const {
    std::vector<std::string> lines;
    for (const auto& entry : log())
      lines.push_back(entry["method"].get<std::string>() + " " + entry["path"].get<std::string>());
    return lines;
  }

 private:
  const Home& home_;
  pid_t child_ = 0;
  int stdin_ = -1;
  nlohmann::json ports_;
};

/// A file of tests/data/tls.
inline std::string tls_file(std::string_view name) {
  std::ifstream file(test_data("tls") / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The value of a header in an entry of the log; "" where there is none.
inline std::string header(const nlohmann::json& entry, std::string_view name) {
  for (const auto& pair : entry.at("headers"))
    if (pair.at(0) == name) return pair.at(1);
  return {};
}

}  // namespace rbacgraph::test
