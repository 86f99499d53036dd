/// Random clusters with every oddity that a store can hold, and requests that come close to them.
///
/// The same seed gives the same cluster on every machine.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/naive_evaluator.h"

namespace rbacgraph::test {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// 0 … bound-1. (The distributions of the standard library differ between implementations.)
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(std::size(list))];
  }
  std::string word(std::initializer_list<std::string_view> words) {
    return std::string(words.begin()[below(words.size())]);
  }

 private:
  std::mt19937_64 engine_;
};

struct ClusterShape {
  std::size_t cluster_roles = 10;
  std::size_t roles = 8;
  std::size_t cluster_role_bindings = 8;
  std::size_t role_bindings = 14;
  /// Aggregation between ClusterRoles may run in circles, where the order of the result depends on
  /// the order of the controller's work.
  bool cycles = false;
  /// Names that no valid account can have, like "a:b", so that one user name can be spelled as
  /// several (namespace, name) pairs.
  bool colons_in_accounts = true;
};

/// An array of objects in v1 form. Bindings and roles come in random order.
nlohmann::json random_cluster(Random& random, const ClusterShape& shape = {});

struct RandomRequest {
  naive::User user;
  naive::Request request;
};

/// Drawn from a binding, one of its subjects and a rule of its role, so that it would be allowed;
/// half of them with one detail changed.
RandomRequest random_request(Random& random, const naive::Cluster& cluster);

/// A word that a rule may have in this place, odd ones included.
std::string random_verb(Random& random);
std::string random_group(Random& random);
std::string random_resource(Random& random);  ///< with subresource
std::string random_object_name(Random& random);
std::string random_url(Random& random);
std::string random_namespace(Random& random);

}  // namespace rbacgraph::test
