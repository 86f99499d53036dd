// git:REV[:PATH], in a repository that is made for it.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source_support.h"

namespace rbacgraph {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kRole =
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: ";

class SourceGit : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("git --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "there is no git";
    before_ = fs::current_path();
    root_ = fs::temp_directory_path() / ("rbacgraph-git-" + std::to_string(::getpid()));
    fs::create_directories(root_);
    fs::current_path(root_);
    git("init -q .");
    write("deploy/a.yaml", "one");
    write("deploy/sub/b.yml", "two");
    write("deploy/.hidden/c.yaml", "three");
    std::ofstream("deploy/README.md") << "text";
    commit("first");
    write("deploy/a.yaml", "changed");
    commit("second");
    // The working tree is not what is read.
    write("deploy/a.yaml", "uncommitted");
  }
  void TearDown() override {
    if (before_.empty()) return;
    fs::current_path(before_);
    fs::remove_all(root_);
  }

  static void git(const std::string& words) {
    const std::string command =
        "git -c user.name=t -c user.email=t@example.com -c commit.gpgsign=false " + words +
        " >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << words;
  }
  static void write(const std::string& path, const std::string& name) {
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path) << kRole << name << "\n";
  }
  static void commit(const std::string& message) {
    git("add -A");
    git("commit -q -m " + message);
  }

  /// Names of roles, by the order of reading.
  static std::vector<std::string> names_in(const std::string& spec) {
    SnapshotBuilder builder;
    const Result<void> read = read_path(builder, spec, {});
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    const auto snapshot = builder.build();
    std::vector<std::string> names;
    for (const Role& role : snapshot->roles()) names.emplace_back(snapshot->text(role.name));
    return names;
  }
  static Error error_of(const std::string& spec) {
    SnapshotBuilder builder;
    const Result<void> read = read_path(builder, spec, {});
    EXPECT_FALSE(read) << spec;
    return read ? Error{} : read.error();
  }

  fs::path before_;
  fs::path root_;
};

TEST_F(SourceGit, ReadsARevisionsFilesAsADirectory) {
  EXPECT_THAT(names_in("git:HEAD"), ElementsAre("changed", "two"));
  EXPECT_THAT(names_in("git:HEAD~1"), ElementsAre("one", "two"));
  EXPECT_THAT(names_in("git:HEAD:deploy/sub"), ElementsAre("two"));
  EXPECT_THAT(names_in("git:HEAD:deploy/sub/"), ElementsAre("two"));
  EXPECT_THAT(names_in("git:HEAD~1:deploy/a.yaml"), ElementsAre("one"));
  // What is asked for by name is read, as with a file.
  EXPECT_THAT(names_in("git:HEAD:deploy/.hidden/c.yaml"), ElementsAre("three"));
}

TEST_F(SourceGit, IsTheSameFromAnyFolder) {
  fs::create_directories("elsewhere");
  fs::current_path(root_ / "deploy/sub");
  EXPECT_THAT(names_in("git:HEAD"), ElementsAre("changed", "two"));
  EXPECT_THAT(names_in("git:HEAD:deploy"), ElementsAre("changed", "two"));
  fs::current_path(root_ / "elsewhere");
  EXPECT_THAT(names_in("git:HEAD:deploy/sub"), ElementsAre("two"));
}

TEST_F(SourceGit, IsNoFileThatIsCalledSo) {
  write("git:HEAD~1:deploy/a.yaml", "forged");
  EXPECT_THAT(names_in("git:HEAD~1:deploy"), ElementsAre("one", "two"));
  EXPECT_THAT(names_in("./git:HEAD~1:deploy"), ElementsAre("forged"));
}

TEST_F(SourceGit, RefusesARevisionOfWhichAnObjectIsMissing) {
  ASSERT_EQ(std::system("o=$(git rev-parse HEAD:deploy/a.yaml) && "
                        "rm -f .git/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-)"),
            0);
  EXPECT_EQ(error_of("git:HEAD:deploy").message,
            "git:HEAD:deploy: a.yaml: its object is missing or broken in this repository");
  EXPECT_THAT(names_in("git:HEAD~1:deploy"), ElementsAre("one", "two"));
}

TEST_F(SourceGit, SaysWhereSomethingWasRead) {
  SnapshotBuilder builder;
  ASSERT_TRUE(read_path(builder, "git:HEAD:deploy", {}));
  const auto snapshot = builder.build();
  ASSERT_EQ(snapshot->sources().size(), 2U);
  EXPECT_EQ(snapshot->sources()[1].display, "git:HEAD:deploy/sub/b.yml");
  const auto place = snapshot->locate(snapshot->roles()[1].source);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->line, 1U);
}

TEST_F(SourceGit, SaysWhatIsNotThere) {
  EXPECT_EQ(error_of("git:nope").message,
            "git:nope: there is no revision \"nope\" in this repository");
  EXPECT_EQ(error_of("git:HEAD:nope").message,
            "git:HEAD:nope: there is no such file or folder in this revision");
  // No option of git, whatever it looks like.
  EXPECT_EQ(error_of("git:--all").message,
            "git:--all: there is no revision \"--all\" in this repository");
  fs::create_directories(root_ / ".." / (root_.filename().string() + "-outside"));
  fs::current_path(root_ / ".." / (root_.filename().string() + "-outside"));
  ::setenv("GIT_CEILING_DIRECTORIES", fs::temp_directory_path().c_str(), 1);
  EXPECT_EQ(error_of("git:HEAD").message, "git:HEAD: this is no git repository");
  ::unsetenv("GIT_CEILING_DIRECTORIES");
  const fs::path outside = fs::current_path();
  fs::current_path(root_);
  fs::remove_all(outside);
}

TEST_F(SourceGit, TellsOfLinksAndOfNothing) {
  fs::create_symlink("a.yaml", "deploy/link.yaml");
  commit("link");
  SnapshotBuilder builder;
  ASSERT_TRUE(read_path(builder, "git:HEAD:deploy", {}));
  const auto snapshot = builder.build();
  ASSERT_EQ(snapshot->diagnostics().size(), 1U);
  EXPECT_EQ(snapshot->diagnostics()[0].message,
            "git:HEAD:deploy/link.yaml: a link is not followed");
  git("rm -q -r --cached deploy");
  git("commit -q -m none");
  SnapshotBuilder empty;
  ASSERT_TRUE(read_path(empty, "git:HEAD", {}));
  EXPECT_THAT(empty.build()->diagnostics()[0].message,
              HasSubstr("there is no YAML or JSON file in it"));
}

}  // namespace
}  // namespace rbacgraph
