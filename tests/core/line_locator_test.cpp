#include "rbacgraph/base/line_locator.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace rbacgraph {
namespace {

LineColumn slowly(std::string_view text, std::uint64_t offset) {
  LineColumn at{1, 1};
  for (std::uint64_t i = 0; i < offset; ++i) {
    if (i < text.size() && text[i] == '\n')
      at = {at.line + 1, 1};
    else
      ++at.column;
  }
  return at;
}

TEST(LineIndex, KnowsEveryPlaceOfAText) {
  const std::string text = "one\n\ntwo\r\n" + std::string(300, 'x') + "\nlast";
  LineIndex index;
  index.add(text);
  for (std::uint64_t i = 0; i <= text.size(); ++i) EXPECT_EQ(index.locate(i), slowly(text, i)) << i;
}

TEST(LineIndex, DoesNotCareHowTheTextIsCutIntoPieces) {
  std::mt19937 random(7);
  std::string text;
  for (int i = 0; i < 5000; ++i) text += std::string(random() % 200, 'x') + "\n";
  LineIndex whole;
  whole.add(text);
  LineIndex pieces;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = random() % 900;
    pieces.add(std::string_view(text).substr(at, size));
    at += size;
  }
  for (int i = 0; i < 500; ++i) {
    const std::uint64_t at = random() % text.size();
    EXPECT_EQ(whole.locate(at), slowly(text, at));
    EXPECT_EQ(pieces.locate(at), whole.locate(at));
  }
}

TEST(LineIndex, OfNothingIsTheFirstLine) {
  EXPECT_EQ(LineIndex().locate(0), (LineColumn{1, 1}));
  EXPECT_EQ(LineIndex().locate(4), (LineColumn{1, 5}));
}

TEST(LineIndex, OfAFileThatChangedIsNone) {
  const auto path = std::filesystem::temp_directory_path() / "rbacgraph-line-locator-test";
  std::ofstream(path) << "a\nb\n";
  EXPECT_FALSE(index_lines_of(path.string(), {4, 1}));
  EXPECT_FALSE(index_lines_of(path.string() + "-absent", {4, 1}));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace rbacgraph
