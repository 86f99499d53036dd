#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/analysis/membership.h"

namespace rbacgraph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

GroupMap read(std::string_view text, std::string_view file = "groups.yaml") {
  const auto map = parse_group_map(text, file);
  if (!map) ADD_FAILURE() << map.error().message;
  return map.value_or(GroupMap());
}

std::string error(std::string_view text, std::string_view file = "groups.yaml") {
  const auto map = parse_group_map(text, file);
  return map ? "no error" : map.error().message;
}

std::string hint(std::string_view text, std::string_view file = "groups.yaml") {
  const auto map = parse_group_map(text, file);
  return map ? "no error" : map.error().hint;
}

TEST(GroupMapYaml, ReadsListsAndSingleGroups) {
  EXPECT_THAT(
      read("# who is who\njane: [ops, dev, ops]\n\"bob b\":\n- system:masters\nmia: dev\n"),
      ElementsAre(Pair("bob b", ElementsAre("system:masters")),
                  Pair("jane", ElementsAre("dev", "ops")), Pair("mia", ElementsAre("dev"))));
}

TEST(GroupMapYaml, TakesNamesToTheLetter) {
  EXPECT_THAT(read("no: [on, 007, \"null\", 1.0]\n"),
              ElementsAre(Pair("no", ElementsAre("007", "1.0", "null", "on"))));
}

TEST(GroupMapYaml, AUserMayHaveNoGroup) {
  EXPECT_THAT(read("jane:\nbob: []\nmia: null\nnoor: ~\n"),
              ElementsAre(Pair("bob", IsEmpty()), Pair("jane", IsEmpty()), Pair("mia", IsEmpty()),
                          Pair("noor", IsEmpty())));
}

TEST(GroupMapYaml, MayBeEmpty) {
  EXPECT_THAT(read(""), IsEmpty());
  EXPECT_THAT(read("# nothing\n"), IsEmpty());
  EXPECT_THAT(read("---\n"), IsEmpty());
  EXPECT_THAT(read("{}"), IsEmpty());
}

TEST(GroupMapYaml, AnAccountIsItsLongUserName) {
  EXPECT_THAT(read("sa:ci/runner: [builders]\n"),
              ElementsAre(Pair("system:serviceaccount:ci:runner", ElementsAre("builders"))));
  EXPECT_EQ(error("a: b\nsa:CI/runner: [x]\n"),
            "groups.yaml:2: \"sa:CI/runner\" is no service account");
  EXPECT_EQ(hint("sa:runner: [x]\n"), "write sa:NAMESPACE/NAME");
}

TEST(GroupMapYaml, RefusesAUserGivenTwice) {
  EXPECT_EQ(error("jane: a\nbob: b\njane: c\n"), "groups.yaml:3: \"jane\" is there twice");
  EXPECT_EQ(error("sa:a/b: x\nsystem:serviceaccount:a:b: y\n"),
            "groups.yaml:2: \"system:serviceaccount:a:b\" is there twice");
}

TEST(GroupMapYaml, RefusesOtherShapes) {
  EXPECT_EQ(error("- jane\n"), "groups.yaml:1: a list, where a map of users is expected");
  EXPECT_EQ(hint("- jane\n"), "a group map has a list of groups for each user: {jane: [dev]}");
  EXPECT_EQ(error("jane\n"), "groups.yaml:1: a word, where a map of users is expected");
  EXPECT_EQ(error("jane:\n  a: b\n"),
            "groups.yaml:2: a map, where a list of groups for \"jane\" is expected");
  EXPECT_EQ(error("jane:\n- a\n- [b]\n"),
            "groups.yaml:3: a list, where a group of \"jane\" is expected");
  EXPECT_EQ(error("jane: [a, ~]\n"), "groups.yaml:1: a group without a name");
  EXPECT_EQ(error("jane: [\"\"]\n"), "groups.yaml:1: a group without a name");
  EXPECT_EQ(error("jane: \"\"\n"), "groups.yaml:1: a group without a name");
  EXPECT_EQ(error("\"\": [a]\n"), "groups.yaml:1: a user without a name");
  EXPECT_EQ(error("[a]: [b]\n"), "groups.yaml:1: a list, where a user is expected");
  EXPECT_EQ(error("a: b\n---\nc: d\n"), "groups.yaml:2: a second document");
  EXPECT_EQ(error("a: &x [b]\nc: *x\n"),
            "groups.yaml:2: an alias, where a list of groups for \"c\" is expected");
}

TEST(GroupMapYaml, TellsTheLineOfABrokenDocument) {
  EXPECT_EQ(error("a: b\nc: [d\n"), "groups.yaml:3: not YAML: did not find expected ',' or ']'");
  EXPECT_EQ(error("a: \xff\n").find("groups.yaml: not YAML: "), 0u);
}

TEST(GroupMapJson, ReadsTheSameShapes) {
  EXPECT_THAT(read(R"({"jane":["ops","dev"],"bob":"x","mia":null,"noor":[]})", "g.json"),
              ElementsAre(Pair("bob", ElementsAre("x")), Pair("jane", ElementsAre("dev", "ops")),
                          Pair("mia", IsEmpty()), Pair("noor", IsEmpty())));
  EXPECT_THAT(read("{\"j\":[\"\\ud83d\\ude00\"]}", "g.json"),
              ElementsAre(Pair("j", ElementsAre("\xF0\x9F\x98\x80"))));
}

TEST(GroupMapJson, RefusesOtherShapesWithTheirLine) {
  EXPECT_EQ(error("{\"jane\": [\n\"a\",\n7]}", "g.json"),
            "g.json:3: a number, where a group of \"jane\" is expected");
  EXPECT_EQ(error("{\n\"jane\": true}", "g.json"),
            "g.json:2: a boolean, where a list of groups for \"jane\" is expected");
  EXPECT_EQ(error("{\n\n\"jane\": {}}", "g.json"),
            "g.json:3: an object, where a list of groups for \"jane\" is expected");
  EXPECT_EQ(error("{\"jane\":[[]]}", "g.json"),
            "g.json:1: a list, where a group of \"jane\" is expected");
  EXPECT_EQ(error("{\"jane\":[null]}", "g.json"), "g.json:1: a group without a name");
  EXPECT_EQ(error("[]", "g.json"), "g.json:1: a list, where a map of users is expected");
  EXPECT_EQ(error("\"x\"", "g.json"), "g.json:1: a string, where a map of users is expected");
  EXPECT_EQ(error("null", "g.json"), "g.json:1: nothing, where a map of users is expected");
  EXPECT_EQ(error("{\"a\":\"b\",\n\"a\":\"c\"}", "g.json"), "g.json:2: \"a\" is there twice");
  EXPECT_EQ(error("{\"a\":\"b\"\n\n,", "g.json"), "g.json:3: not JSON");
  EXPECT_EQ(error("", "g.json"), "g.json:1: not JSON");
  EXPECT_EQ(error(std::string(100'000, '['), "g.json"),
            "g.json:1: a list, where a map of users is expected");
}

TEST(GroupMapCsv, ReadsLinesAndMergesUsers) {
  EXPECT_THAT(read("# a comment\njane, dev ,ops\r\n\nsa:ci/runner,b\njane,admin\n", "g.csv"),
              ElementsAre(Pair("jane", ElementsAre("admin", "dev", "ops")),
                          Pair("system:serviceaccount:ci:runner", ElementsAre("b"))));
}

TEST(GroupMapCsv, ReadsQuotedFields) {
  EXPECT_THAT(read("\"CN=Jane, O=x\" , \"say \"\"hi\"\"\"\nbob,\"a\",b", "g.csv"),
              ElementsAre(Pair("CN=Jane, O=x", ElementsAre("say \"hi\"")),
                          Pair("bob", ElementsAre("a", "b"))));
}

TEST(GroupMapCsv, RefusesBrokenLines) {
  EXPECT_EQ(error("a,b\njane\n", "g.csv"), "g.csv:2: no group for \"jane\"");
  EXPECT_EQ(hint("jane\n", "g.csv"), "each line is user,group[,group…]");
  EXPECT_EQ(error("a,b,,c\n", "g.csv"), "g.csv:1: a group without a name");
  EXPECT_EQ(error("a,b,\n", "g.csv"), "g.csv:1: a group without a name");
  EXPECT_EQ(error(",b\n", "g.csv"), "g.csv:1: a user without a name");
  EXPECT_EQ(error("a,\"b\n", "g.csv"), "g.csv:1: a quoted field does not end with its quote");
  EXPECT_EQ(error("a,\"b\"c\n", "g.csv"), "g.csv:1: a quoted field does not end with its quote");
}

TEST(GroupMap, TellsTheFormatWithoutAName) {
  EXPECT_THAT(read("{\"a\": [\"b\"]}", "-"), ElementsAre(Pair("a", ElementsAre("b"))));
  EXPECT_THAT(read("{a: [b]}", "-"), ElementsAre(Pair("a", ElementsAre("b"))));
  EXPECT_THAT(read("# x\na: [b, c]\n", "-"), ElementsAre(Pair("a", ElementsAre("b", "c"))));
  EXPECT_THAT(read("# x\nsa:ci/a,b\n", "-"),
              ElementsAre(Pair("system:serviceaccount:ci:a", ElementsAre("b"))));
  EXPECT_THAT(read("\xEF\xBB\xBF{\"a\": \"b\"}", "-"), ElementsAre(Pair("a", ElementsAre("b"))));
}

TEST(GroupMap, BoundsNames) {
  const std::string longest(64 * 1024, 'x');
  EXPECT_THAT(read("a," + longest, "g.csv"), ElementsAre(Pair("a", ElementsAre(longest))));
  EXPECT_EQ(error("a,b\n" + longest + "x,b", "g.csv"),
            "g.csv:2: the name of a user is longer than 65536 bytes");
}

}  // namespace
}  // namespace rbacgraph
