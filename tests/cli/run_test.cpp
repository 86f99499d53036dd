/// What every command has in common: dispatch, help, reading, errors, exit statuses.
#include "cli/run.h"

#include <cerrno>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command.h"
#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kDumpHint =
    "hint: kubectl get roles,clusterroles,rolebindings,clusterrolebindings,serviceaccounts,"
    "namespaces,pods,deployments,statefulsets,daemonsets,jobs,cronjobs,customresourcedefinitions "
    "-A -o json > cluster.json, then give -f cluster.json\n";

// ---- Commands -----------------------------------------------------------------------------------

TEST(Run, WithoutWordsShowsTheOverviewAsAnError) {
  const Ran ran = run_cli("");
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("Usage: rbacgraph COMMAND"));
}

TEST(Run, HelpIsDataAndNoError) {
  for (const char* words : {"help", "--help", "-h"}) {
    const Ran ran = run_cli(words);
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.err, "");
    EXPECT_THAT(ran.out,
                HasSubstr("  who-can     who can do this, where, and through which binding"));
  }
  EXPECT_EQ(run_cli("help who-can").out, run_cli("who-can --help").out);
  EXPECT_EQ(run_cli("help whocan").out, run_cli("who-can -h").out);
  EXPECT_THAT(run_cli("help can-i").out, HasSubstr("--as SUBJECT"));
  EXPECT_THAT(run_cli("help can-i").out, HasSubstr("--kubeconfig FILE"));
  EXPECT_THAT(run_cli("help can-i").out, Not(HasSubstr("ask the cluster as this user")));
}

TEST(Run, HelpTextsKeepToAHundredColumns) {
  for (const char* words :
       {"help", "help who-can", "help can-i", "help completion", "help version", "help help"}) {
    std::istringstream lines(run_cli(words).out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 102U) << line;
  }
}

TEST(Run, TellsItsVersion) {
  EXPECT_THAT(run_cli("--version").out, StartsWith("rbacgraph 0."));
  EXPECT_EQ(run_cli("--version").out, run_cli("version").out);
  EXPECT_EQ(run_cli("--version").status, 0);
  EXPECT_EQ(run_cli("--version -o json").out, run_cli("version -o json").out);
  EXPECT_EQ(run_cli("--version --frobnicate").status, 2);
  EXPECT_EQ(run_cli("version 2").err,
            "rbacgraph: error: too many arguments: \"2\"\nhint: rbacgraph version takes none\n");
  EXPECT_EQ(run_cli("help rules matrix").status, 2);
}

TEST(Run, TellsWhatItIsMadeOf) {
  // The versions are those of the machine; that they are, package_test sees.
  EXPECT_THAT(run_cli("version").out,
              testing::MatchesRegex("rbacgraph 0\\.[0-9.]+\n"
                                    "(commit     [0-9a-f]+( \\(modified\\))?\n)?"
                                    "compiler   (g|clang)\\+\\+ [0-9.]+\n"
                                    "libraries  Boost [0-9.]+\n"
                                    "           CLI11 [0-9.]+\n"
                                    "           OpenSSL [0-9.]+\n"
                                    "           fmt [0-9.]+\n"
                                    "           libpng [0-9.]+\n"
                                    "           libyaml [0-9.]+\n"
                                    "           nlohmann/json [0-9.]+\n"
                                    "           simdjson [0-9.]+\n"
                                    "           zlib [0-9.]+\n"));
}

std::string hint_of_commands() {
  std::string names;
  for (const cli::Command& command : cli::commands())
    names.append(names.empty() ? "" : ", ").append(command.name);
  return "hint: this version has " + names + "\n";
}

TEST(Run, SuggestsTheCommandThatWasMeant) {
  const Ran ran = run_cli("who-cna list secrets");
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.err,
            "rbacgraph: error: unknown command \"who-cna\"\n"
            "hint: did you mean who-can?\n");
  EXPECT_EQ(run_cli("frobnicate").err,
            "rbacgraph: error: unknown command \"frobnicate\"\n" + hint_of_commands());
}

TEST(Run, SaysWhichCommandsComeLater) {
  EXPECT_FALSE(cli::planned_commands().empty());
  for (const std::string_view name : cli::planned_commands()) {
    const Ran ran = run_cli(std::string(name) + " x -f y");
    EXPECT_EQ(ran.status, 2);
    EXPECT_EQ(ran.err, "rbacgraph: error: " + std::string(name) + " is not in this version yet\n" +
                           hint_of_commands());
  }
}

TEST(Run, OptionsMayStandBeforeTheCommand) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  EXPECT_EQ(run_cli("-f shop.yaml -q who-can get pods -o name").out, "user:mia\n");
}

TEST(Run, EscapesWhatTheUserTypedInErrors) {
  EXPECT_THAT(run_cli("\x1b[2J").err, HasSubstr("unknown command \"\\x1b[2J\""));
}

// ---- Input --------------------------------------------------------------------------------------

TEST(Input, WithoutAFileAClusterHasToBeConfigured) {
  const Ran ran = run_cli("who-can list secrets");
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "rbacgraph: error: no cluster is configured\n"
            "hint: give a kubeconfig with --kubeconfig or the environment variable KUBECONFIG, or "
            "objects with -f FILE\n");
}

TEST(Input, FilesAndClustersExcludeEachOther) {
  for (const char* option :
       {"--kubeconfig", "--context", "--cluster", "--user", "--server", "-s", "--token", "--as"}) {
    const Ran ran = run_cli("who-can list secrets -f x " + std::string(option) + " hunter2");
    EXPECT_EQ(ran.status, 2);
    EXPECT_THAT(ran.err, HasSubstr(" is about a cluster: give one of them\n"));
    EXPECT_THAT(ran.err, Not(HasSubstr("hunter2")));
  }
}

TEST(Input, AnEmptyFileIsNoAnswer) {
  const Directory here{{"empty.yaml", ""}};
  const Ran ran = run_cli("who-can list secrets -f empty.yaml");
  EXPECT_EQ(ran.status, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, "rbacgraph: error: empty.yaml is empty: there is nothing to answer from\n" +
                         std::string(kDumpHint));
}

TEST(Input, EmptyStandardInputIsNoAnswer) {
  const Ran ran = run_cli("who-can list secrets -f -", "");
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, StartsWith("rbacgraph: error: standard input is empty: "));
}

TEST(Input, ADirectoryWithoutYamlIsNoAnswer) {
  const Directory here{{"notes/readme.txt", "hello"}};
  const Ran ran = run_cli("who-can list secrets -f notes");
  EXPECT_EQ(ran.status, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "rbacgraph: error: no YAML or JSON file in notes: there is nothing to answer from\n" +
                std::string(kDumpHint));
}

TEST(Input, OnlySecretsAreNoAnswerAndAreNotShown) {
  const Directory here{{"secrets.yaml",
                        "apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: b}\n"
                        "stringData: {password: hunter2}\n"}};
  const Ran ran = run_cli("who-can list secrets -f secrets.yaml");
  EXPECT_EQ(ran.status, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "rbacgraph: error: no Role, ClusterRole, RoleBinding or ClusterRoleBinding in "
            "secrets.yaml (it holds 1 Secret): there is nothing to answer from\n" +
                std::string(kDumpHint));
}

TEST(Input, OnlySecretsAreNoAnswerWithTheDefaultPolicyEither) {
  const Directory here{{"secrets.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n"}};
  EXPECT_EQ(run_cli("who-can list secrets -f secrets.yaml --with-default-policy").status, 3);
}

TEST(Input, AFileThatIsNotThereIsUnreadable) {
  const Directory here;
  const Ran ran = run_cli("who-can list secrets -f missing.yaml");
  EXPECT_EQ(ran.status, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "rbacgraph: error: missing.yaml: No such file or directory\n"
            "hint: check the spelling; a path is looked up from where you are\n");
}

TEST(Input, StandardInputIsReadOnceOnly) {
  EXPECT_EQ(run_cli("who-can list secrets -f - -f -").status, 2);
  EXPECT_EQ(run_cli("can-i --reviews - -f -").status, 2);
}

TEST(Input, StandardInputIsAnInputLikeAnother) {
  EXPECT_EQ(run_cli("who-can get pods -f - -o name -q", shop_yaml()).out, "user:mia\n");
}

TEST(Input, TheDefaultPolicyIsAdded) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  const Ran without = run_cli("who-can delete nodes -f shop.yaml -o name -q");
  EXPECT_EQ(without.out, "");
  const Ran with = run_cli("who-can delete nodes -f shop.yaml --with-default-policy -o name -q");
  EXPECT_THAT(with.out, HasSubstr("group:system:masters\n"));
  EXPECT_EQ(run_cli("who-can delete nodes -f shop.yaml --with-default-policy=1.30").err,
            "rbacgraph: error: unknown value \"1.30\" for --with-default-policy\n"
            "hint: did you mean 1.31 or 1.32 or 1.33?\n");
}

TEST(Input, TheDefaultPolicyHasTheRolesThatTheHintOfAMissingOneSends) {
  std::string bindings;
  for (const char* role : {"admin", "cluster-admin", "edit", "system:auth-delegator", "view"})
    bindings +=
        "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\n"
        "metadata: {name: \"of-" +
        std::string(role) +
        "\", namespace: shop}\n"
        "roleRef: {kind: ClusterRole, name: \"" +
        role + "\"}\n";
  const Directory here{{"bindings.yaml", bindings}};
  EXPECT_THAT(run_cli("who-can get pods -f bindings.yaml").err,
              HasSubstr("  hint: the API server makes this role itself; --with-default-policy adds "
                        "it\n"));
  for (const char* minor : {"1.31", "1.36"})
    EXPECT_THAT(
        run_cli(std::string("who-can get pods -f bindings.yaml --with-default-policy=") + minor)
            .err,
        testing::Not(HasSubstr("which is not there")))
        << minor;
}

TEST(Input, TheVersionOfTheDefaultPolicyIsNoName) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  for (const char* command : {"who-can get pods", "can-i get pods --as user:mia"})
    EXPECT_EQ(run_cli(std::string(command) + " --with-default-policy 1.31 -f shop.yaml").err,
              "rbacgraph: error: \"1.31\" is no part of the question, nor the value of an option\n"
              "hint: write --with-default-policy=1.31; an object of that name is asked about with "
              "--name 1.31\n");
  EXPECT_EQ(run_cli("who-can get pods --with-default-policy --name 1.31 -f shop.yaml -q").status,
            0);
}

TEST(Input, ABrokenDocumentMakesANoUnknown) {
  const Directory here{{"shop.yaml", shop_yaml() + "---\nkind: RoleBinding\nmetadata: {name: [\n"}};
  const Ran asked = run_cli("can-i delete pods --as user:mia -f shop.yaml");
  EXPECT_EQ(asked.status, 3);
  EXPECT_THAT(asked.out, StartsWith("unknown - "));
  EXPECT_EQ(run_cli("can-i get pods --as user:mia -f shop.yaml").out, "yes\n");
  const Ran who = run_cli("who-can delete pods -f shop.yaml");
  EXPECT_EQ(who.status, 0);
  EXPECT_THAT(who.err, HasSubstr("the input is incomplete, so somebody may all the same"));
  EXPECT_THAT(who.err, HasSubstr("shop.yaml:"));
  EXPECT_EQ(run_cli("who-can delete pods -f shop.yaml --strict").status, 3);
}

TEST(Input, QuietStillTellsWhatWasLost) {
  const Directory here{{"broken.yaml",
                        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n"
                        "metadata: {name: r}\nrules: []\n---\n"
                        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n"
                        "metadata: {name: s}\nrules: {}\n"}};
  const Ran ran = run_cli("who-can get pods -q -f broken.yaml");
  EXPECT_THAT(ran.err, HasSubstr("broken.yaml:9:"));
  EXPECT_THAT(ran.err, testing::Not(HasSubstr("lower bounds")));
}

TEST(Input, AnAbsentKindIsToldAndStrictRefusesIt) {
  const Directory here{{"roles.yaml",
                        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n"
                        "metadata: {name: r}\nrules: []\n"}};
  const Ran ran = run_cli("who-can get pods -f roles.yaml");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("no ClusterRoleBindings and no RoleBindings in the input: answers "
                                 "are lower bounds\n"));
  const Ran strict = run_cli("who-can get pods -f roles.yaml --strict");
  EXPECT_EQ(strict.status, 3);
  EXPECT_THAT(strict.err, HasSubstr("rbacgraph: error: the input is incomplete, and --strict is "
                                    "given\n"));
  EXPECT_EQ(run_cli("can-i get pods --as user:x -f roles.yaml").status, 1);
  EXPECT_EQ(run_cli("can-i get pods --as user:x -f roles.yaml --strict").status, 3);
}

// ---- Output -------------------------------------------------------------------------------------

/// Takes nothing.
class FullBuffer : public std::streambuf {};

int run_with_output_error(int error, std::string& err) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  std::istringstream in;
  FullBuffer buffer;
  std::ostream out(&buffer);
  std::ostringstream talk;
  cli::Io io{in, out, talk};
  io.out_error = [error] { return error; };
  const int status = cli::run(words_of("who-can get pods -f shop.yaml -q"), io);
  err = talk.str();
  return status;
}

TEST(Output, AClosedPipeIsNoError) {
  std::string err;
  EXPECT_EQ(run_with_output_error(EPIPE, err), 0);
  EXPECT_EQ(err, "");
}

TEST(Output, AFullDiskIs) {
  std::string err;
  EXPECT_EQ(run_with_output_error(ENOSPC, err), 3);
  EXPECT_EQ(err, "rbacgraph: error: can't write the output: No space left on device\n");
}

TEST(Output, ColourIsForTerminalsAndOnRequest) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  EXPECT_THAT(run_cli("who-can get pods -f shop.yaml").out, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(run_cli("who-can get pods -f shop.yaml --color always").out, HasSubstr("\x1b[1m"));
  const auto on_terminal = [](bool no_color, const char* words) {
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    cli::Io io{in, out, err, true, true, no_color};
    cli::run(words_of(words), io);
    return out.str() + err.str();
  };
  EXPECT_THAT(on_terminal(false, "who-can get pods -f shop.yaml"), HasSubstr("\x1b["));
  EXPECT_THAT(on_terminal(true, "who-can get pods -f shop.yaml"), Not(HasSubstr("\x1b[")));
  EXPECT_THAT(on_terminal(false, "who-can get pods -f shop.yaml --color=never"),
              Not(HasSubstr("\x1b[")));
}

}  // namespace
}  // namespace rbacgraph::test
