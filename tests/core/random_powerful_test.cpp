// Random clusters: who holds powerful permissions, against the second evaluator asked for every
// request of the table; and a subject's held rules against its grants.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/rules.h"
#include "rbacgraph/analysis/who_can.h"
#include "support/random_world.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

constexpr std::uint64_t kClusters = 24;

using Held = std::set<std::pair<naive::Who, naive::Grant>>;

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> pieces;
  for (;;) {
    const std::size_t blank = words.find(' ');
    pieces.emplace_back(words.substr(0, blank));
    if (blank == std::string_view::npos) return pieces;
    words.remove_prefix(blank + 1);
  }
}

/// Gives most rules words of the table: a row's own, or those of several rows mixed.
void add_powerful_words(Random& random, nlohmann::json& objects) {
  const auto requests = [&] {
    const PowerfulPermission& row = random.pick(powerful_permissions());
    return random.pick(row.requests);
  };
  for (nlohmann::json& object : objects) {
    if (!object.contains("rules") || !object["rules"].is_array()) continue;
    for (nlohmann::json& rule : object["rules"]) {
      if (random.one_in(4)) continue;
      const PowerRequests words = requests();
      const PowerRequests others = random.one_in(3) ? requests() : words;
      rule["verbs"] = {random.pick(split(words.verbs)), random.pick(split(others.verbs))};
      rule["resources"] = {random.pick(split(words.resources)),
                           random.pick(split(others.resources))};
      rule["apiGroups"] = {words.group == kAnyPowerGroup ? "apps" : words.group};
      if (random.one_in(4)) rule["apiGroups"].push_back(random.one_in(3) ? "*" : others.group);
    }
  }
}

bool counts(const PowerfulPermission& row, const naive::Grant& grant) {
  const bool everywhere = grant.binding_kind == "ClusterRoleBinding";
  return row.counts == PowerScope::Anywhere ||
         everywhere == (row.counts == PowerScope::ClusterWide);
}

/// Whoever can do one of the row's requests, asked for one by one.
Held expected_of(const World& world, const PowerfulPermission& row) {
  Held held;
  for (const PowerRequests& requests : row.requests) {
    for (const std::string& verb : split(requests.verbs)) {
      for (const std::string& words : split(requests.resources)) {
        const std::size_t slash = words.find('/');
        naive::Query query;
        query.verb = verb;
        query.group = requests.group;
        query.resource = words.substr(0, slash);
        if (slash != std::string::npos) query.subresource = words.substr(slash + 1);
        for (const auto& [who, access] : naive::who_can(world.second, query).items) {
          for (const naive::Grant& grant : access.grants)
            if (counts(row, grant)) held.emplace(who, grant);
        }
      }
    }
  }
  return held;
}

bool has_star(const naive::Strings& words) {
  return std::find(words.begin(), words.end(), "*") != words.end();
}

/// Every verb on every resource of any group: by the words of the rules alone.
Held expected_of_whole_groups(const World& world) {
  Held held;
  for (const naive::Binding& binding : world.second.bindings()) {
    const naive::Role* role = world.second.role_of(binding);
    if (role == nullptr) continue;
    for (std::size_t rule = 0; rule < role->rules.size(); ++rule) {
      const naive::Rule& words = role->rules[rule];
      if (!has_star(words.verbs) || !has_star(words.resources) || words.api_groups.empty())
        continue;
      for (std::size_t at = 0; at < binding.subjects.size(); ++at) {
        const auto who = naive::who_is(binding.subjects[at], binding.ns);
        if (!who || who->kind == naive::Who::Kind::Nobody) continue;
        held.emplace(*who, naive::first_spelled_alike(
                               world.second, {binding.kind, binding.ns, binding.name, rule, at}));
      }
    }
  }
  return held;
}

naive::Who who_of(const SubjectRef& subject) {
  using Kind = naive::Who::Kind;
  if (subject.kind == SubjectKind::Group) return {Kind::Group, subject.name};
  if (subject.kind == SubjectKind::User) return {Kind::User, subject.name};
  return {Kind::User, "system:serviceaccount:" + subject.ns + ":" + subject.name};
}

Answer holders(const World& world) {
  AccessQuery query;
  query.any_verb = query.any_resource = query.powerful = true;
  WhoCanOptions options;
  options.powerful = std::make_shared<const PowerfulRules>(world.snapshot);
  return who_can(world.graph, query, options);
}

Held own_of(const World& world, const Answer& answer, std::size_t row) {
  Held held;
  for (const AnswerItem& item : answer.items) {
    for (const Grant& grant : item.grants) {
      if (!answer.powerful->of(*world.snapshot, grant).all().contains(row)) continue;
      held.emplace(who_of(item.subject), *grants_of(world, {grant}).begin());
    }
  }
  return held;
}

std::string describe(const Held& held) {
  std::string lines;
  for (const auto& [who, grant] : held) {
    lines += "\n  '" + who.name + "' " + grant.binding_kind + " " + grant.binding_ns + "/" +
             grant.binding_name + " rule " + std::to_string(grant.rule);
  }
  return lines;
}

TEST(RandomPowerful, HoldersAreThoseWhoCanMakeOneOfTheRequests) {
  std::map<std::string_view, std::size_t> seen;
  for (std::uint64_t seed = 1; seed <= kClusters; ++seed) {
    const World world(seed, add_powerful_words);
    const Answer answer = holders(world);
    for (std::size_t row = 0; row < powerful_permissions().size(); ++row) {
      const PowerfulPermission& permission = powerful_permissions()[row];
      const Held expected = permission.requests.front().group == kAnyPowerGroup
                                ? expected_of_whole_groups(world)
                                : expected_of(world, permission);
      const Held own = own_of(world, answer, row);
      EXPECT_TRUE(own == expected) << "seed " << seed << ' ' << permission.name << describe(own)
                                   << "\nshould be" << describe(expected);
      seen[permission.name] += own.size();
    }
  }
  for (const auto& [name, count] : seen) EXPECT_GT(count, 0U) << name << " was never seen";
}

using ByScope = std::map<Name, Powers>;

TEST(RandomPowerful, HeldRulesComeToWhatTheGrantsGive) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 100; seed < 100 + kClusters; ++seed) {
    const World world(seed, add_powerful_words);
    const Authorizer authorizer(world.snapshot);
    for (const AnswerItem& item : holders(world).items) {
      ByScope by_grants;
      const PowerfulRules powerful(world.snapshot);
      for (const Grant& grant : item.grants)
        by_grants[world.snapshot->binding(grant.binding).ns] |= powerful.of(*world.snapshot, grant);
      const naive::Who who = who_of(item.subject);
      const naive::User user = naive::alone(who);
      RulesFilter filter;
      filter.powerful = true;
      ByScope by_rules;
      for (const HeldRule& rule : rules_of(world.graph, authorizer, item.subject,
                                           {user.name, user.groups}, std::move(filter))
                                      .items)
        by_rules[rule.ns] |= rule.powers;
      EXPECT_TRUE(by_rules == by_grants) << "seed " << seed << ' ' << who.name;
      ++compared;
    }
  }
  EXPECT_GT(compared, 100U);
}

}  // namespace
}  // namespace rbacgraph::test
