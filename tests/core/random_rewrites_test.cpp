// Rewrites of random clusters that keep the meaning: diff finds no access in them.
//
// RBACGRAPH_RANDOM_REWRITES is their number.
#include <algorithm>
#include <iostream>
#include <iterator>

#include <gtest/gtest.h>

#include "diff_in_words.h"
#include "keyed_objects.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;

json shuffled(Random& random, json list) {
  for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[random.below(i)]);
  return list;
}

class Rewriter {
 public:
  Rewriter(Random& random, Objects objects) : random_(random), objects_(std::move(objects)) {}

  void rewrite() {
    switch (random_.below(9)) {
      case 0: return reorder_rules();
      case 1: return split_rule();
      case 2: return merge_rules();
      case 3: return rename_role();
      case 4: return rename_binding();
      case 5: return split_binding();
      case 6: return aggregate();
      case 7: return bind_copy();
      default: return repeat();
    }
  }
  json take() { return shuffled(random_, list_of(objects_)); }

 private:
  static constexpr const char* kLists[] = {"verbs", "apiGroups", "resources", "resourceNames",
                                           "nonResourceURLs"};

  std::string fresh(const char* what) { return what + std::to_string(++made_); }
  json* pick(bool role) {
    const std::optional<Key> key = random_key(random_, objects_, role);
    return key ? &objects_.at(*key) : nullptr;
  }
  static bool has_list(const json& object, const char* field) {
    return object.contains(field) && object.at(field).is_array() && !object.at(field).empty();
  }

  void reorder_rules() {
    json* role = pick(true);
    if (role == nullptr || !has_list(*role, "rules")) return;
    (*role)["rules"] = shuffled(random_, (*role)["rules"]);
    for (json& rule : (*role)["rules"])
      for (const char* list : kLists)
        if (has_list(rule, list)) rule[list] = shuffled(random_, rule[list]);
  }

  void split_rule() {
    json* role = pick(true);
    if (role == nullptr || !has_list(*role, "rules")) return;
    json& rules = (*role)["rules"];
    const json rule = rules[random_.below(rules.size())];
    const char* list = kLists[random_.below(std::size(kLists))];
    if (!has_list(rule, list)) return;
    json parts = json::array();
    bool done = false;
    for (const json& each : rules) {
      if (done || each != rule) {
        parts.push_back(each);
        continue;
      }
      done = true;
      for (const json& word : rule[list]) {
        json part = rule;
        part[list] = {word};
        parts.push_back(part);
      }
    }
    rules = parts;
  }

  void merge_rules() {
    json* role = pick(true);
    if (role == nullptr || !has_list(*role, "rules")) return;
    json merged = json::array();
    for (const json& rule : (*role)["rules"]) {
      const auto alike = [&](const json& other) {
        json one = rule;
        json two = other;
        one.erase("verbs");
        two.erase("verbs");
        return one == two && has_list(rule, "verbs") && has_list(other, "verbs");
      };
      const auto known = std::find_if(merged.begin(), merged.end(), alike);
      if (known == merged.end()) {
        merged.push_back(rule);
      } else {
        for (const json& verb : rule["verbs"]) (*known)["verbs"].push_back(verb);
      }
    }
    (*role)["rules"] = merged;
  }

  void rename_role() {
    const std::optional<Key> key = random_key(random_, objects_, true);
    if (!key) return;
    json role = objects_.at(*key);
    objects_.erase(*key);
    const std::string name = fresh("renamed-role-");
    const auto& [kind, ns, old_name] = *key;
    for (auto& [binding_key, binding] : objects_) {
      if (is_role(binding_key)) continue;
      json& ref = binding["roleRef"];
      if (ref.value("kind", "") != kind || ref.value("name", "") != old_name) continue;
      if (kind == "Role" &&
          (std::get<0>(binding_key) != "RoleBinding" || std::get<1>(binding_key) != ns))
        continue;
      ref["name"] = name;
    }
    role["metadata"]["name"] = name;
    objects_[key_of(role)] = role;
  }

  void rename_binding() {
    const std::optional<Key> key = random_key(random_, objects_, false);
    if (!key) return;
    json binding = objects_.at(*key);
    objects_.erase(*key);
    binding["metadata"]["name"] = fresh("renamed-binding-");
    objects_[key_of(binding)] = binding;
  }

  void split_binding() {
    const std::optional<Key> key = random_key(random_, objects_, false);
    if (!key || !has_list(objects_.at(*key), "subjects")) return;
    const json binding = objects_.at(*key);
    objects_.erase(*key);
    for (const json& subject : binding["subjects"]) {
      json one = binding;
      one["metadata"]["name"] = fresh("one-subject-");
      one["subjects"] = {subject};
      objects_[key_of(one)] = one;
    }
  }

  /// The rules move into a part that the role selects.
  void aggregate() {
    json* role = pick(true);
    if (role == nullptr || (*role)["kind"] != "ClusterRole" || role->contains("aggregationRule") ||
        !has_list(*role, "rules"))
      return;
    json part = *role;
    const std::string name = fresh("part-");
    part["metadata"] = {{"name", name}, {"labels", {{"example.com/part", name}}}};
    (*role)["rules"] = nullptr;
    (*role)["aggregationRule"] = {
        {"clusterRoleSelectors", {{{"matchLabels", {{"example.com/part", name}}}}}}};
    objects_[key_of(part)] = part;
  }

  /// A RoleBinding to a ClusterRole becomes one to a Role with its rules.
  void bind_copy() {
    json* binding = pick(false);
    if (binding == nullptr || (*binding)["kind"] != "RoleBinding") return;
    json& ref = (*binding)["roleRef"];
    const auto role = objects_.find(Key{"ClusterRole", "", ref.value("name", "")});
    if (ref.value("kind", "") != "ClusterRole" || role == objects_.end() ||
        role->second.contains("aggregationRule"))
      return;
    json copy = role->second;
    copy["kind"] = "Role";
    copy["metadata"] = {{"name", fresh("copy-")},
                        {"namespace", (*binding)["metadata"]["namespace"]}};
    ref["kind"] = "Role";
    ref["name"] = copy["metadata"]["name"];
    objects_[key_of(copy)] = copy;
  }

  void repeat() {
    json* object = pick(random_.one_in(2));
    if (object == nullptr) return;
    const char* list = object->contains("roleRef") ? "subjects" : "rules";
    if (has_list(*object, list)) (*object)[list].push_back((*object)[list][0]);
  }

  Random& random_;
  Objects objects_;
  std::size_t made_ = 0;
};

TEST(RandomRewrites, DiffFindsNothingInRewritesThatKeepTheMeaning) {
  const std::size_t rewrites = wanted("RBACGRAPH_RANDOM_REWRITES", 600);
  std::size_t changed_objects = 0;
  for (std::size_t done = 0, seed = 1; done < rewrites && !HasFailure(); ++seed) {
    Random random(seed);
    const Objects objects = random_objects(random);
    Rewriter rewriter(random, objects);
    const std::size_t count = 1 + random.below(5);
    for (std::size_t i = 0; i < count; ++i) rewriter.rewrite();
    done += count;
    const auto a = snapshot_of(list_of(objects), AggregationMode::Computed);
    const Diff found = diff(a, snapshot_of(rewriter.take(), AggregationMode::Computed, a));
    changed_objects += found.objects.size();
    for (const AccessChange& entry : found.access)
      ADD_FAILURE() << "seed " << seed << " " << text_of(found, entry);
  }
  std::cout << rewrites << " rewrites with " << changed_objects << " changed objects\n";
  EXPECT_GT(changed_objects, rewrites / 2);
}

}  // namespace
}  // namespace rbacgraph::test
