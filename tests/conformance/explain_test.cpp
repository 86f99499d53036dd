// Explanations over the open clusters: yes and no against the authorizer and the second evaluator,
// every chain against the second evaluator's, and every near miss by changing what it names.
//
// RBACGRAPH_RANDOM_EXPLANATIONS is the number of (subject, request) pairs for each cluster.
#include "rbacgraph/analysis/explain.h"

#include <cstdlib>
#include <iostream>
#include <map>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/can_i.h"
#include "support/random_world.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

std::size_t wanted_pairs() {
  const char* wanted = std::getenv("RBACGRAPH_RANDOM_EXPLANATIONS");
  return wanted == nullptr ? 300 : std::strtoull(wanted, nullptr, 10);
}

SubjectRef subject_of(const std::string& user) {
  if (const auto account = parse_service_account_user(user))
    return {SubjectKind::ServiceAccount, std::string(account->first), std::string(account->second)};
  return {SubjectKind::User, "", user};
}

/// The drawn request as a question. It always has a name, unless no such request has one.
naive::Query question(Random& random, const RandomRequest& drawn) {
  naive::Query query;
  query.is_url = drawn.request.is_url;
  query.verb = drawn.request.verb;
  query.path = drawn.request.path;
  if (query.is_url) return query;
  query.group = drawn.request.group;
  query.resource = drawn.request.resource;
  query.subresource = drawn.request.subresource;
  if (naive::name_form_of(query) != naive::NameForm::Never)
    query.name = drawn.request.name.empty() ? "some-name" : drawn.request.name;
  if (!drawn.request.ns.empty() && !random.one_in(4)) query.ns = drawn.request.ns;
  return query;
}

/// An open cluster in both forms.
class OpenCluster {
 public:
  explicit OpenCluster(const std::filesystem::path& directory)
      : snapshot_(read_snapshot(directory / "objects.json", AggregationMode::Stored)),
        graph_(AccessGraph::build(snapshot_)),
        authorizer_(snapshot_),
        second_(read_json(directory / "objects.json")) {
    for (const naive::Binding& binding : second_.bindings())
      if (!binding.ns.empty()) namespaces_.insert(binding.ns);
  }

  const naive::Cluster& second() const { return second_; }

  Explanation explain(const naive::User& user, const naive::Query& query) const {
    return rbacgraph::explain(graph_, authorizer_, subject_of(user.name), {user.name, user.groups},
                              query_of(*snapshot_, query));
  }

  /// Where both say yes, and all grants that say so. Only for types whose scope is one or the
  /// other: the Namespace object, which RoleBindings reach too, is random_explain_test's.
  void check(const Explanation& explanation, const naive::User& user,
             const std::string& what) const {
    naive::Access expected;
    std::set<std::string> scopes{""};
    const bool local = explanation.query.place.scope == CheckScope::Namespaced;
    if (local && explanation.query.ns) scopes.insert(*explanation.query.ns);
    if (local && !explanation.query.ns) scopes.insert(namespaces_.begin(), namespaces_.end());
    for (const std::string& ns : scopes) {
      const naive::Request request = request_in(explanation.query, ns);
      const std::vector<naive::Grant> grants = second_.rbac_grants(user, request);
      EXPECT_EQ(
          authorizer_.decide({user.name, user.groups}, request_of(request)).verdict == Verdict::Yes,
          second_.allows(user, request))
          << what;
      for (const naive::Grant& grant : grants)
        expected.grants.insert(naive::first_spelled_alike(second_, grant));
      if (grants.empty()) continue;
      if (ns.empty())
        expected.cluster_wide = true;
      else
        expected.namespaces.insert(ns);
    }
    if (expected.cluster_wide) expected.namespaces.clear();
    naive::Access own;
    own.cluster_wide = explanation.access.cluster_wide;
    for (const Name ns : explanation.access.namespaces) own.namespaces.emplace(snapshot_->text(ns));
    for (const naive::Grant& grant : in_words(*snapshot_, explanation.access.grants))
      own.grants.insert(naive::first_spelled_alike(second_, grant));
    EXPECT_TRUE(explanation.access.named.empty()) << what;
    EXPECT_TRUE(own == expected) << what << "\n  is " << describe(own) << "\n  should be "
                                 << describe(expected);
  }

 private:
  static naive::Request request_in(const AccessQuery& query, const std::string& ns) {
    naive::Request request;
    request.is_url = query.is_url();
    request.verb = query.verb;
    request.group = query.group;
    request.resource = query.resource;
    request.subresource = query.subresource;
    request.name = query.name;
    request.path = query.non_resource_url;
    request.ns = ns;
    return request;
  }

  std::shared_ptr<const Snapshot> snapshot_;
  std::shared_ptr<const AccessGraph> graph_;
  Authorizer authorizer_;
  naive::Cluster second_;
  std::set<std::string> namespaces_;
};

class ExplainOpen : public testing::TestWithParam<const char*> {};

TEST_P(ExplainOpen, IsTheAuthorizersAndEveryMissIsOneChangeAway) {
  const auto directory = recording(GetParam());
  if (directory.empty()) GTEST_SKIP() << "no such recording here; set RBACGRAPH_SHARED";
  const OpenCluster cluster(directory);
  Random random(2026);
  std::size_t pairs = 0;
  std::size_t yes = 0;
  std::size_t grants = 0;
  std::size_t misses = 0;
  while (pairs < wanted_pairs() && !HasFailure()) {
    const RandomRequest drawn = random_request(random, cluster.second());
    if (drawn.request.is_url && drawn.request.path.empty()) continue;  // no URL is empty
    const naive::Query query = question(random, drawn);
    const Explanation explanation = cluster.explain(drawn.user, query);
    if (explanation.query.place.scope == CheckScope::NamespaceObject) continue;
    ++pairs;
    const std::string what = drawn.user.name + " " + describe(query);
    cluster.check(explanation, drawn.user, what);
    yes += explanation.somewhere() ? 1U : 0U;
    grants += explanation.access.grants.size();
    for (const NearMiss& miss : explanation.misses) {
      ++misses;
      const Remedy changed = remedy(explanation, miss);
      const auto graph = AccessGraph::build(changed.snapshot);
      EXPECT_TRUE(explain(graph, Authorizer(changed.snapshot), explanation.subject, changed.user,
                          explanation.query)
                      .somewhere())
          << what << "\n  miss of kind " << static_cast<int>(miss.kind) << ", has '" << miss.has
          << "', needs '" << miss.needs << "'";
    }
  }
  std::cout << "explanations of " << GetParam() << ": " << pairs << " pairs, " << yes
            << " yes with " << grants << " grants, " << misses << " near misses changed to a yes\n";
  EXPECT_GT(yes, pairs / 4);
  EXPECT_GT(misses, pairs / 8);
}

INSTANTIATE_TEST_SUITE_P(Recorded, ExplainOpen,
                         testing::Values("edge-cases", "open-platform", "open-attack-lab"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace rbacgraph::test
