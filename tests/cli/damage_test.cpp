// A dump that was damaged in any way ends in an answer or a message, never in a crash; and whatever
// happens to it, nothing of a Secret in it comes out.
//
// RBACGRAPH_DAMAGE_ROUNDS asks for more than the hundred rounds of every day.
#include <array>
#include <cstdlib>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "rbacgraph/source/read.h"
#include "run_cli.h"

namespace rbacgraph::test {
namespace {

/// In a Secret as text, and in base64.
constexpr std::array<std::string_view, 6> kSecrets{
    "correct-horse-battery",  "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5",
    "Tr0ub4dor&3-and-more",   "VHIwdWI0ZG9yJjMtYW5kLW1vcmU=",
    "xoxb-1234-do-not-print", "eG94Yi0xMjM0LWRvLW5vdC1wcmludA=="};

const std::array<std::string, 5> kObjects{
    R"({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
  "metadata": {"name": "reader", "labels": {"a": "b"}},
  "rules": [{"apiGroups": [""], "resources": ["pods", "secrets"], "verbs": ["get", "list"]}]})",
    R"({"apiVersion": "v1", "kind": "Secret",
  "metadata": {"name": "db", "namespace": "shop",
    "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{\"stringData\":{\"p\":\"correct-horse-battery\"}}"}},
  "data": {"password": "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5", "token": "eG94Yi0xMjM0LWRvLW5vdC1wcmludA=="},
  "stringData": {"also": "xoxb-1234-do-not-print"}, "type": "Opaque"})",
    R"({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
  "metadata": {"name": "readers"},
  "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "reader"},
  "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "mia"}]})",
    R"({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "other", "namespace": "shop"},
  "data": {"key": "VHIwdWI0ZG9yJjMtYW5kLW1vcmU="}, "stringData": {"key": "Tr0ub4dor&3-and-more"}})",
    R"({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
  "metadata": {"name": "local", "namespace": "shop"},
  "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "reader"},
  "subjects": [{"kind": "ServiceAccount", "name": "runner", "namespace": "ci"}]})"};

std::string one_line(std::string text) {
  std::erase(text, '\n');
  return text;
}

/// The objects as a dump with lines, one without, a stream of JSON, and YAML in block and flow
/// style.
std::string dump(unsigned form) {
  if (form == 4)
    return R"(apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: reader
rules:
- apiGroups: [""]
  resources:
  - pods
  - secrets
  verbs: [get, list]
---
apiVersion: v1
kind: Secret
metadata:
  name: db
  namespace: shop
stringData:
  also: |
    correct-horse-battery
    xoxb-1234-do-not-print
data:
  password: Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5
  token: eG94Yi0xMjM0LWRvLW5vdC1wcmludA==
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: local
  namespace: shop
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: reader
subjects:
- kind: ServiceAccount
  name: runner
  namespace: ci
---
apiVersion: v1
kind: Secret
metadata: {name: other, namespace: shop}
stringData: {key: "Tr0ub4dor&3-and-more"}
data: {key: VHIwdWI0ZG9yJjMtYW5kLW1vcmU=}
)";
  std::string text;
  for (const std::string& object : kObjects) {
    if (form == 2)
      text += one_line(object) + "\n";
    else if (form == 3)
      text += "--- # flow\n" + object + "\n";
    else
      text += (text.empty() ? ""
               : form == 0  ? ",\n"
                            : ",") +
              (form == 0 ? object : one_line(object));
  }
  if (form >= 2) return text;
  return R"({"apiVersion": "v1", "kind": "List", "items": [)" + text + "]}";
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  constexpr int kGzipFraming = 16;
  deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + kGzipFraming, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

void damage(std::string& text, std::mt19937& random) {
  if (text.empty()) return;
  const std::size_t at = random() % text.size();
  const std::size_t size = random() % 200 + 1;
  switch (random() % 8) {
    case 0: text.resize(at); break;
    case 1:
      text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << (random() % 8)));
      break;
    case 2: text.erase(at, size); break;
    case 3: text.insert(random() % text.size(), text.substr(at, size)); break;
    case 4: text.insert(at, 1, "\"'[]{},:-#&*|>\n\t"[random() % 16]); break;
    case 5: text.insert(at, size % 5, '\0'); break;
    case 6: text[at] = static_cast<char>(random() % 256); break;
    default: std::swap(text[at], text[random() % text.size()]); break;
  }
}

/// A piece of a Secret that lands between the quotes of a name is a name: then that is what the
/// input says, and nobody can tell. It takes some thousand rounds to meet one.
bool is_in_a_name(const std::string& text) {
  SnapshotBuilder builder;
  read_text(builder, text, "in", {});
  const auto snapshot = builder.build();
  for (std::size_t i = 0; i < snapshot->names().size(); ++i)
    for (const std::string_view secret : kSecrets)
      if (snapshot->text(static_cast<Name>(i)).find(secret) != std::string_view::npos) return true;
  return false;
}

TEST(Damage, EndsInAnAnswerOrAMessageAndShowsNoSecret) {
  const char* const wanted = std::getenv("RBACGRAPH_DAMAGE_ROUNDS");
  const int rounds = wanted == nullptr ? 100 : std::atoi(wanted);
  constexpr std::array<std::string_view, 4> kCommands{
      "who-can list secrets -f - -o wide", "who-can list secrets -f - -o json",
      "can-i list secrets --as user:mia -f -", "who-can list secrets -f - -o name --strict"};
  int answered = 0;
  int refused = 0;
  int in_names = 0;
  for (int round = 0; round < rounds; ++round) {
    std::mt19937 random(static_cast<unsigned>(round));
    std::string text = dump(static_cast<unsigned>(random() % 5));
    const bool compressed = random() % 4 == 0;
    const bool inside = random() % 2 == 0;  // damaged before it was compressed
    if (compressed && !inside) text = gzip(text);
    for (auto k = random() % 3 + 1; k > 0; --k) damage(text, random);
    if (compressed && inside) text = gzip(text);
    const bool in_a_name = is_in_a_name(text);
    if (in_a_name) ++in_names;
    for (const std::string_view command : kCommands) {
      const Ran ran = run_cli(command, text);
      ++(ran.status == 3 ? refused : answered);
      EXPECT_THAT(ran.status, testing::AnyOf(0, 1, 3)) << round;
      EXPECT_TRUE(ran.status != 3 || !ran.err.empty()) << round;
      if (command.starts_with("who-can")) {
        EXPECT_NE(ran.status, 1) << round;
      }
      if (in_a_name) continue;
      for (const std::string_view secret : kSecrets) {
        EXPECT_THAT(ran.out, testing::Not(testing::HasSubstr(std::string(secret)))) << round;
        EXPECT_THAT(ran.err, testing::Not(testing::HasSubstr(std::string(secret)))) << round;
      }
    }
  }
  EXPECT_GT(answered, rounds / 10);
  EXPECT_GT(refused, rounds / 10);
  EXPECT_LE(in_names, rounds / 500);
}

TEST(Damage, OfADumpThatIsWholeThereIsNone) {
  for (unsigned form = 0; form < 5; ++form) {
    EXPECT_EQ(run_cli("who-can list secrets -n shop -f - -o name -q", dump(form)).status, 0);
    EXPECT_THAT(run_cli("who-can list secrets -n shop -f - -o name -q", gzip(dump(form))).out,
                testing::HasSubstr("sa:ci/runner\n"))
        << form;
  }
}

}  // namespace
}  // namespace rbacgraph::test
