// Rules: what a SelfSubjectRulesReview listed, from the bindings that the Authorizer applies.
#include <algorithm>
#include <iostream>

#include <gtest/gtest.h>

#include "rbacgraph/authz/authorizer.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;

/// Rules as text, sorted: a multiset.
using Rules = std::vector<std::string>;

std::string resource_rule(const naive::Rule& rule) {
  return json::array({rule.verbs, rule.api_groups, rule.resources, rule.resource_names}).dump();
}

std::string url_rule(const naive::Rule& rule) {
  return json::array({rule.verbs, rule.non_resource_urls}).dump();
}

Rules recorded(const json& rules, std::string (*text)(const naive::Rule&)) {
  Rules texts;
  if (rules.is_array()) {
    for (const json& rule : rules) texts.push_back(text(naive::parse_rule(rule)));
  }
  std::ranges::sort(texts);
  return texts;
}

struct ListedRules {
  Rules resource;
  Rules url;
  bool failed = false;  // a role was not found
};

/// A rule is listed as a resource rule when it has resources, as a URL rule when it has URLs, and a
/// mixed one as both.
ListedRules listed_for(const Authorizer& authorizer, const UserInfo& user, std::string_view ns) {
  const Snapshot& snapshot = authorizer.snapshot();
  ListedRules listed;
  for (const auto& applied : authorizer.applied_bindings(user, ns)) {
    const RoleId role = snapshot.role_of(applied.binding);
    if (role == kNoId<RoleId>) {
      listed.failed = true;
      continue;
    }
    for (const RuleEntry& entry : snapshot.rules(role)) {
      const naive::Rule rule = in_words(snapshot, snapshot.rule(entry.rule));
      if (!rule.resources.empty()) listed.resource.push_back(resource_rule(rule));
      if (!rule.non_resource_urls.empty()) listed.url.push_back(url_rule(rule));
    }
  }
  std::ranges::sort(listed.resource);
  std::ranges::sort(listed.url);
  return listed;
}

class RulesReviews : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    directory_ = recording(GetParam());
    if (directory_.empty()) GTEST_SKIP() << "no such recording here; set RBACGRAPH_SHARED";
  }

  void check(const char* file, AggregationMode mode) {
    const Authorizer authorizer(read_snapshot(directory_ / file, mode));
    int reviews = 0;
    int rules = 0;
    for (const json& line : read_lines(directory_ / "rules.ndjson")) {
      const UserInfo user{line.at("user").get<std::string>(),
                          line.at("groups").get<std::vector<std::string>>()};
      const std::string ns = line.at("namespace").get<std::string>();
      const json& status = line.at("status");
      const ListedRules own = listed_for(authorizer, user, ns);
      const std::string who = user.name + " in " + ns + " " + line.at("groups").dump();
      EXPECT_EQ(own.resource, recorded(status.at("resourceRules"), resource_rule)) << who;
      EXPECT_EQ(own.url, recorded(status.at("nonResourceRules"), url_rule)) << who;
      EXPECT_EQ(own.failed, status.contains("evaluationError")) << who;
      ++reviews;
      rules += static_cast<int>(own.resource.size() + own.url.size());
    }
    RecordProperty("rules_reviews", reviews);
    EXPECT_GT(reviews, 100);
    std::cout << "rules reviews of " << GetParam() << "/" << file << ": " << reviews
              << " compared, " << rules << " rules\n";
  }

  std::filesystem::path directory_;
};

TEST_P(RulesReviews, ObjectsGiveTheRulesThatTheServerListed) {
  check("objects.json", AggregationMode::Stored);
}

TEST_P(RulesReviews, SourceObjectsAggregatedGiveThemToo) {
  check("source_objects.json", AggregationMode::Computed);
}

INSTANTIATE_TEST_SUITE_P(Recorded, RulesReviews,
                         testing::Values("bootstrap", "edge-cases", "stored-invalid",
                                         "open-platform", "open-attack-lab"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace rbacgraph::test
