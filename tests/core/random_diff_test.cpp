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
  const std::size_t pairs = wanted("RBACGRAPH_RANDOM_DIFFS", 12);
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
  const std::size_t pairs = wanted("RBACGRAPH_RANDOM_DIFFS", 12) * 5;
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

}  // namespace
}  // namespace rbacgraph::test
