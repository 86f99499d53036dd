// Is a server there? Asked as nobody, whatever the kubeconfig has for a user; and what a list of
// contexts says of each.

#include "rbacgraph/source/probe.h"

#include <chrono>

#include "cluster_fixture.h"

namespace rbacgraph::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Probe : public ClusterFixture {
 protected:
  /// The version, or "error | hint".
  std::string probe(const json& answer, const std::string& path = "/version") {
    script_[path] = {answer};
    const std::string name = "p" + std::to_string(++number_);
    server->script(name, json(script_).dump());
    access_.server = "https://" + server->at("tls") + "/" + name;
    return ask(10s);
  }
  std::string ask(std::chrono::milliseconds patience) {
    const Result<ServerProbe> told = probe_server(access_, patience, stop_.get_token());
    if (told) return told->version;
    std::string text = told.error().message + " | " + told.error().hint;
    if (const std::size_t at = text.find(access_.server); at != std::string::npos)
      text.replace(at, access_.server.size(), "SERVER");
    return text;
  }

  std::stop_source stop_;
};

TEST_F(Probe, TellsTheVersionAndShowsNoCredential) {
  access_.user.username = "CANARY-name";
  access_.user.password = SecretText("CANARY-password");
  access_.user.impersonate.user = "jane";
  EXPECT_EQ(probe({{"json", {{"gitVersion", "v1.31.4"}}}}), "v1.31.4");
  ASSERT_THAT(requests(), ElementsAre("GET /version"));
  const json entry = server->log().front();
  EXPECT_EQ(header(entry, "Authorization"), "");
  EXPECT_EQ(header(entry, "Impersonate-User"), "");
  EXPECT_THAT(entry.dump(), Not(HasSubstr("CANARY")));
}

TEST_F(Probe, RunsNoPlugIn) {
  const std::string ran = home->path("ran");
  access_.user.token = SecretText();
  access_.user.exec = ExecPlugin{};
  access_.user.exec->command = home->write_program("plugin", "#!/bin/sh\ntouch " + ran + "\n");
  access_.user.exec->api_version = "client.authentication.k8s.io/v1";
  EXPECT_EQ(probe({{"status", 401}, {"json", {{"kind", "Status"}, {"code", 401}}}}), "");
  EXPECT_FALSE(std::filesystem::exists(ran));
}

TEST_F(Probe, AServerThatTellsNobodyItsVersionIsThere) {
  EXPECT_EQ(probe(forbidden("no")), "");
  EXPECT_EQ(probe({{"status", 401}, {"json", {{"kind", "Status"}, {"code", 401}}}}), "");
  EXPECT_THAT(requests(), ElementsAre("GET /version", "GET /version")) << "each asked once";
}

TEST_F(Probe, AServerThatIsNotTrustedIsThere) {
  access_.server = "https://" + server->at("named");
  const Result<ServerProbe> named = probe_server(access_, 10s, {});
  ASSERT_TRUE(named);
  EXPECT_THAT(named->distrust.message, HasSubstr("subject name"));
  access_.certificate_authority = "";
  access_.server = "https://" + server->at("tls");
  const Result<ServerProbe> unknown = probe_server(access_, 10s, {});
  ASSERT_TRUE(unknown);
  EXPECT_THAT(unknown->distrust.message, HasSubstr("SSL certificate problem"));
  EXPECT_THAT(server->requests(), testing::IsEmpty());
}

TEST_F(Probe, WhatIsNoApiServerIsTold) {
  constexpr std::string_view kProxy =
      " | this is not how an API server answers: is there a proxy in between?";
  EXPECT_EQ(probe({{"type", "text/html"}, {"body", "<h1>Log in</h1>"}}),
            "SERVER: the answer is not JSON (text/html): Log in" + std::string(kProxy));
  EXPECT_EQ(probe({{"json", {{"version", 1}}}}),
            "SERVER: what it answers is no version" + std::string(kProxy));
  EXPECT_EQ(probe({{"status", 503}, {"body", "down"}, {"headers", {{"Retry-After", "1"}}}}),
            "SERVER: HTTP 503: down | ")
      << "however it asks to be asked again";
  EXPECT_EQ(requests().size(), 3U);
}

TEST_F(Probe, IsDoneWhenPatienceOrTheStopEndsIt) {
  const auto begin = std::chrono::steady_clock::now();
  script_["/version"] = {{{"json", json::object()}, {"delay", 30}}};
  server->script("hang", json(script_).dump());
  access_.server = "https://" + server->at("tls") + "/hang";
  EXPECT_EQ(ask(500ms),
            "SERVER: no answer within 0.5 s | is the cluster up, and this its address? the context "
            "says where it is");
  stop_.request_stop();
  EXPECT_EQ(ask(30s), "interrupted | ");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
}

TEST_F(Probe, NewsOfAReadingNamesListsAndCountsObjects) {
  std::vector<std::string> news;
  options_.news = [&](const LiveProgress& told) {
    news.push_back(std::string(told.resource) + " " + std::to_string(told.lists_done) + "/" +
                   std::to_string(told.lists) + " " + std::to_string(told.objects));
  };
  ASSERT_TRUE(read()) << error_;
  EXPECT_THAT(news, testing::Contains(HasSubstr("rolebindings 0/7 0")));
  ASSERT_FALSE(news.empty());
  EXPECT_THAT(news.back(), HasSubstr(" 7/7 8"));
}

TEST(ListedContexts, HaveServerAndUserAndNoCredential) {
  const Home home;
  home.write("config",
             "current-context: b\n"
             "clusters:\n"
             "- {name: k, cluster: {server: 'https://10.0.0.1:6443/'}}\n"
             "- {name: bad, cluster: {server: 'https://jane:CANARY@h'}}\n"
             "users: [{name: u, user: {token: CANARY}}]\n"
             "contexts:\n"
             "- {name: b, context: {cluster: k, user: u, namespace: shop}}\n"
             "- {name: a, context: {cluster: gone, user: nobody}}\n"
             "- {name: c, context: {cluster: bad}}\n");
  ConnectionOptions options;
  options.kubeconfig = home.path("config");
  const auto contexts = list_contexts(options, home.environment());
  ASSERT_TRUE(contexts) << contexts.error().message;
  std::vector<std::string> lines;
  for (const ContextSummary& each : *contexts) {
    lines.push_back(each.name + "|" + each.cluster + "|" + each.server + "|" + each.user + "|" +
                    each.ns + (each.current ? "|current" : ""));
  }
  EXPECT_THAT(lines, ElementsAre("a|gone||nobody|", "b|k|https://10.0.0.1:6443|u|shop|current",
                                 "c|bad|||"));
  EXPECT_EQ(*context_names(options, home.environment()), (std::vector<std::string>{"a", "b", "c"}));
}

}  // namespace
}  // namespace rbacgraph::test
