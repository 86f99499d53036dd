/// Random clusters as objects by their keys, to be edited.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include <nlohmann/json.hpp>

#include "support/random_cluster.h"

namespace rbacgraph::test {

/// Kind, namespace ("" for cluster-scoped kinds) and name.
using Key = std::tuple<std::string, std::string, std::string>;
using Objects = std::map<Key, nlohmann::json>;

Key key_of(const nlohmann::json& object);
bool is_role(const Key& key);
nlohmann::json list_of(const Objects& objects);
/// The second evaluator's, aggregated.
naive::Cluster evaluator(const Objects& objects);

Objects random_objects(Random& random);
/// Of a role or of a binding; nullopt where there is none.
std::optional<Key> random_key(Random& random, const Objects& objects, bool role);
/// One edit, of any kind. Another cluster's objects lend what is put in.
void edit(Random& random, Objects& objects, const Objects& other);

/// How much an environment variable asks for.
std::size_t wanted(const char* variable, std::size_t usual);

}  // namespace rbacgraph::test
