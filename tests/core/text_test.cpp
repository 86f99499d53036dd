#include "rbacgraph/base/text.h"

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rbacgraph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kVerbs[] = {"create", "delete", "deletecollection", "get",
                                       "list",   "patch",  "update",           "watch"};

std::vector<std::string> verbs_near(std::string_view word) { return nearest(word, kVerbs, 3); }

TEST(Nearest, FindsASwappedMissingWrongOrExtraLetter) {
  EXPECT_THAT(verbs_near("lits"), ElementsAre("list"));
  EXPECT_THAT(verbs_near("wach"), ElementsAre("watch"));
  EXPECT_THAT(verbs_near("upsate"), ElementsAre("update"));
  EXPECT_THAT(verbs_near("pattch"), ElementsAre("patch", "watch"));
}

TEST(Nearest, PutsTheNearestFirstAndEqualsInOrderOfTheAlphabet) {
  constexpr std::string_view kWords[] = {"roles", "rolls", "poles", "role", "rule"};
  EXPECT_THAT(nearest("rolex", kWords, 5), ElementsAre("role", "roles", "poles", "rolls", "rule"));
  EXPECT_THAT(nearest("rolex", kWords, 2), ElementsAre("role", "roles"));
  EXPECT_THAT(nearest("rolex", kWords, 0), IsEmpty());
}

TEST(Nearest, PutsWordsThatBeginWithItLast) {
  EXPECT_THAT(verbs_near("delete"), ElementsAre("delete", "deletecollection"));
  EXPECT_THAT(verbs_near("deletecol"), ElementsAre("deletecollection"));
  EXPECT_THAT(verbs_near("d"), IsEmpty());
}

TEST(Nearest, AllowsShortWordsOneSlipOnly) {
  EXPECT_THAT(verbs_near("gte"), ElementsAre("get"));
  EXPECT_THAT(verbs_near("gxx"), IsEmpty());
  EXPECT_THAT(verbs_near("lxxt"), IsEmpty());
  EXPECT_THAT(verbs_near("x"), IsEmpty());
  EXPECT_THAT(verbs_near(""), IsEmpty());
}

TEST(Nearest, AllowsTwoSlipsAndNotThree) {
  EXPECT_THAT(verbs_near("updxtx"), ElementsAre("update"));
  EXPECT_THAT(verbs_near("uxdxtx"), IsEmpty());
}

TEST(Nearest, CapitalsAreNoSlipAndTheCandidateIsGivenAsItStands) {
  constexpr std::string_view kUsers[] = {"Alice", "Bob", "alice", "Alice"};
  EXPECT_THAT(nearest("ALICE", kUsers, 3), ElementsAre("Alice", "alice"));
}

/// The whole table, without the shortcuts of the one in use.
std::size_t plain_distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

TEST(Nearest, AgreesWithThePlainTableOnRandomWords) {
  std::mt19937 random(7);
  const auto word = [&random](std::size_t shortest) {
    std::string text(shortest + random() % 5, 'a');
    for (char& c : text) c = static_cast<char>('a' + random() % 3);
    return text;
  };
  std::size_t near = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string a = word(5);
    const std::string b = word(3);
    const std::string_view candidates[] = {b};
    const bool expected = plain_distance(a, b) <= 2 || b.starts_with(a);
    EXPECT_EQ(!nearest(a, candidates, 1).empty(), expected) << a << " / " << b;
    near += expected ? 1U : 0U;
  }
  EXPECT_GT(near, 1'000U);
}

TEST(Nearest, StaysQuickOnHostileWords) {
  const std::string a(1'000'000, 'a');
  const std::string b = a + "b";
  const std::string_view candidates[] = {b};
  EXPECT_EQ(nearest(a, candidates, 1).size(), 1U);
}

TEST(LowerAscii, ChangesLettersOnly) {
  EXPECT_EQ(lower_ascii("Deploy-\xC3\x84Z@["), "deploy-\xC3\x84z@[");
  EXPECT_TRUE(equal_ignoring_case("ConfigMap", "configMAP"));
  EXPECT_FALSE(equal_ignoring_case("ConfigMap", "ConfigMaps"));
}

}  // namespace
}  // namespace rbacgraph
