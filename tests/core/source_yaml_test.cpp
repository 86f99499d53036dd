// YAML as kubectl reads it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/yaml_scalar.h"
#include "source_support.h"

namespace rbacgraph {
namespace {

using test::diagnostics_of;
using test::lines_of;
using test::read;
using testing::ElementsAre;
using testing::IsEmpty;

std::string role(std::string_view name) {
  return "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: " +
         std::string(name) + "\n";
}

TEST(YamlScalar, IsResolvedAsGoYaml2Does) {
  for (const char* word :
       {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"}) {
    EXPECT_EQ(resolve_plain_scalar(word).kind, ValueKind::Bool) << word;
    EXPECT_TRUE(resolve_plain_scalar(word).truth) << word;
  }
  for (const char* word :
       {"n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"}) {
    EXPECT_EQ(resolve_plain_scalar(word).kind, ValueKind::Bool) << word;
    EXPECT_FALSE(resolve_plain_scalar(word).truth) << word;
  }
  for (const char* word : {"", "~", "null", "Null", "NULL"})
    EXPECT_EQ(resolve_plain_scalar(word).kind, ValueKind::Null) << word;
  for (const char* word :
       {"0", "-1", "+7", "1_000", "0x1F", "0b11", "0o7", "017", "08", "1.5", ".5", "5.", "12e3",
        "1E-4", ".inf", "-.INF", ".nan", "99999999999999999999"})
    EXPECT_EQ(resolve_plain_scalar(word).kind, ValueKind::Number) << word;
  for (const char* word :
       {"yEs", "tRUE", "nUll", "*",  "1.2.3", "0x",   "0xG",  "1:30", "2001-01-01", "-",
        "+",   ".",    "1e",   "e3", "_1x",   "None", "nope", "yess", "10.0.0.0/8", "-.infx"})
    EXPECT_EQ(resolve_plain_scalar(word).kind, ValueKind::String) << word;
}

TEST(SourceYaml, ABooleanWhereAWordMustBeIsRefused) {
  const auto s = read(role("on") + "---\n" + role("fine"));
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /fine"));
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre("error refused-object 4:9 ClusterRole: metadata.name: expected a string, found a "
                  "boolean (incomplete) | put it in quotes"));
}

TEST(SourceYaml, QuotedWordsAreStrings) {
  EXPECT_THAT(lines_of(*read(role("'on'") + "---\n" + role("\"12\"") + "---\n" + role("!!str 13"))),
              ElementsAre("ClusterRole /on", "ClusterRole /12", "ClusterRole /13"));
}

TEST(SourceYaml, ANameThatIsACommentIsNoName) {
  EXPECT_THAT(diagnostics_of(*read(role("##X##"))),
              ElementsAre("error refused-object 1:1 ClusterRole: metadata.name is missing "
                          "(incomplete) | give it a name"));
}

TEST(SourceYaml, TheLastOfTwoEqualKeysCounts) {
  const auto s = read(role("a") + "rules:\n- verbs: [get]\n  resources: [pods]\n  verbs: [list]\n");
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /a {[list][][pods]}"));
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre("warning duplicate-key 8:3 ClusterRole \"a\": rules[0].verbs is there more than "
                  "once: the last one counts"));
  const auto twice = read(role("a") + "rules: [{verbs: [get]}]\nrules: []\n");
  EXPECT_THAT(lines_of(*twice), ElementsAre("ClusterRole /a"));
}

TEST(SourceYaml, AliasesAndMergeKeys) {
  const auto s = read(role("a") + R"(rules:
- &base
  apiGroups: [""]
  resources: &res [pods]
  verbs: [get]
- <<: *base
  verbs: [list]
- verbs: [watch]
  <<: [{apiGroups: [x], verbs: [nope]}, *base]
- {resources: *res, verbs: ["*"]}
- *base
)");
  // In go-yaml v2 a merge key takes effect where it stands: it replaces the verbs before it.
  EXPECT_THAT(lines_of(*s),
              ElementsAre("ClusterRole /a {[get][][pods]} {[list][][pods]} {[nope][x][pods]} "
                          "{[*][][pods]} {[get][][pods]}"));
}

TEST(SourceYaml, AnUnquotedStarIsAnAlias) {
  const auto s = read(role("a") + "rules:\n- verbs: [*]\n---\n" + role("b") +
                      "rules:\n- verbs:\n  - *\n---\n" + role("c"));
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /c"));
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre("error unreadable-document 6:12 not readable as YAML: did not find expected "
                  "alphabetic or "
                  "numeric character (while scanning an alias) (incomplete) | quote it: '*'",
                  "error unreadable-document 14:6 not readable as YAML: did not find expected "
                  "alphabetic or "
                  "numeric character (while scanning an alias) (incomplete) | quote it: '*'"));
}

TEST(SourceYaml, AnAliasWithoutAnchorOrOfItself) {
  EXPECT_THAT(diagnostics_of(*read(role("*x"))),
              ElementsAre("error unreadable-document 4:9 not readable as YAML: the alias refers to "
                          "an anchor that is not "
                          "there (incomplete) | a word that begins with '*' needs quotes"));
  EXPECT_THAT(
      diagnostics_of(*read(role("a") + "rules: &r [*r]\n")),
      ElementsAre(
          "error unreadable-document 5:12 not readable as YAML: the alias refers to a value that "
          "contains it (incomplete)"));
}

TEST(SourceYaml, EverySpellingOfAStream) {
  const std::string text =
      "\xEF\xBB\xBF%YAML 1.1\n---\n# only a comment\n---\n\n...\n---\n" + role("a") +
      "...\n# between\n---\r\napiVersion: rbac.authorization.k8s.io/v1\r\nkind: ClusterRole\r\n"
      "metadata:\r\n  name: b\r\n--- {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, "
      "metadata: {name: c}}\n---\n" +
      role("d");
  const auto s = read(text.substr(0, text.size() - 1));
  EXPECT_THAT(lines_of(*s),
              ElementsAre("ClusterRole /a", "ClusterRole /b", "ClusterRole /c", "ClusterRole /d"));
  EXPECT_THAT(diagnostics_of(*s), IsEmpty());
}

TEST(SourceYaml, Utf16) {
  std::string wide = "\xFF\xFE";
  for (const char c : role("a")) wide += std::string{c, '\0'};
  EXPECT_THAT(lines_of(*read(wide)), ElementsAre("ClusterRole /a"));
  std::string big;
  for (const char c : role("on")) big += std::string{'\0', c};
  EXPECT_THAT(diagnostics_of(*read(big)),
              ElementsAre(testing::StartsWith("error refused-object 4:9 ")));
}

TEST(SourceYaml, FlowDocumentsThatAreNoJson) {
  EXPECT_THAT(lines_of(*read("{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, "
                             "metadata: {name: a}} # x\n---\n" +
                             role("b"))),
              ElementsAre("ClusterRole /a", "ClusterRole /b"));
}

TEST(SourceYaml, PositionsCountBytesBehindWideLetters) {
  const auto s = read("# \xC3\xA4\xF0\x9F\x98\x80\n" + role("\xC3\xA9t\xC3\xA9") +
                      "rules:\n- \xC3\xA9: 1\n  verbs: [get]\n- verbs: 7\n");
  EXPECT_THAT(diagnostics_of(*s),
              ElementsAre("error refused-object 9:10 ClusterRole \"\xC3\xA9t\xC3\xA9\": "
                          "rules[1].verbs: expected a list of "
                          "strings, found a number (incomplete)"));
}

TEST(SourceYaml, RulesAreFoundWhereTheyAreWritten) {
  const auto s =
      read(role("a") + "rules:\n- apiGroups: ['']\n  verbs: [get]\n-\n  verbs: [list]\n");
  ASSERT_EQ(s->roles()[0].rules.size(), 2U);
  EXPECT_EQ(s->locate(s->roles()[0].source), (LineColumn{1, 1}));
  EXPECT_EQ(s->locate(s->roles()[0].rules[0].source), (LineColumn{6, 3}));
  EXPECT_EQ(s->locate(s->roles()[0].rules[1].source), (LineColumn{9, 3}));
}

TEST(SourceYaml, ABrokenDocumentDoesNotHideTheOthers) {
  const auto s =
      read(role("a") + "---\nkind: [\n---\n" + role("b") + "---\nname: \"open\n---\n" + role("c") +
           "---\n\tx: 1\n---\n" + role("d") + "---\na: \x01\n---\n" + role("e"));
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /a", "ClusterRole /b", "ClusterRole /c",
                                        "ClusterRole /d", "ClusterRole /e"));
  EXPECT_EQ(s->sources()[0].refused, 4U);
  EXPECT_FALSE(s->coverage().complete());
}

TEST(SourceYaml, TagsOfOthersLeaveTheText) {
  EXPECT_THAT(lines_of(*read(role("!custom a") + "---\n" + role("!!binary YWI="))),
              ElementsAre("ClusterRole /a", "ClusterRole /ab"));
}

TEST(SourceYaml, KeysAreWordsWhateverTheyLookLike) {
  EXPECT_THAT(
      lines_of(*read(
          "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: a\n"
          "  labels: {y: a, 1: b}\n")),
      ElementsAre("ClusterRole /a label true=a label 1=b"));
}

TEST(SourceYaml, ABillionLaughsEndsSoon) {
  std::string bomb = "a: &a0 [x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "b" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int k = 0; k < 9; ++k) bomb += "," + last;
    bomb += "]\n";
  }
  // Nothing looks into it.
  EXPECT_THAT(lines_of(*read(role("a") + bomb)), ElementsAre("ClusterRole /a"));
  // Lists in lists are looked into.
  std::string lists = "x: &a0 {kind: Box}\n";
  for (int i = 1; i < 40; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    lists += "l" + std::to_string(i) + ": &a" + std::to_string(i) + " {items: [" + last + "," +
             last + "," + last + "]}\n";
  }
  ReadOptions options;
  options.limits.max_yaml_nodes = 100'000;
  const auto s = read(lists + "items: [*a39]\n", options);
  EXPECT_THAT(diagnostics_of(*s),
              testing::Contains(testing::HasSubstr(
                  "document not read: with its aliases written out, the document has "
                  "more than 100000 values (incomplete)")));
  std::string merges = "m0: &a0 {k: 1}\n";
  for (int i = 1; i < 40; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    merges += "m" + std::to_string(i) + ": &a" + std::to_string(i) + " {<<: [" + last + "," + last +
              "], k" + std::to_string(i) + ": 1}\n";
  }
  EXPECT_THAT(diagnostics_of(*read(merges)), testing::SizeIs(1));
}

TEST(SourceYaml, DepthIsBounded) {
  const auto s = read("a: " + std::string(1'000'000, '['));
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre(
          "error limit-reached 1:259 document not read: nested more than 256 deep (incomplete)"));
}

}  // namespace
}  // namespace rbacgraph
