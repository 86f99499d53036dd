// Random clusters: the Authorizer against the second evaluator.
//
// RBACGRAPH_RANDOM_DECISIONS is the number of decisions compared.
#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include "rbacgraph/authz/authorizer.h"
#include "rbacgraph/source/read.h"
#include "support/random_cluster.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

std::size_t wanted_decisions() {
  const char* wanted = std::getenv("RBACGRAPH_RANDOM_DECISIONS");
  return wanted == nullptr ? 200'000 : std::strtoull(wanted, nullptr, 10);
}

constexpr std::size_t kDecisionsOfACluster = 1000;

TEST(RandomDecisions, AuthorizerAndSecondEvaluatorAgree) {
  std::size_t decisions = 0;
  std::size_t yes = 0;
  std::size_t grants = 0;
  std::size_t differences = 0;
  std::size_t clusters = 0;
  for (std::uint64_t seed = 1; decisions < wanted_decisions(); ++seed, ++clusters) {
    Random random(seed);
    const nlohmann::json objects = random_cluster(random);
    naive::Cluster second(objects);
    second.aggregate();
    const Authorizer authorizer(snapshot_of(objects, AggregationMode::Computed));
    for (std::size_t i = 0; i < kDecisionsOfACluster && decisions < wanted_decisions(); ++i) {
      const RandomRequest sample = random_request(random, second);
      const UserInfo user{sample.user.name, sample.user.groups};
      const Request request = request_of(sample.request);
      const bool expected = second.allows(sample.user, sample.request);
      const Decision decision = authorizer.decide(user, request);
      ++decisions;
      yes += expected ? 1 : 0;
      bool same = decision.verdict == (expected ? Verdict::Yes : Verdict::No);
      // Every tenth time all the evidence, too.
      if (i % 10 == 0) {
        const auto all = second.grants(sample.user, sample.request);
        const auto own = authorizer.grants(user, request);
        grants += all.size();
        same = same && in_words(authorizer.snapshot(), own) == all;
        same = same && decision.grant.has_value() == !all.empty();
        if (decision.grant) {
          same = same && std::ranges::find(own, *decision.grant) != own.end();
        }
      }
      differences += same ? 0 : 1;
      ASSERT_TRUE(same || differences > 5)
          << "seed " << seed << ", expected " << (expected ? "yes" : "no") << ": "
          << describe(sample.user, sample.request);
    }
  }
  RecordProperty("decisions", std::to_string(decisions));
  RecordProperty("differences", std::to_string(differences));
  std::cout << decisions << " random decisions in " << clusters << " clusters, "
            << 100 * yes / std::max<std::size_t>(decisions, 1) << " % yes, " << grants
            << " grants compared, " << differences << " differences\n";
  EXPECT_EQ(differences, 0U);
  EXPECT_GE(yes * 100, decisions * 30) << "too few are allowed to tell much";
}

TEST(RandomDecisions, BindingsThatApplyAreThoseOfTheSecondEvaluator) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Random random(seed);
    const nlohmann::json objects = random_cluster(random);
    const naive::Cluster second(objects);
    const Authorizer authorizer(snapshot_of(objects, AggregationMode::Stored));
    const Snapshot& snapshot = authorizer.snapshot();
    for (int i = 0; i < 100; ++i) {
      const RandomRequest sample = random_request(random, second);
      const std::string ns = sample.request.is_url ? "" : sample.request.ns;
      std::set<std::tuple<std::string, std::string, std::string>> own;
      bool cluster_wide_first = true;
      bool seen_local = false;
      for (const auto& applied :
           authorizer.applied_bindings({sample.user.name, sample.user.groups}, ns)) {
        const Binding& binding = snapshot.binding(applied.binding);
        own.emplace(to_string(binding.kind), snapshot.text(binding.ns),
                    snapshot.text(binding.name));
        seen_local = seen_local || binding.kind == BindingKind::RoleBinding;
        cluster_wide_first =
            cluster_wide_first && (!seen_local || binding.kind == BindingKind::RoleBinding);
        // The subject told is the first that applies.
        for (std::uint32_t s = 0; s <= applied.subject; ++s) {
          const Subject& subject = binding.subjects[s];
          const naive::Subject words{std::string(snapshot.text(subject.kind_word)),
                                     std::string(snapshot.text(subject.ns)),
                                     std::string(snapshot.text(subject.name))};
          EXPECT_EQ(
              naive::subject_applies(words, sample.user, std::string(snapshot.text(binding.ns))),
              s == applied.subject);
        }
      }
      EXPECT_TRUE(cluster_wide_first);
      EXPECT_EQ(own, second.applied(sample.user, ns))
          << "seed " << seed << ": " << sample.user.name;
    }
  }
}

/// Rules of every ClusterRole, aggregated. Where roles select each other in circles, the order of
/// rules depends on the order of the controller's work, so that only the sets are compared.
void compare_aggregation(bool cycles) {
  ClusterShape shape;
  shape.cluster_roles = 14;
  shape.cycles = cycles;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Random random(seed);
    nlohmann::json objects = random_cluster(random, shape);
    if (cycles) {
      // Rules written by hand inside a circle depend on that order as well.
      for (auto& object : objects) {
        if (object.contains("aggregationRule")) object["rules"] = nullptr;
      }
    }
    naive::Cluster second(objects);
    second.aggregate();
    const auto snapshot = snapshot_of(objects, AggregationMode::Computed);
    for (const naive::Role& role : second.roles()) {
      const auto found = snapshot->find_role(
          role.kind == "Role" ? RoleKind::Role : RoleKind::ClusterRole, role.ns, role.name);
      ASSERT_TRUE(found);
      std::vector<naive::Rule> own;
      for (std::size_t i = 0; i < snapshot->rules(*found).size(); ++i) {
        const RuleEntry& entry = snapshot->rules(*found)[i];
        own.push_back(in_words(*snapshot, snapshot->rule(entry.rule)));
        if (cycles || i >= role.contributors.size()) continue;
        const std::string from(snapshot->text(entry.aggregated_from));
        EXPECT_TRUE(role.contributors[i].empty() ? from.empty()
                                                 : role.contributors[i].contains(from))
            << "seed " << seed << ": " << role.name << " rule " << i << " from '" << from << "'";
      }
      std::vector<naive::Rule> expected = role.rules;
      if (cycles) {
        std::ranges::sort(own);
        std::ranges::sort(expected);
      }
      EXPECT_TRUE(own == expected) << "seed " << seed << ": rules of " << role.name;
    }
  }
}

TEST(RandomDecisions, AggregationGivesTheSameRulesInTheSameOrder) { compare_aggregation(false); }

TEST(RandomDecisions, AggregationInCirclesGivesTheSameRules) { compare_aggregation(true); }

/// The reader must not lose an oddity on the way.
TEST(RandomDecisions, AReadClusterIsTheClusterThatWasWritten) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    const nlohmann::json objects = random_cluster(random);
    naive::Cluster second(objects);
    second.aggregate();
    SnapshotBuilder builder;
    std::string text;
    for (const auto& object : objects) text += object.dump() + "\n";
    read_text(builder, text, "cluster.ndjson", ReadOptions{});
    const Authorizer authorizer(builder.build(AggregationMode::Computed));
    for (int i = 0; i < 500; ++i) {
      const RandomRequest sample = random_request(random, second);
      const auto own =
          authorizer.grants({sample.user.name, sample.user.groups}, request_of(sample.request));
      EXPECT_TRUE(in_words(authorizer.snapshot(), own) ==
                  second.grants(sample.user, sample.request))
          << "seed " << seed << ": " << describe(sample.user, sample.request);
    }
  }
}

}  // namespace
}  // namespace rbacgraph::test
