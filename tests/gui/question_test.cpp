#include "state/question.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui_policy.h"

namespace rbacgraph::gui {
namespace {

Question read(std::string_view line) {
  const Result<Question> question = read_question(*small_policy()->snapshot, line);
  EXPECT_TRUE(question) << line << ": " << question.error().message;
  return question.value_or(Question{});
}

std::string refusal(std::string_view line) {
  const Result<Question> question = read_question(*small_policy()->snapshot, line);
  return question ? "(understood)" : question.error().message;
}

struct Case {
  std::string_view line;
  Question question;
};

TEST(Question, ALineIsReadAsTheCommandLineReadsIt) {
  const std::vector<Case> cases{
      {"", {}},
      {"overview", {}},
      {"graph", {.ask = Ask::Everything}},
      {"who-can list secrets", {.ask = Ask::WhoCan, .verb = "list", .type = "secrets"}},
      {"Who can get,list secrets -n shop",
       {.ask = Ask::WhoCan, .verb = "get,list", .type = "secrets", .ns = "shop"}},
      {"rbacgraph who-can get pods web --namespace=shop",
       {.ask = Ask::WhoCan, .verb = "get", .type = "pods", .name = "web", .ns = "shop"}},
      {"sa:ci/runner", {.ask = Ask::Subject, .subject = "sa:ci/runner"}},
      {"'user:jane doe'", {.ask = Ask::Subject, .subject = "user:jane doe"}},
      {"rules group:ops -A", {.ask = Ask::Subject, .subject = "group:ops"}},
      {"runner", {.ask = Ask::Subject, .subject = "sa:ci/runner"}},
      {"sa:ci/runner list secrets",
       {.ask = Ask::Explain, .subject = "sa:ci/runner", .verb = "list", .type = "secrets"}},
      {"can runner list secrets",
       {.ask = Ask::Explain, .subject = "sa:ci/runner", .verb = "list", .type = "secrets"}},
      {"explain sa:ci/runner get deployments.apps/scale web -n shop",
       {.ask = Ask::Explain,
        .subject = "sa:ci/runner",
        .verb = "get",
        .type = "deployments.apps/scale",
        .name = "web",
        .ns = "shop"}},
      {"crole:reader", {.ask = Ask::Object, .subject = "ClusterRole/reader"}},
      {"rb:shop/reads", {.ask = Ask::Object, .subject = "RoleBinding/shop/reads"}},
      {"ns:shop", {.ask = Ask::Object, .subject = "Namespace/shop"}},
      {"diff", {.ask = Ask::Diff}},
      {"diff --subject group:ops -n shop",
       {.ask = Ask::Diff, .subject = "group:ops", .ns = "shop"}},
      {"path sa:ci/runner secrets",
       {.ask = Ask::Path, .subject = "sa:ci/runner", .type = "secrets"}},
  };
  for (const Case& each : cases) EXPECT_EQ(read(each.line), each.question) << each.line;
}

TEST(Question, ItsOwnLineIsReadBackAsTheSame) {
  for (const std::string_view line :
       {"graph", "who-can get,list secrets -n shop", "'user:jane doe'", "sa:ci/runner -n shop",
        "sa:ci/runner get pods web", "crole:reader", "rb:shop/reads", "ns:shop",
        "crole:reader -n shop", "path sa:ci/runner secrets -n shop", "diff",
        "diff 'user:jane doe' -n shop"}) {
    const Question question = read(line);
    EXPECT_EQ(read(line_of(question)), question) << line_of(question);
  }
}

TEST(Question, NamesOfAllKindsOfLettersAreOneWord) {
  for (const std::string name : {"o'brien", "\"q\"", "CORP\\jane", "a b'c", "it'\\''s", "\\'"}) {
    const Question question{.ask = Ask::Subject, .subject = "user:" + name};
    EXPECT_EQ(read(line_of(question)), question) << line_of(question);
  }
  EXPECT_EQ(read("user:CORP\\jane").subject, "user:CORP\\jane") << "as one types it";
}

TEST(Question, WhatIsNotUnderstoodSaysWhy) {
  EXPECT_EQ(refusal("who-can list"), "a verb and a type are missing, as in list secrets");
  EXPECT_EQ(refusal("who-can list secrets web more"), "one word too many: \"more\"");
  EXPECT_EQ(refusal("sa:ci/runner -n"), "-n needs a namespace");
  EXPECT_EQ(refusal("explain sa:ci/runner get,list pods"),
            "one verb and one type can be explained at a time");
  EXPECT_NE(refusal("nobody-of-this-name"), "(understood)");
}

TEST(Question, TheCommandIsForAShell) {
  EXPECT_EQ(command_of(read("who-can get,list secrets -n shop"), input_options({"a b.json"}, {})),
            "rbacgraph who-can get,list secrets -n shop -f 'a b.json'");
  EXPECT_EQ(command_of(read("'user:jane doe'"), input_options({"it's.json"}, {})),
            "rbacgraph graph 'user:jane doe' -f 'it'\\''s.json'");
  EXPECT_EQ(command_of(read("crole:reader -n shop"), input_options({"c.json"}, {}), " --no-fold"),
            "rbacgraph graph ClusterRole/reader -n shop --no-fold -f c.json");
  EXPECT_EQ(command_of(read("sa:ci/runner get pods web"), input_options({"c.json"}, {})),
            "rbacgraph explain sa:ci/runner get pods web -f c.json");
}

TEST(Question, EveryReadyQuestionIsUnderstood) {
  for (const ReadyQuestion& ready : ready_questions())
    EXPECT_NE(read(ready.line).ask, Ask::Overview) << ready.line;
}

}  // namespace
}  // namespace rbacgraph::gui
