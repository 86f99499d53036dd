// Random clusters: the paths from a user to a resource are the chains that explain finds, each
// binding once for whom it names, and without a binding those that do not lead through it.
#include <algorithm>
#include <iostream>
#include <set>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/explain.h"
#include "rbacgraph/analysis/path.h"
#include "support/random_world.h"

namespace rbacgraph::test {
namespace {

/// The group or the user whom a binding names, and the binding.
using Chain = std::pair<SubjectRef, BindingId>;

std::set<Chain> chains_of(const Explanation& explanation) {
  std::set<Chain> chains;
  for (const Grant& grant : explanation.access.grants) {
    const AccessGraph& graph = *explanation.graph;
    const SubjectRef named = graph.subject_ref(graph.subject_of(grant.binding, grant.subject));
    // A binding may spell the user as an account, or the reverse.
    chains.emplace(named.kind == SubjectKind::Group ? named : explanation.subject, grant.binding);
  }
  return chains;
}

std::set<Chain> chains_of(const PathAnswer& answer, const SubjectRef& from) {
  std::set<Chain> chains;
  for (const Path& path : answer.paths) {
    SubjectRef who = from;
    for (const PathHop& hop : path) {
      if (hop.edge == PathEdge::MemberOf) who = {SubjectKind::Group, "", hop.to.name};
      if (hop.edge == PathEdge::BoundBy) chains.emplace(who, hop.binding);
    }
  }
  return chains;
}

PathEnd end_of(const SubjectRef& subject) {
  const NamedKind kind =
      subject.kind == SubjectKind::User ? NamedKind::User : NamedKind::ServiceAccount;
  return {NamedObject{kind, {std::string(to_string(subject.kind)), subject.ns, subject.name}, true},
          {}};
}

PathEnd end_of(const Snapshot& snapshot, BindingId id) {
  const Binding& binding = snapshot.binding(id);
  const bool cluster_wide = binding.kind == BindingKind::ClusterRoleBinding;
  return {NamedObject{cluster_wide ? NamedKind::ClusterRoleBinding : NamedKind::RoleBinding,
                      {std::string(to_string(binding.kind)), std::string(snapshot.text(binding.ns)),
                       std::string(snapshot.text(binding.name))},
                      true},
          {}};
}

TEST(RandomPath, TheChainsAreThoseThatExplainFinds) {
  std::size_t pairs = 0;
  std::size_t paths = 0;
  std::size_t detours = 0;
  for (std::uint64_t seed = 1; seed <= 150 && !HasFailure(); ++seed) {
    World world(seed);
    const Authorizer authorizer(world.snapshot);
    for (int i = 0; i < 10 && !HasFailure(); ++i) {
      const RandomRequest drawn = random_request(world.random, world.second);
      naive::Query query = random_query(world);
      if (world.random.one_in(2) && !drawn.request.is_url) {
        query = {};
        query.verb = drawn.request.verb;
        query.group = drawn.request.group;
        query.resource = drawn.request.resource;
        query.subresource = drawn.request.subresource;
      }
      SubjectRef who{SubjectKind::User, "", drawn.user.name};
      if (const auto account = parse_service_account_user(drawn.user.name))
        who = {SubjectKind::ServiceAccount, std::string(account->first),
               std::string(account->second)};
      const Membership membership(world.snapshot, {{drawn.user.name, drawn.user.groups}});
      const UserInfo user{drawn.user.name, membership.groups_of(who)};
      const AccessQuery asked = query_of(*world.snapshot, query);
      const Explanation explanation = explain(world.graph, authorizer, who, user, asked);
      PathOptions options{.ns = asked.ns, .max_hops = kMaxHops, .max_paths = 10'000};
      options.membership = &membership;
      const PathEnd to{std::nullopt, asked};
      const PathAnswer answer = find_paths(world.graph, end_of(who), to, options);
      const std::set<Chain> chains = chains_of(answer, who);
      const std::string what =
          "seed " + std::to_string(seed) + " " + user.name + " " + describe(query);
      EXPECT_EQ(chains, chains_of(explanation)) << what;
      // Members of system:masters have one more, which no binding gives.
      const std::size_t ways = chains.size() + (explanation.superuser ? 1 : 0);
      EXPECT_EQ(answer.count, ways) << what;
      EXPECT_EQ(answer.paths.size(), ways) << what;
      ++pairs;
      paths += answer.count;
      if (chains.empty()) continue;
      const BindingId without = chains.begin()->second;
      options.without.push_back(end_of(*world.snapshot, without));
      std::set<Chain> left = chains;
      std::erase_if(left, [&](const Chain& chain) { return chain.second == without; });
      EXPECT_EQ(chains_of(find_paths(world.graph, end_of(who), to, options), who), left) << what;
      detours += left.size();
    }
  }
  std::cout << pairs << " random pairs, " << paths << " paths, " << detours
            << " of them without the first binding\n";
  EXPECT_GT(paths, pairs / 8);
  EXPECT_GT(detours, paths / 50);
}

/// Requests in namespace `ns` that a real API call can produce and that a rule spells.
std::vector<naive::Request> requests_in(const std::string& ns, const naive::Rule& rule) {
  std::vector<naive::Request> requests;
  std::vector<std::string> names = rule.resource_names;
  if (names.empty()) names = {"", "some-object"};
  const auto add = [&](naive::Query query, const std::string& name) {
    const naive::Place place = naive::place_of(query);
    if (place == naive::Place::Cluster) return;
    if (place == naive::Place::NamespaceObject ? name != ns && !rule.resource_names.empty()
        : naive::name_form_of(query) == naive::NameForm::Always ? name.empty()
        : naive::name_form_of(query) == naive::NameForm::Never  ? !name.empty()
                                                                : false)
      return;
    const bool own = place == naive::Place::NamespaceObject;
    requests.push_back({false, query.verb, query.group, query.resource, query.subresource, ns,
                        own ? ns : name, ""});
  };
  for (const std::string& verb : rule.verbs) {
    for (const std::string& group : rule.api_groups) {
      for (const std::string& words : rule.resources) {
        naive::Query query;
        query.verb = verb;
        query.group = group;
        query.resource = words.substr(0, words.find('/'));
        if (query.resource != words) query.subresource = words.substr(query.resource.size() + 1);
        for (const std::string& name : names) add(query, name);
      }
    }
  }
  return requests;
}

/// Does a binding that applies to the user give any of them?
bool gives_in(const naive::Cluster& cluster, const naive::User& user, const std::string& ns) {
  const auto applied = cluster.applied(user, ns);
  for (const naive::Binding& binding : cluster.bindings()) {
    const naive::Role* role = cluster.role_of(binding);
    if (role == nullptr || !applied.contains({binding.kind, binding.ns, binding.name})) continue;
    for (const naive::Rule& rule : role->rules)
      for (const naive::Request& request : requests_in(ns, rule))
        if (!cluster.rbac_grants(user, request).empty()) return true;
  }
  return false;
}

/// "pods/" is no type: no request spells it, and no place says so.
void drop_half_types(Random& /*random*/, nlohmann::json& objects) {
  for (nlohmann::json& object : objects) {
    if (!object.contains("rules") || !object["rules"].is_array()) continue;
    for (nlohmann::json& rule : object["rules"]) {
      if (!rule.contains("resources") || !rule["resources"].is_array()) continue;
      nlohmann::json whole = nlohmann::json::array();
      for (const nlohmann::json& word : rule["resources"])
        if (!word.is_string() || !word.get<std::string>().ends_with('/')) whole.push_back(word);
      rule["resources"] = whole;
    }
  }
}

TEST(RandomPath, LeadsToTheNamespacesThatSomeRequestReaches) {
  std::size_t reached = 0;
  std::size_t not_reached = 0;
  for (std::uint64_t seed = 1; seed <= 150 && !HasFailure(); ++seed) {
    World world(seed, drop_half_types);
    std::set<std::string> namespaces;
    for (const naive::Binding& binding : world.second.bindings())
      if (!binding.ns.empty()) namespaces.insert(binding.ns);
    for (int i = 0; i < 4 && !HasFailure(); ++i) {
      const naive::User drawn = random_request(world.random, world.second).user;
      SubjectRef who{SubjectKind::User, "", drawn.name};
      if (const auto account = parse_service_account_user(drawn.name))
        who = {SubjectKind::ServiceAccount, std::string(account->first),
               std::string(account->second)};
      const Membership membership(world.snapshot, {{drawn.name, drawn.groups}});
      const naive::User user{drawn.name, membership.groups_of(who)};
      if (std::ranges::find(user.groups, kMastersGroup) != user.groups.end()) continue;
      for (const std::string& ns : namespaces) {
        PathOptions options;
        options.membership = &membership;
        const PathEnd to{NamedObject{NamedKind::Namespace, {"Namespace", "", ns}, true}, {}};
        const bool found = find_paths(world.graph, end_of(who), to, options).shortest.has_value();
        EXPECT_EQ(found, gives_in(world.second, user, ns))
            << "seed " << seed << " " << user.name << " to " << ns;
        ++(found ? reached : not_reached);
      }
    }
  }
  std::cout << reached << " namespaces reached, " << not_reached << " not\n";
  EXPECT_GT(reached, 100U);
  EXPECT_GT(not_reached, 100U);
}

}  // namespace
}  // namespace rbacgraph::test
