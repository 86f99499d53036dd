/// Digests as sha256sum prints them.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "source/digest.h"
#include "source_support.h"

namespace rbacgraph {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRole =
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: r\n";

std::string sha256(std::string_view text) {
  Sha256 digest;
  digest.add(text.substr(0, text.size() / 2));
  digest.add(text.substr(text.size() / 2));
  return digest.finish();
}

TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

class Digests : public testing::TestWithParam<std::size_t> {
 protected:
  Digests() : path_(fs::temp_directory_path() / ("rbacgraph-digest-" + std::to_string(getpid()))) {
    text_ = std::string(kRole) + "#" + std::string(GetParam(), 'x') + "\n";
    std::ofstream(path_, std::ios::binary) << text_;
  }
  ~Digests() override { fs::remove(path_); }

  std::string told(const std::string& path, bool digests) {
    SnapshotBuilder builder;
    std::istringstream in(text_);
    ReadOptions options;
    options.digests = digests;
    options.standard_input = &in;
    EXPECT_TRUE(read_path(builder, path, options));
    return builder.build()->sources().front().sha256;
  }

  fs::path path_;
  std::string text_;
};

TEST_P(Digests, AreTakenOfFilesAndStandardInputWhereTheyAreAskedFor) {
  EXPECT_EQ(told(path_, true), sha256(text_));
  EXPECT_EQ(told("-", true), sha256(text_));
  EXPECT_EQ(told(path_, false), "");
}

TEST_P(Digests, AreOfTheFileThatWasReadOnly) {
  const Result<OpenedFile> opened = open_file(path_);
  ASSERT_TRUE(opened);
  EXPECT_EQ(FileDigest(path_, opened->stamp, {}).wait(), sha256(text_));
  FileStamp other = opened->stamp;
  ++other.modified_ns;
  EXPECT_EQ(FileDigest(path_, other, {}).wait(), "");
  EXPECT_EQ(FileDigest(path_.string() + ".gone", opened->stamp, {}).wait(), "");
}

// Below and above the size from which a thread is worth it.
INSTANTIATE_TEST_SUITE_P(Sizes, Digests, testing::Values(10, 3'000'000));

}  // namespace
}  // namespace rbacgraph
