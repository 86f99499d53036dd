// Random clusters: who_can against brute force, against the Authorizer subject by subject, the
// graph's walk against the Authorizer's evidence, and flat rows and lists against what they are of.
//
// RBACGRAPH_RANDOM_QUERIES is the number of queries compared.
#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/access_rows.h"
#include "rbacgraph/analysis/answer_pictures.h"
#include "rbacgraph/analysis/who_can.h"
#include "rbacgraph/authz/authorizer.h"
#include "rbacgraph/authz/rule_match.h"
#include "support/picture_words.h"
#include "support/random_world.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

std::size_t wanted_queries() {
  const char* wanted = std::getenv("RBACGRAPH_RANDOM_QUERIES");
  return wanted == nullptr ? 1200 : std::strtoull(wanted, nullptr, 10);
}

constexpr std::size_t kQueriesOfACluster = 20;

naive::Who who_of(const SubjectRef& subject) {
  using Kind = naive::Who::Kind;
  if (subject.kind == SubjectKind::Group) return {Kind::Group, subject.name};
  if (subject.kind == SubjectKind::User) return {Kind::User, subject.name};
  if (subject.ns.empty()) return {Kind::Nobody, subject.name};
  return {Kind::User, "system:serviceaccount:" + subject.ns + ":" + subject.name};
}

naive::WhoCan in_plain_words(const World& world, const Answer& answer) {
  naive::WhoCan words;
  for (const AnswerItem& item : answer.items) {
    const bool is_new =
        words.items.emplace(who_of(item.subject), in_plain_words(world, item)).second;
    EXPECT_TRUE(is_new) << "two items for " << item.subject.name;
    // A user whose name parses as an account's is that account.
    EXPECT_FALSE(item.subject.kind == SubjectKind::User &&
                 naive::is_account_user(item.subject.name))
        << item.subject.name;
  }
  for (const DeadGrant& dead : answer.dead) {
    words.dead.emplace(who_of(dead.subject), *grants_of(world, {dead.grant}).begin());
  }
  return words;
}

void expect_equal(const naive::WhoCan& own, const naive::WhoCan& expected,
                  const std::string& what) {
  for (const auto& [who, access] : expected.items) {
    const auto found = own.items.find(who);
    if (found == own.items.end()) {
      ADD_FAILURE() << what << "\n  no item for '" << who.name << "': " << describe(access);
    } else {
      EXPECT_TRUE(found->second == access)
          << what << "\n  '" << who.name << "' is " << describe(found->second) << "\n  should be "
          << describe(access);
    }
  }
  for (const auto& [who, access] : own.items) {
    EXPECT_TRUE(expected.items.contains(who))
        << what << "\n  item for '" << who.name << "': " << describe(access);
  }
  const auto dead_text = [](const naive::WhoCan& answer) {
    std::string lines;
    for (const auto& [who, grant] : answer.dead) {
      lines += "\n    '" + who.name + "' " + grant.binding_kind + " " + grant.binding_ns + "/" +
               grant.binding_name + " rule " + std::to_string(grant.rule) + " subject " +
               std::to_string(grant.subject);
    }
    return lines;
  };
  EXPECT_TRUE(own.dead == expected.dead)
      << what << "\n  dead: " << dead_text(own) << "\n  should be: " << dead_text(expected);
}

TEST(RandomWhoCan, EqualsAskingAboutEverySubjectAndScope) {
  std::size_t queries = 0;
  std::size_t items = 0;
  std::size_t named = 0;
  std::size_t dead = 0;
  for (std::uint64_t seed = 1; queries < wanted_queries() && !HasFailure(); ++seed) {
    World world(seed);
    for (std::size_t i = 0; i < kQueriesOfACluster && !HasFailure(); ++i, ++queries) {
      const naive::Query query = random_query(world);
      const AccessQuery asked = query_of(*world.snapshot, query);
      const std::string what = "seed " + std::to_string(seed) + " " + describe(query);
      if (!query.is_url) {
        EXPECT_EQ(static_cast<int>(asked.place.scope), static_cast<int>(naive::place_of(query)))
            << what << " (0: namespaced, 1: cluster, 2: Namespace object)";
      }
      const naive::WhoCan expected = naive::who_can(world.second, query);
      const Answer answer = who_can(world.graph, asked);
      expect_equal(in_plain_words(world, answer), expected, what);
      EXPECT_EQ(with_a_live_path(picture_of(std::span(&answer, 1))), named_by(answer)) << what;
      items += expected.items.size();
      dead += expected.dead.size();
      for (const auto& [who, access] : expected.items) named += access.named.empty() ? 0U : 1U;
    }
  }
  RecordProperty("queries", std::to_string(queries));
  std::cout << queries << " random queries: " << items << " items (" << named
            << " with names only) and " << dead << " dead grants compared\n";
  EXPECT_GT(items, queries);
  EXPECT_GT(named, queries / 20);
  EXPECT_GT(dead, queries / 20);
}

/// Adds what holds for one verb to what holds for others.
void add_access(naive::Access& sum, const naive::Access& access,
                const std::set<std::string>& namespaces) {
  // What holds in each namespace, spelled out, so that it can be united.
  const auto names_in = [](const naive::Access& of, const std::string& ns) {
    auto found = of.named.find(ns);
    if (found == of.named.end()) found = of.named.find("");
    return found == of.named.end() ? std::set<std::string>() : found->second;
  };
  std::map<std::string, std::set<std::string>> named;
  for (const std::string& ns : namespaces) {
    std::set<std::string>& names = named[ns] = names_in(sum, ns);
    names.merge(names_in(access, ns));
  }
  // A copy: what is told apart from it below may be erased together with it.
  std::set<std::string> everywhere = names_in(sum, "");
  everywhere.merge(names_in(access, ""));
  named[""] = everywhere;

  sum.cluster_wide = sum.cluster_wide || access.cluster_wide;
  sum.namespaces.insert(access.namespaces.begin(), access.namespaces.end());
  sum.grants.insert(access.grants.begin(), access.grants.end());
  if (sum.cluster_wide) {
    sum.namespaces.clear();
    named.clear();
  }
  std::erase_if(named, [&](const auto& entry) {
    const auto& [ns, names] = entry;
    return names.empty() || sum.namespaces.contains(ns) || (!ns.empty() && names == everywhere);
  });
  sum.named = named;
}

/// "Any verb" is each verb that a rule has, and one that none has, taken together.
TEST(RandomWhoCan, AnyVerbIsAllVerbsTakenTogether) {
  std::size_t items = 0;
  for (std::uint64_t seed = 7000; seed < 7060 && !HasFailure(); ++seed) {
    World world(seed);
    std::set<std::string> verbs = {"a-verb-that-no-rule-has"};
    std::set<std::string> namespaces;
    for (const naive::Role& role : world.second.roles()) {
      for (const naive::Rule& rule : role.rules) verbs.insert(rule.verbs.begin(), rule.verbs.end());
    }
    for (const naive::Binding& binding : world.second.bindings()) namespaces.insert(binding.ns);
    namespaces.erase("");
    for (int i = 0; i < 10 && !HasFailure(); ++i) {
      naive::Query query = random_query(world);
      // Where a verb is checked elsewhere than another, see the worked examples.
      if (query.is_url || query.resource == "namespaces" || query.resource == "clusterroles") {
        continue;
      }
      query.name.clear();
      naive::WhoCan expected;
      for (const std::string& verb : verbs) {
        query.verb = verb;
        const naive::WhoCan with_verb = naive::who_can(world.second, query);
        for (const auto& [who, access] : with_verb.items) {
          add_access(expected.items[who], access, namespaces);
        }
        expected.dead.insert(with_verb.dead.begin(), with_verb.dead.end());
      }
      std::erase_if(expected.dead, [&](const auto& dead) {
        const auto item = expected.items.find(dead.first);
        return item != expected.items.end() && item->second.grants.contains(dead.second);
      });
      query.verb.clear();
      AccessQuery asked = query_of(*world.snapshot, query);
      asked.any_verb = true;
      expect_equal(in_plain_words(world, who_can(world.graph, asked)), expected,
                   "seed " + std::to_string(seed) + " any verb " + describe(query));
      items += expected.items.size();
    }
  }
  EXPECT_GT(items, 500U);
  std::cout << items << " items for any verb compared\n";
}

/// The answer for each subject as the Authorizer gives it, request by request. Groups are asked as
/// a member of this group alone; with expansion everybody has the groups that are implied.
TEST(RandomWhoCan, EqualsTheAuthorizerSubjectBySubject) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 5000; compared < wanted_queries() * 10 && !HasFailure(); ++seed) {
    World world(seed);
    const Authorizer authorizer(world.snapshot);
    const Membership membership(world.snapshot);
    const auto decide = [&](const naive::User& user, const naive::Request& request) {
      return in_words(*world.snapshot,
                      authorizer.grants({user.name, user.groups}, request_of(request)));
    };
    for (int i = 0; i < 10 && !HasFailure(); ++i) {
      const naive::Query query = random_query(world);
      for (const bool expand : {false, true}) {
        WhoCanOptions options;
        options.membership = &membership;
        options.expand_groups = expand;
        const naive::WhoCan own =
            in_plain_words(world, who_can(world.graph, query_of(*world.snapshot, query), options));
        for (const naive::Who& who : naive::subjects_of(world.second)) {
          if (who.kind == naive::Who::Kind::Nobody || who.name == "system:masters") continue;
          naive::User user = naive::alone(who);
          if (expand && who.kind == naive::Who::Kind::User) {
            user.groups = naive::implied_groups(user.name);
          }
          const naive::Access expected = naive::access_of(world.second, query, user, decide);
          const auto found = own.items.find(who);
          const naive::Access access = found == own.items.end() ? naive::Access() : found->second;
          EXPECT_TRUE(access == expected)
              << "seed " << seed << (expand ? " expanded " : " ") << describe(query) << "\n  '"
              << who.name << "' is " << describe(access) << "\n  should be " << describe(expected);
          ++compared;
        }
      }
    }
  }
  std::cout << compared << " subjects of random queries compared with the Authorizer\n";
}

/// Index and graph are equal: walking back from the rules that allow a request finds the evidence
/// that the Authorizer finds from the user's side.
TEST(RandomWhoCan, TheGraphsWalkFindsTheAuthorizersGrants) {
  std::size_t grants = 0;
  for (std::uint64_t seed = 9000; seed < 9060 && !HasFailure(); ++seed) {
    World world(seed);
    const Snapshot& snapshot = *world.snapshot;
    const Authorizer authorizer(world.snapshot);
    for (int i = 0; i < 40; ++i) {
      const naive::Request request = random_request(world.random, world.second).request;
      std::vector<RuleId> candidates =
          request.is_url ? world.graph->rules_with_urls()
                         : world.graph->rules_for_resource(request.resource, request.subresource);
      EXPECT_TRUE(std::ranges::is_sorted(candidates));
      const auto allows = [&](RuleId id) {
        return std::visit(
            [&](const auto& plain) {
              return rule_allows(snapshot.names(), snapshot.rule(id),
                                 resolve(snapshot.names(), plain));
            },
            request_of(request));
      };
      std::erase_if(candidates, [&](RuleId id) { return !allows(id); });
      std::map<naive::Who, std::set<naive::Grant>> walked;
      world.graph->walk_back(candidates, [&](SubjectId subject, const Grant& grant) {
        const Binding& binding = snapshot.binding(grant.binding);
        const bool in_scope = binding.kind == BindingKind::ClusterRoleBinding ||
                              (!request.is_url && snapshot.text(binding.ns) == request.ns);
        EXPECT_EQ(world.graph->subject_of(grant.binding, grant.subject), subject);
        if (in_scope) {
          const bool is_new = walked[who_of(world.graph->subject_ref(subject))]
                                  .insert(in_words(snapshot, {grant}).front())
                                  .second;
          EXPECT_TRUE(is_new) << "a grant was visited twice";
        }
      });
      for (const naive::Who& who : naive::subjects_of(world.second)) {
        if (who.kind == naive::Who::Kind::Nobody || who.name == "system:masters") continue;
        const naive::User user = naive::alone(who);
        const auto own =
            in_words(snapshot, authorizer.grants({user.name, user.groups}, request_of(request)));
        EXPECT_TRUE(walked[who] == std::set<naive::Grant>(own.begin(), own.end()))
            << "seed " << seed << ": " << test::describe(user, request);
        grants += own.size();
      }
    }
  }
  EXPECT_GT(grants, 1000U);
  std::cout << grants << " grants found from both sides\n";
}

/// Flat rows are in their order, and are the grants of the items and the dead ones.
TEST(RandomWhoCan, RowsAreTheItemsGrantsInOrder) {
  std::size_t rows = 0;
  for (std::uint64_t seed = 300; seed < 330 && !HasFailure(); ++seed) {
    World world(seed);
    for (std::size_t i = 0; i < kQueriesOfACluster && !HasFailure(); ++i) {
      const AccessQuery query = query_of(*world.snapshot, random_query(world));
      const AccessRows flat = access_rows(*world.graph, query);
      const Answer answer = who_can(world.graph, query);
      std::vector<std::pair<SubjectId, Grant>> expected;
      for (const AnswerItem& item : answer.items)
        for (const Grant& grant : item.grants) expected.emplace_back(item.subject_id, grant);
      EXPECT_TRUE(std::ranges::is_sorted(expected));
      EXPECT_TRUE(std::ranges::equal(flat.rows, expected, {}, [](const AccessRow& row) {
        return std::pair(row.subject, row.grant);
      }));
      EXPECT_TRUE(std::ranges::is_sorted(
          flat.dead, {}, [](const DeadRow& row) { return std::pair(row.subject, row.grant); }));
      EXPECT_EQ(flat.dead.size(), answer.dead.size());
      rows += expected.size();
    }
  }
  EXPECT_GT(rows, 1000U);
}

/// The lists that answers are read from are the graph's edges.
TEST(RandomWhoCan, StepsBackAreTheGraphsEdges) {
  using Step = std::pair<std::uint32_t, std::uint32_t>;  // the far end, the place
  std::size_t steps = 0;
  for (std::uint64_t seed = 500; seed < 530 && !HasFailure(); ++seed) {
    const World world(seed);
    const AccessGraph& graph = *world.graph;
    const Snapshot& snapshot = *world.snapshot;
    const auto edges_to = [&](NodeKind kind, std::size_t id, NodeKind from) {
      std::vector<Step> found;
      for (const Edge& edge : graph.edges_to(graph.node_id({kind, static_cast<std::uint32_t>(id)})))
        if (graph.node(edge.from).kind == from)
          found.emplace_back(graph.node(edge.from).id, edge.place);
      steps += found.size();
      return found;
    };
    for (std::size_t id = 0; id < snapshot.distinct_rules().size(); ++id) {
      std::vector<Step> listed;
      for (const auto [role, rule] : graph.places_of(make_id<RuleId>(id)))
        listed.emplace_back(static_cast<std::uint32_t>(role), rule);
      EXPECT_EQ(listed, edges_to(NodeKind::Rule, id, NodeKind::Role));
    }
    for (std::size_t id = 0; id < snapshot.roles().size(); ++id) {
      std::vector<Step> listed;
      for (const auto& [binding, scope] : graph.bindings_of(make_id<RoleId>(id))) {
        EXPECT_EQ(scope.kind, snapshot.binding(binding).kind);
        EXPECT_EQ(scope.ns, snapshot.binding(binding).ns);
        listed.emplace_back(static_cast<std::uint32_t>(binding), 0);
      }
      EXPECT_EQ(listed, edges_to(NodeKind::Role, id, NodeKind::Binding));
    }
    for (std::size_t id = 0; id < snapshot.bindings().size(); ++id) {
      const auto subjects = graph.subjects_of(make_id<BindingId>(id));
      EXPECT_EQ(subjects.size(), snapshot.binding(make_id<BindingId>(id)).subjects.size());
      std::vector<Step> listed;
      for (std::uint32_t at = 0; at < subjects.size(); ++at)
        if (subjects[at] != kNoId<SubjectId>)
          listed.emplace_back(static_cast<std::uint32_t>(subjects[at]), at);
      std::ranges::sort(listed);
      EXPECT_EQ(listed, edges_to(NodeKind::Binding, id, NodeKind::Subject));
    }
  }
  EXPECT_GT(steps, 1000U);
}

}  // namespace
}  // namespace rbacgraph::test
