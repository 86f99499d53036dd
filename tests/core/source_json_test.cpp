// JSON: what is wrong with it, in windows of any size, and how positions are told.
#include <chrono>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source_support.h"

namespace rbacgraph {
namespace {

using test::diagnostics_of;
using test::lines_of;
using test::read;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string role(std::string_view name, std::string_view rules = "[]") {
  return "{\"apiVersion\":\"rbac.authorization.k8s.io/"
         "v1\",\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"" +
         std::string(name) + "\"},\"rules\":" + std::string(rules) + "}";
}

struct Refused {
  const char* rules;
  const char* told;
};

class SourceJsonTypes : public testing::TestWithParam<Refused> {};

TEST_P(SourceJsonTypes, AreRefusedWithPlaceAndPath) {
  const auto s = read(role("a", GetParam().rules) + "\n" + role("b"));
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /b"));
  EXPECT_THAT(diagnostics_of(*s), ElementsAre(GetParam().told));
  EXPECT_EQ(s->sources()[0].refused, 1U);
  ASSERT_THAT(s->coverage().gaps(), SizeIs(1));
  EXPECT_EQ(s->coverage().gaps()[0].kind, "ClusterRole");
}

INSTANTIATE_TEST_SUITE_P(
    , SourceJsonTypes,
    testing::Values(Refused{"{}",
                            "error refused-object 1:99 ClusterRole \"a\": rules: expected a list, "
                            "found a mapping (incomplete)"},
                    Refused{R"(["x"])",
                            "error refused-object 1:100 ClusterRole \"a\": rules[0]: expected a "
                            "mapping, found a string (incomplete)"},
                    Refused{R"([{},{"verbs":"get"}])",
                            "error refused-object 1:112 ClusterRole \"a\": rules[1].verbs: "
                            "expected a list of strings, found a string (incomplete)"},
                    Refused{R"([{"verbs":["get",true]}])",
                            "error refused-object 1:116 ClusterRole \"a\": rules[0].verbs[1]: "
                            "expected a string, found a boolean (incomplete) | put it in quotes"},
                    Refused{
                        R"([{"resourceNames":[12]}])",
                        "error refused-object 1:118 ClusterRole \"a\": rules[0].resourceNames[0]: "
                        "expected a string, found a number (incomplete) | put it in quotes"}));

TEST(SourceJson, NullIsTheEmptyValueEverywhere) {
  const auto s = read(role("a", R"([null,{"verbs":null,"resources":[null]}])"));
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /a {[][][]} {[][][]}"));
  EXPECT_THAT(s->names().list(s->rule(s->roles()[0].rules[1].rule).resources),
              ElementsAre(kEmptyName));
}

TEST(SourceJson, OtherKindsThatAreRefusedDoNotMakeItIncomplete) {
  const auto s =
      read(role("a") +
           R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"n"},"spec":[]})");
  EXPECT_THAT(diagnostics_of(*s),
              ElementsAre(HasSubstr("Pod \"n/p\": spec: expected a mapping, found a list")));
  EXPECT_TRUE(s->coverage().complete());
}

TEST(SourceJson, APolicyKindWithoutApiVersionOrInAnUnknownOne) {
  const auto s = read(
      R"({"kind":"ClusterRole","metadata":{"name":"a"}})"
      R"({"kind":"ClusterRole","apiVersion":"rbac.authorization.k8s.io/v2","metadata":{"name":"b"}})");
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre(
          "error refused-object 1:1 ClusterRole \"a\": apiVersion is missing (incomplete) | write "
          "apiVersion: rbac.authorization.k8s.io/v1",
          "error refused-object 1:47 ClusterRole \"b\": apiVersion: there is no such version of "
          "the RBAC "
          "API (incomplete) | write rbac.authorization.k8s.io/v1"));
}

TEST(SourceJson, Escapes) {
  EXPECT_THAT(lines_of(*read(role(R"(\"\\\/\u0041\u00e9\ud83d\ude00\ud800x)"))),
              ElementsAre("ClusterRole /\"\\/A\xC3\xA9\xF0\x9F\x98\x80\xEF\xBF\xBDx"));
  EXPECT_THAT(lines_of(*read("{\"api\\u0056ersion\":\"rbac.authorization.k8s.io/"
                             "v1\",\"kind\":\"ClusterRole\",\"metadata\":{\"n\\u0061me\":\"x\"}}")),
              ElementsAre("ClusterRole /x"));
  EXPECT_THAT(diagnostics_of(*read(role(R"(\x)"))),
              ElementsAre(HasSubstr("an escape in a string that JSON doesn't have")));
}

TEST(SourceJson, RepeatedKeys) {
  const auto s = read(role("a", R"([],"rules":[{"verbs":["get"],"verbs":["list"]}])"));
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /a {[list][][]}"));
  EXPECT_THAT(diagnostics_of(*s),
              ElementsAre("warning duplicate-key 1:102 ClusterRole \"a\": rules is there more than "
                          "once: the last one counts",
                          "warning duplicate-key 1:128 ClusterRole \"a\": rules[0].verbs is there "
                          "more than once: the last one counts"));
}

std::string binding(std::string_view name, std::string_view role_ref) {
  return R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":)"
         R"({"name":")" +
         std::string(name) + "\"},\"roleRef\":" + std::string(role_ref) + "}\n";
}

// Bytes that were read before are not read again, and mean what they meant.
TEST(SourceJson, WhatIsWrittenAlikeIsReadAlike) {
  const std::string view = R"({"kind":"ClusterRole","name":"view"})";
  const std::string edit = R"({"kind":"ClusterRole","name":"edit"})";
  const auto s = read(binding("a", view) + binding("b", edit) + binding("c", view) +
                      role("r", R"([{"verbs":["get"]}])") + role("s", R"([{"verbs":["put"]}])") +
                      role("t", R"([{"resources":["get"],"verbs":["get"]}])"));
  EXPECT_THAT(lines_of(*s),
              ElementsAre("ClusterRole /r {[get][][]}", "ClusterRole /s {[put][][]}",
                          "ClusterRole /t {[get][][get]}",
                          "ClusterRoleBinding /a -> rbac.authorization.k8s.io ClusterRole/view",
                          "ClusterRoleBinding /b -> rbac.authorization.k8s.io ClusterRole/edit",
                          "ClusterRoleBinding /c -> rbac.authorization.k8s.io ClusterRole/view"));
}

TEST(SourceJson, WhatIsWrittenAlikeIsToldOfEachTime) {
  const std::string twice = R"({"kind":"ClusterRole","name":"x","name":"view"})";
  const std::string wrong = R"([{"verbs":["get",1]}])";
  const auto s = read(binding("a", twice) + binding("b", twice) + role("r", wrong) + "\n" +
                      role("s", wrong) + role("view"));
  EXPECT_THAT(diagnostics_of(*s),
              ElementsAre("warning duplicate-key 1:141 ClusterRoleBinding \"a\": roleRef.name is "
                          "there more than once: the last one counts",
                          "warning duplicate-key 2:141 ClusterRoleBinding \"b\": roleRef.name is "
                          "there more than once: the last one counts",
                          "error refused-object 3:116 ClusterRole \"r\": rules[0].verbs[1]: "
                          "expected a string, found a number (incomplete) | put it in quotes",
                          "error refused-object 4:116 ClusterRole \"s\": rules[0].verbs[1]: "
                          "expected a string, found a number (incomplete) | put it in quotes"));
}

TEST(SourceJson, WhatIsWrittenAlikeMayStillBeTooDeep) {
  ReadOptions options;
  options.limits.max_depth = 4;
  const std::string fine = role("r", R"([{"verbs":["get"]}])");
  const auto s = read(fine + "[" + fine + "]", options);  // its verbs are the fifth level
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /r {[get][][]}"));
  EXPECT_THAT(diagnostics_of(*s), ElementsAre(HasSubstr("nested more than 4 deep")));
}

TEST(SourceJson, ATruncatedDumpGivesWhatCameBefore) {
  const std::string text =
      "{\"apiVersion\":\"v1\",\"items\":[\n" + role("a") + ",\n" + role("b").substr(0, 60);
  const auto s = read(text);
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /a"));
  EXPECT_FALSE(s->coverage().complete());
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre(HasSubstr("error unreadable-document 3:53 not readable as JSON: the string "
                            "that begins here is not closed (incomplete)")));
  EXPECT_THAT(diagnostics_of(*read("{\"items\":[" + role("a") + ",\n")),
              ElementsAre("error unreadable-document 2:1 not readable as JSON: the document is cut "
                          "off: it ends in the "
                          "middle (incomplete) | was the dump or download complete? get it again"));
}

TEST(SourceJson, ABrokenLineDoesNotHideTheOthers) {
  const auto s = read(role("a") + "\n{\"kind\":}\n" + role("b") +
                      "\n{\"a\" 1}\n{\"a\":1,}\n{\"a\":tru}\n{\"a\":1 2}\n" + role("c") + "\n");
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /a", "ClusterRole /b", "ClusterRole /c"));
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre(
          "error unreadable-document 2:9 not readable as JSON: expected a value (incomplete)",
          "error unreadable-document 4:6 not readable as JSON: expected ':' (incomplete)",
          "error unreadable-document 5:8 not readable as JSON: expected a key in quotes "
          "(incomplete)",
          "error unreadable-document 6:6 not readable as JSON: expected a value (incomplete)",
          "error unreadable-document 7:8 not readable as JSON: expected ',' or '}' (incomplete)"));
}

TEST(SourceJson, BadBytesAreToldWithTheirPlace) {
  EXPECT_THAT(diagnostics_of(*read(role("a") + "\n{\"a\":\"\xFF\"}")),
              ElementsAre(HasSubstr(
                  "error unreadable-document 2:7 not readable as JSON: this is not UTF-8 text")));
  EXPECT_THAT(diagnostics_of(*read(role("a") + "\n{\"a\":\"\x01\"}")),
              ElementsAre(HasSubstr("error unreadable-document 2:7 not readable as JSON: a control "
                                    "character or line end in a string")));
}

TEST(SourceJson, DepthIsBounded) {
  const auto s = read("{\"a\":" + std::string(1'000'000, '['));
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre(
          "error limit-reached 1:261 document not read: nested more than 256 deep (incomplete)"));
  std::string lists;
  for (int i = 0; i < 100'000; ++i) lists += "{\"items\":[";
  EXPECT_THAT(diagnostics_of(*read(lists)), ElementsAre(HasSubstr("nested more than 256 deep")));
}

TEST(SourceJson, LongWordsAreBounded) {
  ReadOptions options;
  options.limits.max_name_bytes = 10;
  EXPECT_THAT(
      diagnostics_of(*read(role("a", R"([{"verbs":["12345678901"]}])"), options)),
      testing::Contains("warning limit-reached 1:15 apiVersion: a word of more than 10 bytes"));
  options.limits.max_name_bytes = 30;
  EXPECT_THAT(
      diagnostics_of(*read(role("a", "[{\"verbs\":[\"" + std::string(31, 'x') + "\"]}]"), options)),
      ElementsAre("error limit-reached 1:110 ClusterRole \"a\": rules[0].verbs[0]: a word of more "
                  "than 30 bytes (incomplete)"));
}

TEST(SourceJson, NoTextOfASecretIsEverInAMessage) {
  for (
      const std::string text :
      {R"({"apiVersion":"v1","kind":"Secret","data":{"k":"hunter2"},"metadata":{"name":"hunter2"})",
       R"({"apiVersion":"v1","kind":"Secret","data":{"k":"hunter2" "x":1}})",
       "kind: Secret\nstringData:\n  k: hunter2\n x: [hunter2\n",
       "kind: Secret\nstringData: *hunter2\n"})
    for (const std::string& line : diagnostics_of(*read(text)))
      EXPECT_THAT(line, testing::Not(HasSubstr("hunter2")));
}

/// A dump of a few megabytes is read in several windows; nothing may depend on where they end.
TEST(SourceJson, WindowsAreNotSeen) {
  for (const bool lines : {false, true}) {
    std::string text = "{\"apiVersion\":\"v1\",\"items\":[";
    std::mt19937 random(3);
    constexpr int kRoles = 20'000;
    for (int i = 0; i < kRoles; ++i) {
      // Awkward places to cut: quotes, brackets and backslashes in strings.
      const std::string odd = std::string(random() % 300, 'x') + R"(\"},{\"kind\":\"Role\\)";
      text += std::string(i == 0 ? "" : ",") + (lines ? "\n  " : "") +
              role("r" + std::to_string(i), "[{\"verbs\":[\"" + odd + "\"]}]");
    }
    text += "],\"kind\":\"List\"}";
    const auto s = read(text);
    EXPECT_THAT(diagnostics_of(*s), IsEmpty());
    ASSERT_EQ(s->roles().size(), static_cast<std::size_t>(kRoles));
    for (const std::size_t i : {0U, 1U, 3000U, 9999U, 19'999U}) {
      EXPECT_EQ(s->text(s->roles()[i].name), "r" + std::to_string(i));
      EXPECT_EQ(text.substr(s->roles()[i].source.offset, 13), "{\"apiVersion\"");
      EXPECT_EQ(text.substr(s->roles()[i].rules[0].source.offset, 8), "{\"verbs\"");
    }
  }
}

TEST(SourceJson, AnItemBiggerThanAWindow) {
  std::string rules = "[";
  for (int i = 0; i < 100'000; ++i)
    rules += std::string(i == 0 ? "" : ",") +
             R"({"verbs":["get"],"resources":["pods"],"apiGroups":[""]})";
  const auto s = read("{\"items\":[" + role("a") + "," + role("big", rules + "]") + "," +
                      role("b") + "],\"kind\":\"List\",\"apiVersion\":\"v1\"}");
  ASSERT_EQ(s->roles().size(), 3U);
  EXPECT_EQ(s->roles()[1].rules.size(), 100'000U);
}

TEST(SourceJson, ATypedListOfManyWindowsWhoseKindComesLast) {
  std::string text = "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"items\":[";
  for (int i = 0; i < 40'000; ++i)
    text += std::string(i == 0 ? "\n" : ",\n") + "{\"metadata\":{\"name\":\"r" + std::to_string(i) +
            "\",\"labels\":{\"x\":\"" + std::string(30, 'y') + "\"}},\"rules\":[]}";
  const auto s = read(text + "],\"kind\":\"ClusterRoleList\"}");
  EXPECT_EQ(s->roles().size(), 40'000U);
  EXPECT_THAT(diagnostics_of(*s), IsEmpty());
}

TEST(SourceJson, BlanksAndLongStringsEndSoon) {
  EXPECT_THAT(lines_of(*read(role("a") + std::string(20'000'000, ' ') + role("b"))), SizeIs(2));
  EXPECT_THAT(lines_of(*read("{\"kind\":\"ConfigMap\",\"data\":{\"x\":\"" +
                             std::string(20'000'000, 'x') + "\"}}" + role("b"))),
              SizeIs(1));
}

TEST(SourceJson, ABrokenLineFarBehindTheFirstWindow) {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += (i == 10'000 ? "{\"kind\":}" : role("r" + std::to_string(i))) + "\n";
  const auto s = read(text);
  EXPECT_EQ(s->roles().size(), 19'999U);
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre(
          "error unreadable-document 10001:9 not readable as JSON: expected a value (incomplete)"));
}

TEST(SourceJson, DamageFarBehindTheFirstWindow) {
  std::string text = "{\"apiVersion\":\"v1\",\"items\":[";
  for (int i = 0; i < 50'000; ++i)
    text += std::string(i == 0 ? "\n" : ",\n") + role("r" + std::to_string(i));
  const std::size_t middle = text.find("\"r25000\"");
  const auto cut = read(text);
  EXPECT_EQ(cut->roles().size(), 50'000U);
  EXPECT_THAT(diagnostics_of(*cut), ElementsAre(HasSubstr("the document is cut off")));
  for (const char damage : {'}', '"', 'x', '\xFF', ']'}) {
    std::string damaged = text + "]}";
    damaged[damaged.rfind("\n{", middle) + 1] = damage;
    const auto s = read(damaged);
    EXPECT_GE(s->roles().size(), 49'990U) << damage;  // those behind it as well
    EXPECT_LE(s->diagnostics().size(), 2U) << damage;
    EXPECT_FALSE(s->coverage().complete()) << damage;
    EXPECT_THAT(diagnostics_of(*s),
                testing::Contains(HasSubstr("error unreadable-document 25002:")))
        << damage;
  }
}

/// Damage of any kind ends in a message, and never in an object that was not there.
TEST(SourceJson, RandomDamage) {
  std::string text = "{\"apiVersion\":\"v1\",\"items\":[";
  for (int i = 0; i < 30; ++i)
    text += std::string(i == 0 ? "\n" : ",\n") + role("r", R"([{"verbs":["get"]}])");
  text += "],\"kind\":\"List\"}";
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    std::string damaged = text;
    for (auto k = random() % 3 + 1; k > 0; --k) {
      const std::size_t at = random() % damaged.size();
      switch (random() % 4) {
        case 0: damaged[at] = static_cast<char>(random() % 256); break;
        case 1: damaged.erase(at, random() % 20); break;
        case 2: damaged.insert(at, 1, "{}[]\",:\\\n"[random() % 9]); break;
        default: damaged.resize(at + 1); break;
      }
    }
    const auto s = read(damaged);
    EXPECT_LE(s->roles().size(), 30U);
    for (const Diagnostic& told : s->diagnostics()) EXPECT_FALSE(told.message.empty());
  }
}

}  // namespace
}  // namespace rbacgraph
