#include "state/samples.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rbacgraph::gui {
namespace {

using testing::ElementsAre;
namespace fs = std::filesystem;

class SamplesTest : public testing::Test {
 protected:
  void SetUp() override {
    add("a-trap/README.md", "# A trap\n\nOnce upon a time\n");
    add("a-trap/cluster.yaml", "");
    add("a-trap/later.yaml", "");
    add("two/README.md", "# Two\x1b of them\n");
    add("two/base/a.yaml", "");
    add("two/head/a.yaml", "");
    add("first-look/README.md", "# First look\n");
    add("first-look/roles.yaml", "");
    add("untold/cluster.yaml", "");
    add("README.md", "# Samples\n");
  }
  void TearDown() override { fs::remove_all(root_); }

  void add(const std::string& name, const std::string& text) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }

  fs::path root_ = testing::TempDir() + "rbacgraph-samples-" + std::to_string(getpid());
  fs::path folder_ = root_ / "share" / "rbacgraph" / "samples";
};

TEST_F(SamplesTest, EachIsToldByTheHeadingOfItsStory) {
  const std::vector<Sample> samples = read_samples(folder_);
  ASSERT_EQ(samples.size(), 3U) << "what has no README is none";
  EXPECT_EQ(samples[0].title, "First look");
  EXPECT_THAT(samples[0].inputs, ElementsAre(folder_ / "first-look"));
  EXPECT_EQ(samples[1].title, "A trap");
  EXPECT_THAT(samples[1].inputs, ElementsAre(folder_ / "a-trap" / "cluster.yaml"));
  EXPECT_THAT(samples[1].others, ElementsAre());
  EXPECT_EQ(samples[2].title, "Two\\x1b of them");
  EXPECT_THAT(samples[2].inputs, ElementsAre(folder_ / "two" / "base"));
  EXPECT_THAT(samples[2].others, ElementsAre(folder_ / "two" / "head"));
}

TEST_F(SamplesTest, TheyAreBesideTheProgramOrInItsCheckout) {
  EXPECT_EQ(samples_folder((root_ / "bin" / "rbacgraph-gui").string()), folder_);
  EXPECT_EQ(samples_folder((folder_.parent_path() / "build/release/gui/x").string()), folder_);
  EXPECT_EQ(samples_folder((folder_ / "a/b/c/d/e/f/x").string()), "");
  EXPECT_EQ(samples_folder(""), "");
  EXPECT_THAT(read_samples(""), ElementsAre());
}

}  // namespace
}  // namespace rbacgraph::gui
