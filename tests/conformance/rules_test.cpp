// Rules: what a SelfSubjectRulesReview listed, from the bindings that the Authorizer applies.
#include "rbacgraph/analysis/rules.h"

#include <algorithm>
#include <iostream>
#include <set>

#include <gtest/gtest.h>

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

/// (verb, group, resource, name) or (verb, URL), each as JSON text.
using Atoms = std::set<std::string>;

Atoms atoms_of(const json& status) {
  Atoms atoms;
  const auto each = [](const json& rule, const char* member) {
    const auto list = rule.find(member);
    return list != rule.end() && list->is_array() ? list->get<std::vector<std::string>>()
                                                  : std::vector<std::string>();
  };
  if (status.at("resourceRules").is_array()) {
    for (const json& rule : status["resourceRules"])
      for (const std::string& verb : each(rule, "verbs"))
        for (const std::string& group : each(rule, "apiGroups"))
          for (const std::string& resource : each(rule, "resources")) {
            const std::vector<std::string> names = each(rule, "resourceNames");
            if (names.empty()) atoms.insert(json::array({verb, group, resource}).dump());
            for (const std::string& name : names)
              atoms.insert(json::array({verb, group, resource, name}).dump());
          }
  }
  if (status.at("nonResourceRules").is_array()) {
    for (const json& rule : status["nonResourceRules"])
      for (const std::string& verb : each(rule, "verbs"))
        for (const std::string& url : each(rule, "nonResourceURLs"))
          atoms.insert(json::array({verb, url}).dump());
  }
  return atoms;
}

Atoms atoms_of(const RulesAnswer& answer) {
  const Snapshot& snapshot = answer.graph->snapshot();
  Atoms atoms;
  for (const HeldRule& rule : answer.items) {
    for (const Name verb : rule.verbs) {
      json atom = json::array({snapshot.text(verb)});
      if (rule.is_url) {
        atom.push_back(snapshot.text(rule.url));
      } else {
        atom.push_back(snapshot.text(rule.api_group));
        atom.push_back(snapshot.text(rule.resource));
        if (rule.resource_name) atom.push_back(snapshot.text(*rule.resource_name));
      }
      atoms.insert(atom.dump());
    }
  }
  return atoms;
}

class RulesReviews : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    directory_ = recording(GetParam());
    if (directory_.empty()) GTEST_SKIP() << "no such recording here; set RBACGRAPH_SHARED";
  }

  void check(const char* file, AggregationMode mode) {
    const auto snapshot = read_snapshot(directory_ / file, mode);
    const Authorizer authorizer(snapshot);
    const auto graph = AccessGraph::build(snapshot);
    std::size_t atoms = 0;
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
      const RulesAnswer answer = rules_of(graph, authorizer, {}, user, {.ns = ns});
      EXPECT_EQ(atoms_of(answer), atoms_of(status)) << who;
      EXPECT_EQ(!answer.unresolved.empty(), own.failed) << who;
      atoms += atoms_of(answer).size();
      ++reviews;
      rules += static_cast<int>(own.resource.size() + own.url.size());
    }
    RecordProperty("rules_reviews", reviews);
    EXPECT_GT(reviews, 100);
    std::cout << "rules reviews of " << GetParam() << "/" << file << ": " << reviews
              << " compared, " << rules << " rules, " << atoms << " atoms\n";
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
