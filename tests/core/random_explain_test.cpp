// Random clusters: explain against the Authorizer and the second evaluator, and what it says is
// missing against the world in which it is not.
//
// RBACGRAPH_RANDOM_EXPLANATIONS is the number of (subject, request) pairs, RBACGRAPH_RANDOM_CUTS
// that of accesses which are cut off.
#include <bit>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/cut.h"
#include "rbacgraph/analysis/explain.h"
#include "support/random_world.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

std::size_t wanted_explanations() {
  const char* wanted = std::getenv("RBACGRAPH_RANDOM_EXPLANATIONS");
  return wanted == nullptr ? 3000 : std::strtoull(wanted, nullptr, 10);
}

SubjectRef subject_of(const std::string& user) {
  if (const auto account = parse_service_account_user(user))
    return {SubjectKind::ServiceAccount, std::string(account->first), std::string(account->second)};
  return {SubjectKind::User, "", user};
}

/// What the request asks, or that without its name or namespace.
naive::Query random_query(Random& random, const naive::Request& request) {
  naive::Query query;
  query.is_url = request.is_url;
  query.verb = request.verb;
  query.path = request.path;
  if (request.is_url) return query;
  query.group = request.group;
  query.resource = request.resource;
  query.subresource = request.subresource;
  if (naive::name_form_of(query) != naive::NameForm::Never && !random.one_in(4))
    query.name = request.name;
  if (!random.one_in(4)) query.ns = request.ns.empty() ? random_namespace(random) : request.ns;
  return query;
}

class RandomExplain : public testing::Test {
 protected:
  struct Counts {
    std::size_t pairs = 0;
    std::size_t yes = 0;
    std::size_t grants = 0;
    std::map<MissKind, std::size_t> misses;
  };

  void check_misses(const Explanation& explanation, const std::string& what) {
    for (const NearMiss& miss : explanation.misses) {
      const Remedy changed = remedy(explanation, miss);
      const auto graph = AccessGraph::build(changed.snapshot);
      const Explanation after = explain(graph, Authorizer(changed.snapshot), explanation.subject,
                                        changed.user, explanation.query);
      EXPECT_TRUE(after.somewhere())
          << what << "\n  miss of kind " << static_cast<int>(miss.kind) << ", has '" << miss.has
          << "', needs '" << miss.needs << "', is no yes when that is changed";
      ++counts_.misses[miss.kind];
    }
  }

  Counts counts_;
};

TEST_F(RandomExplain, SaysWhatTheAuthorizerSaysAndWhatWouldChangeIt) {
  for (std::uint64_t seed = 1; counts_.pairs < wanted_explanations() && !HasFailure(); ++seed) {
    World world(seed);
    const Authorizer authorizer(world.snapshot);
    for (int i = 0; i < 20 && !HasFailure(); ++i) {
      const RandomRequest drawn = random_request(world.random, world.second);
      if (drawn.request.is_url && drawn.request.path.empty()) continue;  // no URL is empty
      ++counts_.pairs;
      const naive::Query query = random_query(world.random, drawn.request);
      const UserInfo user{drawn.user.name, drawn.user.groups};
      const std::string what =
          "seed " + std::to_string(seed) + " " + drawn.user.name + " " + describe(query);
      const Explanation explanation = explain(world.graph, authorizer, subject_of(user.name), user,
                                              query_of(*world.snapshot, query));
      const naive::Access expected = naive::access_of(
          world.second, query, drawn.user, [&](const auto& who, const auto& request) {
            return world.second.rbac_grants(who, request);
          });
      const naive::Access own = in_plain_words(world, explanation.access);
      EXPECT_TRUE(own == expected)
          << what << "\n  is " << describe(own) << "\n  should be " << describe(expected);
      counts_.grants += own.grants.size();
      if (explanation.somewhere()) {
        ++counts_.yes;
        EXPECT_TRUE(explanation.misses.empty()) << what;
      }
      check_misses(explanation, what);
    }
  }
  std::cout << counts_.pairs << " random explanations, " << counts_.yes << " yes with "
            << counts_.grants << " grants; near misses that a change mended:";
  for (const auto& [kind, count] : counts_.misses)
    std::cout << " " << static_cast<int>(kind) << ":" << count;
  std::cout << "\n";
  EXPECT_GT(counts_.yes, counts_.pairs / 4);
  // Each kind of miss is met.
  EXPECT_EQ(counts_.misses.size(), 11U);
}

// ---- Cuts ---------------------------------------------------------------------------------------

std::size_t wanted_cuts() {
  const char* wanted = std::getenv("RBACGRAPH_RANDOM_CUTS");
  return wanted == nullptr ? 400 : std::strtoull(wanted, nullptr, 10);
}

class RandomCut : public testing::Test {
 protected:
  /// Is the access gone without these?
  static bool ends(const World& world, const Explanation& before,
                   const std::vector<CutElement>& elements) {
    const auto snapshot = without(world.snapshot, elements);
    const auto graph = AccessGraph::build(snapshot);
    return !explain(graph, Authorizer(snapshot), before.subject, before.user, before.query)
                .somewhere();
  }

  /// Every binding, subject and rule that might be removed.
  static std::vector<CutElement> universe(const Cuts& cuts) {
    std::set<CutElement> all;
    for (const Cut& cut : cuts.cuts) all.insert(cut.elements.begin(), cut.elements.end());
    return {all.begin(), all.end()};
  }

  static bool some_subset_ends(const World& world, const Explanation& before,
                               const std::vector<CutElement>& all, std::size_t size) {
    for (std::uint32_t mask = 0; mask < 1U << all.size(); ++mask) {
      if (static_cast<std::size_t>(std::popcount(mask)) != size) continue;
      std::vector<CutElement> chosen;
      for (std::size_t at = 0; at < all.size(); ++at)
        if ((mask >> at & 1U) != 0) chosen.push_back(all[at]);
      if (ends(world, before, chosen)) return true;
    }
    return false;
  }
};

TEST_F(RandomCut, EndsTheAccessAndNoLessDoes) {
  std::size_t cases = 0;
  std::size_t cuts_tried = 0;
  std::size_t by_brute_force = 0;
  std::size_t mixed = 0;
  for (std::uint64_t seed = 1; cases < wanted_cuts() && !HasFailure(); ++seed) {
    World world(seed);
    const Authorizer authorizer(world.snapshot);
    for (int i = 0; i < 20 && !HasFailure(); ++i) {
      const RandomRequest drawn = random_request(world.random, world.second);
      if (drawn.request.is_url && drawn.request.path.empty()) continue;
      const naive::Query query = random_query(world.random, drawn.request);
      const UserInfo user{drawn.user.name, drawn.user.groups};
      const Explanation before = explain(world.graph, authorizer, subject_of(user.name), user,
                                         query_of(*world.snapshot, query));
      if (!before.somewhere() || before.superuser) continue;
      ++cases;
      const std::string what = "seed " + std::to_string(seed) + " " + user.name + describe(query);
      const Cuts cuts = cuts_of(before);
      ASSERT_GE(cuts.cuts.size(), 3U) << what;
      for (const Cut& cut : cuts.cuts) {
        ++cuts_tried;
        mixed += cut.kind == Cut::Kind::Mixed ? 1 : 0;
        EXPECT_TRUE(ends(world, before, cut.elements))
            << what << " cut of kind " << static_cast<int>(cut.kind);
        for (std::size_t left = 0; left < cut.elements.size(); ++left) {
          std::vector<CutElement> less = cut.elements;
          less.erase(less.begin() + static_cast<std::ptrdiff_t>(left));
          EXPECT_FALSE(ends(world, before, less)) << what << " without element " << left;
        }
      }
      const std::size_t smallest = cuts.cuts[cuts.smallest].elements.size();
      const std::vector<CutElement> all = universe(cuts);
      if (all.size() > 9) continue;
      ++by_brute_force;
      for (std::size_t size = 1; size < smallest && cuts.proven; ++size)
        EXPECT_FALSE(some_subset_ends(world, before, all, size)) << what << " with " << size;
    }
  }
  std::cout << cases << " random cases, " << cuts_tried
            << " cuts tried with every proper subset of "
            << "one less, " << by_brute_force << " by brute force, " << mixed << " mixed\n";
  EXPECT_GT(by_brute_force, cases / 2);
}

}  // namespace
}  // namespace rbacgraph::test
