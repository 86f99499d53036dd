// What is said of inputs that are no manifests: place, line, likely cause and next step, to the
// letter. The files are those of tests/data/unreadable.
#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/excerpt.h"
#include "source_support.h"
#include "support/paths.h"

namespace rbacgraph {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

/// Each diagnostic as diagnostics_of has it; then its line and the place in that, if it has one.
std::vector<std::string> told(const Snapshot& s) {
  std::vector<std::string> lines = test::diagnostics_of(s);
  std::vector<std::string> all;
  std::size_t at = 0;
  for (const Diagnostic& each : s.diagnostics()) {
    if (at == lines.size()) break;
    all.push_back(lines[at++]);
    if (each.excerpt.line.empty()) continue;
    all.push_back("> " + each.excerpt.line);
    all.push_back(">" + std::string(each.excerpt.caret + 1, ' ') + "^");
  }
  return all;
}

struct Unreadable {
  const char* file;
  std::vector<std::string> told;
};

void PrintTo(const Unreadable& one, std::ostream* out) { *out << one.file; }

class SourceMessages : public testing::TestWithParam<Unreadable> {};

TEST_P(SourceMessages, SayPlaceAndCauseAndNextStep) {
  std::ifstream in(test::test_data("unreadable") / GetParam().file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  const auto s = test::read(text.str());
  EXPECT_THAT(told(*s), testing::ElementsAreArray(GetParam().told));
  for (const Diagnostic& each : s->diagnostics())
    EXPECT_TRUE(each.severity == Severity::Info || !each.hint.empty()) << each.message;
}

const std::string kNoPolicy =
    " | RBAC objects are: ClusterRole, Role, ClusterRoleBinding, RoleBinding";
const std::string kAgain = " | was the dump or download complete? get it again";
const std::string kAsJson =
    " | get objects: kubectl get roles,clusterroles,rolebindings,clusterrolebindings -A -o json";

INSTANTIATE_TEST_SUITE_P(
    , SourceMessages,
    testing::Values(
        Unreadable{"helm.yaml",
                   {"error template 6:6 not readable as YAML: a mapping or list as a key; it looks "
                    "like a Helm template (incomplete) | render it first: helm template CHART | "
                    "rbacgraph … -f -",
                    ">     {{- include \"…\" . | nindent 4 }}", ">      ^"}},
        Unreadable{
            "go-template.yaml",
            {"error template 5:15 not readable as YAML: a mapping or list as a key; it looks "
             "like a template (incomplete) | render it first; only what it renders to can "
             "be read",
             ">   namespace: {{.Namespace}}", ">               ^"}},
        Unreadable{"jinja.yaml",
                   {"error template 5:2 not readable as YAML: found character that cannot start "
                    "any token (while scanning for the next token); it looks like a Jinja template "
                    "(incomplete) | render it first; only what it renders to can be read",
                    "> {% if rules %}", ">  ^"}},
        Unreadable{"placeholder.yaml",
                   {"error template 4:9 not readable as YAML: found character that cannot start "
                    "any token (while scanning for the next token); it looks like a template with "
                    "placeholders (incomplete) | fill them in first; only what comes out can be "
                    "read",
                    ">   name: @NAME@", ">         ^"}},
        Unreadable{"variable.yaml",
                   {"error refused-object 9:10 Role \"shop/reader\": rules[0].verbs: expected a "
                    "list of strings, found a string (incomplete) | it looks like a placeholder of "
                    "a template: fill it in first",
                    ">   verbs: …", ">          ^"}},
        Unreadable{"merge-conflict.yaml",
                   {"error unreadable-document 5:7 not readable as YAML: could not find expected "
                    "':' (while scanning a simple key); it has the marks of a merge conflict "
                    "(incomplete) | resolve the conflict",
                    ">   name: reader", ">       ^"}},
        Unreadable{"tab.yaml",
                   {"error unreadable-document 4:1 not readable as YAML: found character that "
                    "cannot start any token (while scanning for the next token) (incomplete) | "
                    "indent with blanks: YAML forbids tabs there",
                    "> \tname: reader", "> ^"}},
        Unreadable{"star.yaml",
                   {"error unreadable-document 8:12 not readable as YAML: did not find expected "
                    "alphabetic or numeric character (while scanning an alias) (incomplete) | "
                    "quote it: '*'",
                    ">   verbs: [*]", ">            ^"}},
        Unreadable{"boolean.yaml",
                   {"error refused-object 8:19 ClusterRole \"switches\": "
                    "rules[0].resourceNames[0]: expected a string, found a boolean (incomplete) | "
                    "put it in quotes",
                    ">   resourceNames: [off, …]", ">                   ^"}},
        Unreadable{"page.yaml",
                   {"error unreadable-document 1:1 not readable as YAML: there is no object in it; "
                    "it looks like a web page (incomplete) | was the download a page with a login "
                    "or an error?"}},
        Unreadable{"forbidden.yaml",
                   {"error kubectl-message 1:1 this line is kubectl's \"Error from server "
                    "(Forbidden)\", and not an object (incomplete) | what was asked for may be "
                    "missing: see what kubectl complains of, and save only standard output"}},
        Unreadable{"unauthorized.yaml",
                   {"error kubectl-message 1:1 this line is an error of kubectl, and not an object "
                    "(incomplete) | what was asked for may be missing: see what kubectl complains "
                    "of, and save only standard output"}},
        Unreadable{"forbidden-in-dump.json",
                   {"info kubectl-message 1:1 this line is a warning of kubectl, and not an object "
                    "| save only standard output",
                    "error kubectl-message 2:1 this line is kubectl's \"Error from server "
                    "(Forbidden)\", and not an object (incomplete) | what was asked for may be "
                    "missing: see what kubectl complains of, and save only standard output"}},
        Unreadable{"forbidden-behind-dump.json",
                   {"error unreadable-document 4:1 not readable as JSON: expected a value; it "
                    "begins with kubectl's \"Error from server (Forbidden)\" (incomplete) | save "
                    "only standard output, and see what kubectl complains of"}},
        Unreadable{"table.yaml",
                   {"error unreadable-document 1:1 not readable as YAML: there is no object in it; "
                    "it looks like a table of kubectl (incomplete)" +
                    kAsJson}},
        Unreadable{"described.yaml",
                   {"error unreadable-document 1:1 not readable as YAML: there is no object in it; "
                    "it looks like what kubectl describe prints (incomplete)" +
                    kAsJson}},
        Unreadable{"kubeconfig.yaml",
                   {"warning kubeconfig 1:1 this is a kubeconfig: it says how to reach a cluster, "
                    "and nothing of what is in it | kubectl get "
                    "roles,clusterroles,rolebindings,clusterrolebindings,serviceaccounts,"
                    "namespaces,pods,deployments,statefulsets,daemonsets,jobs,cronjobs,"
                    "customresourcedefinitions -A -o json writes what to read",
                    "warning empty-input 1:1 in: no RBAC objects; it has 1 Config" + kNoPolicy}},
        Unreadable{"status.json",
                   {"error server-error 1:1 a Status stands here, with which a server says no, and "
                    "not the objects asked for: Forbidden (incomplete) | get the objects as "
                    "somebody who may list them",
                    "warning empty-input 1:1 in: no RBAC objects; it has 1 Status" + kNoPolicy}},
        Unreadable{"cut-off.json",
                   {"error unreadable-document 3:1 not readable as JSON: the document is cut off: "
                    "it ends in the middle (incomplete)" +
                    kAgain}},
        Unreadable{"cut-off-in-a-word.json",
                   {"error unreadable-document 2:94 not readable as JSON: the string that begins "
                    "here is not closed (incomplete)" +
                        kAgain,
                    "> …\", \"kind\": \"ClusterRole\", \"metadata\": {\"name\": \"rea",
                    ">                                                   ^"}},
        Unreadable{"cut-off.yaml",
                   {"error unreadable-document 6:18 not readable as YAML: did not find expected "
                    "',' or ']' (while parsing a flow sequence) (incomplete) | if it is cut off "
                    "there: was the dump or download complete? get it again",
                    "> - verbs: [get, …", ">                   ^"}}),
    [](const testing::TestParamInfo<Unreadable>& each) {
      std::string name = each.param.file;
      std::erase_if(name, [](char c) { return c == '-' || c == '.'; });
      return name;
    });

TEST(UnreadableFiles, EveryFileIsTested) {
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(test::test_data("unreadable")))
    files.insert(entry.path().filename().string());
  EXPECT_EQ(files.size(), 21U);
}

struct Binary {
  std::string_view bytes;
  const char* told;
};

TEST(UnreadableFiles, BinariesAreNamed) {
  using namespace std::string_view_literals;
  const std::string zeros(600, '\0');
  const std::array<Binary, 8> kBinaries{{
      {"k8s\0\n\x0Cv1"sv, "it is Kubernetes' protobuf, as in etcd"},
      {"PK\x03\x04\x14\0\0\0"sv, "it is a zip archive"},
      {"\x28\xB5\x2F\xFD\x04\0"sv, "it is compressed with zstd"},
      {"\xFD"
       "7zXZ\0\0\4"sv,
       "it is compressed with xz"},
      {"BZh91AY&SY\x01\x02"sv, "it is compressed with bzip2"},
      {"\x7F"
       "ELF\2\1\1\0"sv,
       "it is a program"},
      {"\x89PNG\r\n\x1A\n"sv, "it is a picture"},
      {"kind: X\n\x01\x02\x03\x04"sv, "it is not text but something binary"},
  }};
  for (const Binary& each : kBinaries) {
    const auto s = test::read(each.bytes);
    ASSERT_FALSE(s->diagnostics().empty());
    EXPECT_THAT(s->diagnostics()[0].message, testing::HasSubstr(each.told));
    EXPECT_TRUE(s->diagnostics()[0].incomplete);
    EXPECT_NE(s->diagnostics()[0].hint, "");
  }
}

std::string shown(std::string_view text, std::string_view at, bool show_word = false) {
  const Excerpt excerpt = excerpt_of(text, text.find(at), show_word);
  if (excerpt.line.empty()) return "";
  return excerpt.line.substr(0, excerpt.caret) + "<" + excerpt.line.substr(excerpt.caret);
}

TEST(Excerpt, ShowsTheLineUpToThePlaceAndOn) {
  EXPECT_EQ(shown("a\n  verbs: [get, list]\nb", "list"), "  verbs: [get, <list]");
  EXPECT_EQ(shown("kind: Role\r\n", "Role"), "kind: <Role");
  EXPECT_EQ(shown("\xC3\xA9: 1, kind: Role", "Role"), "…: …, kind: <Role");
  EXPECT_EQ(shown("kind:\tRole", "Role"), "kind:\t<Role");
}

TEST(Excerpt, ShowsNothingThatMightBeASecret) {
  EXPECT_EQ(shown("  password: hunter2", "hunter2"), "");
  EXPECT_EQ(shown("  hunter2", "hunter2"), "");
  EXPECT_EQ(shown("verbs: [hunter2, get]", "get"), "verbs: […, <get]");
  EXPECT_EQ(shown("kind: Role # hunter2", "Role"), "kind: <Role …");
  EXPECT_EQ(shown(R"({"verbs":["get"],"data":{"k":"hunter2"}})", "get"),
            R"({"verbs":["<get"],"…":{"…":"…"}})");
  EXPECT_EQ(shown("name: x {{ default \"hunter2\" .x }}", "name"),
            "<name: x {{ default \"…\" .x }}");
  EXPECT_EQ(shown("verbs: {{ default \"hunter2\" .x }}", "verbs"),
            "<verbs: {{ default \"…\" .x }}");
  EXPECT_EQ(shown("name: " + std::string(64, 'x'), "x"), "name: <…");
  EXPECT_EQ(shown("verbs: 12", "12"), "verbs: <…");
  EXPECT_EQ(shown("verbs: 12", "12", true), "verbs: <12");
}

TEST(Excerpt, CutsALongLineAroundThePlace) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "get, ";
  text += "kind: Role, ";
  for (int i = 0; i < 100; ++i) text += "list, ";
  const std::string cut = shown(text, "Role");
  EXPECT_THAT(cut, testing::StartsWith("…, get, get"));
  EXPECT_THAT(cut, testing::HasSubstr("get, kind: <Role, list,"));
  EXPECT_THAT(cut, testing::EndsWith("…"));
  EXPECT_LT(cut.size(), 130U);
}

}  // namespace
}  // namespace rbacgraph
