/// Regular expressions of the user's.
#include "rbacgraph/base/pattern.h"

#include <string>

#include <gtest/gtest.h>

namespace rbacgraph {
namespace {

bool found(std::string_view expression, std::string_view text) {
  const Result<Pattern> pattern = Pattern::compile(expression);
  EXPECT_TRUE(pattern) << expression;
  return pattern && pattern->found_in(text);
}

TEST(Pattern, MatchesAnywhereUnlessItIsAnchored) {
  EXPECT_TRUE(found("run", "ci/runner"));
  EXPECT_FALSE(found("^run", "ci/runner"));
  EXPECT_TRUE(found("^ci/.*r$", "ci/runner"));
  EXPECT_FALSE(found("RUN", "ci/runner"));
  EXPECT_TRUE(found("(?i)RUN", "ci/runner"));
  EXPECT_TRUE(found("", ""));
  EXPECT_TRUE(found("^.$", "ü"));
  // A text ends at its end, whatever lines there are in it.
  EXPECT_FALSE(found("^admin$", "admin\nx"));
}

TEST(Pattern, SaysWhatIsWrong) {
  const auto message = [](std::string_view expression) {
    const Result<Pattern> pattern = Pattern::compile(expression);
    return pattern ? std::string() : pattern.error().message;
  };
  EXPECT_EQ(message("a("), "\"a(\" is no regular expression: missing ): a(");
  EXPECT_EQ(message("*"), "\"*\" is no regular expression: no argument for repetition operator: *");
  EXPECT_EQ(message(std::string(4097, 'a')), "the regular expression is longer than 4096 bytes");
  EXPECT_EQ(message("(a)\\1"), "\"(a)\\1\" is no regular expression: invalid escape sequence: \\1");
  EXPECT_EQ(message(std::string(4096, 'a')), "");
}

TEST(Pattern, IsLinearAndBounded) {
  // Exponential where an engine backtracks.
  EXPECT_FALSE(found("^(a+)+$", std::string(50'000, 'a') + "!"));
  EXPECT_FALSE(found("^(a|aa)*b", std::string(50'000, 'a')));
  std::string huge = "a{1000}";
  for (int nested = 0; nested < 4; ++nested) huge = "(" + huge + "){1000}";
  EXPECT_FALSE(Pattern::compile(huge));
  EXPECT_FALSE(Pattern::compile(std::string(4000, '(')));
}

}  // namespace
}  // namespace rbacgraph
