// Aggregation: the rules that the controller wrote into each ClusterRole, in its order.
#include <algorithm>
#include <iostream>

#include <gtest/gtest.h>

#include "support/recording.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;

std::vector<naive::Rule> rules_of(const Snapshot& snapshot, RoleId role) {
  std::vector<naive::Rule> rules;
  for (const RuleEntry& entry : snapshot.rules(role)) {
    rules.push_back(in_words(snapshot, snapshot.rule(entry.rule)));
  }
  return rules;
}

std::string text(const std::vector<naive::Rule>& rules) {
  json list = json::array();
  for (const naive::Rule& rule : rules) {
    list.push_back(json::array({rule.verbs, rule.api_groups, rule.resources, rule.resource_names,
                                rule.non_resource_urls}));
  }
  return list.dump();
}

class Aggregation : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    directory_ = recording(GetParam());
    if (directory_.empty()) GTEST_SKIP() << "no such recording here; set RBACGRAPH_SHARED";
  }
  std::filesystem::path directory_;
};

TEST_P(Aggregation, ComputedRulesAreThoseOfTheController) {
  const json objects = read_json(directory_ / "objects.json");
  // The computation is idempotent: it also leaves alone what the controller had written.
  for (const char* file : {"source_objects.json", "objects.json"}) {
    const auto snapshot = read_snapshot(directory_ / file, AggregationMode::Computed);
    naive::Cluster second(read_json(directory_ / file));
    second.aggregate();
    int roles = 0;
    int aggregated = 0;
    int rules = 0;
    for (const json& object : objects.at("items")) {
      if (object.at("kind") != "ClusterRole") continue;
      const std::string name = object.at("metadata").at("name").get<std::string>();
      std::vector<naive::Rule> recorded;
      if (object.contains("rules") && object["rules"].is_array()) {
        for (const json& rule : object["rules"]) recorded.push_back(naive::parse_rule(rule));
      }
      const auto role = snapshot->find_role(RoleKind::ClusterRole, "", name);
      ASSERT_TRUE(role) << name;
      EXPECT_EQ(text(rules_of(*snapshot, *role)), text(recorded)) << file << ": " << name;
      const naive::Role* in_second = second.find_role("ClusterRole", "", name);
      ASSERT_NE(in_second, nullptr) << name;
      EXPECT_EQ(text(in_second->rules), text(recorded)) << file << ", second evaluator: " << name;
      ++roles;
      aggregated += object.contains("aggregationRule") ? 1 : 0;
      rules += static_cast<int>(recorded.size());
    }
    RecordProperty("roles", roles);
    EXPECT_GT(aggregated, 0);
    std::cout << "aggregation of " << GetParam() << "/" << file << ": " << roles
              << " ClusterRoles compared, " << aggregated << " aggregated, " << rules
              << " rules in order\n";
  }
}

INSTANTIATE_TEST_SUITE_P(Recorded, Aggregation,
                         testing::Values("bootstrap", "edge-cases", "stored-invalid",
                                         "open-platform", "open-attack-lab"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace rbacgraph::test
