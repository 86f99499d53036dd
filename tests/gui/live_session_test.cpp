// Clusters as inputs of a session: read, compared, read again, stopped, refused.
#include <atomic>
#include <fstream>

#include "canvas/scene.h"
#include "gui_policy.h"
#include "live_fixture.h"
#include "state/session.h"
#include "state/settings.h"

namespace rbacgraph::gui {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using json = nlohmann::json;

class LiveSession : public LiveFixture {
 protected:
  Session& session() {
    if (!session_) {
      session_ = std::make_unique<Session>([] {}, build_scene, live());
    }
    return *session_;
  }
  void settle() {
    Session& session = this->session();
    for (int round = 0; round < 2; ++round) {
      ASSERT_TRUE(until([&] { session.poll(); }, [&] { return !session.busy(); }));
      session.poll();
    }
  }
  /// One more binding than the small cluster.
  static ClusterScript more() {
    ClusterScript script = cluster();
    script[test::list_path("clusterrolebindings")] = {
        test::list("ClusterRoleBinding",
                   {test::binding("ClusterRoleBinding", "", "crb", "ClusterRole", "view"),
                    test::binding("ClusterRoleBinding", "", "more", "ClusterRole", "view")})};
    json& more = script[test::list_path("clusterrolebindings")][0]["json"]["items"][1];
    more["subjects"][0]["name"] = "zoe";
    return script;
  }

  std::unique_ptr<Session> session_;
};

TEST_F(LiveSession, AContextIsReadAsAFileIs) {
  add("prod", cluster());
  session().open({"context:prod"});
  EXPECT_EQ(session().load().file, "context prod");
  settle();
  ASSERT_TRUE(session().policy()) << session().load().error;
  const Policy& policy = *session().policy();
  EXPECT_EQ(policy.title, "context prod");
  EXPECT_EQ(policy.incomplete, "");
  EXPECT_EQ(policy.snapshot->bindings().size(), 2U);
  session().ask("who-can get pods");
  settle();
  ASSERT_TRUE(session().content_is_current());
  EXPECT_EQ(session().content()->holders.size(), 2U);
  EXPECT_EQ(session().content()->command,
            "rbacgraph who-can get pods --context prod --kubeconfig " + home->path("config"));
  for (const json& entry : server->log()) {
    EXPECT_EQ(entry["method"], "GET") << "nothing is written";
    EXPECT_EQ(test::header(entry, "Authorization"), "Bearer CANARY-token");
    EXPECT_THAT(entry["path"].get<std::string>(), Not(HasSubstr("secrets")));
  }
}

TEST_F(LiveSession, ProgressSaysWhichListItIsAt) {
  add("prod", slow(cluster(), 0.2));
  session().open({"context:prod"});
  std::vector<std::string> told;
  ASSERT_TRUE(until(
      [&] {
        session().poll();
        if (!session().load().detail.empty()) {
          told.push_back(session().load().detail);
        }
      },
      [&] { return !session().load().loading; }));
  EXPECT_THAT(told, testing::Contains("connecting"));
  EXPECT_THAT(told, testing::Contains(testing::MatchesRegex(
                        "4 of 7 lists, 5 objects: (clusterroles|roles|pods)")));
  EXPECT_TRUE(session().policy());
}

TEST_F(LiveSession, ReadingAnewAsksTheServerAnew) {
  ClusterScript script = cluster();
  const std::string bindings = test::list_path("clusterrolebindings");
  script[bindings].push_back(more()[bindings][0]);
  add("prod", script);
  session().open({"context:prod"});
  settle();
  ASSERT_TRUE(session().policy()) << session().load().error;
  EXPECT_EQ(session().policy()->snapshot->bindings().size(), 2U);
  session().reload();
  settle();
  EXPECT_EQ(session().policy()->snapshot->bindings().size(), 3U);
}

TEST_F(LiveSession, AServerThatHangsIsLeftWithinASecond) {
  add("hangs", slow(cluster(), 60));
  const PolicyFile file(kSmallPolicy, "live-hang");
  session().open({"context:hangs"});
  ASSERT_TRUE(until([&] { session().poll(); }, [&] { return !server->log().empty(); }));
  const auto begin = std::chrono::steady_clock::now();
  session().stop_loading();
  EXPECT_FALSE(session().load().loading);
  ASSERT_TRUE(until([&] { session().poll(); }, [&] { return !session().busy(); }));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
  EXPECT_EQ(session().load().error, "") << "what was stopped has failed in nothing";
  session().open({file.path()});
  settle();
  EXPECT_TRUE(session().policy());
}

TEST_F(LiveSession, APlugInThatHangsIsLeftToo) {
  config_["users"].push_back(
      {{"name", "sso"},
       {"user",
        {{"exec",
          {{"command", home->write_program("hang", "#!/bin/sh\ntouch $0-ran\nsleep 60\n")},
           {"apiVersion", "client.authentication.k8s.io/v1"},
           {"interactiveMode", "IfAvailable"}}}}}});
  add("prod", cluster(), "sso");
  session().open({"context:prod"});
  ASSERT_TRUE(until([&] { session().poll(); },
                    [&] { return std::filesystem::exists(home->path("hang-ran")); }));
  EXPECT_EQ(session().load().detail, "asking for credentials");
  const auto begin = std::chrono::steady_clock::now();
  session().stop_loading();
  ASSERT_TRUE(until([&] { session().poll(); }, [&] { return !session().busy(); }));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
}

TEST_F(LiveSession, WhatIsWrongIsTold) {
  const json unauthorized{{"status", 401}, {"json", {{"kind", "Status"}, {"code", 401}}}};
  add("expired", {{"*", {unauthorized}}});
  add_at("gone", "https://127.0.0.1:1");
  add("nobody", cluster(), "missing");
  for (const auto& [name, message, hint] :
       {std::tuple{"expired", "does not accept the credentials of user \"u\" (HTTP 401)",
                   "they may have expired: get new ones"},
        std::tuple{"gone", "https://127.0.0.1:1: Failed to connect",
                   "is the cluster up, and this its address? the context says where it is"},
        std::tuple{"nobody", "context \"nobody\": its user \"missing\" does not exist", "u"},
        std::tuple{"missing", "context \"missing\" does not exist", "there are: "},
        std::tuple{"", "context: is without a name", "kubectl config get-contexts"}}) {
    session().open({context_word(name)});
    settle();
    EXPECT_FALSE(session().policy()) << name;
    EXPECT_THAT(session().load().error, HasSubstr(message));
    EXPECT_THAT(session().load().hint, HasSubstr(hint));
    EXPECT_THAT(session().load().error + session().load().hint, Not(HasSubstr("CANARY")));
  }
  session().open({"context:gone", "file.yaml"});
  settle();
  EXPECT_EQ(session().load().error, "context:gone is a cluster, and is read by itself");
}

TEST_F(LiveSession, RightsThatAreNotAllAreToldAsOfAFile) {
  ClusterScript script = cluster();
  const json no = test::forbidden("roles is forbidden");
  script[test::list_path("roles")] = {no};
  for (const char* const ns : {"shop", "default"}) {
    script[std::string(test::kRbac) + "namespaces/" + ns + "/roles?limit=500"] = {no};
  }
  add("part", script);
  session().open({"context:part"});
  settle();
  ASSERT_TRUE(session().policy()) << session().load().error;
  EXPECT_EQ(session().policy()->incomplete,
            "Incomplete: no Roles in the input: answers are lower bounds, 2 lists not wholly read");
}

TEST_F(LiveSession, AContextIsComparedWithAFileAndWithAnother) {
  add("before", cluster());
  add("after", more());
  session().open({"context:before"}, {"context:after"});
  settle();
  ASSERT_TRUE(session().comparison()) << session().load().error;
  ASSERT_TRUE(session().content_is_current());
  EXPECT_EQ(session().comparison()->title, "context after");
  EXPECT_EQ(session().content()->changes->gained, 1U);
  EXPECT_EQ(session().content()->command,
            "rbacgraph diff context:before context:after "
            "--kubeconfig " +
                home->path("config"));
  session().swap_sides();
  settle();
  EXPECT_EQ(session().content()->changes->lost, 1U);
  const PolicyFile file(kSmallPolicy, "live-b");
  session().compare({file.path()});
  EXPECT_TRUE(session().load().compares);
  settle();
  ASSERT_TRUE(session().comparison()) << session().load().error;
  EXPECT_EQ(session().comparison()->paths, std::vector<std::string>{file.path()});
  session().open({file.path()});
  settle();
  session().compare({"context:before"});
  settle();
  ASSERT_TRUE(session().comparison()) << session().load().error;
  EXPECT_EQ(session().comparison()->title, "context before");
}

TEST_F(LiveSession, SettingsRememberTheNameAndNothingElse) {
  add("prod", cluster());
  session().open({"context:prod"});
  settle();
  ASSERT_TRUE(session().policy());
  Settings settings;
  settings.opened({"/a/cluster.json"});
  settings.opened(session().policy()->paths);
  const std::string path = home->path("desktop.json");
  ASSERT_TRUE(write_settings(path, settings));
  const Result<Settings> read = read_settings(path);
  ASSERT_TRUE(read);
  EXPECT_THAT(read->recent, ElementsAre(std::vector<std::string>{"context:prod"},
                                        std::vector<std::string>{"/a/cluster.json"}));
  EXPECT_THAT(home->read("desktop.json"), Not(HasSubstr("CANARY")));
  EXPECT_THAT(home->read("desktop.json"), Not(HasSubstr("127.0.0.1")));
}

TEST(InputWords, SayWhatIsMeant) {
  EXPECT_EQ(context_in("context:a b"), "a b");
  EXPECT_EQ(context_in("context:"), "");
  EXPECT_EQ(context_in("./context:a"), std::nullopt);
  EXPECT_EQ(title_of({"/a/b.yaml", "c", "d"}), "b.yaml and 2 more");
  EXPECT_EQ(title_of({"manifests/"}), "manifests");
  EXPECT_EQ(title_of({"context:pr\x1bod"}), "context pr\\x1bod");
  EXPECT_EQ(words_of_inputs({"/a/b.yaml", "c"}), "/a/b.yaml and 1 more");
  EXPECT_EQ(words_of_inputs({"context:prod"}), "context prod");
  EXPECT_EQ(input_options({"context:a b"}, {}), " --context 'a b'");
  EXPECT_EQ(input_options({"a", "b c"}, {}), " -f a -f 'b c'");
}

}  // namespace
}  // namespace rbacgraph::gui
