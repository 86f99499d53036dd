#include "state/search_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui_policy.h"
#include "state/question.h"

namespace rbacgraph::gui {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> words(std::string_view query, std::size_t at_most = 20) {
  std::vector<std::string> found;
  for (const SearchHit& hit : small_policy()->names.find(query, at_most).hits)
    found.push_back(hit.word);
  return found;
}

TEST(SearchIndex, FindsByKindAndName) {
  EXPECT_THAT(words("sa:"), ElementsAre("sa:ci/runner", "sa:shop/idle"));
  EXPECT_THAT(words("ns:"), ElementsAre("ns:ci", "ns:shop"));
  EXPECT_THAT(words("user:JANE"), ElementsAre("user:jane doe"));
  EXPECT_THAT(words("res:"), ElementsAre("res:pods", "res:secrets", "res:deployments"));
  EXPECT_THAT(words("role:dep"), ElementsAre("role:shop/deployer"));
}

TEST(SearchIndex, BetterMatchesComeFirst) {
  EXPECT_EQ(words("runner").front(), "sa:ci/runner");
  // Whole, then the start of a word, then letters in this order.
  EXPECT_THAT(words("jane"), ElementsAre("crb:jane", "user:jane doe"));
  EXPECT_EQ(words("dpl").front(), "res:deployments");
}

TEST(SearchIndex, SaysHowManyThereAre) {
  const SearchHits hits = small_policy()->names.find("", 3);
  EXPECT_EQ(hits.hits.size(), 3U);
  EXPECT_EQ(hits.all, small_policy()->names.size());
  EXPECT_THAT(words("zzz"), IsEmpty());
}

TEST(SearchIndex, WhatItFindsIsUnderstoodAsAQuestion) {
  for (const std::string& word : words("", 1000)) {
    const Result<Question> question = read_question(*small_policy()->snapshot, "'" + word + "'");
    EXPECT_TRUE(question) << word << ": " << (question ? "" : question.error().message);
  }
}

}  // namespace
}  // namespace rbacgraph::gui
