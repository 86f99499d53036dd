/// Random clusters in both forms, for core and for the second evaluator, and queries about them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "support/naive_who_can.h"
#include "support/random_cluster.h"

namespace rbacgraph::test {

/// A cluster and its two forms.
struct World {
  using Edit = std::function<void(Random&, nlohmann::json& objects)>;
  /// `edit` changes the objects before anything is made of them.
  explicit World(std::uint64_t seed, const Edit& edit = {});

  Random random;
  std::shared_ptr<const Snapshot> snapshot;
  std::shared_ptr<const AccessGraph> graph;
  naive::Cluster second;

 private:
  nlohmann::json make(const Edit& edit);
};

/// Mostly what some rule in use is about.
naive::Query random_query(World& world);
AccessQuery query_of(const Snapshot& snapshot, const naive::Query& query);
std::string describe(const naive::Query& query);

/// Evidence in words; of subjects spelled alike in one binding the first stands for all.
std::set<naive::Grant> grants_of(const World& world, const std::vector<Grant>& grants);
naive::Access in_plain_words(const World& world, const AnswerItem& item);
std::string describe(const naive::Access& access);

}  // namespace rbacgraph::test
