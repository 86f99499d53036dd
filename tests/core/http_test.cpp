// The faults that a network, a proxy or a server may have, against a server on loopback.

#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/http_client.h"
#include "source/proxy.h"
#include "source/server_answer.h"
#include "support/fault_server.h"

namespace rbacgraph {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using namespace std::chrono_literals;
using test::FaultServer;
using test::header;
using test::Home;
using test::tls_file;

constexpr std::string_view kFine = R"([{"json":{"fine":true}}])";

class Http : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    home = std::make_unique<Home>();
    server = std::make_unique<FaultServer>(*home);
  }
  static void TearDownTestSuite() {
    server.reset();
    home.reset();
  }
  Http() {
    std::filesystem::remove(home->path("log"));
    access_.certificate_authority = tls_file("ca.crt");
    access_.user.name = "u";
    access_.user.token = SecretText("CANARY-token");
    policy_.wait = [this](std::chrono::milliseconds time) {
      waits_.push_back(time);
      return true;
    };
  }

  /// Answers of /NAME are as the script says; it is asked from here on.
  void use(std::string_view script, const std::string& port = "tls") {
    const std::string name = "s" + std::to_string(++number_);
    server->script(name, script);
    access_.server = (port == "plain" ? "http://" : "https://") + server->at(port) + "/" + name;
  }

  /// The body, or "error: message | hint".
  std::string get(const std::string& path = "/x") {
    const auto answer = ask([&](HttpClient& client) { return client.get_text(path, "a/b", 1000); });
    return answer;
  }

  template <class Ask>
  std::string ask(const Ask& send) {
    Credentials credentials(access_, {});
    auto client = HttpClient::open(access_, credentials, proxy_, policy_, stop_.get_token());
    if (!client) return "error: " + client.error().message;
    const ServerResult<std::string> answer = send(**client);
    if (answer) return *answer;
    const Error& error = answer.error().error;
    last_ = answer.error();
    std::string text = "error: " + error.message + (error.hint.empty() ? "" : " | " + error.hint);
    EXPECT_THAT(text, Not(HasSubstr("CANARY")));
    for (std::size_t at = 0; (at = text.find(access_.server)) != std::string::npos;)
      text.replace(at, access_.server.size(), "SERVER");
    return text;
  }

  static std::unique_ptr<Home> home;
  static std::unique_ptr<FaultServer> server;
  static int number_;
  ClusterAccess access_;
  HttpPolicy policy_;
  std::string proxy_;
  std::stop_source stop_;
  std::vector<std::chrono::milliseconds> waits_;
  ServerFailure last_;
};
std::unique_ptr<Home> Http::home;
std::unique_ptr<FaultServer> Http::server;
int Http::number_ = 0;

TEST_F(Http, SendsWhatIsNeededAndNoMore) {
  use(kFine);
  access_.user.impersonate = {"bob", "", {"g1", "g2"}, {}};
  EXPECT_EQ(get("/api/v1/pods?limit=5"), R"({"fine":true})");
  const auto log = server->log();
  ASSERT_EQ(log.size(), 1U);
  EXPECT_EQ(log[0]["method"], "GET");
  EXPECT_THAT(log[0]["path"].get<std::string>(), MatchesRegex("/s[0-9]+/api/v1/pods\\?limit=5"));
  std::vector<std::string> names;
  for (const auto& each : log[0]["headers"]) names.push_back(each[0]);
  EXPECT_THAT(names,
              ElementsAre("Host", "Accept", "User-Agent", "Accept-Encoding", "Impersonate-User",
                          "Impersonate-Group", "Impersonate-Group", "Authorization"));
  EXPECT_EQ(header(log[0], "Authorization"), "Bearer CANARY-token");
  EXPECT_EQ(header(log[0], "Accept"), "a/b");
  EXPECT_THAT(header(log[0], "User-Agent"),
              MatchesRegex("rbacgraph/[0-9.]+ \\(linux/(amd64|arm64|other)\\)"));
}

TEST_F(Http, ReviewsArePostedAndNothingElseIs) {
  use(R"([{"status":201,"json":{"kind":"SelfSubjectReview"}}])");
  const auto post = [&](const std::string& path) {
    return ask([&](HttpClient& client) { return client.review(path, R"({"spec":{}})"); });
  };
  for (const std::string path : {"/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                                 "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                                 "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                                 "/apis/authentication.k8s.io/v1/selfsubjectreviews"})
    EXPECT_EQ(post(path), R"({"kind":"SelfSubjectReview"})");
  EXPECT_EQ(server->log().size(), 4U);
  EXPECT_EQ(server->log()[0]["method"], "POST");
  EXPECT_EQ(server->log()[0]["body"], R"({"spec":{}})");
  for (const std::string path :
       {"/api/v1/namespaces", "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        "/apis/authorization.k8s.io/v1/subjectaccessreviews/",
        "/apis/authorization.k8s.io/v1/subjectaccessreviews?dryRun=All",
        "/apis/authorization.k8s.io/v1/../../../api/v1/namespaces",
        "/apis/authentication.k8s.io/v1/tokenreviews",
        "/api/v1/namespaces/n/serviceaccounts/a/token", ""}) {
    EXPECT_EQ(post(path), "error: SERVER: a request that could change something is never sent");
  }
  EXPECT_EQ(server->log().size(), 4U) << "none of those was sent";
}

TEST_F(Http, TrustsTheConfiguredAuthorityAndNoOther) {
  use(kFine);
  access_.certificate_authority = tls_file("other-ca.crt");
  EXPECT_THAT(get(), MatchesRegex("error: SERVER: SSL certificate problem: .* \\| is the "
                                  "certificate-authority the one of this cluster\\?"));
  access_.certificate_authority = "";
  EXPECT_THAT(get(),
              MatchesRegex("error: SERVER: SSL certificate problem: .* \\| give the cluster's "
                           "own authority as certificate-authority in its entry of the kubeconfig, "
                           "or with --certificate-authority FILE"));
  access_.certificate_authority = "no PEM";
  EXPECT_THAT(get(), MatchesRegex("error: SERVER: .*"));
  EXPECT_THAT(server->requests(), IsEmpty());
  access_.certificate_authority = "";
  access_.insecure_skip_tls_verify = true;
  EXPECT_EQ(get(), R"({"fine":true})");
}

TEST_F(Http, TheCertificateHasToBeForTheServersName) {
  use(kFine, "named");
  EXPECT_EQ(get(),
            "error: SERVER: SSL: no alternative certificate subject name matches target host "
            "name '127.0.0.1' | tls-server-name in the cluster's entry of the kubeconfig, or "
            "--tls-server-name NAME, checks the certificate for another name");
  EXPECT_THAT(server->requests(), IsEmpty());
  access_.tls_server_name = "cluster.test";
  EXPECT_EQ(get(), R"({"fine":true})");
  EXPECT_EQ(header(server->log()[0], "Host"), server->at("named"));
  access_.tls_server_name = "other.test";
  EXPECT_THAT(get(), HasSubstr("no alternative certificate subject name matches"));
}

TEST_F(Http, OldTlsIsRefused) {
  use(kFine, "old");
  EXPECT_THAT(get(), MatchesRegex("error: SERVER: .*(protocol|ssl|SSL|TLS|alert).*"));
  EXPECT_THAT(server->requests(), IsEmpty());
}

TEST_F(Http, AClientCertificateIsShown) {
  use(kFine);
  access_.user.token = SecretText();
  access_.user.client_certificate = SecretText(tls_file("client.crt"));
  access_.user.client_key = SecretText(tls_file("client.key"));
  EXPECT_EQ(get(), R"({"fine":true})");
  EXPECT_EQ(server->log()[0]["subject"]["commonName"], "jane");
  EXPECT_EQ(header(server->log()[0], "Authorization"), "");
  access_.user.client_key = SecretText(tls_file("server.key"));
  EXPECT_THAT(get(), HasSubstr("error: SERVER: "));
}

TEST_F(Http, PlainHttpCarriesNoCredential) {
  home->variables["KUBECONFIG"] = home->write(
      "config", test::one_context("{server: 'http://" + server->at("plain") + "/plain'}",
                                  "{token: CANARY-token}"));
  server->script("plain", kFine);
  const auto access = home->choose();
  ASSERT_TRUE(access);
  access_ = *access;
  EXPECT_EQ(get(), R"({"fine":true})");
  EXPECT_EQ(header(server->log()[0], "Authorization"), "");
}

TEST_F(Http, AProxyGetsNoneOfTheHeaders) {
  use(kFine);
  proxy_ = "http://" + server->at("proxy");
  EXPECT_EQ(get(), R"({"fine":true})");
  const auto log = server->log();
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log[0]["method"], "CONNECT");
  EXPECT_EQ(header(log[0], "Authorization"), "");
  EXPECT_EQ(header(log[0], "Impersonate-User"), "");
  EXPECT_EQ(header(log[1], "Authorization"), "Bearer CANARY-token");
}

TEST_F(Http, RedirectsAreNotFollowed) {
  use(R"([{"status":302,"headers":{"Location":"https://elsewhere.example/"},"body":"<a>moved</a>"}])");
  EXPECT_EQ(get(),
            "error: SERVER: it sends us elsewhere (HTTP 302), and credentials are not taken "
            "there | is this the API server's address? a login page in front of it answers so");
  EXPECT_EQ(server->requests().size(), 1U);
}

TEST_F(Http, TooManyRequestsAreRepeatedAsTheServerAsks) {
  use(R"([{"status":429,"headers":{"Retry-After":"2"}},{"status":503,"headers":{"Retry-After":"1"}},
          {"json":{"fine":true}}])");
  EXPECT_EQ(get(), R"({"fine":true})");
  EXPECT_THAT(waits_, ElementsAre(2s, 1s));
}

TEST_F(Http, RepetitionHasABound) {
  use(R"([{"status":429,"headers":{"Retry-After":"1"}}])");
  EXPECT_EQ(get(), "error: SERVER: it has too much to do (HTTP 429) | try again later");
  EXPECT_EQ(server->requests().size(), 10U);
  use(R"([{"status":503,"headers":{"Retry-After":"3600"},"json":{"kind":"Status","reason":"x",
          "message":"starting"}}])");
  EXPECT_EQ(get(), "error: SERVER: HTTP 503: starting");
  EXPECT_EQ(server->requests().size(), 11U) << "an hour is not waited for";
  use(R"([{"status":500}])");
  EXPECT_EQ(get(), "error: SERVER: HTTP 500");
  EXPECT_EQ(server->requests().size(), 12U);
}

TEST_F(Http, AConnectionThatEndsUnheardIsTriedAgain) {
  use(R"([{"reset":true},{"reset":true},{"json":{"fine":true}}])");
  EXPECT_EQ(get(), R"({"fine":true})");
  EXPECT_THAT(waits_, ElementsAre(200ms, 400ms));
  use(R"([{"reset":true}])");
  EXPECT_THAT(get(), MatchesRegex("error: SERVER: .+"));
  EXPECT_TRUE(last_.broken_off);
}

TEST_F(Http, NobodyThere) {
  access_.server = "https://127.0.0.1:1";
  EXPECT_THAT(get(),
              MatchesRegex("error: SERVER: Failed to connect to 127.0.0.1 port 1 .* \\| is the "
                           "cluster up, and this its address\\? the context says where it is"));
  EXPECT_EQ(waits_.size(), 3U);
}

TEST_F(Http, AProxyThatIsNotThereIsToldWithoutItsPassword) {
  use(kFine);
  proxy_ = "http://jane:CANARY-pw@127.0.0.1:1";
  EXPECT_THAT(get(),
              MatchesRegex("error: SERVER: Failed to connect to 127.0.0.1 port 1 .* \\| it is "
                           "asked through the proxy http://127.0.0.1:1: is that up\\? "
                           "--proxy-url, the kubeconfig's proxy-url or HTTPS_PROXY says so"));
}

TEST_F(Http, HintsAreAboutWhatIsWrongWithTls) {
  use(kFine);
  const std::string address = access_.server;
  access_.server = "https://" + server->at("plain");
  EXPECT_THAT(get(),
              EndsWith("| is this the API server's address? what answers there does not speak "
                       "TLS as one"));
  access_.server = address;
  access_.user.client_certificate = SecretText(tls_file("client.crt"));
  access_.user.client_key = SecretText(tls_file("server.key"));
  EXPECT_THAT(get(),
              EndsWith("| do client-certificate and client-key belong together, and are both "
                       "in PEM form?"));
}

TEST_F(Http, WhoMayNotImpersonateLearnsThatItIsThat) {
  use(R"([{"status":403,"json":{"kind":"Status","reason":"Forbidden","message":)"
      R"("users \"jane\" is forbidden: User \"u\" cannot impersonate resource \"users\""}}])");
  access_.user.impersonate.user = "jane";
  EXPECT_THAT(get(), EndsWith("cannot impersonate resource \"users\" | leave --as out, or the "
                              "kubeconfig's as, or ask for the right to impersonate"));
}

TEST_F(Http, ARejectedTokenIsReadAgainOnce) {
  use(R"([{"need":{"Authorization":"Bearer CANARY-new"},"json":{"fine":true}}])");
  EXPECT_EQ(get(),
            "error: SERVER does not accept the credentials of user \"u\" (HTTP 401) | they may "
            "have expired: get new ones");
  EXPECT_EQ(server->requests().size(), 1U) << "there are no others to try";
  access_.user.token_file = home->write("token", "CANARY-old");
  Credentials credentials(access_, {});
  auto client = HttpClient::open(access_, credentials, "", policy_, {});
  ASSERT_TRUE(client);
  EXPECT_FALSE((*client)->get_text("/x", "a/b", 1000));
  EXPECT_EQ(server->requests().size(), 3U);
  home->write("token", "CANARY-new");
  EXPECT_TRUE((*client)->get_text("/x", "a/b", 1000));
  EXPECT_EQ(server->requests().size(), 5U);
}

TEST_F(Http, ARefusalIsToldInTheServersWordsWithoutTheCredential) {
  use(R"([{"status":403,"json":{"kind":"Status","reason":"Forbidden",
          "message":"roles is forbidden: CANARY-token\nmay not"}}])");
  EXPECT_EQ(get(), "error: SERVER: roles is forbidden: [credential] may not");
  EXPECT_TRUE(last_.forbidden());
  EXPECT_EQ(last_.words, "roles is forbidden: [credential] may not");
}

TEST_F(Http, WhatIsNotJsonComesFromSomebodyElse) {
  use(R"([{"type":"text/html","body":"<html>\n<head><title>Corporate login CANARY-token</title>"}])");
  EXPECT_EQ(get(),
            "error: SERVER: the answer is not JSON (text/html): Corporate login [credential] | "
            "this is not how an API server answers: is there a proxy in between?");
  use(R"([{"status":407,"type":"text/html","body":"<h1>Who are you?</h1>"}])");
  EXPECT_EQ(get(),
            "error: SERVER: HTTP 407: Who are you? | this is not how an API server answers: is "
            "there a proxy in between?");
}

TEST_F(Http, CompressedAnswersAreRead) {
  use(R"([{"gzip":true,"json":{"fine":true}}])");
  EXPECT_EQ(get(), R"({"fine":true})");
  EXPECT_EQ(header(server->log()[0], "Accept-Encoding"), "gzip");
  access_.disable_compression = true;
  use(kFine);
  EXPECT_EQ(get(), R"({"fine":true})");
  EXPECT_EQ(header(server->log()[1], "Accept-Encoding"), "");
}

TEST_F(Http, AnAnswerThatIsCutIsAnError) {
  use(R"([{"cut":5,"json":{"fine":true}}])");
  EXPECT_THAT(get(), MatchesRegex("error: SERVER: the answer broke off: .+"));
  EXPECT_TRUE(last_.broken_off);
  use(R"([{"cut":12,"gzip":true,"json":{"fine":true}}])");
  EXPECT_THAT(get(), MatchesRegex("error: SERVER: the answer broke off: .+"));
}

TEST_F(Http, AnAnswerWithoutItsBodyIsAskedForAgainUnlessItsHeadSaysAll) {
  use(R"([{"cut":0,"json":{"fine":true}},{"json":{"fine":true}}])");
  EXPECT_EQ(get(), R"({"fine":true})");
  EXPECT_EQ(server->log().size(), 2U);
  use(R"([{"cut":0,"status":401,"json":{"message":"Unauthorized"}}])");
  EXPECT_THAT(get(), testing::StartsWith("error: SERVER does not accept the credentials of user"));
  EXPECT_EQ(server->log().size(), 3U);
}

TEST_F(Http, AnEndlessAnswerEndsAtTheBound) {
  use(R"([{"repeat":-1,"body":"                                                                "}])");
  EXPECT_EQ(get(), "error: SERVER: the answer broke off: the answer is longer than 1000 bytes");
  EXPECT_FALSE(last_.broken_off) << "beginning again would not help";
  policy_.most_body = std::uint64_t{100} << 20;
  const std::string block(std::size_t{1} << 20, ' ');
  use(R"([{"repeat":-1,"gzip":true,"body":")" + block + R"("}])");
  EXPECT_EQ(ask([](HttpClient& client) { return client.get_text("/", "a/b", ~std::uint64_t{0}); }),
            "error: SERVER: the answer broke off: the answer is longer than 104857600 bytes");
}

TEST_F(Http, NothingHangsBeyondItsTime) {
  const auto timed = [&] {
    const auto begun = std::chrono::steady_clock::now();
    const std::string text = get();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 20s);
    return text;
  };
  policy_.times.whole = 300ms;
  use(R"([{"delay":60}])");
  EXPECT_THAT(timed(),
              MatchesRegex("error: SERVER: Operation timed out .* \\| is the server, or the way to "
                           "it, too slow\\? the command line's --request-timeout says how long to "
                           "wait for one answer"));
  use(R"([{"stall":60,"json":{"fine":true}}])");
  EXPECT_THAT(timed(), MatchesRegex("error: SERVER: the answer broke off: Operation timed out.*"));
  policy_.times = {};
  policy_.times.silence = 1s;
  use(R"([{"stall":60,"json":{"fine":true}}])");
  EXPECT_THAT(timed(), MatchesRegex("error: SERVER: the answer broke off: Operation too slow.*"));
}

TEST_F(Http, WaitingCanBeBrokenOff) {
  use(R"([{"delay":60}])");
  std::jthread later([&] {
    std::this_thread::sleep_for(200ms);
    stop_.request_stop();
  });
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(get(), "error: interrupted");
  EXPECT_EQ(last_.error.code, ErrorCode::Cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 20s);
}

TEST_F(Http, AConnectionIsKept) {
  use(kFine);
  Credentials credentials(access_, {});
  auto client = HttpClient::open(access_, credentials, "", policy_, {});
  ASSERT_TRUE(client);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE((*client)->get_text("/x", "a/b", 1000));
  EXPECT_EQ(server->requests().size(), 3U);
}

TEST(Proxy, IsChosenAsGoDoes) {
  std::map<std::string, std::string> variables;
  const auto proxy = [&](std::string_view server) {
    return proxy_of_environment(server, [&](const std::string& name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
  };
  EXPECT_EQ(proxy("https://h"), "");
  variables = {{"https_proxy", "http://p:1"}, {"HTTP_PROXY", "http://q:2"}, {"ALL_PROXY", "no"}};
  EXPECT_EQ(proxy("https://h:6443/x"), "http://p:1");
  EXPECT_EQ(proxy("http://h"), "http://q:2");
  variables["HTTPS_PROXY"] = "http://capitals:1";
  EXPECT_EQ(proxy("https://h"), "http://capitals:1");
  for (const std::string_view here :
       {"https://localhost:1", "https://127.1.2.3", "https://[::1]:6443"})
    EXPECT_EQ(proxy(here), "") << here;
  variables["NO_PROXY"] =
      "corp.example, .dotted.example,10.0.0.0/8,fd00::/8,h:6443,192.168.1.1,*.star";
  for (const std::string_view direct :
       {"https://corp.example", "https://api.corp.example:6443", "https://x.dotted.example",
        "https://10.1.2.3:6443", "https://[fd00::5]", "https://h:6443", "https://192.168.1.1:443",
        "https://a.star"})
    EXPECT_EQ(proxy(direct), "") << direct;
  for (const std::string_view through :
       {"https://notcorp.example", "https://dotted.example", "https://11.0.0.1", "https://h:443",
        "https://192.168.1.2"})
    EXPECT_EQ(proxy(through), "http://capitals:1") << through;
  variables["NO_PROXY"] = "*";
  EXPECT_EQ(proxy("https://anything"), "");
}

TEST(ServerWords, AreOneLineOfBoundedLength) {
  EXPECT_EQ(read_server_words("").message, "");
  EXPECT_EQ(read_server_words("\n <p> \n<b>no</b> way\x1b[31m").message, "no way [31m");
  EXPECT_EQ(read_server_words(std::string(1000, 'x')).message.size(), 303U);
  EXPECT_EQ(read_server_words(R"({"kind":"Status","message":"a<b"})").message, "a<b");
}

}  // namespace
}  // namespace rbacgraph
