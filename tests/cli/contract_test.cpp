/// The worked examples of commands and answers in tests/data/contract, compared by the rules of
/// its README.
#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <ostream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "run_cli.h"
#include "support/paths.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool covers(const json& answer, const json& expected, const std::string& key);

/// Every expected element meets an answer's own: a perfect matching, found by augmenting paths.
bool meets_as_set(const json& answer, const json& expected) {
  std::vector<std::size_t> taken_by(answer.size(), expected.size());
  std::vector<bool> seen;
  const std::function<bool(std::size_t)> place = [&](std::size_t wanted) {
    for (std::size_t at = 0; at < answer.size(); ++at) {
      if (seen[at] || !covers(answer[at], expected[wanted], "")) continue;
      seen[at] = true;
      if (taken_by[at] == expected.size() || place(taken_by[at])) {
        taken_by[at] = wanted;
        return true;
      }
    }
    return false;
  };
  for (std::size_t wanted = 0; wanted < expected.size(); ++wanted) {
    seen.assign(answer.size(), false);
    if (!place(wanted)) return false;
  }
  return true;
}

bool may_have_more(const std::string& key) {
  return key == "notes" || key == "diagnostics" || key == "nodes" || key == "edges";
}

bool covers(const json& answer, const json& expected, const std::string& key) {
  if (expected == "…") return answer.is_string() && !answer.get<std::string>().empty();
  if (expected.is_object()) {
    if (!answer.is_object()) return false;
    return std::ranges::all_of(expected.items(), [&](const auto& member) {
      const auto found = answer.find(member.key());
      if (found == answer.end()) return member.value() == json::array();
      return covers(*found, member.value(), member.key());
    });
  }
  if (expected.is_array()) {
    if (!answer.is_array()) return false;
    if (answer.size() < expected.size()) return false;
    if (answer.size() > expected.size() && !may_have_more(key)) return false;
    return meets_as_set(answer, expected);
  }
  return answer == expected;
}

/// The lines of NDJSON keep their order.
bool covers_lines(const std::string& out, const json& expected) {
  std::istringstream lines(out);
  std::size_t at = 0;
  for (std::string line; std::getline(lines, line); ++at)
    if (at >= expected.size() || !covers(json::parse(line), expected[at], "")) return false;
  return at == expected.size();
}

std::vector<std::filesystem::path> folders() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(test_data("contract")))
    if (std::filesystem::exists(entry.path() / "command")) found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

/// Puts the ref of the node in the place of its id at the ends of edges, as the examples do.
void spell_ends(json& graph) {
  std::map<std::string, json> refs;
  for (const json& node : graph.at("nodes")) {
    json& ref = refs[node.at("id")];
    for (const char* key : {"kind", "namespace", "name"})
      if (node.contains(key)) ref[key] = node.at(key);
  }
  for (json& edge : graph.at("edges"))
    for (const char* end : {"from", "to"}) edge[end] = refs.at(edge.at(end));
}

class Contract : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Contract, Holds) {
  const std::filesystem::path folder = GetParam();
  const std::string command = text_of(folder / "command");
  const std::vector<std::string> words = words_of(command);
  ASSERT_FALSE(words.empty());
  if (cli::find_command(words.front()) == nullptr)
    GTEST_SKIP() << "command not in this version: " << words.front();
  const json expected = json::parse(text_of(folder / "expected.json"));
  const std::filesystem::path status_file = folder / "status";
  const int status = std::filesystem::exists(status_file) ? std::stoi(text_of(status_file)) : 0;

  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder);
  const Ran ran = run_cli(command);
  std::filesystem::current_path(before);

  EXPECT_EQ(ran.status, status) << ran.err;
  if (expected.is_array()) {
    EXPECT_TRUE(covers_lines(ran.out, expected)) << ran.out;
  } else {
    json answer = json::parse(ran.out);
    if (expected.value("kind", "") == "Graph") spell_ends(answer);
    EXPECT_TRUE(covers(answer, expected, "")) << ran.out << "\nexpected:\n" << expected.dump(1);
  }
}

INSTANTIATE_TEST_SUITE_P(Examples, Contract, testing::ValuesIn(folders()), [](const auto& test) {
  std::string name = test.param.filename().string();
  std::ranges::replace(name, '-', '_');
  return name;
});

// ---- The rules of comparing -------------------------------------------------------------------

TEST(ContractRules, AnAnswerMayHaveMoreMembersButNotMoreElements) {
  EXPECT_TRUE(covers({{"a", 1}, {"b", 2}}, {{"a", 1}}, ""));
  EXPECT_FALSE(covers({{"a", 1}}, {{"a", 1}, {"b", 2}}, ""));
  EXPECT_TRUE(covers({{"l", {2, 1}}}, {{"l", {1, 2}}}, ""));
  EXPECT_FALSE(covers({{"l", {1, 2, 3}}}, {{"l", {1, 2}}}, ""));
  EXPECT_TRUE(covers({{"notes", {"x", "y"}}}, {{"notes", {"…"}}}, ""));
  EXPECT_TRUE(covers(json::object(), {{"l", json::array()}}, ""));
  EXPECT_FALSE(covers({{"s", ""}}, {{"s", "…"}}, ""));
}

TEST(ContractRules, EveryExpectedElementNeedsOneOfItsOwn) {
  const json both = json::array({{{"a", 1}, {"b", 1}}, {{"a", 1}}});
  EXPECT_TRUE(covers(both, json::array({{{"a", 1}}, {{"b", 1}}}), ""));
  EXPECT_FALSE(covers(both, json::array({{{"b", 1}}, {{"b", 1}}}), ""));
}

}  // namespace
}  // namespace rbacgraph::test
