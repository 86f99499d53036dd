#include "keyed_objects.h"

#include <cstdlib>
#include <vector>

namespace rbacgraph::test {

using nlohmann::json;

namespace {

Objects by_key(const json& list) {
  Objects objects;
  for (const json& object : list) objects[key_of(object)] = object;
  return objects;
}

json& random_entry(Random& random, json& list) { return list[random.below(list.size())]; }

void edit_rule(Random& random, json& rule) {
  const auto edit_list = [&](const char* field, auto draw) {
    json& list = rule[field];
    if (!list.is_array()) list = json::array();
    if (list.empty() || random.one_in(2)) {
      list.push_back(draw(random));
    } else if (random.one_in(2)) {
      list.erase(random.below(list.size()));
    } else {
      random_entry(random, list) = draw(random);
    }
  };
  switch (random.below(6)) {
    case 0:
    case 1: return edit_list("verbs", random_verb);
    case 2: return edit_list("apiGroups", random_group);
    case 3: return edit_list("resources", random_resource);
    case 4: return edit_list("resourceNames", random_object_name);
    default: return edit_list("nonResourceURLs", random_url);
  }
}

}  // namespace

Key key_of(const json& object) {
  const json& metadata = object.at("metadata");
  return {object.at("kind"), metadata.value("namespace", ""), metadata.at("name")};
}

json list_of(const Objects& objects) {
  json list = json::array();
  for (const auto& [key, object] : objects) list.push_back(object);
  return list;
}

naive::Cluster evaluator(const Objects& objects) {
  naive::Cluster cluster(list_of(objects));
  cluster.aggregate();
  return cluster;
}

bool is_role(const Key& key) { return std::get<0>(key).ends_with("Role"); }

Objects random_objects(Random& random) {
  ClusterShape shape;
  shape.colons_in_accounts = false;  // one user name is one account here
  shape.cluster_roles = 6;
  shape.roles = 4;
  shape.cluster_role_bindings = 5;
  shape.role_bindings = 8;
  return by_key(random_cluster(random, shape));
}

std::optional<Key> random_key(Random& random, const Objects& objects, bool role) {
  std::vector<Key> keys;
  for (const auto& [key, object] : objects)
    if (is_role(key) == role) keys.push_back(key);
  if (keys.empty()) return std::nullopt;
  return keys[random.below(keys.size())];
}

void edit(Random& random, Objects& objects, const Objects& other) {
  const bool role = random.one_in(2);
  const std::optional<Key> key = random_key(random, objects, role);
  if (!key) return;
  json& object = objects.at(*key);
  if (random.one_in(8)) {
    objects.erase(*key);
    return;
  }
  if (random.one_in(5)) {
    const std::optional<Key> lent = random_key(random, other, role);
    if (lent) objects[*lent] = other.at(*lent);
    return;
  }
  if (role) {
    json& rules = object["rules"];
    if (!rules.is_array()) rules = json::array();
    switch (random.below(6)) {
      case 0:
        if (!rules.empty()) rules.erase(random.below(rules.size()));
        return;
      case 1: {
        const std::optional<Key> lent = random_key(random, other, true);
        if (lent && other.at(*lent)["rules"].is_array())
          for (const json& rule : other.at(*lent)["rules"]) rules.push_back(rule);
        return;
      }
      case 2: object["metadata"]["labels"]["tier"] = random.word({"a", "b"}); return;
      case 3: {
        const std::string level = "example.com/level-" + std::to_string(1 + random.below(3));
        if (object["metadata"].contains("labels")) object["metadata"]["labels"][level] = "yes";
        return;
      }
      default:
        if (!rules.empty()) edit_rule(random, random_entry(random, rules));
        return;
    }
  }
  json& subjects = object["subjects"];
  if (!subjects.is_array()) subjects = json::array();
  const std::optional<Key> lent = random_key(random, other, false);
  const json others =
      lent && other.at(*lent).contains("subjects") && other.at(*lent)["subjects"].is_array()
          ? other.at(*lent)["subjects"]
          : json::array();
  switch (random.below(5)) {
    case 0:
      if (!subjects.empty()) subjects.erase(random.below(subjects.size()));
      return;
    case 1:
      for (const json& subject : others) subjects.push_back(subject);
      return;
    case 2:
      if (lent) object["roleRef"] = other.at(*lent)["roleRef"];
      return;
    default: {  // another scope
      json moved = object;
      objects.erase(*key);
      if (random.one_in(2) && moved["kind"] == "RoleBinding") {
        moved["kind"] = "ClusterRoleBinding";
        moved["metadata"].erase("namespace");
      } else {
        moved["kind"] = "RoleBinding";
        moved["metadata"]["namespace"] = random_namespace(random);
      }
      objects[key_of(moved)] = moved;
      return;
    }
  }
}

std::size_t wanted(const char* variable, std::size_t usual) {
  const char* value = std::getenv(variable);
  return value == nullptr ? usual : std::strtoull(value, nullptr, 10);
}

}  // namespace rbacgraph::test
