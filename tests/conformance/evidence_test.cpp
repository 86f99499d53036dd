// Evidence: every grant of every who-can answer, checked against the objects by a separate reader,
// matcher and aggregator.
#include <algorithm>
#include <iostream>
#include <set>
#include <sstream>
#include <tuple>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/who_can.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/source/read.h"
#include "support/evidence_checker.h"
#include "support/paths.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;

json printed(const Answer& answer) {
  std::ostringstream out;
  write_document(out, DocumentFormat::Json, {&answer, 1});
  return json::parse(out.str());
}

/// Every verb and resource, and verb and URL, that stand together in a rule; with the rule's names,
/// too.
std::vector<AccessQuery> queries_from_rules(const Snapshot& snapshot) {
  using Words = std::tuple<std::string, std::string, std::string, std::string, std::string>;
  std::set<Words> resources;  // verb, group, resource, subresource, name
  std::set<std::pair<std::string, std::string>> urls;
  for (const PolicyRule& each : snapshot.distinct_rules()) {
    const naive::Rule rule = in_words(snapshot, each);
    naive::Strings names = rule.resource_names;
    names.emplace_back();
    for (const std::string& verb : rule.verbs) {
      for (const std::string& url : rule.non_resource_urls) urls.emplace(verb, url);
      for (const std::string& group : rule.api_groups) {
        for (const std::string& resource : rule.resources) {
          const auto slash = resource.find('/');
          for (const std::string& name : names) {
            resources.emplace(verb, group, resource.substr(0, slash),
                              slash == std::string::npos ? "" : resource.substr(slash + 1), name);
          }
        }
      }
    }
  }
  std::vector<AccessQuery> queries;
  for (const auto& [verb, group, resource, subresource, name] : resources) {
    AccessQuery query;
    query.verb = verb;
    query.group = group;
    query.resource = resource;
    query.subresource = subresource;
    query.name = name;
    query.place = snapshot.catalog().check_place(verb, group, resource, subresource);
    queries.push_back(query);
  }
  for (const auto& [verb, url] : urls) {
    if (url.empty()) continue;
    AccessQuery query;
    query.verb = verb;
    query.non_resource_url = url;
    queries.push_back(query);
  }
  return queries;
}

/// Asks everything, plain, expanded and in one namespace, and has it checked.
void check_all(const std::string& name, const std::shared_ptr<const Snapshot>& snapshot,
               const EvidenceChecker& checker) {
  const auto graph = AccessGraph::build(snapshot);
  const Membership membership(snapshot);
  std::size_t answers = 0;
  std::size_t grants = 0;
  std::size_t dead = 0;
  std::size_t failures = 0;
  const auto ask = [&](const AccessQuery& query, bool expand) {
    WhoCanOptions options;
    options.membership = &membership;
    options.expand_groups = expand;
    const EvidenceReport report = checker.check(printed(who_can(graph, query, options)));
    ++answers;
    grants += report.grants;
    dead += report.dead;
    failures += report.failures.size();
    for (const std::string& failure : report.failures) {
      if (failures <= 10) ADD_FAILURE() << name << ": " << failure;
    }
  };
  std::size_t number = 0;
  for (AccessQuery query : queries_from_rules(*snapshot)) {
    ask(query, false);
    if (++number % 10 == 0) ask(query, true);
    query.ns = "kube-system";
    if (number % 10 == 1) ask(query, false);
  }
  testing::Test::RecordProperty("grants_verified", std::to_string(grants));
  testing::Test::RecordProperty("failures", std::to_string(failures));
  EXPECT_EQ(failures, 0U);
  EXPECT_GT(grants, 1000U);
  std::cout << "evidence of " << name << ": " << answers << " answers, " << grants
            << " grants verified (" << dead << " dead), " << failures << " failures\n";
}

class Evidence : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    directory_ = recording(GetParam());
    if (directory_.empty()) GTEST_SKIP() << "no such recording here; set RBACGRAPH_SHARED";
  }

  std::filesystem::path directory_;
};

TEST_P(Evidence, OfStoredObjectsIsTrue) {
  const auto file = directory_ / "objects.json";
  check_all(std::string(GetParam()) + "/objects.json", read_snapshot(file, AggregationMode::Auto),
            EvidenceChecker(read_located(file), true));
}

TEST_P(Evidence, OfSourceObjectsAggregatedIsTrue) {
  const auto file = directory_ / "source_objects.json";
  check_all(std::string(GetParam()) + "/source_objects.json",
            read_snapshot(file, AggregationMode::Computed),
            EvidenceChecker(read_located(file), true));
}

INSTANTIATE_TEST_SUITE_P(Recorded, Evidence,
                         testing::Values("edge-cases", "stored-invalid", "open-platform",
                                         "open-attack-lab"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

/// The manifests of which the recorded clusters were made: YAML, many files, many documents each.
class EvidenceOfManifests : public testing::TestWithParam<const char*> {};

TEST_P(EvidenceOfManifests, IsTrue) {
  const auto corpus = shared_data("corpus");
  if (!corpus) GTEST_SKIP() << "no corpus here; set RBACGRAPH_SHARED";
  const json clusters = read_json(*corpus / "clusters.json");
  SnapshotBuilder builder;
  std::vector<LocatedObject> objects;
  for (const json& file : clusters.at(GetParam()).at("files")) {
    const auto path = *corpus / file.get<std::string>();
    const auto read = read_path(builder, path.string(), ReadOptions{});
    ASSERT_TRUE(read) << read.error().message;
    for (LocatedObject& each : read_located(path)) objects.push_back(std::move(each));
  }
  check_all(std::string(GetParam()) + " (manifests)", builder.build(AggregationMode::Auto),
            EvidenceChecker(std::move(objects), true));
}

INSTANTIATE_TEST_SUITE_P(Corpus, EvidenceOfManifests,
                         testing::Values("open-platform", "open-attack-lab"), [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

/// A checker that finds nothing wrong proves nothing before it has found something.
TEST(EvidenceChecker, FindsEveryFalsification) {
  const auto file = recording("edge-cases") / "source_objects.json";
  const auto snapshot = read_snapshot(file, AggregationMode::Computed);
  const EvidenceChecker checker(read_located(file), true);
  AccessQuery query;
  query.verb = "get";
  query.resource = "pods";
  const json truth = printed(who_can(AccessGraph::build(snapshot), query));
  ASSERT_TRUE(checker.check(truth).failures.empty());

  const auto expect_found = [&](const char* what, const auto& falsify) {
    json document = truth;
    std::size_t changed = 0;
    for (json& item : document["items"]) {
      for (json& grant : item["grants"]) changed += falsify(item, grant) ? 1U : 0U;
    }
    EXPECT_GT(changed, 0U) << what;
    EXPECT_GE(checker.check(document).failures.size(), changed) << what;
  };
  expect_found("a binding that is not there", [](json&, json& grant) {
    grant["binding"]["name"] = "no-such-binding";
    return true;
  });
  expect_found("another subject of the item", [](json& item, json&) {
    item["subject"]["name"] = "somebody-else";
    return true;
  });
  expect_found("a subject that the binding does not spell so", [](json&, json& grant) {
    grant["through"]["name"] = "somebody-else";
    return true;
  });
  expect_found("another role", [](json&, json& grant) {
    grant["role"]["name"] = "view2";
    return true;
  });
  expect_found("a rule that is not there", [](json&, json& grant) {
    grant["rule"] = 10'000;
    return true;
  });
  expect_found("names that the rule has not", [](json&, json& grant) {
    grant["resourceNames"] = {"x"};
    return true;
  });
  expect_found("another contributor", [](json&, json& grant) {
    grant["aggregatedFrom"] = "cluster-admin";
    return true;
  });
  expect_found("a column off by one", [](json&, json& grant) {
    grant["source"]["column"] = grant["source"]["column"].get<int>() + 1;
    return true;
  });
  expect_found("a binding's line off by one", [](json&, json& grant) {
    grant["bindingSource"]["line"] = grant["bindingSource"]["line"].get<int>() + 1;
    return true;
  });
  expect_found("another file", [](json&, json& grant) {
    grant["source"]["file"] = "elsewhere.json";
    return true;
  });
  json other_query = truth;
  other_query["query"]["verb"] = "no-such-verb";
  EXPECT_FALSE(checker.check(other_query).failures.empty()) << "an answer to another query";
  json wider = truth;
  for (json& item : wider["items"]) item["clusterWide"] = true;
  EXPECT_FALSE(checker.check(wider).failures.empty()) << "a scope without a binding";
}

}  // namespace
}  // namespace rbacgraph::test
