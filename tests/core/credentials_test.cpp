#include "source/credentials.h"

#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/child_process.h"
#include "support/live_support.h"

namespace rbacgraph {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using namespace std::chrono_literals;
using test::Home;
using Clock = std::chrono::system_clock;

constexpr std::string_view kV1 = "client.authentication.k8s.io/v1";

class CredentialsTest : public ::testing::Test {
 protected:
  CredentialSurroundings around() {
    CredentialSurroundings result;
    result.now = [this] { return now_; };
    result.standard_input = stdin_;
    result.environment = {"PATH=/usr/bin:/bin", "HOME=/nowhere"};
    return result;
  }
  /// A plug-in that notes each run and prints `answer`.
  void use_plugin(std::string_view answer, std::string_view more = "") {
    home_.write("answer", answer);
    access_.user.exec.emplace();
    access_.user.exec->command =
        home_.write_program("plug", "#!/bin/sh\necho run >> " + home_.path("runs") + "\n" +
                                        std::string(more) + "\ncat " + home_.path("answer") + "\n");
    access_.user.exec->api_version = kV1;
    access_.user.exec->mode = ExecPlugin::Mode::Never;
  }
  std::size_t runs() const {
    return static_cast<std::size_t>(std::ranges::count(home_.read("runs"), '\n'));
  }
  static std::string answer(std::string_view status, std::string_view version = kV1) {
    return R"({"kind":"ExecCredential","apiVersion":")" + std::string(version) + R"(","status":)" +
           std::string(status) + "}";
  }
  /// The error's text: never with what the plug-in printed.
  std::string refused() {
    Credentials credentials(access_, around());
    const auto presented = credentials.present();
    const std::string text = home_.error_of(presented);
    EXPECT_THAT(text, Not(HasSubstr("CANARY")));
    return text;
  }
  static std::string shown(Credentials& credentials) {
    const auto presented = credentials.present();
    return presented ? presented->authorization.reveal() : "error: " + presented.error().message;
  }

  Home home_;
  ClusterAccess access_;
  Clock::time_point now_ = Clock::from_time_t(1'800'000'000);
  StdinUse stdin_ = StdinUse::NoTerminal;
};

TEST_F(CredentialsTest, TokenBasicAndCertificateArePresentedAsTheyAre) {
  access_.user.token = SecretText("t0ken");
  access_.user.client_certificate = SecretText("CERT");
  access_.user.client_key = SecretText("KEY");
  Credentials token(access_, around());
  EXPECT_EQ(shown(token), "Bearer t0ken");
  EXPECT_EQ(token.present()->client_certificate.reveal(), "CERT");
  EXPECT_FALSE(token.rejected(token.present()->generation));
  access_.user.token = SecretText();
  access_.user.username = "aladdin";
  access_.user.password = SecretText("opensesame");
  Credentials basic(access_, around());
  EXPECT_EQ(shown(basic), "Basic YWxhZGRpbjpvcGVuc2VzYW1l");
}

TEST_F(CredentialsTest, ATokenThatCantBeInAHeaderIsRefusedAndNotTold) {
  access_.user.name = "u";
  access_.user.token = SecretText("CANARY\r\nX-Evil: 1");
  EXPECT_EQ(refused(),
            "the token of user \"u\" has a line break or a control character in it | is it the "
            "token, and nothing else?");
}

TEST_F(CredentialsTest, ATokenFileBeatsTheTokenIsTrimmedAndReadAgain) {
  access_.user.token = SecretText("inline");
  access_.user.token_file = home_.write("token", "  one \n");
  Credentials credentials(access_, around());
  EXPECT_EQ(shown(credentials), "Bearer one");
  home_.write("token", "two");
  EXPECT_EQ(shown(credentials), "Bearer one");
  now_ += 49s;
  EXPECT_EQ(shown(credentials), "Bearer one");
  now_ += 1s;
  EXPECT_EQ(shown(credentials), "Bearer two");
  std::filesystem::remove(home_.path("token"));
  now_ += 2min;
  EXPECT_EQ(shown(credentials), "Bearer two") << "the last one goes on being used";
}

TEST_F(CredentialsTest, ARefusedTokenFileIsReadAtOnce) {
  access_.user.token_file = home_.write("token", "old");
  Credentials credentials(access_, around());
  const auto first = credentials.present();
  ASSERT_TRUE(first);
  home_.write("token", "new");
  EXPECT_TRUE(credentials.rejected(first->generation));
  EXPECT_EQ(shown(credentials), "Bearer new");
  EXPECT_TRUE(credentials.rejected(first->generation)) << "who comes late asks with the new one";
  EXPECT_EQ(shown(credentials), "Bearer new");
}

TEST_F(CredentialsTest, AnEmptyTokenFileFallsBackToTheTokenOrIsAnError) {
  access_.user.name = "u";
  access_.user.token_file = home_.write("token", "\n");
  EXPECT_EQ(refused(), "the tokenFile of user \"u\": ~/token: it is empty");
  access_.user.token = SecretText("inline");
  Credentials credentials(access_, around());
  EXPECT_EQ(shown(credentials), "Bearer inline");
  access_.user.token = SecretText();
  access_.user.token_file = home_.path("none");
  EXPECT_EQ(refused(),
            "the tokenFile of user \"u\": ~/none: No such file or directory | check the spelling");
}

TEST_F(CredentialsTest, APluginIsAskedOnce) {
  use_plugin(answer(R"({"token":"t","clientCertificateData":"C","clientKeyData":"K"})"));
  Credentials credentials(access_, around());
  for (int i = 0; i < 9; ++i) EXPECT_EQ(shown(credentials), "Bearer t");
  EXPECT_EQ(credentials.present()->client_key.reveal(), "K");
  EXPECT_EQ(runs(), 1U);
}

TEST_F(CredentialsTest, APluginIsAskedAgainWhenItsAnswerExpires) {
  use_plugin(answer(R"({"token":"t","expirationTimestamp":"2027-01-15T08:00:10Z"})"));
  now_ = Clock::from_time_t(1'800'000'000);  // 2027-01-15T08:00:00Z
  Credentials credentials(access_, around());
  EXPECT_EQ(shown(credentials), "Bearer t");
  now_ += 9s;
  EXPECT_EQ(shown(credentials), "Bearer t");
  EXPECT_EQ(runs(), 1U);
  // From here on it is expired when it comes: used for the request at hand, and asked for again.
  now_ += 1s;
  for (int i = 0; i < 8; ++i) EXPECT_EQ(shown(credentials), "Bearer t");
  EXPECT_EQ(runs(), 9U);
}

// It may have asked the user something, who said no.
TEST_F(CredentialsTest, APluginThatFailedIsNotAskedByEachRequest) {
  use_plugin(answer(R"({"token":"t"})"), "exit 3");
  Credentials credentials(access_, around());
  const auto first = credentials.present();
  ASSERT_FALSE(first);
  for (int i = 0; i < 4; ++i) {
    const auto again = credentials.present();
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().message, first.error().message);
  }
  EXPECT_EQ(runs(), 1U);
}

TEST_F(CredentialsTest, APluginIsAskedOnceMoreAfterA401) {
  use_plugin(answer(R"({"token":"t"})"));
  Credentials credentials(access_, around());
  const std::uint64_t generation = credentials.present()->generation;
  EXPECT_TRUE(credentials.rejected(generation));
  EXPECT_TRUE(credentials.rejected(generation));
  EXPECT_EQ(shown(credentials), "Bearer t");
  EXPECT_NE(credentials.present()->generation, generation);
  EXPECT_EQ(runs(), 2U);
}

TEST_F(CredentialsTest, WhatAPluginAnswersHasToBeWhole) {
  const auto said = [&](const std::string& text) {
    use_plugin(text);
    const std::string error = refused();
    const std::string_view begin = "getting credentials from ~/plug: ";
    EXPECT_TRUE(error.starts_with(begin)) << error;
    return error.substr(std::min(begin.size(), error.size()));
  };
  EXPECT_EQ(said(answer(R"({"token":""})")), "exec plugin didn't return a token or cert/key pair");
  EXPECT_EQ(said(answer(R"({"clientCertificateData":"CANARY"})")),
            "exec plugin returned only certificate or key, not both");
  EXPECT_EQ(said(answer(R"({"token":"CANARY"})", "client.authentication.k8s.io/v1beta1")),
            "exec plugin is configured to use API version client.authentication.k8s.io/v1, plugin "
            "returned version client.authentication.k8s.io/v1beta1");
  EXPECT_EQ(said(R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"})"),
            "exec plugin didn't return a status field");
  EXPECT_EQ(said("token: CANARY"),
            "what it printed is not an ExecCredential | run it by hand to see "
            "what it prints");
  EXPECT_EQ(said(answer(R"({"token":"CANARY","expirationTimestamp":"soon"})")),
            "exec plugin returned an expirationTimestamp that is no time");
}

TEST_F(CredentialsTest, APluginThatFailsIsTold) {
  use_plugin(answer(R"({"token":"CANARY"})"), "exit 3");
  EXPECT_EQ(
      refused(),
      "getting credentials from ~/plug: exec: executable ~/plug failed with exit code 3 | run it "
      "by hand to see what it prints");
  use_plugin("CANARY", "kill -9 $$");
  EXPECT_EQ(
      refused(),
      "getting credentials from ~/plug: exec: executable ~/plug was ended by signal 9 | run it by "
      "hand to see what it prints");
  use_plugin("", "yes CANARY");
  EXPECT_EQ(
      refused(),
      "getting credentials from ~/plug: it prints without an end | run it by hand to see what it "
      "prints");
  access_.user.exec->command = "no-such-plugin-anywhere";
  access_.user.exec->install_hint = "install it like this";
  EXPECT_EQ(refused(),
            "getting credentials from no-such-plugin-anywhere: exec: executable "
            "no-such-plugin-anywhere not found | install it like this");
  access_.user.exec->command = home_.write("not-executable", "");
  EXPECT_EQ(refused(),
            "getting credentials from ~/not-executable: exec: executable ~/not-executable can't be "
            "started: Permission denied");
}

TEST_F(CredentialsTest, APluginIsToldWhatItAsksFor) {
  use_plugin(answer(R"({"token":"t"})"),
             "printf %s \"$KUBERNETES_EXEC_INFO\" > " + home_.path("info") +
                 "; echo \"$SET $HOME $KUBERNETES_EXEC_INFO\" | head -c 20 > " + home_.path("env") +
                 "; cat > " + home_.path("stdin") + "; echo \"$@\" > " + home_.path("args"));
  ExecPlugin& plugin = *access_.user.exec;
  plugin.args = {"get-token", "--with space"};
  plugin.env = {{"SET", SecretText("yes")}, {"HOME", SecretText("/else")}};
  access_.server = "https://h:1";
  access_.certificate_authority = "CA";
  access_.tls_server_name = "name";
  access_.exec_config = R"({"b":1,"a":[true]})";
  Credentials plain(access_, around());
  EXPECT_EQ(shown(plain), "Bearer t");
  EXPECT_EQ(home_.read("info"),
            R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",)"
            R"("spec":{"interactive":false}})"
            "\n");
  EXPECT_EQ(home_.read("env"), "yes /else {\"kind\":\"E");
  EXPECT_EQ(home_.read("stdin"), "");
  EXPECT_EQ(home_.read("args"), "get-token --with space\n");
  plugin.provide_cluster_info = true;
  Credentials informed(access_, around());
  EXPECT_EQ(shown(informed), "Bearer t");
  EXPECT_EQ(home_.read("info"),
            R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",)"
            R"("spec":{"cluster":{"server":"https://h:1","tls-server-name":"name",)"
            R"("certificate-authority-data":"Q0E=","config":{"b":1,"a":[true]}},)"
            R"("interactive":false}})"
            "\n");
}

TEST_F(CredentialsTest, APluginThatHasToAskSomebodyNeedsATerminal) {
  use_plugin(answer(R"({"token":"t"})"));
  access_.user.exec->mode = ExecPlugin::Mode::Always;
  EXPECT_EQ(
      refused(),
      "getting credentials from ~/plug: exec plugin cannot support interactive mode: standard "
      "input is not a terminal");
  stdin_ = StdinUse::Taken;
  EXPECT_EQ(
      refused(),
      "getting credentials from ~/plug: exec plugin cannot support interactive mode: standard "
      "input is unavailable: objects are read from it");
  EXPECT_EQ(runs(), 0U);
  use_plugin(answer(R"({"token":"t"})"),
             "printf %s \"$KUBERNETES_EXEC_INFO\" > " + home_.path("info"));
  for (const auto& [mode, use, interactive] :
       {std::tuple{ExecPlugin::Mode::Always, StdinUse::Terminal, true},
        {ExecPlugin::Mode::IfAvailable, StdinUse::Terminal, true},
        {ExecPlugin::Mode::IfAvailable, StdinUse::NoTerminal, false},
        {ExecPlugin::Mode::IfAvailable, StdinUse::Taken, false},
        {ExecPlugin::Mode::Never, StdinUse::Terminal, false}}) {
    access_.user.exec->mode = mode;
    stdin_ = use;
    Credentials credentials(access_, around());
    EXPECT_EQ(shown(credentials), "Bearer t");
    EXPECT_THAT(home_.read("info"),
                HasSubstr(interactive ? "\"interactive\":true" : "\"interactive\":false"));
  }
}

TEST_F(CredentialsTest, APluginThatHangsEndsWhenItIsAskedTo) {
  use_plugin(answer(R"({"token":"t"})"), "exec sleep 100");
  std::stop_source stop;
  CredentialSurroundings surroundings = around();
  surroundings.stop = stop.get_token();
  Credentials credentials(access_, surroundings);
  std::jthread later([&] {
    std::this_thread::sleep_for(200ms);
    stop.request_stop();
  });
  const auto begun = std::chrono::steady_clock::now();
  const auto presented = credentials.present();
  ASSERT_FALSE(presented);
  EXPECT_EQ(presented.error().code, ErrorCode::Cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 20s);
}

TEST(ChildProcess, WhatItLeavesBehindKeepsNobodyWaiting) {
  ChildProgram program;
  program.command = "/bin/sh";
  program.args = {"-c", "sleep 30 2>&- & echo done"};
  program.environment = {"PATH=/usr/bin:/bin"};
  const auto begun = std::chrono::steady_clock::now();
  const auto output = run_child(program, {});
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, "done\n");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 20s);
}

TEST(Timestamp, IsReadAsRfc3339) {
  const auto seconds = [](std::string_view text) -> std::int64_t {
    const auto time = read_timestamp(text);
    return time ? Clock::to_time_t(*time) : -1;
  };
  EXPECT_EQ(seconds("2027-01-15T08:00:00Z"), 1'800'000'000);
  EXPECT_EQ(seconds("2027-01-15T08:00:00.123456Z"), 1'800'000'000);
  EXPECT_EQ(seconds("2027-01-15T10:30:00+02:30"), 1'800'000'000);
  EXPECT_EQ(seconds("2027-01-15T03:00:00-05:00"), 1'800'000'000);
  for (const std::string_view bad :
       {"", "now", "2027-01-15", "2027-01-15T08:00:00", "2027-13-15T08:00:00Z",
        "2027-02-30T08:00:00Z", "2027-01-15T24:00:00Z", "2027-01-15T08:00:00Zx"})
    EXPECT_EQ(seconds(bad), -1) << bad;
}

TEST(Impersonation, BecomesHeaders) {
  Impersonation who;
  EXPECT_TRUE(impersonation_headers(who)->empty());
  who.user = "bob";
  who.uid = "u1";
  who.groups = {"g1", "g2"};
  who.extra = {{"Foo/Bar", {"x", "y"}}};
  EXPECT_THAT(*impersonation_headers(who),
              ElementsAre(Pair("Impersonate-User", "bob"), Pair("Impersonate-Uid", "u1"),
                          Pair("Impersonate-Group", "g1"), Pair("Impersonate-Group", "g2"),
                          Pair("Impersonate-Extra-Foo%2FBar", "x"),
                          Pair("Impersonate-Extra-Foo%2FBar", "y")));
  who.groups = {"g\r\nAuthorization: x"};
  EXPECT_FALSE(impersonation_headers(who));
}

}  // namespace
}  // namespace rbacgraph
