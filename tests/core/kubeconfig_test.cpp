// What kubectl does is measured (SEMANTICS §8); each such fact is a test here.

#include "rbacgraph/source/kubeconfig.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/base64.h"
#include "source/kubeconfig_file.h"
#include "source/server_url.h"
#include "support/live_support.h"

namespace rbacgraph {
namespace {

using test::Home;
using test::one_context;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr std::string_view kServer = "{server: 'https://10.0.0.1:6443'}";

std::vector<std::string> codes(const ClusterAccess& access) {
  std::vector<std::string> result;
  for (const Diagnostic& each : access.warnings) result.push_back(each.code);
  return result;
}

class TwoFiles : public ::testing::Test {
 protected:
  TwoFiles() {
    home_.write("a/ca.crt", "CA of a");
    home_.write("b/ca.crt", "CA of b");
    a_ = home_.write(
        "a/config",
        "current-context: c1\n"
        "clusters: [{name: k, cluster: {server: 'https://a', certificate-authority: "
        "ca.crt}}]\n"
        "contexts: [{name: c1, context: {cluster: k, user: only-b, namespace: ns-a}}]\n");
    b_ =
        home_.write("b/config",
                    "current-context: c2\n"
                    "clusters: [{name: k, cluster: {server: 'https://b', tls-server-name: of-b, "
                    "certificate-authority: ca.crt}}]\n"
                    "users: [{name: only-b, user: {tokenFile: token}}]\n"
                    "contexts: [{name: c1, context: {cluster: k, user: only-b, namespace: ns-b}},\n"
                    "  {name: c2, context: {cluster: k, user: only-b}}]\n");
  }
  Home home_;
  std::string a_;
  std::string b_;
};

TEST_F(TwoFiles, TheFirstFilesEntryIsUsedWholeAndOthersAreAdded) {
  home_.variables["KUBECONFIG"] = a_ + ":" + home_.path("missing") + ":" + b_ + "::" + a_;
  const auto access = home_.choose();
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->context, "c1");
  EXPECT_EQ(access->server, "https://a");
  EXPECT_EQ(access->tls_server_name, "");  // not mixed with b's
  EXPECT_EQ(access->certificate_authority, "CA of a");
  EXPECT_EQ(access->ns, "ns-a");
  EXPECT_EQ(access->user.name, "only-b");
  EXPECT_EQ(home_.plain(access->user.token_file), "~/b/token");
}

TEST_F(TwoFiles, TheOrderOfTheListDecides) {
  home_.variables["KUBECONFIG"] = b_ + ":" + a_;
  const auto access = home_.choose();
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->context, "c2");
  EXPECT_EQ(access->server, "https://b");
  EXPECT_EQ(access->certificate_authority, "CA of b");
}

TEST_F(TwoFiles, TheOptionMeansOneFileThatHasToBeThere) {
  home_.variables["KUBECONFIG"] = a_;
  ConnectionOptions options;
  options.kubeconfig = b_;
  const auto access = home_.choose(options);
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->context, "c2");
  options.kubeconfig = home_.path("missing");
  EXPECT_EQ(home_.error_of(home_.choose(options)),
            "can't read the kubeconfig ~/missing: No such file or directory | check the spelling");
  options.kubeconfig = home_.path("");
  EXPECT_EQ(home_.error_of(home_.choose(options)), "can't read the kubeconfig ~/: Is a directory");
}

TEST(Kubeconfig, TheHomeDirectorysConfigIsTheLastToBeLookedFor) {
  Home home;
  home.variables["HOME"] = home.path("jane");
  EXPECT_EQ(home.error_of(home.choose()),
            "no cluster is configured: there is no ~/jane/.kube/config | give a kubeconfig with "
            "--kubeconfig or the environment variable KUBECONFIG, or objects with -f FILE");
  home.write("jane/.kube/config", one_context(kServer, "{token: t}"));
  const auto access = home.choose();
  ASSERT_TRUE(access);
  EXPECT_EQ(access->server, "https://10.0.0.1:6443");
  EXPECT_EQ(access->ns, "default");
  EXPECT_THAT(codes(*access), ElementsAre());
}

// kubectl tries localhost:8080; a guess is no configuration.
TEST(Kubeconfig, AnEmptyFileIsFineAndConfiguresNothing) {
  Home home;
  home.variables["KUBECONFIG"] = home.write("empty", "");
  EXPECT_EQ(home.error_of(home.choose()),
            "no cluster is configured: there is nothing in ~/empty | give a kubeconfig with "
            "--kubeconfig or the environment variable KUBECONFIG, or objects with -f FILE");
}

TEST(Kubeconfig, JsonIsReadToo) {
  Home home;
  home.variables["KUBECONFIG"] = home.write("config", R"({
	"apiVersion": "v1", "kind": "Config", "current-context": "c",
	"clusters": [{"name": "k", "cluster": {"server": "https:\/\/h/k8s/clusters/c-x/"}}],
	"contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}],
	"users": [{"name": "u", "user": {"token": "t"}}]})");
  const auto access = home.choose();
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->server, "https://h/k8s/clusters/c-x");
}

struct BrokenCase {
  std::string_view text;
  std::string_view message;
};
class BrokenFile : public ::testing::TestWithParam<BrokenCase> {};

// CANARY stands for a credential: in none of these may it be told.
TEST_P(BrokenFile, IsToldWithItsPlace) {
  const auto config = parse_kubeconfig(GetParam().text, "config");
  ASSERT_FALSE(config);
  EXPECT_EQ(
      config.error().message + (config.error().hint.empty() ? "" : " | " + config.error().hint),
      GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Kubeconfig, BrokenFile,
    ::testing::Values(
        BrokenCase{"clusters:\n- name: k\n- name: k\n",
                   "config:3: clusters: the name \"k\" is there twice | one file names an entry "
                   "once"},
        BrokenCase{"users:\n- name: u\n  user:\n    token: 1234567890\n",
                   "config:4: users[0].user.token: expected a string, found a number | put it in "
                   "quotes"},
        BrokenCase{"users:\n- name: u\n  user: {client-key-data: 'CANARY!'}\n",
                   "config:3: users[0].user.client-key-data: it is not base64 | the value is a PEM "
                   "file in base64; a path goes into the field of the same name without -data"},
        BrokenCase{"kind: CANARY\n",
                   "config:1: kind: this is no kubeconfig: it is not Config | a kubeconfig has "
                   "apiVersion: v1 and kind: Config"},
        BrokenCase{"CANARY", "config:1: expected a mapping, found a string"},
        BrokenCase{"clusters: CANARY", "config:1: clusters: expected a list, found a string"},
        BrokenCase{"users:\n- name: u\n  user: {exec: {env: [{value: CANARY, name: [a]}]}}\n",
                   "config:3: users[0].user.exec.env[0].name: expected a string, found a list"},
        BrokenCase{"users: [{name: u, user: {as-user-extra: {k: CANARY}}}]",
                   "config:1: users[0].user.as-user-extra.k: expected a list, found a string"}));

TEST(Kubeconfig, BrokenYamlIsToldWithoutItsText) {
  const auto config = parse_kubeconfig("users:\n- name: u\n  user: {token: \"CANARY}\n", "config");
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().message, ::testing::StartsWith("config:"));
  EXPECT_THAT(config.error().message + config.error().hint, ::testing::Not(HasSubstr("CANARY")));
}

struct RefusedCase {
  std::string_view cluster;
  std::string_view user;
  std::string_view error;
};
class RefusedConfig : public ::testing::TestWithParam<RefusedCase> {};

TEST_P(RefusedConfig, SaysWhatFileAndField) {
  Home home;
  home.variables["KUBECONFIG"] =
      home.write("config", one_context(GetParam().cluster, GetParam().user));
  home.write("ca.crt", "PEM");
  home.write("blank", " \n");
  EXPECT_EQ(home.error_of(home.choose()), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Kubeconfig, RefusedConfig,
    ::testing::Values(
        RefusedCase{kServer, "{token: CANARY, username: a, password: CANARY}",
                    "more than one authentication method found for u (~/config:11); found [token "
                    "basicAuth], only one is allowed | take the token or the password away"},
        RefusedCase{"{server: 'https://h', insecure-skip-tls-verify: true, certificate-authority: "
                    "ca.crt}",
                    "{token: t}",
                    "cluster \"k\" (~/config:5): specifying a root certificates file with the "
                    "insecure flag is not allowed | take insecure-skip-tls-verify away"},
        RefusedCase{
            kServer, "{token: t, as-groups: [g]}",
            "requesting uid, groups or user-extra for u (~/config:11) without impersonating "
            "a user | say whom with --as USER"},
        RefusedCase{kServer, "{auth-provider: {name: gcp, config: {access-token: CANARY}}}",
                    "the gcp auth plugin of u (~/config:11) has been removed | use the "
                    "\"gke-gcloud-auth-plugin\" kubectl/client-go credential plugin instead"},
        RefusedCase{
            kServer, "{auth-provider: {name: azure}}",
            "the azure auth plugin of u (~/config:11) has been removed | use the "
            "https://github.com/Azure/kubelogin kubectl/client-go credential plugin instead"},
        RefusedCase{kServer, "{auth-provider: {name: oidc, config: {id-token: a.e30.c}}}",
                    "the id-token of u (~/config:11) is no JSON web token | kubectl renews it: run "
                    "any kubectl command, and try again"},
        // {"exp":1}
        RefusedCase{kServer, "{auth-provider: {name: oidc, config: {id-token: a.eyJleHAiOjF9.c}}}",
                    "the id-token of u (~/config:11) has expired | kubectl renews it: run any "
                    "kubectl command, and try again"},
        RefusedCase{kServer, "{exec: {command: p, apiVersion: client.authentication.k8s.io/v1}}",
                    "interactiveMode must be specified for u (~/config:11) to use exec "
                    "authentication plugin | write interactiveMode: IfAvailable"},
        RefusedCase{kServer,
                    "{exec: {command: p, apiVersion: client.authentication.k8s.io/v1alpha1}}",
                    "exec plugin: invalid apiVersion \"client.authentication.k8s.io/v1alpha1\" (u "
                    "(~/config:11)) | there are client.authentication.k8s.io/v1 and v1beta1; the "
                    "plug-in's own documentation says how to configure it anew"},
        RefusedCase{kServer, "{exec: {apiVersion: client.authentication.k8s.io/v1}}",
                    "command must be specified for u (~/config:11) to use exec authentication "
                    "plugin"},
        RefusedCase{kServer, "{exec: {command: p}}",
                    "apiVersion must be specified for u (~/config:11) to use exec authentication "
                    "plugin"},
        RefusedCase{kServer,
                    "{exec: {command: p, apiVersion: client.authentication.k8s.io/v1beta1, env: "
                    "[{value: CANARY}]}}",
                    "env variable name must be specified for u (~/config:11) to use exec "
                    "authentication plugin"},
        RefusedCase{kServer,
                    "{exec: {command: p, apiVersion: client.authentication.k8s.io/v1beta1, "
                    "interactiveMode: Sometimes}}",
                    "invalid interactiveMode for u (~/config:11): \"Sometimes\" | there are Never, "
                    "IfAvailable and Always"},
        RefusedCase{kServer, "{client-certificate: c.crt, client-certificate-data: Q0FOQVJZ}",
                    "client-certificate-data and client-certificate are both specified for u "
                    "(~/config:11) | take one of them away"},
        RefusedCase{
            kServer, "{client-certificate-data: Q0FOQVJZ}",
            "client-key-data or client-key must be specified for u (~/config:11) to use the "
            "clientCert authentication method"},
        RefusedCase{kServer, "{client-certificate-data: Q0FOQVJZ, client-key: no.key}",
                    "unable to read client-key for u (~/config:11): ~/no.key: No such file or "
                    "directory | check the spelling"},
        RefusedCase{"{server: 'https://h', certificate-authority: blank}", "{token: t}",
                    "the certificate-authority for cluster \"k\" (~/config:5) is empty: ~/blank | "
                    "it is a text in PEM form: -----BEGIN CERTIFICATE----- or the like"},
        RefusedCase{kServer, "{client-certificate: blank, client-key: blank}",
                    "the client-certificate for u (~/config:11) is empty: ~/blank | it is a text "
                    "in PEM form: -----BEGIN CERTIFICATE----- or the like"},
        RefusedCase{
            "{server: 'https://h:65536'}", "{token: t}",
            "cluster \"k\" (~/config:5): the server's address has a port that is none: there "
            "are 1 to 65535 | it looks like https://host:port"},
        RefusedCase{
            "{server: 'https://[::1]:x'}", "{token: t}",
            "cluster \"k\" (~/config:5): the server's address has a port that is none: there "
            "are 1 to 65535 | it looks like https://host:port"},
        RefusedCase{"{server: 'https://h', certificate-authority: '~/ca'}", "{token: t}",
                    "unable to read certificate-authority for cluster \"k\" (~/config:5): ~/~/ca: "
                    "No such file or directory | check the spelling"},
        RefusedCase{"{}", "{token: t}",
                    "cluster \"k\" (~/config:5) has no server | write its server, or give one with "
                    "--server"},
        RefusedCase{"{server: 'https://jane:CANARY@h'}", "{token: t}",
                    "cluster \"k\" (~/config:5): the server's address has a user name in it | "
                    "credentials go into the user's entry"}));

TEST(Kubeconfig, WithoutTlsNoCredentialIsKeptAndItIsSaid) {
  Home home;
  for (const std::string_view cluster :
       {"{server: 'http://h:8080'}", "{server: 'h:6443', certificate-authority-data: Q0E=}",
        "{server: 'h:6443', insecure-skip-tls-verify: true}"}) {
    home.variables["KUBECONFIG"] = home.write("config", one_context(cluster, "{token: CANARY}"));
    const auto access = home.choose();
    ASSERT_TRUE(access) << access.error().message;
    EXPECT_FALSE(access->tls);
    EXPECT_TRUE(access->server.starts_with("http://h:"));
    EXPECT_TRUE(access->user.token.empty());
    EXPECT_EQ(access->certificate_authority, "");
    ASSERT_THAT(codes(*access), ElementsAre("plain-http"));
    EXPECT_EQ(access->warnings[0].message,
              access->server +
                  " is asked over plain HTTP: anybody on the way can read and change "
                  "what it says, and the credentials of user \"u\" are not sent, as "
                  "kubectl does");
  }
}

TEST(Kubeconfig, AnUncheckedCertificateAndMissingCredentialsAreSaid) {
  Home home;
  home.variables["KUBECONFIG"] = home.write(
      "config", one_context("{server: 'https://h', insecure-skip-tls-verify: true}", "{}"));
  const auto access = home.choose();
  ASSERT_TRUE(access);
  EXPECT_TRUE(access->insecure_skip_tls_verify);
  EXPECT_THAT(codes(*access), ElementsAre("no-credentials", "insecure-tls"));
}

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

TEST(ServerUrl, IsReadAsClientGoDoes) {
  const auto text = [](std::string_view written) {
    const auto url = read_server_url(written);
    return url ? url->text : "error: " + url.error().message;
  };
  EXPECT_EQ(text("HTTPS://h:1/"), "https://h:1");
  EXPECT_EQ(text("localhost:8080"), "http://localhost:8080");
  EXPECT_EQ(text("[::1]:6443"), "http://[::1]:6443");
  EXPECT_EQ(text("h/path"), "error: the server's address has a path and no scheme");
  EXPECT_EQ(text("ftp://h"),
            "error: the server's address begins with neither https:// nor http://");
  EXPECT_EQ(text("https://"), "error: the server's address has no host");
  EXPECT_EQ(text("https://h\r\nX: y"),
            "error: the server's address has a blank or a character in it that no address has");
}

TEST(Base64, IsReadAndWritten) {
  EXPECT_EQ(decode_base64("Zm9v\nYmE=\n"), "fooba");
  EXPECT_EQ(decode_base64("Zg=="), "f");
  for (const std::string_view bad : {"Zg", "Zg=", "Z===", "Zg==Zg==", "Z*==", "Zm9v="})
    EXPECT_FALSE(decode_base64(bad)) << bad;
  EXPECT_EQ(decode_base64_url("_-8"), "\xFF\xEF");
  EXPECT_EQ(encode_base64(""), "");
  EXPECT_EQ(encode_base64("f"), "Zg==");
  EXPECT_EQ(encode_base64("fo"), "Zm8=");
  EXPECT_EQ(encode_base64("\xFF\xEF\xBE"), "/+++");
}

TEST(SecretText, MovesAndIsGone) {
  SecretText a("credential");
  SecretText b(std::move(a));
  EXPECT_EQ(b.reveal(), "credential");
  b = SecretText();
  EXPECT_TRUE(b.empty());
}

}  // namespace
}  // namespace rbacgraph
