/// Clusters for the desktop: a kubeconfig whose contexts lead to the fault server.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "state/input.h"
#include "support/cluster_script.h"
#include "support/fault_server.h"

namespace rbacgraph::gui {

class LiveFixture : public testing::Test {
 protected:
  using ClusterScript = test::ClusterScript;
  using json = nlohmann::json;

  static void SetUpTestSuite() {
    home = std::make_unique<test::Home>();
    server = std::make_unique<test::FaultServer>(*home);
  }
  static void TearDownTestSuite() {
    server.reset();
    home.reset();
  }
  LiveFixture() {
    std::filesystem::remove(home->path("log"));
    config_["current-context"] = "";
    config_["users"] = {{{"name", "u"}, {"user", {{"token", "CANARY-token"}}}}};
    config_["clusters"] = json::array();
    config_["contexts"] = json::array();
  }

  /// A small cluster that tells its version.
  static ClusterScript cluster() {
    ClusterScript script = test::small_cluster();
    script["/version"] = {{{"json", {{"gitVersion", "v1.31.4"}}}}};
    return script;
  }
  /// Every answer takes so many seconds.
  static ClusterScript slow(ClusterScript script, double seconds) {
    for (auto& [path, answers] : script) {
      for (json& answer : answers) {
        answer["delay"] = seconds;
      }
    }
    return script;
  }

  /// Context, cluster and script of one name.
  void add(const std::string& name, const ClusterScript& script, const std::string& user = "u") {
    const std::string below = name + "x" + std::to_string(++number_);
    server->script(below, json(script).dump());
    add_at(name, "https://" + server->at("tls") + "/" + below, user);
  }
  void add_at(const std::string& name, const std::string& address, const std::string& user = "u") {
    config_["clusters"].push_back(
        {{"name", name},
         {"cluster",
          {{"server", address},
           {"certificate-authority", test::test_data("tls/ca.crt").string()}}}});
    config_["contexts"].push_back(
        {{"name", name}, {"context", {{"cluster", name}, {"user", user}}}});
  }

  /// With what was added so far.
  std::shared_ptr<LiveConfig> live() const {
    auto live = std::make_shared<LiveConfig>();
    live->kubeconfig = home->write("config", config_.dump());
    live->environment = home->environment();
    live->patience = std::chrono::seconds(10);
    return live;
  }

  template <class Poll, class Holds>
  static bool until(Poll poll, Holds holds, std::chrono::seconds most = std::chrono::seconds(30)) {
    const auto end = std::chrono::steady_clock::now() + most;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > end) {
        return false;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      poll();
    }
    return true;
  }

  static inline std::unique_ptr<test::Home> home;
  static inline std::unique_ptr<test::FaultServer> server;
  static inline int number_ = 0;
  json config_;
};

}  // namespace rbacgraph::gui
