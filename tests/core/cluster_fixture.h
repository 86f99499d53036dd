/// A cluster as a script of the fault server: one of each kind, which tests change before they read
/// it. Whatever is read or told, no credential and no Secret is in it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/source/cluster.h"
#include "source_support.h"
#include "support/cluster_script.h"
#include "support/fault_server.h"

namespace rbacgraph::test {

class ClusterFixture : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    home = std::make_unique<Home>();
    server = std::make_unique<FaultServer>(*home);
  }
  static void TearDownTestSuite() {
    server.reset();
    home.reset();
  }
  ClusterFixture() {
    std::filesystem::remove(home->path("log"));
    access_.context = "prod";
    access_.ns = "default";
    access_.certificate_authority = tls_file("ca.crt");
    access_.user.token = SecretText("CANARY-token");
    script_ = small_cluster();
  }

  std::vector<json>& at(const std::string& resource) {
    return script_[std::string(kRbac) + resource + "?limit=500"];
  }
  std::vector<json>& core(const std::string& resource) {
    return script_["/api/v1/" + resource + "?limit=500"];
  }
  std::vector<json>& in_namespace(const std::string& ns, const std::string& resource) {
    return script_[std::string(kRbac) + "namespaces/" + ns + "/" + resource + "?limit=500"];
  }

  /// The Snapshot, or null; its error is then in error_.
  std::shared_ptr<const Snapshot> read() {
    const std::string name = "c" + std::to_string(++number_);
    server->script(name, json(script_).dump());
    access_.server = "https://" + server->at("tls") + "/" + name;
    SnapshotBuilder builder;
    const Result<ClusterFacts> done = read_cluster(builder, access_, options_);
    if (done) facts_ = *done;
    error_ =
        done ? ""
             : done.error().message + (done.error().hint.empty() ? "" : " | " + done.error().hint);
    if (const std::size_t found = error_.find(access_.server); found != std::string::npos)
      error_.replace(found, access_.server.size(), "SERVER");
    EXPECT_THAT(error_, testing::Not(testing::HasSubstr("CANARY")));
    if (!done) return nullptr;
    std::shared_ptr<const Snapshot> snapshot = builder.build();
    for (const Diagnostic& each : snapshot->diagnostics())
      EXPECT_THAT(each.message + each.hint, testing::Not(testing::HasSubstr("CANARY")));
    for (const std::string& request : server->requests())
      EXPECT_THAT(request, testing::Not(testing::HasSubstr("secrets")));
    return snapshot;
  }

  /// The requests, without the name of the script.
  static std::vector<std::string> requests() {
    std::vector<std::string> all = server->requests();
    for (std::string& each : all) {
      const std::size_t begin = each.find(" /") + 1;
      each.erase(begin, each.find('/', begin + 1) - begin);
    }
    return all;
  }
  static std::vector<std::string> gaps_of(const Snapshot& snapshot) {
    std::vector<std::string> result;
    for (const CoverageEntry& gap : snapshot.coverage().gaps())
      result.push_back(gap.kind + " " + gap.ns + " " + std::string(to_string(gap.state)) + ": " +
                       gap.why);
    return result;
  }
  static std::vector<std::string> told(const Snapshot& snapshot) {
    std::vector<std::string> result;
    for (const Diagnostic& each : snapshot.diagnostics())
      result.push_back(each.code + ": " + each.message);
    return result;
  }

  static inline std::unique_ptr<Home> home;
  static inline std::unique_ptr<FaultServer> server;
  static inline int number_ = 0;
  ClusterScript script_;
  ClusterAccess access_;
  LiveOptions options_;
  std::string error_;
  ClusterFacts facts_;
};

}  // namespace rbacgraph::test
