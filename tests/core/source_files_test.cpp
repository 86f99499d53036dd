// Files, directories, standard input, compressed files, and the built-in policies.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "source_support.h"

namespace rbacgraph {
namespace {

namespace fs = std::filesystem;
using test::counts_of;
using test::diagnostics_of;
using test::lines_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kRole =
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: ";

class SourceFiles : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("rbacgraph-source-" + std::to_string(::getpid()));
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string write(const std::string& name, std::string_view text) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
    return (root_ / name).string();
  }
  std::string role(const std::string& file, std::string_view name) {
    return write(file, std::string(kRole) + std::string(name) + "\n");
  }
  std::shared_ptr<const Snapshot> read(const std::string& path, const ReadOptions& options = {}) {
    SnapshotBuilder builder;
    result_ = read_path(builder, path, options);
    return builder.build();
  }
  /// Diagnostics with the directory's name made short. The directories above it are in none.
  std::vector<std::string> told(const Snapshot& s) {
    const std::string name = root_.filename().string();
    std::vector<std::string> lines = diagnostics_of(s);
    for (std::string& line : lines)
      for (std::size_t at = 0; (at = line.find(name)) != std::string::npos;)
        line.replace(at, name.size(), "ROOT");
    return lines;
  }

  fs::path root_;
  Result<void> result_;
};

TEST_F(SourceFiles, AFileIsReadAgainForPositions) {
  const auto s = read(role("a.yaml", "a"));
  ASSERT_EQ(s->sources().size(), 1U);
  EXPECT_EQ(s->sources()[0].display, (root_ / "a.yaml").string());
  EXPECT_EQ(s->sources()[0].bytes, fs::file_size(root_ / "a.yaml"));
  EXPECT_EQ(s->sources()[0].lines, nullptr);
  EXPECT_EQ(s->locate(s->roles()[0].source), (LineColumn{1, 1}));
}

TEST_F(SourceFiles, AFileThatChangedHasNoPositionsAnyMore) {
  const auto s = read(role("a.yaml", "a"));
  role("a.yaml", "another");
  EXPECT_EQ(s->locate(s->roles()[0].source), std::nullopt);
}

TEST_F(SourceFiles, WhatIsNotThereIsAnError) {
  read((root_ / "absent.yaml").string());
  ASSERT_FALSE(result_);
  EXPECT_EQ(result_.error().code, ErrorCode::NotFound);
  EXPECT_EQ(result_.error().message,
            (root_ / "absent.yaml").string() + ": No such file or directory");
}

TEST_F(SourceFiles, EmptyInputs) {
  const std::string hint =
      " | RBAC objects are: ClusterRole, Role, ClusterRoleBinding, RoleBinding";
  EXPECT_THAT(
      told(*read(write("empty.yaml", ""))),
      ElementsAre("warning empty-input 1:1 empty.yaml: no RBAC objects: it is empty" + hint));
  EXPECT_THAT(
      told(*read(write("comment.yaml", "# nothing\n---\n"))),
      ElementsAre("warning empty-input 1:1 comment.yaml: no RBAC objects: it is empty" + hint));
  EXPECT_THAT(
      told(*read(write("secrets.yaml",
                       "kind: Secret\napiVersion: v1\n---\nkind: Secret\napiVersion: v1\n"))),
      ElementsAre("warning empty-input 1:1 secrets.yaml: no RBAC objects; it has 2 Secret" + hint));
  fs::create_directories(root_ / "dir");
  write("dir/README.md", "# x");
  EXPECT_THAT(told(*read((root_ / "dir").string())),
              ElementsAre("warning empty-input dir: no RBAC objects: there is no YAML or JSON "
                          "file in it | read are "
                          "*.yaml, *.yml, *.json, *.ndjson, and .gz of these"));
}

TEST_F(SourceFiles, ADirectoryIsReadInOrder) {
  role("b.yml", "b");
  role("a/z.yaml", "z");
  role("a/.hidden/no.yaml", "no");
  role("c.txt", "no");
  write("a/empty.yaml", "");
  fs::create_directory_symlink(root_, root_ / "a" / "loop");
  fs::create_symlink(root_ / "nowhere", root_ / "gone.yaml");
  fs::create_symlink(root_ / "b.yml", root_ / "linked.yaml");
  const auto s = read(root_.string() + "/");
  EXPECT_THAT(lines_of(*s), testing::UnorderedElementsAre("ClusterRole /b", "ClusterRole /z"));
  std::vector<std::string> names;
  for (const SourceInfo& source : s->sources())
    names.push_back(fs::path(source.display).lexically_relative(root_).string());
  EXPECT_THAT(names, ElementsAre("a/empty.yaml", "a/z.yaml", "b.yml", "linked.yaml"));
  EXPECT_THAT(told(*s),
              testing::IsSupersetOf(
                  {"warning left-out ROOT/a/loop: a link to a directory is not followed",
                   "error unreadable-file ROOT/gone.yaml: the link leads nowhere (incomplete)"}));
}

TEST_F(SourceFiles, WhatIsNoRegularFileInADirectoryIsLeftOut) {
  role("dir/a.yaml", "a");
  ASSERT_EQ(::mkfifo((root_ / "dir" / "pipe.yaml").c_str(), 0600), 0);
  fs::create_symlink("/dev/zero", root_ / "dir" / "zero.yaml");
  fs::create_symlink("turn.yaml", root_ / "dir" / "turn.yaml");
  fs::create_directory_symlink(root_, root_ / "dir" / "up.yaml");
  const auto s = read((root_ / "dir").string());
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /a"));
  EXPECT_THAT(
      told(*s),
      ElementsAre("warning left-out dir/pipe.yaml: not a regular file",
                  "error unreadable-file dir/turn.yaml: the link leads to itself (incomplete)",
                  "warning left-out dir/up.yaml: a link to a directory is not followed",
                  "warning left-out dir/zero.yaml: not a regular file"));
}

TEST_F(SourceFiles, ADeviceWithoutEndIsNotReadToItsEnd) {
  const auto s = read("/dev/zero");
  ASSERT_TRUE(result_);
  EXPECT_THAT(
      diagnostics_of(*s),
      ElementsAre("error unreadable-document 1:1 not readable as YAML: there is no object in it; "
                  "it is not text but something binary (incomplete) | is it the right file?"));
}

TEST_F(SourceFiles, AFileWhereAFolderShouldBe) {
  const std::string path = role("a.yaml", "a") + "/b.yaml";
  read(path);
  ASSERT_FALSE(result_);
  EXPECT_EQ(result_.error().message, path + ": Not a directory");
}

TEST_F(SourceFiles, AFileWithoutRights) {
  role("dir/a.yaml", "a");
  const std::string path = role("dir/b.yaml", "b");
  fs::permissions(path, fs::perms::none);
  // Root may read everything.
  constexpr uid_t kNobody = 65534;
  const bool root = ::geteuid() == 0;
  if (root) {
    ASSERT_EQ(::seteuid(kNobody), 0);
  }
  const auto s = read((root_ / "dir").string());
  if (root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /a"));
  EXPECT_THAT(told(*s),
              ElementsAre("error unreadable-file dir/b.yaml: Permission denied (incomplete) | "
                          "check the rights of the file and of the folders above it"));
}

TEST_F(SourceFiles, TheSizeOfAYamlFileIsBounded) {
  ReadOptions options;
  options.limits.max_document_bytes = 60;
  const auto s = read(role("a.yaml", "a"), options);
  EXPECT_THAT(diagnostics_of(*s),
              ElementsAre("error limit-reached 5:1 not read to its end: it is bigger than 60 bytes "
                          "(incomplete) | split it into smaller files"));
}

TEST_F(SourceFiles, TheNumberOfFilesIsBounded) {
  for (int i = 0; i < 5; ++i) role("f" + std::to_string(i) + ".yaml", "r" + std::to_string(i));
  ReadOptions options;
  options.limits.max_files = 3;
  const auto s = read(root_.string(), options);
  EXPECT_THAT(s->roles(), SizeIs(3));
  EXPECT_THAT(told(*s), ElementsAre("error unreadable-file ROOT: there are more than 3 files in "
                                    "it: the others are not read (incomplete)"));
}

TEST_F(SourceFiles, StandardInputKeepsItsLines) {
  std::istringstream in("\n\n" + std::string(kRole) + "on\n");
  ReadOptions options;
  options.standard_input = &in;
  const auto s = read("-", options);
  ASSERT_TRUE(result_);
  EXPECT_EQ(s->sources()[0].display, "-");
  EXPECT_THAT(diagnostics_of(*s),
              ElementsAre(HasSubstr("refused-object 6:9 ClusterRole: metadata.name")));
  EXPECT_FALSE((read("-"), result_));
}

std::string gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST_F(SourceFiles, CompressedFiles) {
  const std::string one = gzip(std::string(kRole) + "a\n---\n");
  const std::string two = gzip(std::string(kRole) + "on\n");
  const auto s = read(write("x.yaml.gz", one + two));
  EXPECT_THAT(lines_of(*s), ElementsAre("ClusterRole /a"));
  EXPECT_THAT(diagnostics_of(*s),
              ElementsAre(HasSubstr("refused-object 9:9 ClusterRole: metadata.name")));
  const auto cut = read(write("y.yaml.gz", one.substr(0, one.size() - 12)));
  EXPECT_THAT(diagnostics_of(*cut),
              testing::Contains(
                  HasSubstr("not read to its end: the compressed data is cut off (incomplete)")));
}

TEST_F(SourceFiles, ACompressedBombEndsEarly) {
  const std::string blanks = gzip(std::string(10'000'000, ' '));
  std::string bomb = gzip("[");
  for (int i = 0; i < 30; ++i) bomb += blanks;
  const auto s = read(write("x.json.gz", bomb));
  EXPECT_THAT(diagnostics_of(*s), testing::Contains(HasSubstr("limit-reached")));
}

TEST_F(SourceFiles, StoppingIsToldOf) {
  std::stop_source stop;
  stop.request_stop();
  ReadOptions options;
  options.stop = stop.get_token();
  const auto s = read(role("a.yaml", "a"), options);
  EXPECT_THAT(lines_of(*s), IsEmpty());
  EXPECT_FALSE(s->coverage().complete());
}

TEST_F(SourceFiles, ProgressIsToldOf) {
  ReadOptions options;
  std::uint64_t read_bytes = 0;
  std::uint64_t total = 0;
  options.progress = [&](std::string_view, std::uint64_t now, std::uint64_t all) {
    read_bytes = now;
    total = all;
  };
  const std::string path = role("a.yaml", "a");
  read(path, options);
  EXPECT_EQ(read_bytes, fs::file_size(path));
  EXPECT_EQ(total, fs::file_size(path));
}

TEST_F(SourceFiles, TemplatesAndOtherMistakesAreNamed) {
  const auto first = [&](std::string_view text) { return told(*read(write("t.yaml", text)))[0]; };
  EXPECT_EQ(first("{{- if .Values.rbac }}\nkind: ClusterRole\n{{- end }}\n"),
            "error template 1:2 not readable as YAML: a mapping or list as a key; it looks like a "
            "Helm template "
            "(incomplete) | render it first: helm template CHART | rbacgraph … -f -");
  EXPECT_THAT(first("kind: X\n{% if x %}\nname: a\n"), HasSubstr("it looks like a Jinja template"));
  EXPECT_THAT(first("kind: X\nname: {a}-b\n"),
              HasSubstr("it looks like a template with placeholders"));
  EXPECT_THAT(first("kind: X\n<<<<<<< HEAD\nname: a\n=======\nname: b\n>>>>>>> x\n"),
              HasSubstr("it has the marks of a merge conflict"));
  EXPECT_THAT(first("<!DOCTYPE html>\n<html>: x\n <a>: [\n"),
              HasSubstr("it looks like a web page"));
  EXPECT_THAT(first("kind: X\n\tname: a\n"),
              HasSubstr("indent with blanks: YAML forbids tabs there"));
}

TEST(DefaultPolicy, FillsWhatIsNotThere) {
  SnapshotBuilder builder;
  read_text(builder, std::string(kRole) + "view\n", "in", {});
  ASSERT_TRUE(add_default_policy(builder, "1.36", {}));
  const auto s = builder.build();
  EXPECT_GT(s->roles().size(), 60U);
  const auto view = s->find_role(RoleKind::ClusterRole, "", "view");
  ASSERT_TRUE(view);
  EXPECT_TRUE(s->role(*view).rules.empty());
  const auto admin = s->find_role(RoleKind::ClusterRole, "", "cluster-admin");
  ASSERT_TRUE(admin);
  EXPECT_EQ(s->source(s->role(*admin).source)->display, "default policy 1.36/cluster-roles.yaml");
  EXPECT_TRUE(s->locate(s->role(*admin).source));
  EXPECT_THAT(diagnostics_of(*s), IsEmpty());
}

TEST(DefaultPolicy, OfAnUnknownVersionIsAnError) {
  SnapshotBuilder builder;
  const auto result = add_default_policy(builder, "1.7", {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "there is no default policy of version \"1.7\"");
  EXPECT_EQ(result.error().hint, "there are those of 1.31, 1.32, 1.33, 1.34, 1.35, 1.36");
}

}  // namespace
}  // namespace rbacgraph
