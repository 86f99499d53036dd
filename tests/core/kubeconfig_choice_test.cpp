// What is chosen of a kubeconfig: context, options laid over it, and a pod's account where there is
// none. What kubectl does is measured (SEMANTICS §8); each such fact is a test here.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/source/kubeconfig.h"
#include "support/live_support.h"

namespace rbacgraph {
namespace {

using test::codes;
using test::Home;
using test::kServer;
using test::one_context;
using ::testing::ElementsAre;
using ::testing::Pair;

class ManyContexts : public ::testing::Test {
 protected:
  ManyContexts() {
    home_.write("ca.crt", "CA");
    home_.variables["KUBECONFIG"] = home_.write(
        "config",
        "clusters:\n"
        "- {name: east, cluster: {server: 'https://east', tls-server-name: e, "
        "certificate-authority-data: RQ==}}\n"
        "- {name: west, cluster: {server: 'https://west'}}\n"
        "users:\n"
        "- {name: jane, user: {tokenFile: jane-token, as: boss, as-groups: [g1], as-uid: '7', "
        "as-user-extra: {k: [v]}}}\n"
        "- {name: joe, user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}}\n"
        "contexts:\n"
        "- {name: prod-east, context: {cluster: east, user: jane, namespace: shop}}\n"
        "- {name: prod-west, context: {cluster: west, user: joe, namespace: Bad_Name}}\n"
        "- {name: lost, context: {cluster: south, user: jane}}\n"
        "- {name: nobody, context: {cluster: east, user: jim}}\n"
        "- {name: empty, context: {}}\n");
  }
  Home home_;
  ConnectionOptions options_;
};

TEST_F(ManyContexts, AMissingChoiceListsThem) {
  EXPECT_EQ(home_.error_of(home_.choose()),
            "no current-context is set in ~/config | choose one with --context: empty, lost, "
            "nobody, prod-east, prod-west");
}

TEST_F(ManyContexts, UnknownNamesAreToldWithTheNearest) {
  options_.context = "prod-eas";
  EXPECT_EQ(home_.error_of(home_.choose(options_)),
            "context \"prod-eas\" does not exist in ~/config | did you mean prod-east?");
  options_.context = "zzz";
  EXPECT_EQ(
      home_.error_of(home_.choose(options_)),
      "context \"zzz\" does not exist in ~/config | there are: empty, lost, nobody, prod-east, "
      "prod-west");
  options_.context = "lost";
  EXPECT_EQ(home_.error_of(home_.choose(options_)),
            "context \"lost\": its cluster \"south\" does not exist in ~/config | there are: east, "
            "west");
  options_.context = "nobody";
  EXPECT_EQ(home_.error_of(home_.choose(options_)),
            "context \"nobody\": its user \"jim\" does not exist in ~/config | there are: jane, "
            "joe");
  options_.user = "jo";
  EXPECT_EQ(home_.error_of(home_.choose(options_)),
            "user \"jo\" does not exist in ~/config | did you mean joe?");
  options_.context = "empty";
  EXPECT_EQ(home_.error_of(home_.choose(options_)),
            "context \"empty\" in ~/config:12 names no cluster | write its cluster, or choose one "
            "with --cluster");
}

TEST_F(ManyContexts, OptionsAreLaidOverFieldByField) {
  options_.context = "prod-east";
  options_.cluster = "west";
  options_.user = "joe";
  options_.ns = "other";
  const auto access = home_.choose(options_);
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->server, "https://west");
  EXPECT_EQ(access->ns, "other");
  EXPECT_EQ(access->user.client_certificate.reveal(), "CERT");
  EXPECT_EQ(access->user.client_key.reveal(), "KEY");
}

TEST_F(ManyContexts, AnotherServerDropsTheTlsServerName) {
  options_.context = "prod-east";
  options_.server = "https://elsewhere:1/x?y#z";
  auto access = home_.choose(options_);
  ASSERT_TRUE(access);
  EXPECT_EQ(access->server, "https://elsewhere:1/x");
  EXPECT_EQ(access->tls_server_name, "");
  EXPECT_EQ(access->certificate_authority, "E");
  options_.tls_server_name = "name";
  access = home_.choose(options_);
  ASSERT_TRUE(access);
  EXPECT_EQ(access->tls_server_name, "name");
}

TEST_F(ManyContexts, TheOptionsForTheCaReplaceAllThreeFields) {
  options_.context = "prod-east";
  options_.insecure_skip_tls_verify = true;
  auto access = home_.choose(options_);
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->certificate_authority, "");
  EXPECT_TRUE(access->insecure_skip_tls_verify);
  options_.insecure_skip_tls_verify = false;
  options_.certificate_authority = home_.path("ca.crt");
  access = home_.choose(options_);
  ASSERT_TRUE(access);
  EXPECT_EQ(access->certificate_authority, "CA");
  EXPECT_FALSE(access->insecure_skip_tls_verify);
}

// kubectl goes on sending the file's token, which nobody means who writes --token.
TEST_F(ManyContexts, AnOptionsTokenCountsBeforeTheUsersFile) {
  options_.context = "prod-east";
  options_.token = SecretText("given");
  const auto access = home_.choose(options_);
  ASSERT_TRUE(access);
  EXPECT_EQ(access->user.token.reveal(), "given");
  EXPECT_EQ(access->user.token_file, "");
}

TEST_F(ManyContexts, ImpersonationIsLaidOverTheUsersOwn) {
  options_.context = "prod-east";
  options_.as = "carl";
  options_.as_groups = {"g9"};
  auto access = home_.choose(options_);
  ASSERT_TRUE(access);
  EXPECT_EQ(access->user.impersonate.user, "carl");
  EXPECT_EQ(access->user.impersonate.uid, "7");
  EXPECT_THAT(access->user.impersonate.groups, ElementsAre("g9"));
  EXPECT_THAT(access->user.impersonate.extra, ElementsAre(Pair("k", ElementsAre("v"))));
  options_.as_extra = {{"a", "1"}, {"a", "2"}};
  access = home_.choose(options_);
  ASSERT_TRUE(access);
  EXPECT_THAT(access->user.impersonate.extra, ElementsAre(Pair("a", ElementsAre("1", "2"))));
}

TEST_F(ManyContexts, AContextsNamespaceHasToBeOne) {
  options_.context = "prod-west";
  EXPECT_EQ(
      home_.error_of(home_.choose(options_)),
      "\"Bad_Name\" of context \"prod-west\" can't be the name of a namespace | small letters, "
      "digits and dashes, 63 at most; -n NS counts before it");
  options_.ns = "good";
  EXPECT_TRUE(home_.choose(options_));
}

TEST(Kubeconfig, AServerAndATokenAreEnough) {
  Home home;
  ConnectionOptions options;
  options.server = "https://h";
  options.token = SecretText("t");
  const auto access = home.choose(options);
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->server, "https://h");
  EXPECT_THAT(codes(*access), ElementsAre());
}

TEST(Kubeconfig, APluginsPathIsRelativeToItsFileAndABareWordIsNot) {
  Home home;
  for (const auto& [written, meant] :
       {std::pair{"./plug", "~/dir/./plug"}, {"bin/plug", "~/dir/bin/plug"}, {"plug", "plug"}}) {
    home.variables["KUBECONFIG"] =
        home.write("dir/config", one_context(kServer,
                                             "{exec: {apiVersion: "
                                             "client.authentication.k8s.io/v1beta1, command: " +
                                                 std::string(written) + "}}"));
    const auto access = home.choose();
    ASSERT_TRUE(access) << access.error().message;
    ASSERT_TRUE(access->user.exec);
    EXPECT_EQ(home.plain(access->user.exec->command), meant);
    EXPECT_EQ(access->user.exec->mode, ExecPlugin::Mode::IfAvailable);
  }
}

TEST(Kubeconfig, APluginIsNotAskedWhereThereIsAnInlineToken) {
  Home home;
  home.variables["KUBECONFIG"] = home.write(
      "config", one_context(kServer,
                            "{token: t, exec: {apiVersion: client.authentication.k8s.io/v1beta1, "
                            "command: p}}"));
  const auto access = home.choose();
  ASSERT_TRUE(access);
  EXPECT_FALSE(access->user.exec);
}

class Pod : public ::testing::Test {
 protected:
  Pod() {
    home_.variables = {{"KUBERNETES_SERVICE_HOST", "fd00::1"}, {"KUBERNETES_SERVICE_PORT", "443"}};
  }
  Home home_;
};

TEST_F(Pod, ItsAccountIsTakenWhereThereIsNoConfiguration) {
  home_.write("account/token", "t\n");
  home_.write("account/ca.crt", "CA");
  home_.write("account/namespace", "tools\n");
  auto access = home_.choose();
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->server, "https://[fd00::1]:443");
  EXPECT_EQ(access->certificate_authority, "CA");
  EXPECT_EQ(home_.plain(access->user.token_file), "~/account/token");
  EXPECT_EQ(access->ns, "tools");
  home_.variables["POD_NAMESPACE"] = "of-pod";
  access = home_.choose();
  ASSERT_TRUE(access);
  EXPECT_EQ(access->ns, "of-pod");
}

TEST_F(Pod, WithoutTokenItIsAnErrorWithoutCaAWarning) {
  EXPECT_EQ(home_.error_of(home_.choose()),
            "in a cluster, and the service account's token can't be read: ~/account/token: No such "
            "file or directory | does the pod have automountServiceAccountToken: false?");
  home_.write("account/token", "t");
  const auto access = home_.choose();
  ASSERT_TRUE(access);
  EXPECT_THAT(codes(*access), ElementsAre("system-roots"));
}

TEST_F(Pod, AConfigurationCountsBeforeIt) {
  home_.write("account/token", "t");
  home_.variables["KUBECONFIG"] = home_.write("config", one_context(kServer, "{token: t}"));
  const auto access = home_.choose();
  ASSERT_TRUE(access);
  EXPECT_EQ(access->server, "https://10.0.0.1:6443");
}

}  // namespace
}  // namespace rbacgraph
