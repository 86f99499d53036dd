// Pairs of random clusters: what diff tells against the second evaluator, asked on both sides and
// in the worlds between them, in which some of the causes are undone.
//
// RBACGRAPH_RANDOM_DIFFS is the number of pairs.
#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "diff_in_words.h"
#include "keyed_objects.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;

// ---- A pair of clusters -----------------------------------------------------------------------

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
  std::size_t excepted = 0;    // requests that an exception covers
  std::size_t told_apart = 0;  // those of them that change
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
        if (!subject_is(entry.subject, user)) continue;
        for (const AccessException& each : entry.except) {
          if (!covers(names, entry, each, request)) continue;
          ++counts.excepted;
          // What isn't told apart is on the other side too.
          EXPECT_TRUE(!each.told_in.empty() || (entry.gained ? before : after))
              << "seed " << seed << " " << describe(user, request) << "\n"
              << text_of(pair.difference, entry);
          counts.told_apart += !each.told_in.empty() && !(entry.gained ? before : after);
        }
        if (!covers(names, entry, request)) continue;
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
            << counts.subsets << " parts of sets; " << counts.excepted
            << " requests of exceptions, " << counts.told_apart << " of them told apart\n";
  EXPECT_GT(counts.changing * 10, counts.requests * 3);
  EXPECT_GT(counts.many_sets, 0U);
  EXPECT_GT(counts.excepted, 0U);
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

// ---- Members of groups ------------------------------------------------------------------------

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
        // An account's or user's by the groups of every one of its kind.
        for (const SubjectRef& way : entry.already_through)
          EXPECT_TRUE(entry.subject.kind != SubjectKind::Group && way.kind == SubjectKind::Group);
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
