#include "state/contexts.h"

#include <algorithm>
#include <sys/stat.h>

#include "live_fixture.h"

namespace rbacgraph::gui {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using json = nlohmann::json;

class Contexts : public LiveFixture {
 protected:
  /// Reads the kubeconfig.
  void list(const std::shared_ptr<const LiveConfig>& live) {
    contexts_ = std::make_unique<ContextList>([] {}, live);
    contexts_->begin();
    ASSERT_TRUE(until(poll(), [this] { return contexts_->is_read(); }));
  }
  void show(const std::vector<std::size_t>& rows) { contexts_->show(rows); }
  void show_all() {
    std::vector<std::size_t> rows(contexts_->rows().size());
    for (std::size_t at = 0; at < rows.size(); ++at) {
      rows[at] = at;
    }
    show(rows);
  }
  bool settle() {
    return until(poll(), [this] { return !contexts_->busy(); });
  }
  std::function<void()> poll() {
    return [this] { contexts_->poll(); };
  }
  std::size_t count(Reach reach) const {
    return static_cast<std::size_t>(
        std::ranges::count(contexts_->rows(), reach, &ContextRow::reach));
  }
  static json refused(int status) {
    return {{"status", status}, {"json", {{"kind", "Status"}, {"code", status}}}};
  }

  std::unique_ptr<ContextList> contexts_;
};

TEST_F(Contexts, EachRowSaysWhatIsThere) {
  config_["current-context"] = "prod";
  add("asks-who", {{"/version", {refused(401)}}});
  add("forbids", {{"/version", {refused(403)}}});
  add("prod", cluster());
  add("web", {{"/version", {{{"type", "text/html"}, {"body", "Log in"}}}}});
  add_at("gone", "https://127.0.0.1:1");
  add("nobody", cluster(), "missing");
  list(live());
  show_all();
  ASSERT_TRUE(settle());
  std::vector<std::string> lines;
  for (const ContextRow& row : contexts_->rows()) {
    lines.push_back(row.name + (row.current ? "*" : "") + "|" + row.user + "|" +
                    std::to_string(static_cast<int>(row.reach)) + "|" + row.version);
  }
  constexpr auto kThere = "2";
  constexpr auto kSilent = "3";
  constexpr auto kBroken = "4";
  EXPECT_THAT(lines, ElementsAre(std::string("prod*|u|") + kThere + "|v1.31.4",
                                 std::string("asks-who|u|") + kThere + "|",
                                 std::string("forbids|u|") + kThere + "|",
                                 std::string("gone|u|") + kSilent + "|",
                                 std::string("nobody|missing|") + kBroken + "|",
                                 std::string("web|u|") + kSilent + "|"));
  const ContextRow& gone = contexts_->rows()[3];
  EXPECT_EQ(gone.host, "127.0.0.1:1");
  EXPECT_THAT(gone.error, testing::StartsWith("Failed to connect")) << "the row has the server";
  EXPECT_EQ(gone.hint, "is the cluster up, and this its address? the context says where it is");
  EXPECT_THAT(contexts_->rows()[4].error, HasSubstr("its user \"missing\" does not exist"));
  EXPECT_EQ(contexts_->rows()[5].error, "the answer is not JSON (text/html): Log in");
  for (const json& entry : server->log()) {
    EXPECT_EQ(entry["method"], "GET");
    EXPECT_THAT(entry.dump(), Not(HasSubstr("CANARY"))) << "nobody was opened yet";
  }
}

TEST_F(Contexts, AServerWhoseCertificateDoesNotFitIsThere) {
  add_at("named", "https://" + server->at("named"));
  add("strange", cluster());
  config_["clusters"][1]["cluster"]["certificate-authority"] =
      test::test_data("tls/other-ca.crt").string();
  list(live());
  show_all();
  ASSERT_TRUE(settle());
  EXPECT_EQ(count(Reach::Untrusted), 2U);
  const ContextRow& named = contexts_->rows()[0];
  EXPECT_EQ(named.error,
            "SSL: no alternative certificate subject name matches target host name '127.0.0.1'");
  EXPECT_THAT(named.hint, HasSubstr("tls-server-name in the cluster's entry of the kubeconfig"));
  EXPECT_EQ(contexts_->rows()[1].hint, "is the certificate-authority the one of this cluster?");
  EXPECT_THAT(server->requests(), testing::IsEmpty());
}

TEST_F(Contexts, APipeIsNotWaitedFor) {
  const std::string pipe = home->path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::shared_ptr<LiveConfig> live = this->live();
  live->environment.rereads = true;
  live->kubeconfig = pipe;
  list(live);
  EXPECT_EQ(contexts_->error().message,
            "can't read the kubeconfig " + pipe + ": it is a pipe, which can't be read twice");
  EXPECT_EQ(contexts_->error().code, ErrorCode::Unsupported);
  live->kubeconfig = "/dev/null";
  contexts_->refresh();
  ASSERT_TRUE(until(poll(), [this] {
    return contexts_->error().message == "no cluster is configured: there is nothing in /dev/null";
  })) << contexts_->error().message;
  EXPECT_TRUE(LiveConfig().environment.rereads) << "so it is for users";
}

TEST_F(Contexts, LettersOfNamesAreTold) {
  add_at("운영", "https://127.0.0.1:1");
  list(live());
  EXPECT_THAT(contexts_->letters(), ElementsAre(U'영', U'운'));
}

TEST_F(Contexts, NoPlugInRunsForAList) {
  const std::string ran = home->path("plugin-ran");
  const std::string plugin = home->write_program("plugin", "#!/bin/sh\ntouch " + ran + "\n");
  config_["users"].push_back({{"name", "sso"},
                              {"user",
                               {{"exec",
                                 {{"command", plugin},
                                  {"apiVersion", "client.authentication.k8s.io/v1"},
                                  {"interactiveMode", "Never"}}}}}});
  add("prod", cluster(), "sso");
  list(live());
  show_all();
  ASSERT_TRUE(settle());
  EXPECT_EQ(contexts_->rows()[0].version, "v1.31.4");
  EXPECT_FALSE(std::filesystem::exists(ran));
}

TEST_F(Contexts, OfAThousandThoseInSightAreAskedAFewAtATime) {
  for (int at = 0; at < 1000; ++at) {
    add_at("c" + std::to_string(1000 + at), "https://127.0.0.1:1");
  }
  // All of one script, so that its log counts them together.
  const std::string below = "many" + std::to_string(++number_);
  server->script(below, json(slow(cluster(), 0.3)).dump());
  for (json& each : config_["clusters"]) {
    each["cluster"]["server"] = "https://" + server->at("tls") + "/" + below;
  }
  list(live());
  ASSERT_EQ(contexts_->rows().size(), 1000U);
  // The worker that read them may not have come to its end yet.
  ASSERT_TRUE(settle());
  EXPECT_TRUE(server->log().empty()) << "nothing is asked before it is seen";
  std::vector<std::size_t> rows(20);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    rows[at] = 500 + at;
  }
  show(rows);
  EXPECT_EQ(count(Reach::Checking), 20U);
  show({0, 1});  // somebody scrolls on
  // Those that were asked before are under way.
  EXPECT_LE(count(Reach::Checking), 2 + ContextList::kMostAtOnce);
  ASSERT_TRUE(settle());
  EXPECT_EQ(contexts_->rows()[0].version, "v1.31.4");
  EXPECT_LE(count(Reach::There), 2 + ContextList::kMostAtOnce);
  EXPECT_EQ(count(Reach::Checking), 0U);
  show(rows);
  ASSERT_TRUE(settle());
  std::size_t most = 0;
  const std::vector<json> log = server->log();
  for (const json& entry : log) {
    most = std::max(most, entry["active"].get<std::size_t>());
  }
  EXPECT_LE(most, ContextList::kMostAtOnce);
  EXPECT_EQ(log.size(), 22U) << "each once";
}

TEST_F(Contexts, AListThatGoesWaitsForNoServer) {
  add("hangs", slow(cluster(), 60));
  list(live());
  show_all();
  ASSERT_TRUE(until(poll(), [&] { return !server->log().empty(); }));
  const auto begin = std::chrono::steady_clock::now();
  contexts_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST_F(Contexts, PatienceEnds) {
  add("hangs", slow(cluster(), 60));
  const std::shared_ptr<LiveConfig> hurried = live();
  hurried->patience = std::chrono::milliseconds(300);
  list(hurried);
  show_all();
  ASSERT_TRUE(settle());
  EXPECT_EQ(contexts_->rows()[0].error, "no answer within 0.3 s");
}

TEST_F(Contexts, NobodyIsAskedWhereThatIsNotWanted) {
  add("prod", cluster());
  const std::shared_ptr<LiveConfig> quiet = live();
  quiet->probes = false;
  list(quiet);
  show_all();
  ASSERT_TRUE(settle());
  EXPECT_EQ(contexts_->rows()[0].reach, Reach::Unasked);
  EXPECT_TRUE(server->log().empty());
}

TEST_F(Contexts, AKubeconfigThatCanNotBeReadIsALine) {
  add("prod", cluster());
  const std::shared_ptr<LiveConfig> live = this->live();
  home->write("config", "clusters: [\n");
  list(live);
  EXPECT_TRUE(contexts_->rows().empty());
  EXPECT_THAT(contexts_->error().message, HasSubstr("can't read the kubeconfig"));
  // Mended, it is there.
  home->write("config", config_.dump());
  contexts_->refresh();
  ASSERT_TRUE(until(poll(), [this] { return !contexts_->rows().empty(); }));
  EXPECT_EQ(contexts_->error().message, "");
  home->write("config", "");
  contexts_->refresh();
  ASSERT_TRUE(until(poll(), [this] { return contexts_->rows().empty(); }));
  EXPECT_THAT(contexts_->error().message, HasSubstr("no cluster is configured"));
}

TEST_F(Contexts, WhatIsAskedAnewIsForgottenBefore) {
  add("prod", slow(cluster(), 0.2));
  list(live());
  show_all();
  contexts_->refresh();
  EXPECT_EQ(contexts_->rows()[0].reach, Reach::Unasked);
  ASSERT_TRUE(settle());
  EXPECT_EQ(contexts_->rows()[0].reach, Reach::Unasked) << "the old answer is for nobody";
  show_all();
  ASSERT_TRUE(settle());
  EXPECT_EQ(contexts_->rows()[0].version, "v1.31.4");
}

}  // namespace
}  // namespace rbacgraph::gui
