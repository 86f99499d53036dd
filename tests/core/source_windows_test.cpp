// JSON is read in windows, and nothing that is read may depend on where they end.
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/text_reader.h"
#include "source_support.h"

namespace rbacgraph {
namespace {

using test::diagnostics_of;
using test::lines_of;

/// Everything that was read of the text, and said about it, in one list.
std::vector<std::string> read_in_windows(std::string_view text, std::size_t capacity) {
  SnapshotBuilder builder;
  const ReadOptions options;
  InputReport report(builder, options, "in");
  SourceInfo info;
  info.display = "in";
  const SourceId id = builder.add_source(std::move(info));
  report.begin(id);
  InputText input(memory_input(text), "in", options);
  input.note_lines();
  TextReader reader(builder, options, report);
  reader.set_window_capacity(capacity);
  reader.read(input);
  report.end();
  report.finish();
  builder.source(id).lines = input.lines();
  const auto s = builder.build(AggregationMode::Stored);
  std::vector<std::string> all = lines_of(*s);
  for (const std::string& line : diagnostics_of(*s)) all.push_back(line);
  for (const Role& role : s->roles()) {
    all.push_back("at " + std::to_string(role.source.offset));
    for (const RuleEntry& rule : role.rules)
      all.push_back("rule at " + std::to_string(rule.source.offset));
  }
  all.push_back(test::counts_of(s->sources()[0]));
  return all;
}

std::string role(std::string_view name, std::string_view verb) {
  return R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":")" +
         std::string(name) + R"("},"rules":[{"verbs":[")" + std::string(verb) + R"("]}]})";
}

/// That is no YAML, so that what is broken is not tried as such: that takes all of the input in
/// memory, and so it does depend on the windows.
constexpr std::string_view kNotYaml = "\n{\"x\":\"a\"}{\"y\":\"b\"}\n";

std::string some_text(std::mt19937& random) {
  constexpr std::array<std::string_view, 8> kOdd{
      R"(\"},{\"kind\":\"Role\\)", R"(\\)", "[{", "\xC3\xA9", "\xF0\x9F\x98\x80", R"(é)", "x", ""};
  const bool list = random() % 2 == 0;
  const std::string_view between = random() % 2 == 0 ? "\n" : "";
  std::string text = list ? R"({"apiVersion":"v1","items":[)" : "";
  const auto count = random() % 8 + 1;
  for (unsigned i = 0; i < count; ++i) {
    if (i > 0 && list) text += ',';
    text += between;
    const std::string name(random() % 90 + 1, static_cast<char>('a' + random() % 26));
    text += random() % 4 == 0 ? R"({"kind":"ConfigMap","apiVersion":"v1","data":{"k":")" + name +
                                    std::string(kOdd.at(random() % kOdd.size())) + R"("}})"
                              : role(name, kOdd.at(random() % kOdd.size()));
    if (random() % 5 == 0) text += std::string(random() % 200, ' ');
  }
  if (list) text += R"(],"kind":"List"})";
  return text + std::string(kNotYaml);
}

void damage(std::string& text, std::mt19937& random) {
  const std::size_t at = random() % text.size();
  switch (random() % 6) {
    case 0: text[at] = static_cast<char>(random() % 256); break;
    case 1: text.erase(at, random() % 40); break;
    case 2: text.insert(at, 1, "}[]\",:\\\n"[random() % 8]); break;
    case 3: text.insert(at, text.substr(random() % text.size(), random() % 60)); break;
    case 4: text.insert(at, 1, '\0'); break;
    default: text.resize(at + 1); break;
  }
}

TEST(SourceWindows, AreNotSeenInWhatIsRead) {
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    const std::string text = some_text(random);
    const auto whole = read_in_windows(text, std::size_t{1} << 20);
    for (const std::size_t capacity : {64U, 65U, 100U, 128U, 777U})
      ASSERT_EQ(read_in_windows(text, capacity), whole) << capacity << "\n" << text;
  }
}

TEST(SourceWindows, AreNotSeenInWhatIsSaidOfDamage) {
  std::mt19937 random(7);
  int compared = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string text = some_text(random);
    for (auto k = random() % 3 + 1; k > 0; --k) damage(text, random);
    // To look for a cause takes the text in memory, too.
    if (text.find("{{") != std::string::npos || text.size() < 2 || text[0] == '\0' ||
        text[1] == '\0')
      continue;
    text += kNotYaml;
    const auto whole = read_in_windows(text, std::size_t{1} << 20);
    for (const std::size_t capacity : {64U, 101U, 256U})
      ASSERT_EQ(read_in_windows(text, capacity), whole) << capacity << " in round " << round << "\n"
                                                        << testing::PrintToString(text);
    ++compared;
  }
  EXPECT_GT(compared, 3000);
}

/// A problem at every place around the end of a window, and then a good line.
TEST(SourceWindows, EndAtAProblem) {
  for (const std::string_view problem : {"\"", "\xFF", "\x01", "\"\xC3", "\n\"", "]", "\\"}) {
    for (std::size_t pad = 0; pad < 140; ++pad) {
      const std::string text = role("a", "get") + "\n" + std::string(pad, ' ') + "{" +
                               std::string(problem) + "\n" + role("b", "list") +
                               std::string(kNotYaml);
      const auto whole = read_in_windows(text, std::size_t{1} << 20);
      EXPECT_THAT(whole, testing::IsSupersetOf(
                             {"ClusterRole /a {[get][][]}", "ClusterRole /b {[list][][]}"}));
      EXPECT_EQ(read_in_windows(text, 64), whole) << pad << testing::PrintToString(problem);
    }
  }
}

TEST(SourceWindows, OfNothingEnd) {
  for (const std::string_view text : {"{", "[", "{\n", "{\"", "{\"\n", "[\"", "{\xFF", "{\n{",
                                      "{\"\n{", "{\"\n{\"\n{", "[\n\n\n"})
    EXPECT_EQ(read_in_windows(text, 64), read_in_windows(text, std::size_t{1} << 20)) << text;
}

}  // namespace
}  // namespace rbacgraph
