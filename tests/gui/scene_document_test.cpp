/// What the desktop draws is what the command line answers: nodes and edges of scenes against the
/// documents of -o json, for every question of the recordings and about everybody in the samples.
///
/// The command line is run as it is, with the words of the question; its documents are text by then
/// and share nothing with the desktop's pictures. A Graph document has nodes and edges itself. A
/// WhoCan document has grants: what they lead to is worked out here.
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "canvas/scene.h"
#include "cli/run.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/picture.h"
#include "state/content.h"
#include "support/paths.h"
#include "support/recording.h"

namespace rbacgraph::gui {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

json ask_cli(std::vector<std::string> words) {
  words.insert(words.end(), {"-o", "json"});
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  cli::Io io{in, out, err};
  const int status = cli::run(words, io);
  if (status != 0 && status != 1) return json{{"refused", err.str()}};
  return json::parse(out.str());
}

std::shared_ptr<const Policy> policy_of(const fs::path& file) {
  Result<std::shared_ptr<const Policy>> policy = read_policy({file.string()}, {}, {});
  return policy ? std::move(*policy) : nullptr;
}

Content content_for(const std::shared_ptr<const Policy>& policy, const Question& question,
                    bool fold) {
  ViewState view{question, {}, "", {}};
  view.filter.fold = fold;
  return content_of(policy, view);
}

/// The words of the command that the desktop shows for its view, as a shell takes them.
std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (std::size_t at = 0; at < command.size(); ++at) {
    const char letter = command[at];
    if (letter == '\'') {
      quoted = !quoted;
    } else if (!quoted && letter == '\\') {
      words.back() += command[++at];
    } else if (!quoted && letter == ' ') {
      words.emplace_back();
    } else {
      words.back() += letter;
    }
  }
  words.erase(words.begin());  // the program's name
  return words;
}

/// What is in one of them only; "" where they are equal.
template <class Items>
std::string difference(const Items& drawn, const Items& told) {
  Items only_drawn;
  Items only_told;
  std::ranges::set_difference(drawn, told, std::inserter(only_drawn, only_drawn.end()));
  std::ranges::set_difference(told, drawn, std::inserter(only_told, only_told.end()));
  if (only_drawn.empty() && only_told.empty()) return "";
  return "only drawn: " + testing::PrintToString(only_drawn) +
         "\nonly told: " + testing::PrintToString(only_told);
}

/// Every node has a place and every edge a curve, in columns that hold each node once.
void expect_scene_of(const Content& content, const std::string& what) {
  const std::shared_ptr<const Scene> scene = build_scene(content.picture);
  ASSERT_EQ(scene->nodes.size(), content.picture.nodes.size()) << what;
  ASSERT_EQ(scene->edges.size(), content.picture.edges.size()) << what;
  std::set<std::uint32_t> placed;
  for (const SceneColumn& column : scene->columns)
    placed.insert(column.nodes.begin(), column.nodes.end());
  EXPECT_EQ(placed.size(), scene->nodes.size()) << what;
}

std::uint64_t folded_nodes(const AccessPicture& picture) {
  std::uint64_t nodes = 0;
  for (const PictureNode& node : picture.nodes) nodes += node.folded ? node.folded->nodes : 0;
  return nodes;
}

// ---- Graph documents: the same nodes and edges under the same ids

using NodeWords = std::tuple<std::string, std::string, bool, bool, std::uint64_t>;
using EdgeWords = std::tuple<std::string, std::string, std::string, std::string, std::string,
                             std::uint64_t, bool, bool>;

std::multiset<NodeWords> nodes_in(const json& document) {
  std::multiset<NodeWords> nodes;
  for (const json& node : document.at("nodes")) {
    nodes.emplace(node.at("id"), node.at("kind"), node.value("start", false),
                  node.value("missing", false),
                  node.contains("folded") ? node["folded"].at("nodes").get<std::uint64_t>() : 0);
  }
  return nodes;
}

std::multiset<NodeWords> nodes_in(const Content& content) {
  std::multiset<NodeWords> nodes;
  for (std::size_t at = 0; at < content.ids.size(); ++at) {
    const PictureNode& node = content.picture.nodes[at];
    nodes.emplace(content.ids[at], node.folded ? "Fold" : node.ref.kind, node.start, node.missing,
                  node.folded ? node.folded->nodes : 0);
  }
  return nodes;
}

std::multiset<EdgeWords> edges_in(const json& document) {
  std::multiset<EdgeWords> edges;
  for (const json& edge : document.at("edges")) {
    const json rules = edge.value("rules", json::array());
    const json names = edge.value("resourceNames", json::array());
    edges.emplace(edge.at("from"), edge.at("to"), edge.at("kind"), edge.value("namespace", ""),
                  rules.dump() + names.dump(), edge.value("count", std::uint64_t{1}),
                  edge.contains("dead"), edge.value("missing", false));
  }
  return edges;
}

std::multiset<EdgeWords> edges_in(const Content& content) {
  std::multiset<EdgeWords> edges;
  for (const PictureEdge& edge : content.picture.edges) {
    edges.emplace(content.ids[edge.from], content.ids[edge.to], to_string(edge.kind),
                  edge.ns.value_or(""), json(edge.rules).dump() + json(edge.resource_names).dump(),
                  edge.count, edge.dead.has_value(), edge.missing);
  }
  return edges;
}

/// A picture, folded and one by one, and the one that its command line draws.
void expect_graph(const std::shared_ptr<const Policy>& policy, const Question& question) {
  const std::string word = line_of(question);
  const Content shown = content_for(policy, question, true);
  ASSERT_EQ(shown.error, "") << word;
  const std::vector<std::string> command = words_of(shown.command);
  const json folded = ask_cli(command);
  ASSERT_FALSE(folded.contains("refused")) << shown.command << folded["refused"];
  expect_scene_of(shown, word);
  EXPECT_EQ(difference(nodes_in(shown), nodes_in(folded)), "") << word;
  EXPECT_EQ(difference(edges_in(shown), edges_in(folded)), "") << word;
  EXPECT_EQ(shown.picture.hidden.nodes, folded.at("hidden").at("nodes")) << word;
  EXPECT_EQ(shown.picture.hidden.edges, folded.at("hidden").at("edges")) << word;

  std::vector<std::string> one_by_one = command;
  one_by_one.insert(one_by_one.end(), {"--no-fold", "--max-nodes", "0"});
  const json all = ask_cli(one_by_one);
  ASSERT_FALSE(all.contains("refused")) << all["refused"];
  EXPECT_EQ(shown.all_nodes, all.at("nodes").size()) << word;
  const auto folds = std::ranges::count_if(
      shown.picture.nodes, [](const PictureNode& node) { return node.folded.has_value(); });
  // Of what is left out without a fold, hidden.nodes alone tells.
  EXPECT_EQ(
      shown.picture.nodes.size() - static_cast<std::size_t>(folds) + shown.picture.hidden.nodes,
      all.at("nodes").size())
      << word;
  EXPECT_EQ(shown.picture.edges.size() + shown.picture.hidden.edges, all.at("edges").size())
      << word;
  EXPECT_LE(folded_nodes(shown.picture), shown.picture.hidden.nodes) << word;
}

// ---- WhoCan documents: what their grants lead to

/// "kind|namespace|name": told apart by what they are, without the ids of pictures.
std::string key_of(const json& object) {
  constexpr std::string_view kAccount = "system:serviceaccount:";
  const std::string name = object.at("name");
  // A binding may spell an account as the user that it is (SEMANTICS §1.4).
  if (object.at("kind") == "User" && name.starts_with(kAccount)) {
    const std::size_t colon = name.find(':', kAccount.size());
    if (colon != std::string::npos)
      return "ServiceAccount|" + name.substr(kAccount.size(), colon - kAccount.size()) + "|" +
             name.substr(colon + 1);
  }
  return object.at("kind").get<std::string>() + "|" + object.value("namespace", "") + "|" + name;
}

std::string key_of(const PictureNode& node) {
  const bool is_target = node.rank == PictureRank::What;
  return is_target ? "target" : node.ref.kind + "|" + node.ref.ns + "|" + node.ref.name;
}

/// Ends and kind, to the rules that say so.
using Ways = std::map<std::tuple<std::string, std::string, std::string>, std::set<std::uint64_t>>;

void add_grant(const json& subject, const json& grant, std::set<std::string>& nodes, Ways& ways) {
  const std::string who = key_of(subject);
  json through = grant.at("through");
  // As the binding spells it: an account without namespace is in the binding's, and that of a user
  // or group says nothing.
  if (through.at("kind") != "ServiceAccount") {
    through.erase("namespace");
  } else if (!through.contains("namespace")) {
    through["namespace"] = grant.at("binding").value("namespace", "");
  }
  const std::string named = key_of(through);
  const std::string binding = key_of(grant.at("binding"));
  const std::string role = key_of(grant.at("role"));
  nodes.insert({who, named, binding, role, "target"});
  if (named != who) ways[{who, named, "member-of"}];
  ways[{named, binding, "bound-by"}];
  ways[{binding, role, "refers-to"}];
  ways[{role, "target", "allows"}].insert(grant.at("rule").get<std::uint64_t>());
}

void expect_who_can(const std::shared_ptr<const Policy>& policy, const Question& question,
                    const std::string& what) {
  const Content whole = content_for(policy, question, false);
  const json document = ask_cli(words_of(whole.command));
  ASSERT_EQ(document.contains("refused"), !whole.error.empty()) << whole.command << document.dump();
  if (document.contains("refused")) return;
  std::set<std::string> nodes{"target"};
  Ways ways;
  std::multiset<std::string> holders;
  for (const json& item : document.at("items")) {
    holders.insert(key_of(item.at("subject")));
    for (const json& grant : item.at("grants")) add_grant(item.at("subject"), grant, nodes, ways);
  }
  for (const json& dead : document.at("dead"))
    add_grant(dead.at("subject"), dead.at("grant"), nodes, ways);

  ASSERT_FALSE(whole.picture.hidden.any()) << what << ": nothing has to be folded here";
  expect_scene_of(whole, what);
  std::multiset<std::string> shown;
  for (const PictureNode& node : whole.picture.nodes) shown.insert(key_of(node));
  EXPECT_EQ(difference(shown, std::multiset<std::string>(nodes.begin(), nodes.end())), "") << what;
  Ways drawn;
  for (const PictureEdge& edge : whole.picture.edges) {
    drawn[{key_of(whole.picture.nodes[edge.from]), key_of(whole.picture.nodes[edge.to]),
           std::string(to_string(edge.kind))}]
        .insert(edge.rules.begin(), edge.rules.end());
  }
  EXPECT_EQ(difference(drawn, ways), "") << what;
  std::multiset<std::string> rows;
  for (const HolderRow& row : whole.holders)
    rows.insert(std::string(to_string(row.subject.kind)) + "|" + row.subject.ns + "|" +
                row.subject.name);
  EXPECT_EQ(difference(rows, holders), "") << what;

  const Content folded = content_for(policy, question, true);
  expect_scene_of(folded, what);
  const AccessPicture& picture = folded.picture;
  EXPECT_EQ(picture.edges.size() + picture.hidden.edges, whole.picture.edges.size()) << what;
  std::uint64_t stood_for = folded_nodes(picture);
  for (const PictureNode& node : picture.nodes) {
    if (node.folded) continue;
    ++stood_for;
    EXPECT_TRUE(nodes.contains(key_of(node))) << what << key_of(node);
  }
  EXPECT_EQ(stood_for, nodes.size()) << what;
}

/// In the words of the line, which the command line and the desktop share.
Question question_of(const json& query) {
  Question question{.ask = Ask::WhoCan};
  if (query.contains("nonResourceAttributes")) {
    question.verb = query["nonResourceAttributes"].value("verb", "");
    question.type = query["nonResourceAttributes"].value("path", "");
    return question;
  }
  const json& asked = query.at("resourceAttributes");
  question.verb = asked.value("verb", "");
  question.type = asked.value("resource", "");
  if (asked.contains("group")) question.type += "." + asked["group"].get<std::string>();
  if (asked.contains("subresource")) question.type += "/" + asked["subresource"].get<std::string>();
  question.name = asked.value("name", "");
  question.ns = asked.value("namespace", "");
  return question;
}

class SceneOfRecording : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    directory_ = test::recording(GetParam());
    if (directory_.empty()) GTEST_SKIP() << "no such recording here; set RBACGRAPH_SHARED";
    policy_ = policy_of(directory_ / "objects.json");
    ASSERT_TRUE(policy_);
  }

  fs::path directory_;
  std::shared_ptr<const Policy> policy_;
};

TEST_P(SceneOfRecording, WhoCanIsWhatTheCommandLineAnswers) {
  std::size_t asked = 0;
  for (const json& line : test::read_lines(directory_ / "who_can.ndjson")) {
    expect_who_can(policy_, question_of(line.at("query")), line.at("query").dump());
    ++asked;
  }
  EXPECT_GE(asked, 70U);
}

TEST_P(SceneOfRecording, EverySubjectIsWhatTheCommandLineDraws) {
  ASSERT_GT(policy_->graph->subject_count(), 50U);
  for (std::size_t at = 0; at < policy_->graph->subject_count(); ++at) {
    const SubjectRef subject = policy_->graph->subject_ref(make_id<SubjectId>(at));
    if (subject.kind == SubjectKind::Other || subject.name.empty()) continue;
    if (subject.kind == SubjectKind::ServiceAccount && subject.ns.empty()) continue;
    expect_graph(policy_, {.ask = Ask::Subject, .subject = spell(subject)});
  }
}

TEST_P(SceneOfRecording, ThePolicyAndItsObjectsAreWhatTheCommandLineDraws) {
  expect_graph(policy_, {.ask = Ask::Everything});
  const Snapshot& snapshot = *policy_->snapshot;
  for (const Namespace& ns : snapshot.namespaces()) {
    expect_graph(policy_, {.ask = Ask::Object,
                           .subject = "Namespace/" + std::string(snapshot.text(ns.name))});
  }
  for (const Role& role : snapshot.roles()) {
    if (role.kind != RoleKind::ClusterRole) continue;
    const std::string name(snapshot.text(role.name));
    expect_graph(policy_, {.ask = Ask::Object, .subject = "ClusterRole/" + name});
  }
}

INSTANTIATE_TEST_SUITE_P(Recordings, SceneOfRecording,
                         testing::Values("bootstrap", "edge-cases", "open-attack-lab",
                                         "open-platform", "stored-invalid"),
                         [](const auto& which) {
                           std::string name = which.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(SceneOfSamples, IsWhatTheCommandLineAnswers) {
  std::size_t clusters = 0;
  std::vector<fs::path> files;
  const fs::path samples = test::test_data("") / ".." / ".." / "samples";
  for (const auto& entry : fs::directory_iterator(samples)) {
    const fs::path file = entry.path() / "cluster.yaml";
    if (fs::exists(file)) files.push_back(file);
  }
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    const std::shared_ptr<const Policy> policy = policy_of(file);
    if (!policy) continue;
    ++clusters;
    for (std::size_t at = 0; at < policy->graph->subject_count(); ++at) {
      const SubjectRef subject = policy->graph->subject_ref(make_id<SubjectId>(at));
      if (subject.kind == SubjectKind::Other) continue;
      if (subject.kind == SubjectKind::ServiceAccount && subject.ns.empty()) continue;
      expect_graph(policy, {.ask = Ask::Subject, .subject = spell(subject)});
    }
    for (const char* const type : {"secrets", "pods/exec", "deployments.apps/scale", "/metrics"}) {
      const Question question{.ask = Ask::WhoCan, .verb = "get", .type = type};
      expect_who_can(policy, question, file.string() + " " + type);
    }
  }
  EXPECT_GE(clusters, 20U);
}

}  // namespace
}  // namespace rbacgraph::gui
