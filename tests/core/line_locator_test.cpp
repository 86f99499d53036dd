#include "rbacgraph/base/line_locator.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

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

/// A file for one test, named so that programs beside each other don't meet.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view text)
      : path_(std::filesystem::temp_directory_path() /
              ("rbacgraph-line-locator-" + std::to_string(::getpid()))) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path_); }

  std::string path() const { return path_.string(); }
  FileStamp stamp() const {
    struct stat status{};
    EXPECT_EQ(::stat(path_.c_str(), &status), 0);
    return {static_cast<std::uint64_t>(status.st_size),
            status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
  }

 private:
  std::filesystem::path path_;
};

TEST(FileLines, KnowsEveryPlaceOfAFile) {
  std::mt19937 random(11);
  std::string text;
  while (text.size() < 300'000) text += std::string(random() % 90'000, 'x') + "\n\ny\n";
  const TemporaryFile file(text);
  auto lines = FileLines::open(file.path(), file.stamp());
  ASSERT_TRUE(lines);
  for (int i = 0; i < 60; ++i) {
    const std::uint64_t at = random() % text.size();
    EXPECT_EQ(lines->locate(at), slowly(text, at)) << at;
  }
  for (const std::uint64_t at : {std::size_t{0}, std::size_t{65'535}, std::size_t{65'536},
                                 std::size_t{131'072}, text.size()})
    EXPECT_EQ(lines->locate(at), slowly(text, at)) << at;
  EXPECT_EQ(lines->locate(text.size() + 1), std::nullopt);
}

TEST(FileLines, EndsAtTheEndOfAWholeBlock) {
  const TemporaryFile file(std::string(65'535, 'x') + "\n");
  auto lines = FileLines::open(file.path(), file.stamp());
  ASSERT_TRUE(lines);
  EXPECT_EQ(lines->locate(65'536), (LineColumn{2, 1}));
  EXPECT_EQ(lines->locate(65'537), std::nullopt);
}

TEST(FileLines, OfAFileThatChangedAreNone) {
  const TemporaryFile file("a\nb\n");
  EXPECT_FALSE(FileLines::open(file.path(), {4, 1}));
  EXPECT_FALSE(FileLines::open(file.path() + "-absent", file.stamp()));
}

}  // namespace
}  // namespace rbacgraph
