#include "rbacgraph/authz/rule_coverage.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/paths.h"

namespace rbacgraph {
namespace {

using Json = nlohmann::json;

NameList list(NamePool& names, const Json& rule, const char* member) {
  std::vector<Name> words;
  if (rule.contains(member))
    for (const Json& word : rule.at(member))
      words.push_back(names.intern(word.get_ref<const std::string&>()));
  return names.intern_list(words);
}

std::vector<PolicyRule> rules(NamePool& names, const Json& array) {
  std::vector<PolicyRule> parsed;
  for (const Json& rule : array) {
    parsed.push_back({list(names, rule, "verbs"), list(names, rule, "apiGroups"),
                      list(names, rule, "resources"), list(names, rule, "resourceNames"),
                      list(names, rule, "nonResourceURLs")});
  }
  return parsed;
}

std::string words(const NamePool& names, const std::vector<PolicyRule>& all) {
  std::string text;
  for (const PolicyRule& rule : all) {
    for (const NameList part : {rule.verbs, rule.api_groups, rule.resources, rule.resource_names,
                                rule.non_resource_urls}) {
      for (const Name name : names.list(part))
        text.append("\"").append(names.text(name)).append("\"");
      text += "|";
    }
    text += "\n";
  }
  return text;
}

void check(const Json& one, const char* owner, const char* servant) {
  SCOPED_TRACE(one.at("id").get<std::string>());
  NamePool names;
  const auto owners = rules(names, one.at(owner));
  const auto servants = rules(names, one.at(servant));
  const auto expected = rules(names, one.at("uncovered"));
  const auto found = uncovered(names, owners, servants);
  EXPECT_EQ(words(names, found), words(names, expected));
  EXPECT_EQ(found.empty(), one.at("covered").get<bool>());
}

Json parse(const char* file) {
  std::ifstream in(test::test_data(file));
  return Json::parse(in);
}

TEST(RuleCoverage, IsThatOfTheRecordedCases) {
  const Json cases = parse("cases/covers.json");
  for (const Json& one : cases) check(one, "owner", "servant");
  EXPECT_EQ(cases.size(), 30u);
}

TEST(RuleCoverage, IsThatOfUpstreamsTests) {
  const Json cases = parse("cases/upstream_more.json").at("covers");
  for (const Json& one : cases) check(one, "ownerRules", "servantRules");
  EXPECT_EQ(cases.size(), 23u);
}

Json rule(const char* text) { return Json::parse(text); }

std::string left(const Json& owners, const Json& servants) {
  NamePool names;
  const auto owner_rules = rules(names, owners);
  const auto servant_rules = rules(names, servants);
  return words(names, uncovered(names, owner_rules, servant_rules));
}

TEST(RuleCoverage, ListsAtomsInTheServersOrder) {
  EXPECT_EQ(left(Json::array(), rule(R"([{"verbs":["get","list"],"apiGroups":["a","b"],
                                          "resources":["x"],"resourceNames":["n","m"],
                                          "nonResourceURLs":["/u"]}])")),
            "\"get\"|\"a\"|\"x\"|\"n\"||\n\"get\"|\"a\"|\"x\"|\"m\"||\n"
            "\"list\"|\"a\"|\"x\"|\"n\"||\n\"list\"|\"a\"|\"x\"|\"m\"||\n"
            "\"get\"|\"b\"|\"x\"|\"n\"||\n\"get\"|\"b\"|\"x\"|\"m\"||\n"
            "\"list\"|\"b\"|\"x\"|\"n\"||\n\"list\"|\"b\"|\"x\"|\"m\"||\n"
            "\"get\"||||\"/u\"|\n\"list\"||||\"/u\"|\n");
}

TEST(RuleCoverage, UrlsOfARuleWithNamesCoverNothing) {
  EXPECT_NE(left(rule(R"([{"verbs":["*"],"nonResourceURLs":["*"],"resourceNames":["n"]}])"),
                 rule(R"([{"verbs":["get"],"nonResourceURLs":["/u"]}])")),
            "");
}

TEST(RuleCoverage, OneOwnerMustCoverAnAtomAlone) {
  EXPECT_NE(left(rule(R"([{"verbs":["get"],"apiGroups":[""],"resources":["pods"]},
                          {"verbs":["list"],"apiGroups":[""],"resources":["secrets"]}])"),
                 rule(R"([{"verbs":["get"],"apiGroups":[""],"resources":["secrets"]}])")),
            "");
}

TEST(RuleCoverage, StripsEveryTrailingStarOfAUrl) {
  EXPECT_EQ(left(rule(R"([{"verbs":["get"],"nonResourceURLs":["/a**"]}])"),
                 rule(R"([{"verbs":["get"],"nonResourceURLs":["/ab","/a"]}])")),
            "");
  EXPECT_EQ(left(rule(R"([{"verbs":["get"],"nonResourceURLs":["**"]}])"),
                 rule(R"([{"verbs":["get"],"nonResourceURLs":["/x",""]}])")),
            "");
}

TEST(RuleCoverage, APatternWithoutSlashIsNoSubresourcePattern) {
  EXPECT_NE(left(rule(R"([{"verbs":["get"],"apiGroups":[""],"resources":["*log"]}])"),
                 rule(R"([{"verbs":["get"],"apiGroups":[""],"resources":["pods/log"]}])")),
            "");
  EXPECT_NE(left(rule(R"([{"verbs":["get"],"apiGroups":[""],"resources":["x/log"]}])"),
                 rule(R"([{"verbs":["get"],"apiGroups":[""],"resources":["pods/log"]}])")),
            "");
}

}  // namespace
}  // namespace rbacgraph
