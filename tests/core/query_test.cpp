#include "rbacgraph/analysis/query.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using testing::ElementsAre;
using testing::IsEmpty;

const Snapshot& empty_snapshot() {
  static const std::shared_ptr<const Snapshot> kSnapshot = Policy().build();
  return *kSnapshot;
}

/// "verb group|resource|subresource|name" or "verb /url".
std::string words(const AccessQuery& query) {
  if (query.is_url()) return query.verb + " " + query.non_resource_url;
  return query.verb + " " + query.group + "|" + query.resource + "|" + query.subresource + "|" +
         query.name;
}

ReadQueries read_all(const QueryWords& asked) {
  auto read = read_queries(empty_snapshot(), asked);
  if (!read) {
    ADD_FAILURE() << read.error().message;
    return {};
  }
  return std::move(*read);
}

std::vector<std::string> queries(const QueryWords& asked) {
  std::vector<std::string> all;
  for (const AccessQuery& query : read_all(asked).queries) all.push_back(words(query));
  return all;
}

std::vector<std::string> readings(const QueryWords& asked) {
  std::vector<std::string> all;
  for (const AccessQuery& query : read_all(asked).queries) all.push_back(query.reading);
  return all;
}

/// "severity code: message (hint)"
std::vector<std::string> told(const QueryWords& asked) {
  std::vector<std::string> all;
  for (const Diagnostic& one : read_all(asked).diagnostics) {
    std::string text(to_string(one.severity));
    text.append(" ").append(one.code).append(": ").append(one.message);
    if (!one.hint.empty()) text.append(" (").append(one.hint).append(")");
    all.push_back(text);
  }
  return all;
}

/// "message (hint)"
std::string error(const QueryWords& asked) {
  const auto read = read_queries(empty_snapshot(), asked);
  if (read) return "no error";
  EXPECT_EQ(read.error().code, ErrorCode::InvalidArgument);
  return read.error().message + (read.error().hint.empty() ? "" : " (" + read.error().hint + ")");
}

TEST(Query, ReadsATypeOfEverySpelling) {
  EXPECT_THAT(queries({.verbs = "list", .types = "secrets"}), ElementsAre("list |secrets||"));
  EXPECT_THAT(readings({.verbs = "list", .types = "secrets"}), ElementsAre(""));
  EXPECT_THAT(queries({.verbs = "get", .types = "po,deploy,Secret,ingress.networking"}),
              ElementsAre("get |pods||", "get apps|deployments||", "get |secrets||",
                          "get networking.k8s.io|ingresses||"));
  EXPECT_THAT(
      readings({.verbs = "get", .types = "po,deploy,daemonsets.apps"}),
      ElementsAre("\"po\" was read as pods", "\"deploy\" was read as deployments.apps", ""));
  // The same question twice is one.
  EXPECT_THAT(readings({.verbs = "get", .types = "deployments.apps,deploy"}),
              ElementsAre("\"deploy\" was read as deployments.apps"));
  EXPECT_THAT(told({.verbs = "get", .types = "po,deploy,Secret"}), IsEmpty());
}

TEST(Query, CrossesVerbsAndTypesInTheOrderGiven) {
  EXPECT_THAT(queries({.verbs = "list, get", .types = "secrets,/healthz", .ns = std::nullopt}),
              ElementsAre("list |secrets||", "list /healthz", "get |secrets||", "get /healthz"));
  EXPECT_EQ(
      error({.verbs = "get,,list", .types = "pods"}),
      "an empty verb in \"get,,list\" (give VERB and TYPE, each a word or a list with commas: "
      "get,list secrets)");
  EXPECT_EQ(error({.verbs = "get", .types = ""}),
            "the type is missing (give VERB and TYPE, each a word or a list with commas: get,list "
            "secrets)");
  EXPECT_EQ(error({.verbs = "", .types = "pods"}),
            "the verb is missing (give VERB and TYPE, each a word or a list with commas: get,list "
            "secrets)");
}

TEST(Query, ReadsWhatFollowsTheSlash) {
  EXPECT_THAT(queries({.verbs = "create", .types = "pods/exec"}),
              ElementsAre("create |pods|exec|"));
  EXPECT_THAT(
      readings({.verbs = "create", .types = "pods/exec"}),
      ElementsAre("\"exec\" was read as the subresource pods/exec; --name exec asks about an "
                  "object of that name"));
  EXPECT_THAT(queries({.verbs = "get", .types = "po/web"}), ElementsAre("get |pods||web"));
  EXPECT_THAT(
      readings({.verbs = "get", .types = "po/web"}),
      ElementsAre("\"po\" was read as pods; \"web\" was read as the name of one of the pods; "
                  "--subresource web asks about a subresource"));
  EXPECT_THAT(queries({.verbs = "get", .types = "secrets/exec"}), ElementsAre("get |secrets||exec"))
      << "secrets have no exec";
  EXPECT_THAT(queries({.verbs = "get", .types = "widgets.example.com/scale"}),
              ElementsAre("get example.com|widgets|scale|"));
  EXPECT_THAT(queries({.verbs = "get", .types = "widgets.example.com/w"}),
              ElementsAre("get example.com|widgets||w"));
}

TEST(Query, OptionsForceTheReading) {
  EXPECT_THAT(queries({.verbs = "create", .types = "pods", .name = "exec"}),
              ElementsAre("create |pods||exec"));
  EXPECT_THAT(queries({.verbs = "create", .types = "pods/exec", .name = "web"}),
              ElementsAre("create |pods|exec|web"));
  EXPECT_THAT(readings({.verbs = "create", .types = "pods/exec", .name = "web"}), ElementsAre(""));
  EXPECT_THAT(queries({.verbs = "get", .types = "pods/web", .subresource = "log"}),
              ElementsAre("get |pods|log|web"));
  EXPECT_THAT(readings({.verbs = "get", .types = "pods/web", .subresource = "log"}),
              ElementsAre("\"web\" was read as the name of one of the pods"));
  EXPECT_THAT(queries({.verbs = "get", .types = "pods", .name = "web", .subresource = "odd"}),
              ElementsAre("get |pods|odd|web"));
  EXPECT_THAT(queries({.verbs = "get", .types = "pods/exec", .subresource = ""}),
              ElementsAre("get |pods||exec"));
}

TEST(Query, RefusesConflicts) {
  EXPECT_EQ(error({.verbs = "get", .types = "pods/web", .name = "api"}),
            "the name is given twice: \"web\" in \"pods/web\", and \"api\" (if \"web\" is a "
            "subresource, write --subresource web)");
  EXPECT_EQ(error({.verbs = "get", .types = "pods/exec", .subresource = "log"}),
            "the subresource is given twice: \"exec\" in \"pods/exec\", and \"log\" (write TYPE "
            "--subresource SUBRESOURCE --name NAME to say which is which)");
  EXPECT_EQ(
      error({.verbs = "get", .types = "pods/web", .name = "api", .subresource = "log"}),
      "the name is given twice: \"web\" in \"pods/web\", and \"api\" (write TYPE --subresource "
      "SUBRESOURCE --name NAME to say which is which)");
  EXPECT_EQ(
      error({.verbs = "get", .types = "pods/exec/web"}),
      "\"pods/exec/web\" has too many parts (write TYPE --subresource SUBRESOURCE --name NAME "
      "to say which is which)");
  EXPECT_EQ(error({.verbs = "get", .types = "pods/"}),
            "nothing follows the slash of \"pods/\" (write TYPE, TYPE/SUBRESOURCE or TYPE/NAME)");
  EXPECT_EQ(error({.verbs = "get", .types = "/healthz", .name = "x"}),
            "\"/healthz\" is a URL, which has no object name (ask about URLs and resources in two "
            "commands)");
  EXPECT_EQ(error({.verbs = "get", .types = "/healthz", .subresource = "x"}),
            "\"/healthz\" is a URL, which has no subresource (ask about URLs and resources in two "
            "commands)");
  EXPECT_EQ(error({.verbs = "get", .types = "/healthz", .api_group = ""}),
            "\"/healthz\" is a URL, which has no API group (ask about URLs and resources in two "
            "commands)");
  EXPECT_EQ(error({.verbs = "get", .types = "pods", .name = ""}),
            "the name is empty (leave it out to ask about all objects)");
  EXPECT_EQ(error({.verbs = "get", .types = "pods", .ns = ""}),
            "the namespace is empty (leave -n out to ask about all namespaces)");
}

TEST(Query, KnowsTypesThatOnlyTheAuthorizerKnows) {
  EXPECT_THAT(queries({.verbs = "impersonate", .types = "users/jane"}),
              ElementsAre("impersonate |users||jane"));
  EXPECT_THAT(queries({.verbs = "approve", .types = "signers/example.com/foo"}),
              ElementsAre("approve certificates.k8s.io|signers||example.com/foo"));
  EXPECT_THAT(
      queries({.verbs = "impersonate", .types = "userextras.authentication.k8s.io/a.com/team"}),
      ElementsAre("impersonate authentication.k8s.io|userextras|a.com/team|"));
  EXPECT_THAT(told({.verbs = "impersonate", .types = "users,groups"}), IsEmpty());
}

TEST(Query, TakesTheTypeToTheLetterWithAGroup) {
  const QueryWords asked{.verbs = "get", .types = "po", .api_group = ""};
  EXPECT_THAT(queries(asked), ElementsAre("get |po||"));
  EXPECT_THAT(readings(asked), ElementsAre(""));
  EXPECT_THAT(told(asked),
              ElementsAre("warning unknown-type: unknown type \"po\": taken as namespaced (without "
                          "--api-group, \"po\" is pods)"));
  EXPECT_THAT(queries({.verbs = "get", .types = "deployments.apps/web", .api_group = "x"}),
              ElementsAre("get x|deployments.apps|web|"))
      << "also what follows the slash";
  EXPECT_THAT(queries({.verbs = "get", .types = "pods/web", .subresource = "log", .api_group = ""}),
              ElementsAre("get |pods|log|web"));
  EXPECT_THAT(queries({.verbs = "get", .types = "*", .api_group = ""}), ElementsAre("get |*||"));
  const ReadQueries nodes = read_all({.verbs = "list", .types = "nodes", .api_group = ""});
  EXPECT_EQ(nodes.queries.at(0).place, (CheckPlace{CheckScope::Cluster, false}));
  EXPECT_THAT(nodes.diagnostics, IsEmpty());
}

TEST(Query, AllowsAnUnknownTypeAndSaysSo) {
  const ReadQueries read = read_all({.verbs = "get", .types = "secert"});
  EXPECT_EQ(words(read.queries.at(0)), "get |secert||");
  EXPECT_EQ(read.queries.at(0).place, (CheckPlace{CheckScope::Namespaced, true}));
  EXPECT_THAT(told({.verbs = "get,list", .types = "secert"}),
              ElementsAre("warning unknown-type: unknown type \"secert\": taken as namespaced (did "
                          "you mean secrets?)"));
  EXPECT_THAT(told({.verbs = "get", .types = "widgets.example.com"}),
              ElementsAre("warning unknown-type: unknown type \"widgets.example.com\": taken as "
                          "namespaced (a type is spelled PLURAL or PLURAL.GROUP; types of your own "
                          "are known where their CustomResourceDefinitions are in the input)"));
}

TEST(Query, FindsTheGroupOfAnUnknownTypeInTheRules) {
  test::Policy p;
  p.cluster_role("r", {{.verbs = "get", .groups = "example.com,*", .resources = "widgets"},
                       {.verbs = "get", .groups = "a.example.org", .resources = "pods,widgets"},
                       {.verbs = "get", .groups = "other.org", .resources = "gadgets"}});
  const auto read = read_queries(*p.build(), {.verbs = "get", .types = "widgets"});
  ASSERT_TRUE(read);
  ASSERT_EQ(read->diagnostics.size(), 1U);
  EXPECT_EQ(read->diagnostics[0].code, "unknown-type");
  EXPECT_EQ(read->diagnostics[0].hint,
            "rules of the input name widgets.a.example.org, widgets.example.com: write it with its "
            "group");
}

TEST(Query, TellsWhatAWordInThePlaceOfAVerbMeans) {
  EXPECT_THAT(
      told({.verbs = "secrets", .types = "list"}),
      ElementsAre("warning unknown-verb: unknown verb \"secrets\" (the verb comes first: list "
                  "secrets)",
                  testing::StartsWith("warning unknown-type: unknown type \"list\"")));
  EXPECT_THAT(told({.verbs = "exec", .types = "pods"}),
              ElementsAre("warning unknown-verb: unknown verb \"exec\" (exec is a subresource: ask "
                          "for pods/exec, whose verbs are create, get)"));
  EXPECT_THAT(
      told({.verbs = "scale", .types = "deploy"}),
      ElementsAre("warning unknown-verb: unknown verb \"scale\" (scale is a subresource: ask "
                  "for deployments.apps/scale, whose verbs are get, patch, update)"));
}

TEST(Query, TellsANamespaceThatNothingIsIn) {
  Policy p;
  p.role("shop/reader", {});
  p.role_binding("stage/b", "ClusterRole/r", {"user:mia"});
  const auto snapshot = p.build();
  const auto told_of = [&](const std::string& ns) {
    const auto read = read_queries(*snapshot, {.verbs = "get,list", .types = "pods", .ns = ns});
    std::vector<std::string> texts;
    for (const Diagnostic& one : read->diagnostics)
      texts.push_back(std::string(to_string(one.severity)) + " " + one.code + ": " + one.message +
                      " (" + one.hint + ")");
    return texts;
  };
  EXPECT_THAT(told_of("shop"), IsEmpty());
  EXPECT_THAT(told_of("stage"), IsEmpty());
  EXPECT_THAT(
      told_of("shopp"),
      ElementsAre("info unknown-namespace: nothing that was read is in namespace \"shopp\": "
                  "only what is granted cluster-wide reaches it (did you mean shop?)"));
  EXPECT_THAT(told_of("mia"),
              ElementsAre("info unknown-namespace: nothing that was read is in namespace \"mia\": "
                          "only what is granted cluster-wide reaches it ()"))
      << "a name of something else";
}

TEST(Query, SendsAWholeUrlToItsPath) {
  const auto read =
      read_queries(empty_snapshot(), {.verbs = "get", .types = "https://x:6443/metrics"});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "\"https://x:6443/metrics\" is no type");
  EXPECT_EQ(read.error().hint, "a URL is asked about by its path: /metrics");
}

TEST(Query, TellsTheGroupSpelledCoreFromTheCoreGroup) {
  const std::vector<std::string> told_of_core{
      "warning unknown-type: unknown type \"secrets.core\": taken as namespaced (the core group is "
      "the empty string: write secrets, or secrets --api-group=)"};
  EXPECT_EQ(told({.verbs = "get", .types = "secrets", .api_group = "core"}), told_of_core);
  EXPECT_EQ(told({.verbs = "get", .types = "secrets.core"}), told_of_core);
  EXPECT_THAT(queries({.verbs = "get", .types = "secrets.core"}), ElementsAre("get core|secrets||"))
      << "asked to the letter all the same";
}

TEST(Query, NamesTheTypesThatAWordMayMean) {
  EXPECT_THAT(
      told({.verbs = "list", .types = "events"}),
      ElementsAre("info ambiguous-type: \"events\" was taken as events; it is also the name "
                  "of events.events.k8s.io (write TYPE.GROUP to say which)"));
  EXPECT_THAT(told({.verbs = "list", .types = "events.events.k8s.io"}), IsEmpty());
}

TEST(Query, TellsUnknownVerbs) {
  EXPECT_THAT(told({.verbs = "lits", .types = "pods"}),
              ElementsAre("warning unknown-verb: unknown verb \"lits\" (did you mean list?)"));
  EXPECT_THAT(told({.verbs = "LIST", .types = "pods"}),
              ElementsAre("warning unknown-verb: no request has the verb \"LIST\": verbs are "
                          "case-sensitive (did you mean list?)"));
  EXPECT_THAT(told({.verbs = "POST", .types = "pods"}),
              ElementsAre("warning unknown-verb: unknown verb \"POST\" (post is an HTTP method; of "
                          "resources it is the verb create)"));
  EXPECT_THAT(
      told({.verbs = "educate", .types = "pods"}),
      ElementsAre("warning unknown-verb: unknown verb \"educate\" (only rules with this very "
                  "verb, or \"*\", grant it; the usual ones are create, delete, "
                  "deletecollection, get, list, patch, update, watch)"));
  EXPECT_THAT(queries({.verbs = "LIST", .types = "pods"}), ElementsAre("LIST |pods||"))
      << "asked all the same";
  EXPECT_THAT(told({.verbs = "impersonate-on:user-info:get", .types = "pods"}), IsEmpty());
}

TEST(Query, VerbsOfUrlsAreHttpMethods) {
  EXPECT_THAT(told({.verbs = "get,head,*", .types = "/healthz,/api/*"}), IsEmpty());
  EXPECT_THAT(told({.verbs = "list", .types = "/healthz"}),
              ElementsAre("warning unknown-verb: \"list\" is no HTTP method, and the verb of a "
                          "request for a URL is one (requests for URLs have delete, get, head, "
                          "options, patch, post, put)"));
  EXPECT_THAT(
      told({.verbs = "GET", .types = "/healthz"}),
      ElementsAre("warning unknown-verb: \"GET\" is no HTTP method, and the verb of a request "
                  "for a URL is one (verbs are case-sensitive: did you mean get?)"));
  EXPECT_THAT(queries({.verbs = "GET", .types = "/healthz"}), ElementsAre("GET /healthz"));
}

TEST(Query, ReadsUrls) {
  const ReadQueries read = read_all({.verbs = "get", .types = "/logs/?x=1"});
  EXPECT_EQ(words(read.queries.at(0)), "get /logs/");
  EXPECT_EQ(read.queries.at(0).reading,
            "the query of the URL was left out: the API server looks at the path");
  EXPECT_EQ(read.queries.at(0).place, (CheckPlace{CheckScope::Cluster, false}));
  EXPECT_THAT(
      told({.verbs = "get", .types = "/api/v1/namespaces/shop/pods"}),
      ElementsAre("warning resource-path: \"/api/v1/namespaces/shop/pods\" is the path of a "
                  "resource, for which no rule for URLs is looked at (ask about pods)"));
  EXPECT_THAT(told({.verbs = "get", .types = "/apis/apps/v1"}), IsEmpty());
  EXPECT_THAT(told({.verbs = "get", .types = "/livez", .ns = "shop"}),
              ElementsAre("info not-namespaced: \"/livez\" is not namespaced: a request for a URL "
                          "carries no namespace"));
}

TEST(Query, KeepsTheReadingsOfTheStarApart) {
  const AccessQuery everything = read_all({.verbs = "*", .types = "*"}).queries.at(0);
  EXPECT_EQ(words(everything), "* *|*||");
  EXPECT_FALSE(everything.any_verb);
  EXPECT_FALSE(everything.any_resource);
  EXPECT_EQ(everything.reading,
            "the verb \"*\" asks for what is granted with every verb; --any-verb asks for any verb "
            "at all; \"*\" asks for what is granted on every resource of every group; "
            "--any-resource asks for any resource at all");
  EXPECT_THAT(told({.verbs = "*", .types = "*"}), IsEmpty());

  EXPECT_THAT(queries({.verbs = "get", .types = "*.apps,*/scale,*.apps/scale"}),
              ElementsAre("get apps|*||", "get *|*|scale|", "get apps|*|scale|"));
}

TEST(Query, ReadsAnyVerbAndAnyResource) {
  const AccessQuery any_verb = read_all({.types = "secrets", .any_verb = true}).queries.at(0);
  EXPECT_TRUE(any_verb.any_verb);
  EXPECT_EQ(any_verb.resource, "secrets");
  EXPECT_EQ(any_verb.reading, "");
  const AccessQuery any_resource =
      read_all({.verbs = "escalate", .name = "x", .any_resource = true}).queries.at(0);
  EXPECT_TRUE(any_resource.any_resource);
  EXPECT_EQ(any_resource.name, "x");
  EXPECT_EQ(any_resource.place, (CheckPlace{CheckScope::Namespaced, false}));
  EXPECT_EQ(queries({.any_verb = true, .any_resource = true}).size(), 1u);
  EXPECT_EQ(error({.verbs = "get", .types = "pods", .any_verb = true}),
            "--any-verb and the verb \"get\" exclude each other (leave one of them out)");
  EXPECT_EQ(error({.verbs = "get", .types = "pods", .any_resource = true}),
            "--any-resource and the type \"pods\" exclude each other (leave one of them out)");
  EXPECT_EQ(error({.verbs = "get", .api_group = "", .any_resource = true}),
            "--any-resource goes with neither --subresource nor --api-group (name the type, or "
            "leave the option out)");
}

TEST(Query, KnowsWhereRequestsAreChecked) {
  const auto place = [](const char* verb, const char* type) {
    return read_all({.verbs = verb, .types = type}).queries.at(0).place.scope;
  };
  EXPECT_EQ(place("get", "pods"), CheckScope::Namespaced);
  EXPECT_EQ(place("get", "nodes"), CheckScope::Cluster);
  EXPECT_EQ(place("get", "ns"), CheckScope::NamespaceObject);
  EXPECT_EQ(place("list", "ns"), CheckScope::Cluster);
  EXPECT_EQ(place("bind", "clusterroles"), CheckScope::Namespaced);
}

TEST(Query, TellsANamespaceThatNoRequestCarries) {
  EXPECT_THAT(told({.verbs = "list", .types = "nodes", .ns = "shop"}),
              ElementsAre("info not-namespaced: nodes is not namespaced: a real request for it "
                          "carries no namespace"));
  EXPECT_EQ(read_all({.verbs = "list", .types = "nodes", .ns = "shop"}).queries.at(0).ns, "shop");
  EXPECT_THAT(told({.verbs = "get", .types = "namespaces", .ns = "shop"}), IsEmpty());
  EXPECT_THAT(told({.verbs = "bind", .types = "clusterroles", .ns = "shop"}), IsEmpty());
}

TEST(Query, TellsAVerbThatTheTypeDoesNotHave) {
  EXPECT_THAT(told({.verbs = "update", .types = "pods/log"}),
              ElementsAre("info unsupported-verb: pods/log has no \"update\": its verbs are get"));
  EXPECT_THAT(
      told({.verbs = "list", .types = "tokenreviews"}),
      ElementsAre("info unsupported-verb: tokenreviews.authentication.k8s.io has no \"list\": "
                  "its verbs are create"));
  EXPECT_THAT(told({.verbs = "use", .types = "pods"}), IsEmpty()) << "no standard verb";
  EXPECT_THAT(told({.verbs = "update", .types = "pods", .subresource = "odd"}), IsEmpty());
}

// ---- Subjects -----------------------------------------------------------------------------------

std::shared_ptr<const Snapshot> policy() {
  Policy p;
  p.cluster_role("reader", {{.verbs = "get", .resources = "pods"}});
  p.role_binding("shop/a", "ClusterRole/reader",
                 {"user:mia", "group:dev", "sa:ci/runner", "sa:web",
                  "user:system:serviceaccount:stage:web", "user:both", "group:both", "user:a/b"});
  p.cluster_role_binding("b", "ClusterRole/reader", {"sa:nobody"});
  for (int i = 10; i < 22; ++i) p.service_account("ns" + std::to_string(i) + "/many");
  p.service_account("ci/idle");
  return p.build();
}

std::string subject(std::string_view text) {
  static const std::shared_ptr<const Snapshot> kSnapshot = policy();
  const auto read = read_subject(*kSnapshot, text);
  if (!read) return read.error().message + " (" + read.error().hint + ")";
  return std::string(to_string(read->kind)) + "|" + read->ns + "|" + read->name;
}

TEST(SubjectWords, ReadsEverySpellingOfAnAccount) {
  for (const char* text :
       {"sa:ci/x", "sa:ci:x", "SA:ci/x", "sa/ci/x", "sa=ci:x", "ServiceAccount/ci/x",
        "serviceaccount:ci:x", "system:serviceaccount:ci:x", "user:system:serviceaccount:ci:x"}) {
    EXPECT_EQ(subject(text), "ServiceAccount|ci|x") << text;
  }
}

TEST(SubjectWords, TakesUsersAndGroupsAsTheyAreSpelled) {
  EXPECT_EQ(subject("user:jane"), "User||jane");
  EXPECT_EQ(subject("User/jane@example.com"), "User||jane@example.com");
  EXPECT_EQ(subject("USER:a:b/c"), "User||a:b/c");
  EXPECT_EQ(subject("group:system:masters"), "Group||system:masters");
  EXPECT_EQ(subject("Group/x"), "Group||x");
  EXPECT_EQ(subject("user:system:serviceaccount:CI:x"), "User||system:serviceaccount:CI:x");
}

TEST(SubjectWords, LooksUpABareWord) {
  EXPECT_EQ(subject("mia"), "User||mia");
  EXPECT_EQ(subject("dev"), "Group||dev");
  EXPECT_EQ(subject("runner"), "ServiceAccount|ci|runner");
  EXPECT_EQ(subject("idle"), "ServiceAccount|ci|idle") << "by its object";
  EXPECT_EQ(subject("ci/idle"), "ServiceAccount|ci|idle");
  EXPECT_EQ(subject("a/b"), "User||a/b");
  EXPECT_EQ(subject("system:authenticated"), "Group||system:authenticated");
  EXPECT_EQ(subject("system:anonymous"), "User||system:anonymous");
  EXPECT_EQ(subject("sa:runner"), "ServiceAccount|ci|runner");
}

TEST(SubjectWords, ListsTheChoicesOfAnAmbiguousWord) {
  EXPECT_EQ(subject("both"),
            "\"both\" is the name of 2 subjects (say which: group:both, user:both)");
  EXPECT_EQ(subject("web"),
            "\"web\" is the name of 2 subjects (say which: sa:shop/web, sa:stage/web)");
  EXPECT_EQ(subject("sa:web"),
            "\"web\" is the name of 2 subjects (say which: sa:shop/web, sa:stage/web)");
  EXPECT_EQ(subject("many"),
            "\"many\" is the name of 12 subjects (say which: sa:ns10/many, sa:ns11/many, "
            "sa:ns12/many, sa:ns13/many, sa:ns14/many, sa:ns15/many, sa:ns16/many, sa:ns17/many, "
            "sa:ns18/many, sa:ns19/many and 2 more)");
}

TEST(SubjectWords, SuggestsForAnUnknownWord) {
  EXPECT_EQ(subject("runer"),
            "no subject \"runer\" in the input (did you mean sa:ci/runner? one that is not in the "
            "input is spelled with its kind: user:NAME, group:NAME, sa:NAMESPACE/NAME)");
  EXPECT_EQ(
      subject("Mia"),
      "no subject \"Mia\" in the input (did you mean user:mia? one that is not in the input is "
      "spelled with its kind: user:NAME, group:NAME, sa:NAMESPACE/NAME)");
  EXPECT_EQ(subject("zzzzzz"),
            "no subject \"zzzzzz\" in the input (one that is not in the input is spelled with its "
            "kind: user:NAME, group:NAME, sa:NAMESPACE/NAME)");
  EXPECT_EQ(
      subject("sa:mia"),
      "no service account \"mia\" in the input (an account that is not in the input is spelled "
      "sa:NAMESPACE/NAME)");
  EXPECT_EQ(subject("nobody").find("no subject \"nobody\" in the input"), 0u)
      << "an account without namespace is nobody";
  const auto unknown = read_subject(*policy(), "zzz");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::NotFound);
  const auto ambiguous = read_subject(*policy(), "both");
  ASSERT_FALSE(ambiguous.has_value());
  EXPECT_EQ(ambiguous.error().code, ErrorCode::InvalidArgument);
}

TEST(SubjectWords, RefusesHalfASpelling) {
  EXPECT_EQ(subject("user:"),
            "\"user:\" has a kind and no name (write user:NAME, group:NAME or sa:NAMESPACE/NAME)");
  EXPECT_EQ(subject("sa:ci/"), "\"ci/\" names no service account (write sa:NAMESPACE/NAME)");
  EXPECT_EQ(subject("sa:/x"), "\"/x\" names no service account (write sa:NAMESPACE/NAME)");
  EXPECT_EQ(subject("sa:a/b/c"), "\"a/b/c\" names no service account (write sa:NAMESPACE/NAME)");
  EXPECT_EQ(subject("").find("the subject is empty"), 0u);
}

TEST(Query, AsksEachThingOnce) {
  EXPECT_THAT(queries({.verbs = "get,list,get", .types = "secrets,secret,pods"}),
              ElementsAre("get |secrets||", "get |pods||", "list |secrets||", "list |pods||"));
  EXPECT_THAT(queries({.verbs = "get", .types = "/healthz,/healthz,/livez"}),
              ElementsAre("get /healthz", "get /livez"));
}

}  // namespace
}  // namespace rbacgraph
