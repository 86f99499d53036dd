// What diff tells, example by example; that it is right is tested on random clusters
// (random_diff_test.cpp).
#include "rbacgraph/analysis/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diff_of_policies.h"
#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::diff_of;
using test::Labels;
using test::Policy;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string join(const Diff& diff, const std::vector<Name>& words) {
  std::string text;
  for (const Name word : words) {
    const std::string_view name = diff.names().text(word);
    text += (text.empty() ? "" : ",") + (name.empty() ? std::string("\"\"") : std::string(name));
  }
  return text;
}

std::string rule_text(const Diff& diff, const RuleWords& rule) {
  std::string text = join(diff, rule.verbs);
  if (!rule.resources.empty())
    text += " " + join(diff, rule.api_groups) + ":" + join(diff, rule.resources);
  if (!rule.resource_names.empty()) text += " named " + join(diff, rule.resource_names);
  if (!rule.non_resource_urls.empty()) text += " " + join(diff, rule.non_resource_urls);
  return text;
}

std::string scope_text(const Diff& diff, const AccessScope& scope) {
  return scope.cluster_wide ? "everywhere" : "in " + join(diff, scope.namespaces);
}

/// "+ user:mia everywhere get,list "":pods but get "":pods in shop [dead] <- added 0 | removed 1"
std::vector<std::string> access_of(const Diff& diff) {
  std::vector<std::string> lines;
  for (const AccessChange& entry : diff.access) {
    const char* kind = entry.subject.kind == SubjectKind::Group  ? "group:"
                       : entry.subject.kind == SubjectKind::User ? "user:"
                                                                 : "sa:";
    std::string line = std::string(entry.gained ? "+ " : "- ") + kind +
                       (entry.subject.ns.empty() ? "" : entry.subject.ns + "/") +
                       entry.subject.name + " " + scope_text(diff, entry.scope) + " " +
                       rule_text(diff, entry.rule);
    for (const AccessException& each : entry.except) {
      line += " but " + rule_text(diff, each.rule);
      if (each.scope) line += " " + scope_text(diff, *each.scope);
      if (!each.told_in.empty()) line += " [told apart]";
    }
    if (entry.dead) line += " [dead]";
    if (entry.dead_part) line += " [dead part]";
    const char* separator = " <- ";
    for (const auto& set : entry.undo) {
      line += separator;
      separator = " | ";
      for (std::size_t at = 0; at < set.size(); ++at) {
        const ObjectChange& change = diff.objects[entry.causes[set[at]]];
        line += (at == 0 ? "" : " and ") + std::string(to_string(change.kind)) + " " +
                change.object.name;
      }
    }
    lines.push_back(line);
  }
  return lines;
}

std::string value_text(const Diff& diff, const FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* rule = std::get_if<RuleWords>(&value)) return "{" + rule_text(diff, *rule) + "}";
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    std::string text;
    for (const std::string& each : *list) text += (text.empty() ? "" : ",") + each;
    return "[" + text + "]";
  }
  return "-";
}

std::vector<std::string> objects_of(const Diff& diff) {
  std::vector<std::string> lines;
  for (const ObjectChange& each : diff.objects) {
    std::string line = std::string(to_string(each.kind)) + " " + each.object.kind + " " +
                       (each.object.ns.empty() ? "" : each.object.ns + "/") + each.object.name;
    for (const FieldChange& field : each.fields)
      line +=
          " " + field.path + " " + value_text(diff, field.a) + " -> " + value_text(diff, field.b);
    lines.push_back(line);
  }
  return lines;
}

TEST(Diff, OfFortyNamespacesReplacedByAllIsAWidening) {
  const auto in_each = [](Policy& p) {
    for (const char* ns : {"a", "b", "c"}) {
      p.role(std::string(ns) + "/reader", {{.verbs = "get,list", .resources = "pods"}});
      p.role_binding(std::string(ns) + "/readers", "Role/reader", {"user:mia"});
    }
  };
  const auto everywhere = [](Policy& p) {
    p.cluster_role("reader", {{.verbs = "get,list", .resources = "pods"}});
    p.cluster_role_binding("readers", "ClusterRole/reader", {"user:mia"});
  };
  EXPECT_THAT(access_of(diff_of(in_each, everywhere)),
              ElementsAre("+ user:mia everywhere get,list \"\":pods but get,list \"\":pods in "
                          "a,b,c <- added reader | added readers"));
  EXPECT_THAT(access_of(diff_of(everywhere, in_each)),
              ElementsAre("- user:mia everywhere get,list \"\":pods but get,list \"\":pods in "
                          "a,b,c <- removed reader and removed readers"));
}

TEST(Diff, OfStarsSaysWhatIsLeft) {
  const auto policy = [](const char* verbs) {
    return [verbs](Policy& p) {
      p.role("shop/boss", {{.verbs = verbs, .resources = "pods,secrets"}});
      p.role_binding("shop/boss", "Role/boss", {"user:mia", "group:ops"});
    };
  };
  EXPECT_THAT(access_of(diff_of(policy("*"), policy("get,list"))),
              ElementsAre("- group:ops in shop * \"\":pods,secrets but get,list "
                          "\"\":pods,secrets <- changed boss",
                          "- user:mia in shop * \"\":pods,secrets but get,list "
                          "\"\":pods,secrets <- changed boss"));
  EXPECT_THAT(access_of(diff_of(policy("get,list"), policy("get,watch"))),
              ElementsAre("+ group:ops in shop watch \"\":pods,secrets <- changed boss",
                          "+ user:mia in shop watch \"\":pods,secrets <- changed boss",
                          "- group:ops in shop list \"\":pods,secrets <- changed boss",
                          "- user:mia in shop list \"\":pods,secrets <- changed boss"));
}

TEST(Diff, TakesAWholeRuleApartWhereAPartWasHeld) {
  const auto a = [](Policy& p) {
    p.role("shop/some",
           {{.verbs = "get", .resources = "pods"}, {.verbs = "get", .resources = "*/log"}});
    p.role_binding("shop/b", "Role/some", {"user:mia"});
  };
  const auto b = [](Policy& p) {
    p.role("shop/some", {{.verbs = "get,list", .resources = "pods,pods/log,secrets"},
                         {.verbs = "get", .resources = "*/log"}});
    p.role_binding("shop/b", "Role/some", {"user:mia"});
  };
  EXPECT_THAT(
      access_of(diff_of(a, b)),
      testing::UnorderedElementsAre("+ user:mia in shop get,list \"\":secrets <- changed some",
                                    "+ user:mia in shop list \"\":pods,pods/log <- changed some"));
}

TEST(Diff, FindsTheSetsOfCausesThatHaveToBeUndoneTogether) {
  // Two new ways to one thing, and a third by a rule that was added to an old role.
  const auto a = [](Policy& p) {
    p.cluster_role("old", {{.verbs = "get", .resources = "pods"}});
    p.role_binding("shop/old", "ClusterRole/old", {"user:mia"});
  };
  const auto b = [](Policy& p) {
    p.cluster_role("old", {{.verbs = "get", .resources = "pods,secrets"}});
    p.cluster_role("new", {{.verbs = "get", .resources = "secrets"}});
    p.role_binding("shop/old", "ClusterRole/old", {"user:mia"});
    p.role_binding("shop/new", "ClusterRole/new", {"user:mia"});
    p.cluster_role_binding("all", "ClusterRole/new", {"user:mia"});
  };
  EXPECT_THAT(access_of(diff_of(a, b)),
              ElementsAre("+ user:mia everywhere get \"\":secrets but get \"\":secrets in shop "
                          "[told apart] <- added new | added all",
                          "+ user:mia in shop get \"\":secrets <- added new and changed old | "
                          "added all and added new and changed old"));
}

/// How many causes, how many of them each set has to undo, and "more" where there are other sets.
std::string undo_of(const Diff& diff) {
  if (diff.access.size() != 1) return std::to_string(diff.access.size()) + " entries";
  const AccessChange& entry = diff.access.front();
  std::string text = std::to_string(entry.causes.size()) + " causes:";
  for (const auto& set : entry.undo) text += " " + std::to_string(set.size());
  return text + (entry.more_undo ? " more" : "");
}

/// "r00", "r01"…
std::string numbered(const char* name, int at) {
  return std::string(name) + (at < 10 ? "0" : "") + std::to_string(at);
}

TEST(Diff, OfManyWaysEachIsACause) {
  const auto nothing = [](Policy&) {};
  const auto ways = [](int count, bool own_roles) {
    return [=](Policy& p) {
      if (!own_roles) p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
      for (int at = 0; at < count; ++at) {
        const std::string role = own_roles ? numbered("r", at) : "r";
        if (own_roles) p.cluster_role(role, {{.verbs = "get", .resources = "pods"}});
        p.cluster_role_binding(numbered("b", at), "ClusterRole/" + role, {"user:mia"});
      }
    };
  };
  // Either object of each way has to go: 2^13 sets of 13.
  EXPECT_EQ(undo_of(diff_of(nothing, ways(13, true))), "26 causes: 13 13 13 13 13 13 13 13 more");
  EXPECT_EQ(undo_of(diff_of(nothing, ways(3, true))), "6 causes: 3 3 3 3 3 3 3 3");
  // Without the role there is none.
  EXPECT_EQ(undo_of(diff_of(nothing, ways(40, false))), "41 causes: 1 40");
  // Any of them brings it back.
  EXPECT_EQ(undo_of(diff_of(
                ways(8, false),
                [](Policy& p) { p.cluster_role("r", {{.verbs = "get", .resources = "pods"}}); })),
            "8 causes: 1 1 1 1 1 1 1 1");
  EXPECT_EQ(undo_of(diff_of(
                ways(13, false),
                [](Policy& p) { p.cluster_role("r", {{.verbs = "get", .resources = "pods"}}); })),
            "13 causes: 1 1 1 1 1 1 1 1 more");
  // So many that not all can be tried: there is one set all the same, and every cause.
  EXPECT_EQ(undo_of(diff_of(nothing, ways(900, true))).substr(0, 16), "1800 causes: 900");
}

TEST(Diff, WaysThatShareObjectsAreUndoneBySmallSetsFirst) {
  // Each of six roles is bound five times: the roles are the smallest set, and any of them may be
  // left for its five bindings.
  const auto many = [](Policy& p) {
    for (int role = 0; role < 6; ++role) {
      p.cluster_role(numbered("r", role), {{.verbs = "get", .resources = "pods"}});
      for (int at = 0; at < 5; ++at)
        p.cluster_role_binding(numbered("b", (role * 5) + at), "ClusterRole/" + numbered("r", role),
                               {"user:mia"});
    }
  };
  EXPECT_EQ(undo_of(diff_of([](Policy&) {}, many)), "36 causes: 6 10 10 10 10 10 10 14 more");
}

TEST(Diff, EntriesAreApartWhereOneHasACauseMore) {
  // Fourteen bindings lost; the fourteenth gave less. The first eight sets are the same ones.
  const auto bound = [](Policy& p) {
    p.cluster_role("all", {{.verbs = "get,list", .resources = "pods"}});
    p.cluster_role("some", {{.verbs = "get", .resources = "pods"}});
    for (int at = 0; at < 13; ++at)
      p.cluster_role_binding(numbered("b", at), "ClusterRole/all", {"user:mia"});
    p.cluster_role_binding("c", "ClusterRole/some", {"user:mia"});
  };
  const Diff lost = diff_of(bound, [](Policy& p) {
    p.cluster_role("all", {{.verbs = "get,list", .resources = "pods"}});
    p.cluster_role("some", {{.verbs = "get", .resources = "pods"}});
  });
  ASSERT_THAT(lost.access, SizeIs(2));
  EXPECT_EQ(lost.access[0].rule.verbs.size(), 1U);
  EXPECT_THAT((std::vector{lost.access[0].causes.size(), lost.access[1].causes.size()}),
              testing::UnorderedElementsAre(13, 14));
}

TEST(Diff, OfAnAggregatedRoleEachContributorIsACause) {
  const auto contributors = [](int count, bool hand_on) {
    return [=](Policy& p) {
      const auto selected = [](const char* label) { return std::vector<Labels>{{{label, "1"}}}; };
      p.aggregated_role("sum", selected("sum"));
      if (hand_on) p.aggregated_role("middle", selected("middle"), {{"sum", "1"}});
      p.cluster_role_binding("b", "ClusterRole/sum", {"user:mia"});
      for (int at = 0; at < count; ++at)
        p.cluster_role(numbered("c", at), {{.verbs = "get", .resources = "pods"}},
                       {{hand_on && at % 2 == 0 ? "middle" : "sum", "1"}});
    };
  };
  EXPECT_EQ(undo_of(diff_of(contributors(0, false), contributors(13, false))), "13 causes: 13");
  EXPECT_EQ(undo_of(diff_of(contributors(13, false), contributors(0, false))),
            "13 causes: 1 1 1 1 1 1 1 1 more");
  // Seven come by an aggregated role that is new as well.
  EXPECT_EQ(undo_of(diff_of(contributors(0, false), contributors(13, true))), "14 causes: 7 13");
}

TEST(Diff, ExceptionsGoWithTheNamespacesThatAreUnited) {
  // In n1 and in n2 there are other causes than elsewhere, and in each mia could already create
  // pods.batch.
  const auto a = [](Policy& p) {
    p.cluster_role("some", {{.verbs = "*", .groups = "*", .resources = "pods"}});
    p.cluster_role_binding("some", "ClusterRole/some", {"user:mia"});
    p.role_binding("n1/b", "ClusterRole/all", {"user:mia"});
    p.role_binding("n2/b", "ClusterRole/all", {"user:mia"});
  };
  const auto b = [](Policy& p) {
    p.cluster_role("all", {{.verbs = "create", .groups = "batch", .resources = "*"}});
    p.cluster_role_binding("all", "ClusterRole/all", {"user:mia"});
    p.role_binding("n1/b", "ClusterRole/all", {"user:mia"});
    p.role_binding("n2/b", "ClusterRole/all", {"user:mia"});
  };
  std::vector<std::string> gained;
  for (const std::string& line : access_of(diff_of(a, b)))
    if (line.starts_with('+')) gained.push_back(line);
  EXPECT_THAT(gained, testing::UnorderedElementsAre(
                          "+ user:mia everywhere create batch:* but create batch:pods but create "
                          "batch:* in n1,n2 [told apart] <- added all | added all",
                          "+ user:mia in n1,n2 create batch:* but create batch:pods <- added all"));
}

TEST(Diff, PowerfulIsWhatOneHadNot) {
  const auto policy = [](const char* verbs) {
    return [verbs](Policy& p) {
      p.cluster_role("reader", {{.verbs = verbs, .resources = "secrets"}});
      p.cluster_role_binding("readers", "ClusterRole/reader", {"user:mia"});
    };
  };
  const Diff watched = diff_of(policy("get,list"), policy("get,list,watch"));
  ASSERT_THAT(watched.access, SizeIs(1));
  EXPECT_TRUE(watched.access[0].powers.empty());
  const Diff read = diff_of(policy("delete"), policy("delete,list"));
  ASSERT_THAT(read.access, SizeIs(1));
  EXPECT_FALSE(read.access[0].powers.empty());
}

TEST(Diff, KnowsWhatTheGroupsOfEveryAccountGive) {
  const auto policy = [](bool own, bool in_group) {
    return [=](Policy& p) {
      p.cluster_role("reader", {{.verbs = "get", .resources = "pods"}});
      if (own) p.role_binding("ci/own", "ClusterRole/reader", {"sa:ci/run"});
      if (in_group)
        p.role_binding("ci/all", "ClusterRole/reader", {"group:system:serviceaccounts:ci"});
    };
  };
  const Diff lost = diff_of(policy(true, true), policy(false, true));
  ASSERT_THAT(lost.access, SizeIs(1));
  EXPECT_THAT(lost.access[0].already_through,
              ElementsAre(SubjectRef{SubjectKind::Group, "", "system:serviceaccounts:ci"}));
  EXPECT_THAT(diff_of(policy(true, false), policy(false, false)).access[0].already_through,
              IsEmpty());
}

TEST(Diff, TellsDeadGrantsApart) {
  const auto policy = [](bool bound, bool everywhere) {
    return [=](Policy& p) {
      p.cluster_role("nodes", {{.verbs = "get", .resources = "nodes,pods"}});
      if (bound) p.role_binding("shop/nodes", "ClusterRole/nodes", {"user:mia"});
      if (everywhere) p.cluster_role_binding("nodes", "ClusterRole/nodes", {"user:mia"});
    };
  };
  EXPECT_THAT(access_of(diff_of(policy(false, false), policy(true, false))),
              ElementsAre("+ user:mia in shop get \"\":pods <- added nodes",
                          "+ user:mia in shop get \"\":nodes [dead] <- added nodes"));
  // It comes alive: she had it for requests with a namespace, which no real one has.
  EXPECT_THAT(access_of(diff_of(policy(true, false), policy(true, true))),
              ElementsAre("+ user:mia everywhere get \"\":nodes,pods but get \"\":nodes,pods in "
                          "shop <- added nodes"));
}

TEST(Diff, KnowsWhatIsPowerfulOfIt) {
  const auto policy = [](const char* verbs) {
    return [verbs](Policy& p) {
      p.role("shop/r", {{.verbs = verbs, .resources = "secrets"}});
      p.role_binding("shop/r", "Role/r", {"user:mia"});
    };
  };
  const auto powers = [](const Diff& diff) {
    std::vector<std::string> names;
    for (const std::size_t row : diff.access.at(0).powers.all().rows())
      names.emplace_back(powerful_permissions()[row].name);
    return names;
  };
  EXPECT_THAT(powers(diff_of(policy("create"), policy("create,get"))), ElementsAre("read-secrets"));
  EXPECT_THAT(powers(diff_of(policy("create"), policy("create,delete"))), IsEmpty());
  // Reading she could before, whatever else the star adds.
  EXPECT_THAT(powers(diff_of(policy("get,list,watch"), policy("*"))), IsEmpty());
  EXPECT_THAT(powers(diff_of(policy("get"), policy("*"))), IsEmpty());
  EXPECT_THAT(powers(diff_of(policy("create"), policy("*"))), ElementsAre("read-secrets"));
}

TEST(Diff, OfObjectsTellsFieldsAndNoNoise) {
  const auto a = [](Policy& p) {
    p.cluster_role(
        "r", {{.verbs = "get,list", .resources = "pods"}, {.verbs = "get", .urls = "/x"}},
        {{"helm.sh/chart", "x-1"}, {"rbac.authorization.k8s.io/aggregate-to-view", "true"}});
    p.role_binding("shop/b", "Role/r", {"user:mia", "sa:ci"});
    p.role_binding("shop/gone", "Role/r", {"user:mia"});
    p.service_account("shop/ci");
  };
  const auto b = [](Policy& p) {
    p.cluster_role(
        "r",
        {{.verbs = "get", .urls = "/x"},
         {.verbs = "list,get", .resources = "pods"},
         {.verbs = "list,get", .resources = "pods"}},
        {{"helm.sh/chart", "x-2"}, {"rbac.authorization.k8s.io/aggregate-to-view", "true"}});
    p.role_binding("shop/b", "ClusterRole/r", {"sa:shop/ci", "user:mia", "user:mia", "group:ops"});
    p.role_binding("shop/new", "Role/r", {"user:mia"});
    p.service_account("shop/ci");
  };
  EXPECT_THAT(objects_of(diff_of(a, b)),
              ElementsAre("removed RoleBinding shop/gone", "added RoleBinding shop/new",
                          "changed RoleBinding shop/b roleRef.kind Role -> ClusterRole subjects - "
                          "-> [group:ops]"));
  const auto c = [](Policy& p) {
    p.cluster_role(
        "r", {{.verbs = "get,list,watch", .resources = "pods"}, {.verbs = "get", .urls = "/y*"}},
        {{"rbac.authorization.k8s.io/aggregate-to-edit", "true"}});
  };
  EXPECT_THAT(objects_of(diff_of(a, c)).back(),
              "changed ClusterRole r "
              "metadata.labels[rbac.authorization.k8s.io/aggregate-to-edit] - -> true "
              "metadata.labels[rbac.authorization.k8s.io/aggregate-to-view] true -> - "
              "rules[0].verbs [get,list] -> [get,list,watch] "
              "rules[1].nonResourceURLs [/x] -> [/y*]");
}

TEST(Diff, KnowsWhatIsRenamedAlone) {
  const auto policy = [](const char* role, const char* binding, const char* verbs) {
    return [=](Policy& p) {
      p.role(std::string("shop/") + role,
             {{.verbs = verbs, .resources = "pods"}, {.verbs = "get", .resources = "secrets"}});
      p.role_binding(std::string("shop/") + binding, std::string("Role/") + role,
                     {"user:mia", "sa:ci"});
    };
  };
  const auto names_only = [](const Diff& diff) {
    std::vector<std::string> lines;
    for (const ObjectChange& each : diff.objects)
      lines.push_back(std::string(to_string(each.kind)) + " " + each.object.name +
                      (each.only_names ? " in name only" : "") +
                      (each.same_as ? ", is " + diff.objects[*each.same_as].object.name : ""));
    return lines;
  };
  EXPECT_THAT(names_only(diff_of(policy("old", "b", "get,list"), policy("new", "b", "list,get"))),
              ElementsAre("removed old in name only, is new", "added new in name only, is old",
                          "changed b in name only"));
  EXPECT_THAT(names_only(diff_of(policy("r", "old", "get"), policy("r", "new", "get"))),
              ElementsAre("removed old in name only, is new", "added new in name only, is old"));
  EXPECT_THAT(names_only(diff_of(policy("old", "b", "get"), policy("new", "b", "list"))),
              ElementsAre("removed old", "added new", "changed b"));
}

TEST(Diff, GivesTheGrantsOfAnEntry) {
  const Diff found = diff_of([](Policy&) {},
                             [](Policy& p) {
                               p.cluster_role("r", {{.verbs = "list", .resources = "nodes"},
                                                    {.verbs = "get", .resources = "pods"}});
                               p.role_binding("shop/b", "ClusterRole/r", {"group:x", "user:mia"});
                             });
  ASSERT_THAT(found.access, SizeIs(4));
  const AccessChange& pods = found.access[1];
  EXPECT_EQ(pods.subject.name, "mia");
  ASSERT_THAT(pods.grants, SizeIs(1));
  EXPECT_EQ(pods.grants[0].rule, 1U);
  EXPECT_EQ(pods.grants[0].subject, 1U);
  EXPECT_EQ(pods.grant_count, 1U);
}

TEST(Diff, GivesNoGrantsOfOtherNamespaces) {
  const Diff found = diff_of([](Policy&) {},
                             [](Policy& p) {
                               p.cluster_role("r", {{.verbs = "get", .resources = "pods"}});
                               p.role_binding("shop/b", "ClusterRole/r", {"user:mia"});
                               p.role_binding("stage/b", "ClusterRole/r", {"user:mia"});
                             });
  ASSERT_THAT(found.access, SizeIs(2));
  for (const AccessChange& entry : found.access) {
    ASSERT_THAT(entry.grants, SizeIs(1));
    EXPECT_EQ(found.b->binding(entry.grants[0].binding).ns, entry.scope.namespaces.at(0));
  }
}

TEST(Diff, IsAboutNobodyWhoPassesAnyway) {
  const Diff found = diff_of([](Policy&) {},
                             [](Policy& p) {
                               p.cluster_role("r", {{.verbs = "*", .resources = "pods"}});
                               p.cluster_role_binding("b", "ClusterRole/r",
                                                      {"group:system:masters", "sa:nowhere"});
                             });
  EXPECT_THAT(found.access, IsEmpty());
  EXPECT_THAT(found.objects, SizeIs(2));
}

}  // namespace
}  // namespace rbacgraph
