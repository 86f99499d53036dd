/// What may stand next on a command line. The shells themselves are in completion_test.py.
#include "cli/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/hidden.h"
#include "cli/man_page.h"
#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using Then = cli::Completion::Then;

/// The candidates for the last word of a line; `line` is without the program's name.
std::vector<std::string> candidates(std::string_view line) {
  std::vector<std::string> texts;
  for (const cli::Candidate& each : cli::complete(words_of(line)).candidates)
    texts.push_back(each.text);
  return texts;
}

Then then(std::string_view line) { return cli::complete(words_of(line)).then; }

TEST(Completion, OfCommands) {
  EXPECT_THAT(candidates("''"), AllOf(Contains("who-can"), Contains("can-i"), Contains("help"),
                                      Contains("completion")));
  EXPECT_THAT(candidates("who"), ElementsAre("who-can", "whoami"));
  EXPECT_THAT(candidates("-q -f x who"), ElementsAre("who-can", "whoami"));
  EXPECT_THAT(candidates("help can"), ElementsAre("can-i"));
  EXPECT_THAT(candidates("frobnicate ''"), IsEmpty());
  EXPECT_THAT(candidates("__"), IsEmpty());
}

TEST(Completion, OfOptions) {
  EXPECT_THAT(candidates("who-can --any"), ElementsAre("--any-resource", "--any-verb"));
  EXPECT_THAT(candidates("who-can get pods --fai"), ElementsAre("--fail-on"));
  EXPECT_THAT(candidates("can-i -"), AllOf(Contains("--as"), Contains("--kubeconfig")));
  EXPECT_THAT(candidates("who-can -- --any"), IsEmpty());
}

TEST(Completion, OfValues) {
  EXPECT_THAT(candidates("who-can get pods -o w"), ElementsAre("wide"));
  EXPECT_THAT(candidates("who-can get pods --output=j"), ElementsAre("--output=json"));
  EXPECT_THAT(candidates("who-can --fail-on ''"), ElementsAre("empty", "found"));
  EXPECT_THAT(candidates("who-can --with-default-policy=1.3"),
              ElementsAre("--with-default-policy=1.31", "--with-default-policy=1.32",
                          "--with-default-policy=1.33", "--with-default-policy=1.34",
                          "--with-default-policy=1.35", "--with-default-policy=1.36"));
  EXPECT_THAT(candidates("completion ''"), ElementsAre("bash", "fish", "zsh"));
  EXPECT_EQ(then("who-can get pods -o w"), Then::Nothing);
}

TEST(Completion, OfFilesIsTheShells) {
  for (const char* line : {"who-can -f ''", "who-can get pods --group-map x", "can-i --reviews x",
                           "who-can --filename=x"}) {
    EXPECT_EQ(then(line), Then::Files) << line;
    EXPECT_THAT(candidates(line), IsEmpty()) << line;
  }
}

TEST(Completion, OfVerbs) {
  EXPECT_THAT(candidates("who-can deletec"), ElementsAre("deletecollection"));
  EXPECT_THAT(candidates("who-can get,deletec"), ElementsAre("get,deletecollection"));
  EXPECT_THAT(candidates("can-i --as user:mia imperson"), Contains("impersonate"));
}

TEST(Completion, OfTypes) {
  EXPECT_THAT(candidates("who-can get deploym"), ElementsAre("deployments"));
  EXPECT_THAT(candidates("who-can get deployments."), ElementsAre("deployments.apps"));
  EXPECT_THAT(candidates("who-can get secrets,deploym"), ElementsAre("secrets,deployments"));
  EXPECT_THAT(candidates("who-can get pods/ex"), ElementsAre("pods/exec"));
  EXPECT_THAT(candidates("who-can --any-verb deploym"), ElementsAre("deployments"));
  EXPECT_THAT(candidates("who-can --any-resource get deploym"), IsEmpty());
  EXPECT_THAT(candidates("who-can get pods po"), IsEmpty());
}

std::string own_words() {
  return shop_yaml() + R"(---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: own}
rules:
- {apiGroups: [example.com], resources: [zebras], verbs: [zap]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: own}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: own}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "$(reboot) now"}
- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "two\nlines"}
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: "\e[2J"}
)";
}

TEST(Completion, KnowsTheWordsOfTheInput) {
  const Directory here{{"shop.yaml", own_words()}};
  EXPECT_THAT(candidates("who-can za"), IsEmpty());
  EXPECT_THAT(candidates("who-can -f shop.yaml za"), ElementsAre("zap"));
  EXPECT_THAT(candidates("-f shop.yaml who-can get zeb"), ElementsAre("zebras"));
  EXPECT_THAT(candidates("who-can --filename=. get zeb"), ElementsAre("zebras"));
  EXPECT_THAT(candidates("who-can get pods -f shop.yaml -n s"), ElementsAre("shop"));
}

TEST(Completion, OfObjectsGoesStepByStep) {
  const Directory here{{"shop.yaml", own_words()}};
  const std::string show = "show -f shop.yaml ";
  EXPECT_THAT(candidates(show + "r"),
              ElementsAre("replicaset/", "replicationcontroller/", "role/", "rolebinding/"));
  EXPECT_EQ(then(show + "r"), Then::NoSpace);
  EXPECT_THAT(candidates(show + "Role/"), ElementsAre("Role/shop/"));
  EXPECT_EQ(then(show + "Role/"), Then::NoSpace);
  EXPECT_THAT(candidates(show + "role/shop/s"), ElementsAre("role/shop/secret-reader"));
  EXPECT_EQ(then(show + "role/shop/s"), Then::Nothing);
  EXPECT_THAT(candidates(show + "sa/"), ElementsAre("sa/ci/"));
  EXPECT_THAT(candidates(show + "group/two"), IsEmpty());  // a terminal can't show that name
  const std::string lookup = "lookup -f shop.yaml ";
  EXPECT_THAT(candidates(lookup + "--role cl"), ElementsAre("clusterrole/"));
  EXPECT_THAT(candidates(lookup + "--role ClusterRole/p"), ElementsAre("ClusterRole/pod-reader"));
  EXPECT_THAT(candidates(lookup + "--binding=RoleBinding/shop/n"),
              ElementsAre("--binding=RoleBinding/shop/noor"));
  EXPECT_THAT(candidates(lookup + "--workload p"), ElementsAre("pod/"));
  EXPECT_THAT(candidates(lookup + "sa:"), ElementsAre("sa:ci/"));
  EXPECT_THAT(candidates(lookup + "--role x ''"), IsEmpty());
  EXPECT_THAT(candidates(lookup + "-k ''"), ElementsAre("group", "sa", "user"));
}

TEST(Completion, OfSubjectsGoesStepByStep) {
  const Directory here{{"shop.yaml", own_words()}};
  const std::string line = "can-i get pods -f shop.yaml --as ";
  EXPECT_THAT(candidates(line + "''"), ElementsAre("group:", "sa:", "user:"));
  EXPECT_EQ(then(line + "''"), Then::NoSpace);
  EXPECT_THAT(candidates(line + "sa:"), ElementsAre("sa:ci/"));
  EXPECT_EQ(then(line + "sa:"), Then::NoSpace);
  EXPECT_THAT(candidates(line + "sa:ci/"), ElementsAre("sa:ci/runner"));
  EXPECT_EQ(then(line + "sa:ci/"), Then::Nothing);
  EXPECT_THAT(candidates(line + "user:"), ElementsAre("user:mia", "user:noor"));
  EXPECT_EQ(then(line + "user:"), Then::Nothing);
}

TEST(Completion, LeavesOutNamesThatNoTerminalShows) {
  const Directory here{{"shop.yaml", own_words()}};
  EXPECT_THAT(candidates("can-i -f shop.yaml --as group:"), ElementsAre("group:$(reboot) now"));
  EXPECT_THAT(candidates("can-i -f shop.yaml --as-group ''"), ElementsAre("$(reboot) now"));
}

TEST(Completion, AnUnreadableInputIsNoObstacle) {
  const Directory here{{"broken.yaml", "kind: [\n"}};
  EXPECT_THAT(candidates("who-can -f broken.yaml -f missing -f - -f /dev/zero deletec"),
              ElementsAre("deletecollection"));
}

TEST(Completion, IsPrintedAsKubectlReadsIt) {
  EXPECT_EQ(run_cli("__complete -- who").out,
            "who-can\twho can do this, where, and through which binding\n"
            "whoami\twho a cluster takes us for\n:4\n");
  EXPECT_EQ(run_cli("__complete -- who-can -f ''").out, ":0\n");
  EXPECT_EQ(run_cli("__complete --").out, ":4\n");
  EXPECT_EQ(run_cli("__complete --quoted -- \"'who'-\"").out,
            "who-can\twho can do this, where, and through which binding\n:4\n");
  const std::array<const char*, 2> words{"who-can", ""};
  EXPECT_THAT(cli::process_arguments("/usr/bin/kubectl_complete-rbacgraph", words),
              ElementsAre("__complete", "--", "who-can", ""));
  EXPECT_THAT(cli::process_arguments("kubectl-rbacgraph", words), ElementsAre("who-can", ""));
}

TEST(Completion, UnquotesAsAShellDoes) {
  EXPECT_EQ(cli::unquoted("a\\ b"), "a b");
  EXPECT_EQ(cli::unquoted("'a b'\"c d\""), "a bc d");
  EXPECT_EQ(cli::unquoted("\"a'b\\\"c\""), "a'b\"c");
  EXPECT_EQ(cli::unquoted("'a\\b'"), "a\\b");
  EXPECT_EQ(cli::unquoted("'open"), "open");
  EXPECT_EQ(cli::unquoted("end\\"), "end\\");
}

TEST(CompletionCommand, PrintsAScriptOrSaysWhichThereAre) {
  EXPECT_THAT(run_cli("completion bash").out, HasSubstr("\ncomplete -F _rbacgraph rbacgraph"));
  EXPECT_THAT(run_cli("completion zsh").out, StartsWith("#compdef rbacgraph "));
  EXPECT_THAT(run_cli("completion fish").out, HasSubstr("\ncomplete -c rbacgraph "));
  EXPECT_EQ(run_cli("completion tcsh").err,
            "rbacgraph: error: unknown shell \"tcsh\"\nhint: there are bash, zsh and fish\n");
  EXPECT_EQ(run_cli("completion").err,
            "rbacgraph: error: the shell is missing\nhint: there are bash, zsh and fish\n");
  EXPECT_EQ(run_cli("completion bash zsh").status, 2);
}

TEST(ManPage, EscapesWhatTroffReads) {
  EXPECT_EQ(cli::roff("-o a\\b"), "\\-o a\\eb");
  EXPECT_EQ(cli::roff(".so x\n.so y"), "\\&.so x\n\\&.so y");
  EXPECT_EQ(cli::roff("'a' `b` \"c\" ^ ~"),
            "\\[aq]a\\[aq] \\[ga]b\\[ga] \\[dq]c\\[dq] \\[ha] \\[ti]");
  EXPECT_EQ(cli::roff("1.31…1.36 é 🐈"), "1.31...1.36 \\[u00E9] \\[u1F408]");
  EXPECT_EQ(cli::roff("a\xff\xe2\x80"), "a???");
}

}  // namespace
}  // namespace rbacgraph::test
