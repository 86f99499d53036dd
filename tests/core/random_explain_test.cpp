// Random clusters: explain against the Authorizer and the second evaluator, and what it says is
// missing against the world in which it is not.
//
// RBACGRAPH_RANDOM_EXPLANATIONS is the number of (subject, request) pairs.
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/can_i.h"
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

}  // namespace
}  // namespace rbacgraph::test
