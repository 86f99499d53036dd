// Pairs of random clusters: what diff tells against the second evaluator, asked on both sides and
// in the worlds between them, in which some of the causes are undone.
//
// RBACGRAPH_RANDOM_DIFFS is the number of pairs, RBACGRAPH_RANDOM_REWRITES that of rewrites which
// keep the meaning.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/diff.h"
#include "support/random_cluster.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;

std::size_t wanted(const char* variable, std::size_t usual) {
  const char* value = std::getenv(variable);
  return value == nullptr ? usual : std::strtoull(value, nullptr, 10);
}

// ---- Clusters as objects by their keys
// -----------------------------------------------------------

using Key = std::tuple<std::string, std::string, std::string>;
using Objects = std::map<Key, json>;

Key key_of(const json& object) {
  const json& metadata = object.at("metadata");
  return {object.at("kind"), metadata.value("namespace", ""), metadata.at("name")};
}

Objects by_key(const json& list) {
  Objects objects;
  for (const json& object : list) objects[key_of(object)] = object;
  return objects;
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

// ---- Edits
// ---------------------------------------------------------------------------------------

json& random_entry(Random& random, json& list) { return list[random.below(list.size())]; }

std::optional<Key> random_key(Random& random, const Objects& objects, bool role) {
  std::vector<Key> keys;
  for (const auto& [key, object] : objects)
    if (is_role(key) == role) keys.push_back(key);
  if (keys.empty()) return std::nullopt;
  return keys[random.below(keys.size())];
}

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

/// Another cluster's objects lend what is put in.
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

// ---- What an entry says
// --------------------------------------------------------------------------

naive::Strings texts(const NamePool& names, const std::vector<Name>& words) {
  naive::Strings list;
  for (const Name word : words) list.emplace_back(names.text(word));
  return list;
}

naive::Rule rule_of(const NamePool& names, const RuleWords& words) {
  return {texts(names, words.verbs), texts(names, words.api_groups), texts(names, words.resources),
          texts(names, words.resource_names), texts(names, words.non_resource_urls)};
}

bool in_scope(const NamePool& names, const AccessScope& scope, const naive::Request& request) {
  if (scope.cluster_wide) return true;
  const naive::Strings namespaces = texts(names, scope.namespaces);
  return !request.is_url && !request.ns.empty() &&
         std::ranges::find(namespaces, request.ns) != namespaces.end();
}

bool covers(const NamePool& names, const AccessChange& entry, const naive::Request& request) {
  if (!in_scope(names, entry.scope, request) ||
      !naive::rule_matches(rule_of(names, entry.rule), request))
    return false;
  return std::ranges::none_of(entry.except, [&](const AccessException& each) {
    return in_scope(names, each.scope.value_or(entry.scope), request) &&
           naive::rule_matches(rule_of(names, each.rule), request);
  });
}

/// Each subject by itself: a user without groups, a group that nobody in particular holds.
naive::User asker(const SubjectRef& subject) {
  if (subject.kind == SubjectKind::Group) return {"nobody in particular", {subject.name}};
  if (subject.kind == SubjectKind::User) return {subject.name, {}};
  return {"system:serviceaccount:" + subject.ns + ":" + subject.name, {}};
}

std::string spelled(const naive::User& user) {
  return user.groups.empty() ? "user " + user.name : "group " + user.groups.front();
}

std::string text_of(const NamePool& names, const RuleWords& rule) {
  return json{texts(names, rule.verbs), texts(names, rule.api_groups), texts(names, rule.resources),
              texts(names, rule.resource_names), texts(names, rule.non_resource_urls)}
      .dump();
}

std::string text_of(const Diff& diff, const AccessChange& entry) {
  const NamePool& names = diff.names();
  std::string text = entry.gained ? "gained by " : "lost by ";
  text += spelled(asker(entry.subject)) + (entry.scope.cluster_wide ? " everywhere " : " in ");
  text += json(texts(names, entry.scope.namespaces)).dump() + text_of(names, entry.rule);
  for (const AccessException& each : entry.except) {
    text += "\n  except " + text_of(names, each.rule);
    if (each.scope)
      text += (each.scope->cluster_wide ? " everywhere" : " in ") +
              json(texts(names, each.scope->namespaces)).dump();
  }
  for (const auto& set : entry.undo) {
    text += "\n  undo";
    for (const std::uint32_t at : set) {
      const ObjectChange& change = diff.objects[entry.causes[at]];
      text += " " + std::string(to_string(change.kind)) + " " + change.object.kind + " " +
              change.object.ns + "/" + change.object.name;
    }
  }
  return text;
}

// ---- A pair of clusters
// --------------------------------------------------------------------------

struct Asked {
  naive::User user;
  naive::Request request;
  bool before;
  bool after;
};

class Pair {
 public:
  explicit Pair(std::uint64_t seed)
      : random(seed),
        a(random_objects(random)),
        b(edited()),
        in_a(evaluator(a)),
        in_b(evaluator(b)) {
    const auto first = snapshot_of(list_of(a), AggregationMode::Computed);
    const auto second = snapshot_of(list_of(b), AggregationMode::Computed, first);
    difference = diff(first, second);
  }

  /// Drawn from what one side gives to somebody and the other doesn't, rule by rule; where that is
  /// nothing, from all.
  RandomRequest request() {
    const bool from_a = random.one_in(2);
    std::optional<naive::Cluster>& only = from_a ? only_a_ : only_b_;
    if (!only) only = given_only_by(from_a ? in_a : in_b, from_a ? in_b : in_a);
    return random_request(random, only->bindings().empty() ? (from_a ? in_a : in_b) : *only);
  }

  /// One subject by itself. Of groups the one that was drawn is the last, or was before one detail
  /// was changed.
  Asked ask() {
    RandomRequest sample = request();
    const bool group =
        !sample.user.groups.empty() && (sample.user.name == "someone" || random.one_in(2));
    const naive::User user = group
                                 ? naive::User{"nobody in particular", {sample.user.groups.back()}}
                                 : naive::User{sample.user.name, {}};
    return {user, sample.request, in_a.allows(user, sample.request),
            in_b.allows(user, sample.request)};
  }

  /// Does one side give something to somebody that the other doesn't, however it is said?
  bool differs() const { return given_by(in_a) != given_by(in_b); }

  /// Side b with some of the changes undone.
  Objects world(const std::vector<std::uint32_t>& undone) const {
    Objects objects = b;
    for (const std::uint32_t at : undone) {
      const ObjectRef& object = difference.objects[at].object;
      const Key key{object.kind, object.ns, object.name};
      objects.erase(key);
      const auto before = a.find(key);
      if (before != a.end()) objects[key] = before->second;
    }
    return objects;
  }

  Random random;
  Objects a;
  Objects b;
  naive::Cluster in_a;
  naive::Cluster in_b;
  Diff difference;

 private:
  Objects edited() {
    Objects objects = a;
    const Objects other = random_objects(random);
    for (std::size_t edits = 1 + random.below(8); edits > 0; --edits) edit(random, objects, other);
    return objects;
  }

  /// A rule that a binding in this namespace ("": cluster-wide) gives to a subject.
  using Given = std::tuple<std::string, naive::Subject, naive::Rule>;

  static std::set<Given> given_by(const naive::Cluster& cluster) {
    std::set<Given> all;
    for (const naive::Binding& binding : cluster.bindings()) {
      const naive::Role* role = cluster.role_of(binding);
      if (role == nullptr) continue;
      for (const naive::Subject& subject : binding.subjects)
        for (const naive::Rule& rule : role->rules) all.emplace(binding.ns, subject, rule);
    }
    return all;
  }

  static naive::Cluster given_only_by(const naive::Cluster& one, const naive::Cluster& other) {
    const std::set<Given> all = given_by(one);
    const std::set<Given> others = given_by(other);
    json objects = json::array();
    for (const auto& [ns, subject, rule] : all) {
      if (others.contains({ns, subject, rule})) continue;
      const std::string name = "r" + std::to_string(objects.size());
      objects.push_back({{"kind", "ClusterRole"},
                         {"metadata", {{"name", name}}},
                         {"rules",
                          {{{"verbs", rule.verbs},
                            {"apiGroups", rule.api_groups},
                            {"resources", rule.resources},
                            {"resourceNames", rule.resource_names},
                            {"nonResourceURLs", rule.non_resource_urls}}}}});
      json binding = {
          {"kind", ns.empty() ? "ClusterRoleBinding" : "RoleBinding"},
          {"metadata", {{"name", name}}},
          {"roleRef", {{"kind", "ClusterRole"}, {"name", name}}},
          {"subjects",
           {{{"kind", subject.kind}, {"name", subject.name}, {"namespace", subject.ns}}}}};
      if (!ns.empty()) binding["metadata"]["namespace"] = ns;
      objects.push_back(std::move(binding));
    }
    return naive::Cluster(objects);
  }

  std::optional<naive::Cluster> only_a_;
  std::optional<naive::Cluster> only_b_;
};

struct Counts {
  std::size_t requests = 0;
  std::size_t changing = 0;
  std::size_t undo_sets = 0;
  std::size_t many_sets = 0;
  std::size_t subsets = 0;
};

bool subject_is(const SubjectRef& subject, const naive::User& user) {
  const naive::User other = asker(subject);
  return other.name == user.name && other.groups == user.groups;
}

/// Undoing a set ends the change, undoing a part of it does not.
void check_causes(const Pair& pair, const AccessChange& entry, const naive::User& user,
                  const naive::Request& request,
                  std::map<std::vector<std::uint32_t>, naive::Cluster>& worlds, Counts& counts) {
  const auto allowed_after = [&](const std::vector<std::uint32_t>& undone) {
    auto known = worlds.find(undone);
    if (known == worlds.end()) known = worlds.emplace(undone, evaluator(pair.world(undone))).first;
    return known->second.allows(user, request);
  };
  EXPECT_FALSE(entry.undo.empty()) << text_of(pair.difference, entry);
  for (const auto& set : entry.undo) {
    std::vector<std::uint32_t> objects;
    for (const std::uint32_t at : set) objects.push_back(entry.causes[at]);
    EXPECT_EQ(allowed_after(objects), !entry.gained) << text_of(pair.difference, entry) << "\n"
                                                     << describe(user, request);
    ++counts.undo_sets;
    if (set.size() > 1) ++counts.many_sets;
    for (std::size_t subset = 0; subset + 1 < std::size_t{1} << objects.size(); ++subset) {
      std::vector<std::uint32_t> some;
      for (std::size_t at = 0; at < objects.size(); ++at)
        if ((subset >> at & 1U) != 0) some.push_back(objects[at]);
      EXPECT_EQ(allowed_after(some), entry.gained) << text_of(pair.difference, entry) << "\n"
                                                   << describe(user, request);
      ++counts.subsets;
    }
  }
}

TEST(RandomDiff, TellsExactlyWhatEachSubjectGainedAndLost) {
  constexpr std::size_t kRequests = 2000;
  Counts counts;
  std::size_t entries = 0;
  const std::size_t pairs = wanted("RBACGRAPH_RANDOM_DIFFS", 40);
  for (std::uint64_t seed = 1; seed <= pairs && !testing::Test::HasFailure(); ++seed) {
    Pair pair(seed);
    const NamePool& names = pair.difference.names();
    entries += pair.difference.access.size();
    std::map<std::vector<std::uint32_t>, naive::Cluster> worlds;
    const std::size_t requests = pair.differs() ? kRequests : kRequests / 20;
    for (std::size_t i = 0; i < requests && !testing::Test::HasFailure(); ++i) {
      // Every second one is drawn again until it is changed, if it soon is.
      std::optional<Asked> asked;
      for (std::size_t draws = i % 2 == 0 ? 40 : 1; draws > 0; --draws) {
        asked = pair.ask();
        if (asked->before != asked->after) break;
      }
      const auto& [user, request, before, after] = *asked;
      // A slash stands for a subresource.
      if (request.resource.find('/') != std::string::npos) continue;
      ++counts.requests;
      if (before != after) ++counts.changing;
      bool gained = false;
      bool lost = false;
      for (const AccessChange& entry : pair.difference.access) {
        if (!subject_is(entry.subject, user) || !covers(names, entry, request)) continue;
        (entry.gained ? gained : lost) = true;
        check_causes(pair, entry, user, request, worlds, counts);
      }
      const auto told = [&] {
        std::string all =
            "seed " + std::to_string(seed) + " " + describe(asked->user, asked->request);
        for (const AccessChange& entry : pair.difference.access)
          if (subject_is(entry.subject, asked->user)) all += "\n" + text_of(pair.difference, entry);
        return all;
      };
      EXPECT_EQ(gained, !before && after) << told();
      EXPECT_EQ(lost, before && !after) << told();
    }
  }
  std::cout << pairs << " pairs with " << entries << " entries; " << counts.requests
            << " requests, " << counts.changing << " of them changed; " << counts.undo_sets
            << " undo sets of a request, " << counts.many_sets << " of several objects, "
            << counts.subsets << " parts of sets\n";
  EXPECT_GT(counts.changing * 10, counts.requests * 3);
  EXPECT_GT(counts.many_sets, 0U);
}

TEST(RandomDiff, OfAClusterAndItselfIsEmptyAndMirrorsTheWayBack) {
  const std::size_t pairs = wanted("RBACGRAPH_RANDOM_DIFFS", 40) * 2;
  for (std::uint64_t seed = 1; seed <= pairs && !HasFailure(); ++seed) {
    const Pair pair(seed);
    const auto b = snapshot_of(list_of(pair.b), AggregationMode::Computed);
    const auto a = snapshot_of(list_of(pair.a), AggregationMode::Computed, b);
    const Diff back = diff(b, a);
    // Who is told, and whether, are alike; how a region is cut depends on what is tried first.
    std::set<std::string> one;
    std::set<std::string> other;
    for (const AccessChange& entry : pair.difference.access)
      one.insert((entry.gained ? "+" : "-") + spelled(asker(entry.subject)));
    for (const AccessChange& entry : back.access)
      other.insert((entry.gained ? "-" : "+") + spelled(asker(entry.subject)));
    EXPECT_EQ(one, other) << seed;
    EXPECT_EQ(pair.difference.objects.size(), back.objects.size()) << seed;
    EXPECT_TRUE(diff(b, b).access.empty());
    EXPECT_TRUE(diff(b, b).objects.empty());
  }
}

// ---- Rewrites that keep the meaning
// ---------------------------------------------------------------

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

TEST(RandomDiff, FindsNothingInRewritesThatKeepTheMeaning) {
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

// ---- Members of groups
// ---------------------------------------------------------------------------

TEST(RandomDiff, TellsMembersWhatTheirGroupsGainedAndLost) {
  std::size_t members = 0;
  std::size_t already = 0;
  const std::size_t pairs = wanted("RBACGRAPH_RANDOM_DIFFS", 40) * 5;
  for (std::uint64_t seed = 1; seed <= pairs && !HasFailure(); ++seed) {
    const Pair pair(seed);
    const GroupMap map{{"alice", {"dev", "ops"}}, {"bob", {"dev"}}};
    const Membership in_a(pair.difference.a, map);
    const Membership in_b(pair.difference.b, map);
    const Diff expanded = diff(pair.difference.a, pair.difference.b, {true, &in_a, &in_b});
    std::map<std::string, std::multiset<std::string>> of_groups;
    std::map<std::string, std::map<std::string, std::multiset<std::string>>> of_members;
    std::multiset<std::string> plain;
    const auto without_subject = [&](AccessChange entry) {
      entry.subject = {};
      return text_of(expanded, entry);
    };
    for (const AccessChange& entry : expanded.access) {
      if (!entry.through) {
        plain.insert(text_of(expanded, entry));
        EXPECT_TRUE(entry.already_through.empty());
        if (entry.subject.kind == SubjectKind::Group)
          of_groups[entry.subject.name].insert(without_subject(entry));
        continue;
      }
      ++members;
      const std::string member = spelled(asker(entry.subject));
      of_members[entry.through->name][member].insert(without_subject(entry));
      if (entry.already_through.empty()) continue;
      ++already;
      // Whatever it gained it had before in another way.
      for (const SubjectRef& way : entry.already_through) {
        EXPECT_NE(way, *entry.through);
        const Membership& membership = entry.gained ? in_a : in_b;
        const auto groups = membership.groups_of(entry.subject);
        EXPECT_TRUE(way == entry.subject || std::ranges::find(groups, way.name) != groups.end());
      }
    }
    std::multiset<std::string> unexpanded;
    for (const AccessChange& entry : pair.difference.access)
      unexpanded.insert(text_of(pair.difference, entry));
    EXPECT_EQ(plain, unexpanded) << seed;
    for (const auto& [group, entries] : of_groups) {
      std::set<std::string> known;
      for (const SubjectRef& member : in_b.members_of(group)) known.insert(spelled(asker(member)));
      for (const SubjectRef& member : in_a.members_of(group)) known.insert(spelled(asker(member)));
      for (const auto& [member, told] : of_members[group])
        EXPECT_TRUE(known.contains(member)) << group << " " << member;
      for (const std::string& member : known) {
        // Who is known on one side only is told what happened on that side.
        for (const std::string& entry : of_members[group][member])
          EXPECT_TRUE(entries.contains(entry)) << group << " " << member << " " << entry;
      }
    }
  }
  std::cout << members << " entries of members, " << already << " of them held otherwise\n";
  EXPECT_GT(members, 0U);
  EXPECT_GT(already, 0U);
}

}  // namespace
}  // namespace rbacgraph::test
