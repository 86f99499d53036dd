/// The progress line and the names of the program, in process. What a terminal shows of them is in
/// terminal_test.py.
#include "cli/progress.h"

#include <chrono>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run.h"
#include "cli/talk.h"
#include "cli/terminal.h"
#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using cli::progress_line;
using testing::HasSubstr;
using testing::StartsWith;

TEST(ProgressLine, SaysWhatAndHowFar) {
  EXPECT_EQ(progress_line("dump.json", 12'345'678, 128'000'000, 80),
            "reading dump.json: 12.3 of 128.0 MB (9 %)");
  EXPECT_EQ(progress_line("dump.json", 128'000'000, 128'000'000, 80),
            "reading dump.json: 128.0 of 128.0 MB (100 %)");
  // Grown meanwhile.
  EXPECT_EQ(progress_line("dump.json", 3'000'000, 2'000'000, 80),
            "reading dump.json: 2.0 of 2.0 MB (100 %)");
}

TEST(ProgressLine, DoesWithoutATotalAndWithoutBytes) {
  EXPECT_EQ(progress_line("-", 1'500'000, 0, 80), "reading standard input: 1.5 MB");
  EXPECT_EQ(progress_line("-", 0, 0, 80), "reading standard input");
}

TEST(ProgressLine, StaysOnOneLine) {
  EXPECT_EQ(progress_line("a/long/way/to/dump.json", 1'500'000, 0, 30),
            "reading .../dump.json: 1.5 MB");
  EXPECT_EQ(progress_line("a/long/way/to/dump.json", 1'500'000, 0, 10), "reading : 1.5 MB");
  // Two columns and three bytes each.
  EXPECT_EQ(progress_line("猫猫猫猫猫", 0, 0, 16), "reading ...猫猫");
}

TEST(ProgressLine, ShowsNamesAsTheyAreSafe) {
  EXPECT_EQ(progress_line("a\x1b[2Jb", 0, 0, 80), "reading a\\x1b[2Jb");
}

TEST(Progress, SaysNothingOfWhatIsFast) {
  std::ostringstream err;
  {
    cli::Progress progress(err, 80, {std::chrono::hours(1), std::chrono::milliseconds(1)});
    progress.update("x", 1, 2);
  }
  EXPECT_EQ(err.str(), "");
}

TEST(Progress, ClearsItsLine) {
  std::ostringstream err;
  {
    cli::Progress progress(err, 80, {std::chrono::milliseconds(0), std::chrono::milliseconds(1)});
    progress.begin("x");
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  EXPECT_THAT(err.str(), StartsWith("\r\x1b[Kreading x\r\x1b[K"));
  EXPECT_THAT(err.str(), testing::EndsWith("reading x\r\x1b[K"));
}

TEST(Interrupted, EndsWithItsOwnStatusAndWithoutAnAnswer) {
  const Directory here{{"shop.yaml", shop_yaml()}, {"reviews", "{}\n"}};
  for (const char* words : {"who-can get pods -f shop.yaml", "can-i get pods --as user:mia -f -",
                            "can-i --reviews reviews -f shop.yaml"}) {
    std::istringstream in(shop_yaml());
    std::ostringstream out;
    std::ostringstream err;
    std::stop_source stop;
    stop.request_stop();
    cli::Io io{in, out, err};
    io.stop = stop.get_token();
    EXPECT_EQ(cli::run(words_of(words), io), 130) << words;
    EXPECT_EQ(out.str(), "") << words;
    EXPECT_EQ(err.str(), "rbacgraph: interrupted\n") << words;
  }
}

TEST(Interrupted, SaysThatWhatWasWrittenIsNotAll) {
  EXPECT_EQ(cli::interrupted_line(true), "rbacgraph: interrupted: the output is not complete\n");
}

TEST(ProgramName, IsKubectlsWhereItRunsAsPlugin) {
  EXPECT_EQ(cli::program_name("/usr/bin/kubectl-rbacgraph"), "kubectl rbacgraph");
  EXPECT_EQ(cli::program_name("kubectl-rbacgraph"), "kubectl rbacgraph");
  EXPECT_EQ(cli::program_name("/opt/kubectl-x/rbacgraph"), "rbacgraph");
  EXPECT_EQ(cli::program_name(""), "rbacgraph");
}

TEST(ProgramName, IsInUsageExamplesAndHints) {
  const auto ask = [](const char* words) {
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    cli::Io io{in, out, err};
    io.program = "kubectl rbacgraph";
    cli::run(words_of(words), io);
    return out.str() + err.str();
  };
  EXPECT_THAT(ask("help"), HasSubstr("Usage: kubectl rbacgraph COMMAND ...\n"));
  EXPECT_THAT(ask("help"), HasSubstr("\n  kubectl rbacgraph who-can list secrets -f"));
  EXPECT_THAT(ask("help"), HasSubstr("\nkubectl rbacgraph COMMAND --help shows more."));
  EXPECT_THAT(ask("can-i -h"), HasSubstr("\nUsage:\n  kubectl rbacgraph can-i VERB TYPE"));
  EXPECT_THAT(ask("can-i -h"), HasSubstr("\n  kubectl rbacgraph can-i list secrets --as"));
  EXPECT_THAT(ask("who-can"), HasSubstr("\nhint: kubectl rbacgraph who-can VERB TYPE -f FILE;"));
  // The name in front of an error is the program's own.
  EXPECT_THAT(ask("who-can"), StartsWith("rbacgraph: error: "));
}

}  // namespace
}  // namespace rbacgraph::test
