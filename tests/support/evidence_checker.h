/// Checks the evidence of a WhoCan document against the objects themselves.
///
/// Reads the document as it was printed and the objects anew from their files, and shares no code
/// with core: matching and aggregation are the second evaluator's.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/located_objects.h"
#include "support/naive_evaluator.h"

namespace rbacgraph::test {

struct EvidenceReport {
  std::size_t grants = 0;  ///< looked at, dead ones included
  std::size_t dead = 0;
  std::vector<std::string> failures;
};

class EvidenceChecker {
 public:
  /// `aggregated` says that the rules in force are to be computed (`--aggregation=computed`).
  EvidenceChecker(std::vector<LocatedObject> objects, bool aggregated);
  EvidenceChecker(const EvidenceChecker&) = delete;
  EvidenceChecker& operator=(const EvidenceChecker&) = delete;

  EvidenceReport check(const nlohmann::json& who_can) const;
  const naive::Cluster& cluster() const { return cluster_; }

 private:
  void check_grant(const nlohmann::json& query, const nlohmann::json& subject,
                   const nlohmann::json& grant, bool dead, std::vector<std::string>& wrong) const;
  void check_places(const nlohmann::json& grant, const naive::Rule& rule, const naive::Role& role,
                    const naive::Binding& binding, std::vector<std::string>& wrong) const;
  void check_item(const nlohmann::json& item, std::vector<std::string>& wrong) const;
  /// The last object with this key: it is the one that counts.
  const LocatedObject* find(const std::string& kind, const std::string& ns,
                            const std::string& name) const;

  using Key = std::tuple<std::string, std::string, std::string>;  // kind, namespace, name

  std::vector<LocatedObject> objects_;
  std::map<Key, std::size_t> last_with_key_;
  naive::Cluster cluster_;
  std::map<Key, const naive::Binding*> bindings_;
  std::map<const naive::Binding*, const naive::Role*> role_of_;
};

}  // namespace rbacgraph::test
