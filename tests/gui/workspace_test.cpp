#include "state/workspace.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "state/json_place.h"

namespace rbacgraph::gui {
namespace {

using testing::ElementsAre;

constexpr std::string_view kText = R"({
  "apiVersion": "rbacgraph/v1",
  "kind": "Workspace",
  "inputs": [
    {
      "path": "cluster.json"
    },
    {
      "path": "/else/where"
    }
  ],
  "compareWith": [
    {
      "path": "later/friday.json"
    }
  ],
  "view": {
    "question": "who-can list secrets",
    "filter": {
      "depth": 2,
      "direction": "both",
      "fold": false,
      "urls": false,
      "onlyPowerful": true,
      "system": false,
      "namespace": "shop",
      "sides": "lost"
    },
    "selected": "ClusterRole/edit",
    "pins": [
      "Resource//secrets",
      "User/jürgen \"j\""
    ]
  },
  "bookmarks": [
    {
      "name": "CI",
      "question": "'user:jane doe'"
    }
  ]
}
)";

Workspace example() {
  Workspace workspace;
  workspace.inputs = {{"/at/cluster.json"}, {"/else/where"}};
  workspace.others = {{"/at/later/friday.json"}};
  workspace.view.question = "who-can list secrets";
  workspace.view.filter = {.depth = 2,
                           .direction = PictureDirection::Both,
                           .fold = false,
                           .urls = false,
                           .only_powerful = true,
                           .system = false,
                           .ns = "shop",
                           .sides = DiffSides::Lost};
  workspace.view.selected = "ClusterRole/edit";
  workspace.view.pins = {"Resource//secrets", "User/jürgen \"j\""};
  workspace.bookmarks = {{"CI", {.question = "'user:jane doe'"}}};
  return workspace;
}

std::string refusal(std::string_view text) {
  const Result<ReadWorkspace> read = read_workspace(text, "/at/x.rbacgraph");
  return read ? "(read)" : read.error().message;
}

/// A workspace whose second line is this.
std::string with(std::string_view line) {
  return R"({"apiVersion": "rbacgraph/v1", "kind": "Workspace", "inputs": [{"path": "a"}],)"
         "\n" +
         std::string(line) + "}";
}

TEST(Workspace, IsWrittenForPeopleAndReadBack) {
  EXPECT_EQ(*workspace_text(example(), "/at/x.rbacgraph"), kText);
  const Result<ReadWorkspace> read = read_workspace(kText, "/at/x.rbacgraph");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->workspace, example());
  EXPECT_THAT(read->notes, ElementsAre());
}

TEST(Workspace, MovesWithItsInputs) {
  EXPECT_EQ(read_workspace(kText, "/moved/x.rbacgraph")->workspace.inputs,
            (std::vector<WorkspaceInput>{{"/moved/cluster.json"}, {"/else/where"}}));
}

TEST(Workspace, AClusterIsAnInputByTheNameOfItsContext) {
  Workspace workspace = example();
  workspace.inputs = {{"context:prod/eu"}};
  const Result<std::string> text = workspace_text(workspace, "/at/x.rbacgraph");
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, testing::HasSubstr("\"inputs\": [\n    {\n      \"context\": \"prod/eu\"\n"));
  EXPECT_EQ(read_workspace(*text, "/moved/x.rbacgraph")->workspace.inputs, workspace.inputs);
  EXPECT_EQ(
      refusal(
          R"({"apiVersion": "rbacgraph/v1", "kind": "Workspace", "inputs": [{"path": "a", "context": "b"}]})"),
      "/at/x.rbacgraph:1: inputs[0]: an input is a path or a context, and no other kind is known "
      "here");
}

TEST(Workspace, WhatIsNotSaidIsAsAtFirst) {
  const Result<ReadWorkspace> read = read_workspace(with(R"("bookmarks": [{"name": "x"}])"), "/w");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->workspace.view, KeptView{});
  EXPECT_EQ(read->workspace.bookmarks, (std::vector<Bookmark>{{"x", {}}}));
  EXPECT_EQ(read->workspace.view.question, "overview");
}

TEST(Workspace, WhatIsNotKnownIsTold) {
  const Result<ReadWorkspace> read = read_workspace(
      with("\"notes\": 1,\n\"view\": {\"zoom\": 2, \"filter\":\n{\"far\": {}}}"), "/w");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_THAT(
      read->notes,
      ElementsAre("line 2: \"notes\" is not known here, and would not be written again",
                  "line 3: \"view.zoom\" is not known here, and would not be written again",
                  "line 4: \"view.filter.far\" is not known here, and would not be written again"));
}

TEST(Workspace, WhatIsWrongIsToldWithItsLine) {
  const std::string at = "/at/x.rbacgraph:";
  EXPECT_EQ(refusal(""), at + "1: the file ends in the middle of its JSON");
  EXPECT_EQ(refusal(kText.substr(0, 100)), at + "6: the file ends in the middle of its JSON");
  EXPECT_EQ(refusal("kind: Secret\ndata: x"), at + "1: from here on it is no JSON");
  EXPECT_EQ(refusal("{\n\"kind\": \"\xff\"}"), at + "2: from here on it is no JSON");
  EXPECT_EQ(refusal("{\"x\":\n1e999}"), at + "1: numbers or letters in it are out of any range");
  EXPECT_EQ(refusal("[]"), at + "1: this is no object");
  EXPECT_EQ(
      refusal("{}"),
      at + "1: apiVersion: this is not of version rbacgraph/v1, the only one that is known here");
  EXPECT_EQ(
      refusal("{\n\"apiVersion\": \"rbacgraph/v2\"}"),
      at + "2: apiVersion: this is not of version rbacgraph/v1, the only one that is known here");
  EXPECT_EQ(refusal("{\"apiVersion\": \"rbacgraph/v1\",\n\"kind\": \"Snapshot\"}"),
            at + "2: kind: this is no Workspace");
  EXPECT_EQ(refusal(R"({"apiVersion": "rbacgraph/v1", "kind": "Workspace"})"),
            at + "1: inputs: there is no input");
  EXPECT_EQ(
      refusal(with(R"("compareWith": [{"url": "prod"}])")),
      at + "2: compareWith[0]: an input is a path or a context, and no other kind is known here");
  EXPECT_EQ(refusal(with(R"("compareWith": ["a"])")),
            at + "2: compareWith[0]: an object should be here");
  EXPECT_EQ(refusal(with(R"("bookmarks": {})")), at + "2: bookmarks: a list should be here");
  EXPECT_EQ(refusal(with(R"("bookmarks": [{"name": [1]}])")),
            at + "2: bookmarks[0].name: text should be here");
  EXPECT_EQ(refusal(with("\"bookmarks\": [{\"name\": \"a\"},\n{\"filter\": {\"fold\": 1}}]")),
            at + "3: bookmarks[1].filter.fold: true or false should be here");
  EXPECT_EQ(refusal(with(R"("view": {"filter": {"depth": 4}})")),
            at + "2: view.filter.depth: 1, 2 or 3 should be here");
  EXPECT_EQ(refusal(with(R"("view": {"filter": {"depth": -1}})")),
            at + "2: view.filter.depth: 1, 2 or 3 should be here");
  EXPECT_EQ(refusal(with(R"("view": {"filter": {"direction": "up"}})")),
            at + "2: view.filter.direction: one of these should be here: natural, out, in, both");
  EXPECT_EQ(refusal(with(R"("view": {"pins": [null]})")),
            at + "2: view.pins[0]: text should be here");
  EXPECT_EQ(refusal(with(R"("view": {"question": "a\u0000b"})")),
            at + "2: view.question: this has a null byte");
}

TEST(Workspace, WhatIsTooLargeIsRefused) {
  const std::string at = "/at/x.rbacgraph:";
  std::string many = R"("bookmarks": [)";
  for (std::size_t each = 0; each <= Workspace::kMostBookmarks; ++each) {
    many += each == 0 ? "{}" : ",{}";
  }
  EXPECT_EQ(refusal(with(many + "]")), at + "2: bookmarks: there are more than 1000 of these");
  EXPECT_EQ(refusal(with(R"("view": {"question": ")" + std::string(70000, 'x') + "\"}")),
            at + "2: view.question: this is too long");
  EXPECT_EQ(refusal(std::string(Workspace::kMostBytes + 1, ' ')),
            "/at/x.rbacgraph is larger than any workspace");
  EXPECT_EQ(refusal(std::string(Workspace::kMostBytes, '[')),
            at + "1: the file ends in the middle of its JSON");
  const std::string deep = std::string(500000, '[') + std::string(500000, ']');
  EXPECT_EQ(refusal(deep), at + "1: this is no object");
  EXPECT_EQ(refusal(with("\"notes\": " + deep + R"(, "view": 1)")),
            at + "2: view: an object should be here");
}

TEST(Workspace, CutAnywhereOrChangedAnyhowItIsReadOrRefused) {
  for (std::size_t size = 0; size < kText.size() - 2; ++size) {
    EXPECT_NE(refusal(kText.substr(0, size)), "(read)") << size;
  }
  std::mt19937 random(5);
  for (int round = 0; round < 20000; ++round) {
    std::string text(kText);
    for (int times = 0; times < 3; ++times) {
      text[random() % text.size()] = "{}[]\",:0a\n\\"[random() % 11];
    }
    const Result<ReadWorkspace> read = read_workspace(text, "/at/x.rbacgraph");
    if (read) {
      ASSERT_TRUE(workspace_text(read->workspace, "/at/x.rbacgraph"));
    }
  }
}

TEST(Workspace, BytesThatJsonCanNotHoldAreRefused) {
  Workspace workspace = example();
  workspace.inputs[0].word = "/at/\xff.json";
  EXPECT_EQ(workspace_text(workspace, "/at/x.rbacgraph").error().message,
            "a path or a name is no UTF-8, and can't be kept");
}

TEST(Workspace, IsKnownByItsEndingOrItsBeginning) {
  const std::filesystem::path folder =
      testing::TempDir() + "rbacgraph-looks-" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  const auto looks = [&](const std::string& name, std::string_view text) {
    std::ofstream(folder / name) << text;
    return looks_like_workspace(folder / name);
  };
  EXPECT_TRUE(looks("a.json", kText));
  EXPECT_TRUE(looks("broken.rbacgraph", "{"));
  EXPECT_FALSE(looks("b.json", R"({"apiVersion": "rbacgraph/v1", "kind": "Snapshot"})"));
  EXPECT_FALSE(looks("c.yaml", "kind: Role"));
  EXPECT_FALSE(looks_like_workspace(folder));
  EXPECT_FALSE(looks_like_workspace("/dev/zero"));
  EXPECT_FALSE(looks_like_workspace(folder / "none"));
  EXPECT_EQ(workspace_bytes(folder).error().message,
            "can't read " + folder.string() + ": it is no file");
  std::filesystem::remove_all(folder);
}

TEST(JsonPlace, FindsWhereAValueBegins) {
  const std::string_view text =
      "{\"a\\\"b\": [1, {\"x\": \"]}\"}, \"q\\\\\"],\n \"c\": {\"d\": true}}";
  const auto at = [&](std::string_view pointer) { return text.substr(place_of(text, pointer), 3); };
  EXPECT_EQ(at(""), "{\"a");
  EXPECT_EQ(at("/c/d"), "tru");
  EXPECT_EQ(at("/c/none"), "{\"d");
  EXPECT_EQ(place_of("[[1, {\"x\": \"]}\"}, 7]]", "/0/2"), 18U);
  EXPECT_EQ(line_at(text, place_of(text, "/c")), 2U);
  EXPECT_EQ(line_at("a\nb", 99), 2U);
}

TEST(JsonPlace, IsToldAsPeopleWriteIt) {
  EXPECT_EQ(words_of_pointer(""), "");
  EXPECT_EQ(words_of_pointer("/view/filter/depth"), "view.filter.depth");
  EXPECT_EQ(words_of_pointer("/bookmarks/31/name"), "bookmarks[31].name");
}

}  // namespace
}  // namespace rbacgraph::gui
