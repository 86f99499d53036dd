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

using test::codes;
using test::Home;
using test::kServer;
using test::one_context;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

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
