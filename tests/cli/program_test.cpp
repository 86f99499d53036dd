/// The program itself, where the process matters: pipes, devices, exit statuses.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/wait.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::HasSubstr;

struct Shell {
  int status;
  std::string out;
};

/// Runs a line of bash in which $rbacgraph is the program.
Shell shell(const std::string& line) {
  setenv("rbacgraph", RBACGRAPH_PROGRAM, 1);
  setenv("line", line.c_str(), 1);
  FILE* pipe = popen("bash -c \"$line\"", "r");
  if (pipe == nullptr) return {-1, ""};
  Shell result{-1, ""};
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    result.out.append(buffer.data(), got);
  const int status = pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return result;
}

/// A policy whose answer does not fit into a pipe: 64 KiB.
std::string wide_policy() {
  std::string text = shop_yaml();
  for (int i = 0; i < 3000; ++i)
    text += "- {apiGroup: rbac.authorization.k8s.io, kind: User, name: user-" + std::to_string(i) +
            "}\n";
  return text;
}

TEST(Program, AClosedPipeEndsItQuietlyAndTheAnswerStands) {
  const Directory here{{"wide.yaml", wide_policy()}};
  const Shell ran = shell(
      "\"$rbacgraph\" who-can get secrets -f wide.yaml -q -o json 2>&1 | head -1; "
      "echo ${PIPESTATUS[0]}");
  EXPECT_EQ(ran.out, "{\n0\n");
}

TEST(Program, AFullDiskIsAnError) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  const Shell ran = shell("\"$rbacgraph\" who-can get pods -f shop.yaml -q 2>&1 >/dev/full");
  EXPECT_EQ(ran.status, 3);
  EXPECT_EQ(ran.out, "rbacgraph: error: can't write the output: No space left on device\n");
}

TEST(Program, AClosedStandardOutputIsAnError) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  const Shell ran = shell("\"$rbacgraph\" who-can get pods -f shop.yaml -q 2>&1 >&-");
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.out, HasSubstr("can't write the output: Bad file descriptor"));
}

TEST(Program, AClosedStandardErrorChangesNoAnswer) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  // An input that is opened as descriptor 2 would be written to, if it could be.
  const Shell ran = shell("\"$rbacgraph\" who-can get pods -f shop.yaml -o name 2>&-");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "user:mia\n");
  EXPECT_EQ(shell("\"$rbacgraph\" who-can get pods -f missing.yaml 2>&-").status, 3);
}

TEST(Program, AStandardErrorThatIsFullChangesNoAnswer) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  const Shell ran = shell("\"$rbacgraph\" who-can get pods -f shop.yaml -o name 2>/dev/full");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "user:mia\n");
}

TEST(Program, AClosedStandardInputIsUnreadableAndNoOtherFile) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  const Shell ran = shell("\"$rbacgraph\" who-can get pods -f shop.yaml -f - 2>&1 <&-");
  EXPECT_THAT(ran.out, HasSubstr("not read to its end: reading failed"));
  EXPECT_EQ(shell("\"$rbacgraph\" who-can get pods -f - 2>/dev/null <&-").status, 3);
  EXPECT_EQ(shell("\"$rbacgraph\" who-can get pods -f shop.yaml -o name -q <&- 2>&-").out,
            "user:mia\n");
}

TEST(Program, AFullDiskIsAnErrorOfHelpAndVersionToo) {
  for (const char* words : {"help", "who-can --help", "--version"}) {
    const Shell ran = shell(std::string("\"$rbacgraph\" ") + words + " 2>&1 >/dev/full");
    EXPECT_EQ(ran.status, 3) << words;
    EXPECT_EQ(ran.out, "rbacgraph: error: can't write the output: No space left on device\n");
  }
}

TEST(Program, ADiskThatFillsUpEndsABigAnswer) {
  const Directory here{{"wide.yaml", wide_policy()}};
  // A limit of 100 KiB on files, and the signal that comes with it ignored.
  const Shell ran = shell(
      "trap '' XFSZ; ulimit -f 100; "
      "\"$rbacgraph\" who-can get secrets -f wide.yaml -q -o json 2>&1 >out");
  EXPECT_EQ(ran.status, 3);
  EXPECT_EQ(ran.out, "rbacgraph: error: can't write the output: File too large\n");
}

TEST(Program, IsAPluginOfKubectlUnderThatName) {
  const Directory here;
  const Shell ran = shell("ln -s \"$rbacgraph\" kubectl-rbacgraph && ./kubectl-rbacgraph help");
  EXPECT_THAT(ran.out, HasSubstr("\nUsage: kubectl rbacgraph COMMAND ...\n"));
}

TEST(Program, AnswersReviewsAsTheyCome) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  const Shell ran = shell(
      "coproc P { \"$rbacgraph\" can-i --reviews - -f shop.yaml -q; }; "
      "for user in mia zoe; do "
      "echo "
      "'{\"user\":\"'$user'\",\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\"}}' "
      ">&${P[1]}; read -t 20 -u ${P[0]} line; echo \"${line:0:16}\"; done");
  EXPECT_EQ(ran.out, "{\"allowed\":true,\n{\"allowed\":false\n");
}

TEST(Program, ExitsWithTheStatusOfTheCommand) {
  EXPECT_EQ(shell("\"$rbacgraph\" --version >/dev/null").status, 0);
  EXPECT_EQ(shell("\"$rbacgraph\" 2>/dev/null").status, 2);
  EXPECT_EQ(shell("\"$rbacgraph\" who-can get pods -f /nonexistent 2>/dev/null").status, 3);
}

TEST(Program, RespectsNoColor) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  EXPECT_THAT(shell("\"$rbacgraph\" who-can get pods -f shop.yaml 2>&1").out,
              Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace rbacgraph::test
