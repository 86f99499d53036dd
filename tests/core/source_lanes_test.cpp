// Long lists are read by several threads, and nothing that is read or told may show it: every id,
// place and message is that of one thread.
#include <array>
#include <new>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lanes_support.h"
#include "source_support.h"

namespace rbacgraph {
namespace {

using test::everything;
using test::lanes;
using test::read_in_lanes;
using test::Reading;
using testing::HasSubstr;

constexpr std::size_t kAlone = 1;

constexpr std::string_view kGroup = R"("apiVersion": "rbac.authorization.k8s.io/v1")";

/// Texts of objects as kubectl writes them, with everything that there may be to say about one.
class Texts {
 public:
  explicit Texts(unsigned seed) : random_(seed) {}

  std::string list(std::size_t items, unsigned trouble_in_hundred) {
    std::string text = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n";
    for (std::size_t i = 0; i < items; ++i) {
      text += i == 0 ? "" : ",\n";
      text += "        " + (below(100) < trouble_in_hundred ? trouble() : object());
    }
    return text + "\n    ],\n    \"kind\": \"List\"\n}\n";
  }

  std::string object() {
    switch (below(9)) {
      case 0:
      case 1: return role("ClusterRole", "", R"("labels": {"a": ")" + word() + R"("}, )");
      case 2: return role("Role", ns(), "");
      case 3:
      case 4: return binding(R"(")" + word() + R"(")");
      case 5: return plain("v1", "ServiceAccount", ns());
      case 6: return plain("v1", "Namespace", "");
      case 7: return plain("v1", below(2) == 0 ? "ConfigMap" : "Secret\xC3\xA9", ns());
      default: return workload();
    }
  }

  std::string trouble() {
    switch (below(12)) {
      case 0: return plain("v1", "ServiceAccount", "");  // without a namespace
      case 1: return plain("rbac.authorization.k8s.io/v1beta1", "ClusterRole", "");
      case 2: return plain("authorization.openshift.io/v1", "ClusterRole", "");
      case 3: return braces(std::string(kGroup) + R"(, "kind": "Role", "rules": 5)");
      case 4: return braces(std::string(kGroup) + R"(, "kind": "Role", "metadata": {"name": 1})");
      case 5: return binding(R"("x", "name": "y")");
      case 6: return binding(R"("x", "apiGroup": "apps")");
      case 7:
        return braces("\"apiVersion\": \"v1\",\n\"kind\": \"List\",\n\"items\": [\n        " +
                      object() + ",\n        " + object() + ",\n        " + object() + "\n]");
      case 8: return R"({"metadata": {"name": "no-kind"}})";
      case 9: return R"({"type": "DELETED", "object": )" + object() + "}";
      case 10: return braces(R"("apiVersion": "v1", "kind": "Status", "reason": "Forbidden")");
      default: return R"("no object")";
    }
  }

  std::string definition() {
    const std::string name = word();
    return braces(
        R"("apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", )"
        R"("metadata": {"name": ")" +
        name + R"(s.x.io"}, "spec": {"group": "x.io", "scope": "Cluster", "names": {"plural": ")" +
        name + R"(s", "kind": ")" + name + R"("}, "versions": [{"name": "v1", "served": true}]})");
  }

  unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

 private:
  static std::string braces(const std::string& members) {
    return "{\n            " + members + "\n        }";
  }
  /// Few enough that objects come twice, and lists and rules again.
  std::string word() { return "w" + std::to_string(below(60)); }
  std::string ns() { return "ns-" + std::to_string(below(9)); }
  std::string metadata(const std::string& ns, const std::string& more = "") {
    return R"("metadata": {)" + more + (ns.empty() ? "" : R"("namespace": ")" + ns + R"(", )") +
           R"("name": ")" + word() + R"("})";
  }
  std::string plain(const std::string& version, const std::string& kind, const std::string& ns) {
    return braces(R"("apiVersion": ")" + version + R"(", "kind": ")" + kind + R"(", )" +
                  metadata(ns));
  }
  std::string role(const std::string& kind, const std::string& ns, const std::string& labels) {
    std::string rules;
    for (unsigned i = below(4); i > 0; --i) {
      rules += rules.empty() ? "" : ",\n            ";
      rules += R"({"apiGroups": [""], "verbs": [")" + word() + R"(", "get"], "resources": [")" +
               word() + R"("]})";
    }
    const std::string aggregation =
        below(8) == 0 && ns.empty()
            ? R"("aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"a": ")" + word() +
                  R"("}}, {"matchExpressions": [{"key": "b", "operator": "In", "values": [")" +
                  word() + R"("]}]}]}, )"
            : "";
    return braces(aggregation + std::string(kGroup) + R"(, "kind": ")" + kind + "\", " +
                  metadata(ns, labels) + ",\n            \"rules\": [" + rules + "]");
  }
  std::string binding(const std::string& subject) {
    return braces(std::string(kGroup) + R"(, "kind": "RoleBinding", )" + metadata(ns()) +
                  R"(, "roleRef": {"kind": "ClusterRole", "name": ")" + word() +
                  R"("}, "subjects": [{"kind": "User", "name": )" + subject +
                  R"(}, {"kind": "ServiceAccount", "namespace": ")" + ns() + R"(", "name": ")" +
                  word() + R"("}])");
  }
  std::string workload() {
    return braces(R"("apiVersion": "v1", "kind": "Pod", )" + metadata(ns()) +
                  R"(, "spec": {"serviceAccountName": ")" + word() + R"("})");
  }

  std::mt19937 random_;
};

TEST(SourceLanes, AreNotSeenInWhatIsRead) {
  Texts texts(11);
  std::uint64_t pieces = 0;
  for (int round = 0; round < 30; ++round) {
    const std::string text = texts.list(40, 0);
    const auto expected = everything(*read_in_lanes(text, lanes(kAlone, 64)).snapshot);
    for (const std::size_t threads : {2U, 3U}) {
      for (const std::size_t piece : {300U, 700U, 1500U, 5000U, 100'000U}) {
        const Reading reading = read_in_lanes(text, lanes(threads, piece));
        ASSERT_EQ(everything(*reading.snapshot), expected) << piece << "\n" << text;
        pieces += reading.pieces;
      }
    }
  }
  EXPECT_GT(pieces, 1000U);
}

/// Every object is unlike the others, so that nothing has to be read again.
std::string long_list(std::size_t items) {
  std::string text = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n";
  for (std::size_t i = 0; i < items; ++i) {
    text += (i == 0 ? "" : ",\n") + std::string("        {\n            ") + std::string(kGroup) +
            ",\n            \"kind\": \"ClusterRole\",\n            \"metadata\": {\"name\": \"r" +
            std::to_string(i) + "\"},\n            \"rules\": []\n        }";
  }
  return text + "\n    ],\n    \"kind\": \"List\"\n}\n";
}

TEST(SourceLanes, ReadAllButTheFirstItem) {
  const std::string text = long_list(1000);
  for (const std::size_t threads : {2U, 4U}) {
    const Reading reading = read_in_lanes(text, lanes(threads, 2000));
    EXPECT_EQ(reading.snapshot->roles().size(), 1000U);
    // As many as there are; a piece ends before the item that doesn't fit.
    EXPECT_GE(reading.pieces, text.size() / 2000);
    EXPECT_LE(reading.pieces, text.size() / 1700);
  }
}

TEST(SourceLanes, DoNothingForASmallInputOrWithOneThread) {
  const std::string text = long_list(1000);
  LaneOptions options = lanes(2, 2000);
  options.least_input = text.size() + 1;
  EXPECT_EQ(read_in_lanes(text, options).pieces, 0U);
  options.least_input = text.size();
  EXPECT_GT(read_in_lanes(text, options).pieces, 0U);
  EXPECT_EQ(read_in_lanes(text, lanes(1, 2000)).pieces, 0U);
  EXPECT_GE(LaneOptions().least_input, std::uint64_t{1} << 20);
}

TEST(SourceLanes, AreNotSeenInWhatIsToldOfObjects) {
  Texts texts(13);
  std::uint64_t pieces = 0;
  for (int round = 0; round < 150; ++round) {
    std::string text = texts.list(40, round % 2 == 0 ? 2 : 20);
    if (round % 5 == 0) text += texts.list(30, 2);  // one list after the other
    const auto expected = everything(*read_in_lanes(text, lanes(kAlone, 64)).snapshot);
    for (const std::size_t piece : {700U, 2000U, 8000U}) {
      const Reading reading = read_in_lanes(text, lanes(2, piece));
      ASSERT_EQ(everything(*reading.snapshot), expected) << piece << "\n" << text;
      pieces += reading.pieces;
    }
  }
  EXPECT_GT(pieces, 500U);
}

TEST(SourceLanes, KeepTheOrderOfDefinitionsAndOfRareKinds) {
  Texts texts(17);
  std::string text = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n";
  for (int i = 0; i < 1100; ++i) {
    text += "        {\n\"apiVersion\": \"v1\", \"kind\": \"Kind" + std::to_string(i * 7 % 1100) +
            "\"\n        },\n";
    if (i % 50 == 0) text += "        " + texts.definition() + ",\n";
  }
  text += "        " + texts.object() + "\n    ]\n}\n";
  const auto expected = everything(*read_in_lanes(text, lanes(kAlone, 64)).snapshot);
  EXPECT_THAT(expected.back(), HasSubstr("(other kinds) 100"));
  const Reading reading = read_in_lanes(text, lanes(2, 1000));
  EXPECT_EQ(everything(*reading.snapshot), expected);
  EXPECT_GT(reading.pieces, 50U);
}

void damage(std::string& text, Texts& texts) {
  const std::size_t at = texts.below(static_cast<unsigned>(text.size()));
  switch (texts.below(7)) {
    case 0: text[at] = static_cast<char>(texts.below(256)); break;
    case 1: text.erase(at, texts.below(40)); break;
    case 2: text.insert(at, 1, "}[]\",:\\\n"[texts.below(8)]); break;
    case 3: text.insert(at, text.substr(texts.below(100), texts.below(600))); break;
    case 4: text.insert(at, 1, '\0'); break;
    case 5: text.insert(at, "\n        },\n        {"); break;
    default: text.resize(at + 1); break;
  }
}

TEST(SourceLanes, AreNotSeenInWhatIsToldOfDamage) {
  Texts texts(19);
  std::uint64_t pieces = 0;
  for (int round = 0; round < 700; ++round) {
    std::string text = texts.list(25, 1);
    for (unsigned k = texts.below(2) + 1; k > 0; --k) damage(text, texts);
    if (texts.below(3) == 0) text += texts.list(15, 0);
    const auto expected = everything(*read_in_lanes(text, lanes(kAlone, 64)).snapshot);
    for (const std::size_t piece : {500U, 1600U}) {
      const Reading reading = read_in_lanes(text, lanes(2, piece));
      ASSERT_EQ(everything(*reading.snapshot), expected) << piece << " in round " << round << "\n"
                                                         << testing::PrintToString(text);
      pieces += reading.pieces;
    }
  }
  EXPECT_GT(pieces, 600U);
}

/// Lines that look like those between two items, and are in a text or in an item.
TEST(SourceLanes, AreNotMisledByWhatLooksLikeTheEndOfAnItem) {
  Texts texts(23);
  std::string text = "{\n\"apiVersion\": \"v1\",\n\"items\": [\n";
  for (int i = 0; i < 60; ++i) {
    text +=
        texts.object() + ",\n{\"kind\": \"ConfigMap\", \"apiVersion\": \"v1\", \"data\": [{},\n" +
        "{\"kind\": \"Namespace\", \"apiVersion\": \"v1\", \"metadata\": {\"name\": \"no\"}},\n" +
        "{}]},\n";
  }
  text += texts.object() + "\n]}\n";
  const auto expected = everything(*read_in_lanes(text, lanes(kAlone, 64)).snapshot);
  for (std::size_t piece = 200; piece < 3000; piece += 71)
    ASSERT_EQ(everything(*read_in_lanes(text, lanes(2, piece)).snapshot), expected) << piece;
}

/// What `read` throws or says when the text is over.
class EndsBadly final : public ByteInput {
 public:
  EndsBadly(std::string_view text, bool throws) : text_(text), throws_(throws) {}
  std::size_t read(char* to, std::size_t size) override {
    const std::size_t taken = text_.copy(to, std::min<std::size_t>(size, 1000));
    text_.remove_prefix(taken);
    if (taken == 0 && throws_) throw std::bad_alloc();
    if (taken == 0) error_ = "the disk is gone";
    return taken;
  }

 private:
  std::string_view text_;
  bool throws_;
};

TEST(SourceLanes, LoseNoError) {
  const std::string text = long_list(500);
  const std::string_view most(text.data(), text.size() - 5000);
  for (const std::size_t threads : {1U, 2U, 3U}) {
    EXPECT_THROW(read_in_lanes(std::make_unique<EndsBadly>(most, true), lanes(threads, 2000)),
                 std::bad_alloc);
  }
  const auto expected = everything(
      *read_in_lanes(std::make_unique<EndsBadly>(most, false), lanes(kAlone, 2000)).snapshot);
  EXPECT_EQ(
      everything(*read_in_lanes(std::make_unique<EndsBadly>(most, false), lanes(2, 2000)).snapshot),
      expected);
}

TEST(SourceLanes, StopWhenTheyAreAskedTo) {
  const std::string text = long_list(2000);
  std::stop_source stop;
  ReadOptions options;
  options.stop = stop.get_token();
  std::uint64_t told = 0;
  options.progress = [&](std::string_view, std::uint64_t bytes, std::uint64_t) {
    told = bytes;
    if (bytes > 100'000) stop.request_stop();
  };
  const std::string longer = long_list(20'000);
  const Reading reading = read_in_lanes(memory_input(longer), lanes(2, 2000), options);
  EXPECT_GT(told, 100'000U);
  EXPECT_LT(told, longer.size() / 2);
  EXPECT_GT(reading.snapshot->roles().size(), 100U);
  EXPECT_LT(reading.snapshot->roles().size(), 10'000U);
}

}  // namespace
}  // namespace rbacgraph
