// Manifests of well-known projects, read as they are.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/json_reader.h"
#include "source/text_reader.h"
#include "source/yaml_documents.h"
#include "source/yaml_reader.h"
#include "source_support.h"
#include "support/paths.h"

namespace rbacgraph {
namespace {

namespace fs = std::filesystem;
using test::lines_of;
using test::shared_data;

#define REQUIRE_CORPUS(name)               \
  const auto name = shared_data("corpus"); \
  if (!name) GTEST_SKIP() << "no shared data; set RBACGRAPH_SHARED"

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<fs::path> files_below(const fs::path& root) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

void write_json_string(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      constexpr std::string_view kHex = "0123456789abcdef";
      const auto code = static_cast<unsigned char>(c);
      out += "\\u00";
      out += kHex[code >> 4U];
      out += kHex[code & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
}

/// The current value as JSON. No number's value is ever kept, so every number is 0.
void write_json(ValueReader& reader, std::string& out) {
  ValueReader::Cursor cursor;
  std::string_view text;
  bool truth = false;
  bool first = true;
  switch (reader.kind()) {
    case ValueKind::Null: out += "null"; break;
    case ValueKind::Number: out += "0"; break;
    case ValueKind::Bool:
      ASSERT_TRUE(reader.read_bool(truth));
      out += truth ? "true" : "false";
      break;
    case ValueKind::String:
      ASSERT_TRUE(reader.read_text(text));
      write_json_string(text, out);
      break;
    case ValueKind::Mapping:
    case ValueKind::Sequence: {
      const bool mapping = reader.kind() == ValueKind::Mapping;
      ASSERT_TRUE(reader.enter(cursor));
      out += mapping ? '{' : '[';
      while (mapping ? reader.next_key(cursor, text) : reader.next_item(cursor)) {
        out += first ? "" : ",";
        first = false;
        if (mapping) write_json_string(text, out);
        if (mapping) out += ':';
        write_json(reader, out);
      }
      out += mapping ? '}' : ']';
      break;
    }
  }
}

/// The readable documents of a YAML text, a line of JSON each.
std::string json_of(std::string_view yaml) {
  std::string out;
  const ReadLimits limits;
  YamlDocuments documents(yaml, limits);
  YamlTape tape;
  for (;;) {
    const auto step = documents.next(tape);
    if (step == YamlDocuments::Step::End) return out;
    if (step == YamlDocuments::Step::Broken || tape.empty() || tape.node(0).kind == ValueKind::Null)
      continue;
    YamlReader reader(tape, 0, limits);
    write_json(reader, out);
    out += '\n';
  }
}

std::vector<std::string> messages_of(const Snapshot& s) {
  std::vector<std::string> messages;
  for (const Diagnostic& told : s.diagnostics())
    messages.push_back(told.code + ": " + told.message);
  return messages;
}

TEST(SourceCorpus, EveryDocumentIsTheSameAsYamlAndAsJson) {
  REQUIRE_CORPUS(corpus);
  std::size_t compared = 0;
  std::size_t objects = 0;
  for (const fs::path& file : files_below(*corpus / "manifests")) {
    const std::string text = text_of(file);
    std::string as_json;
    std::string as_yaml;
    if (file.extension() == ".json") {
      // JSON is YAML, but for tabs between its tokens.
      as_json = text;
      as_yaml = "# YAML\n" + text;
      if (text.find('\t') != std::string::npos) continue;
    } else {
      as_yaml = text;
      as_json = json_of(text);
      if (as_json.empty()) continue;
    }
    const auto yaml = test::read(as_yaml);
    const auto json = test::read(as_json);
    ASSERT_EQ(lines_of(*yaml), lines_of(*json)) << file;
    EXPECT_EQ(messages_of(*yaml), messages_of(*json)) << file;
    EXPECT_EQ(yaml->sources()[0].kept, json->sources()[0].kept) << file;
    EXPECT_EQ(yaml->sources()[0].passed_over, json->sources()[0].passed_over) << file;
    ++compared;
    objects += lines_of(*yaml).size();
  }
  std::cout << compared << " files, " << objects << " kept objects compared\n";
  EXPECT_GT(compared, 500U);
}

/// As one long list, whose items several threads read.
TEST(SourceCorpus, IsTheSameReadByOneThreadAndBySeveral) {
  REQUIRE_CORPUS(corpus);
  std::string list = R"({"apiVersion": "v1", "items": [)";
  std::string_view between = "\n";
  for (const fs::path& file : files_below(*corpus / "manifests")) {
    const std::string text = text_of(file);
    std::istringstream documents(file.extension() == ".json" ? "" : json_of(text));
    for (std::string document; std::getline(documents, document); between = ",\n") {
      if (document.starts_with('{')) list.append(between).append(document);
    }
  }
  list += "\n]}\n";
  const auto read = [&](std::size_t threads, std::size_t piece_bytes) {
    SnapshotBuilder builder;
    const ReadOptions options;
    InputReport report(builder, options, "in");
    report.begin(builder.add_source({}));
    TextReader reader(builder, options, report);
    LaneOptions lanes;
    lanes.threads = threads;
    lanes.piece_bytes = piece_bytes;
    lanes.least_input = 0;
    reader.set_lanes(lanes);
    InputText input(memory_input(list), "in", options);
    reader.read(input);
    report.end();
    report.finish();
    EXPECT_EQ(reader.pieces_read_in_lanes() > 0, threads > 1);
    return builder.build();
  };
  const auto alone = read(1, 0);
  EXPECT_GT(alone->roles().size(), 400U);
  for (const std::size_t piece_bytes : {20'000U, 100'000U, 500'000U}) {
    const auto together = read(2, piece_bytes);
    EXPECT_EQ(lines_of(*together), lines_of(*alone));
    EXPECT_EQ(messages_of(*together), messages_of(*alone));
    EXPECT_EQ(test::counts_of(together->sources()[0]), test::counts_of(alone->sources()[0]));
    const auto names_of = [](const Snapshot& s) {
      std::vector<std::string_view> names;
      for (std::size_t id = 0; id < s.names().size(); ++id)
        names.push_back(s.names().text(make_id<Name>(id)));
      return names;
    };
    EXPECT_EQ(names_of(*together), names_of(*alone));
  }
}

std::uint64_t total(const std::map<std::string, std::uint64_t>& counts) {
  std::uint64_t sum = 0;
  for (const auto& [kind, count] : counts) sum += count;
  return sum;
}

/// What can't be read in the corpus is nothing that a server would take.
TEST(SourceCorpus, EverySourceIsRead) {
  REQUIRE_CORPUS(corpus);
  std::vector<fs::path> sources;
  for (const auto& entry : fs::directory_iterator(*corpus / "manifests"))
    sources.push_back(entry.path());
  std::ranges::sort(sources);
  std::uint64_t all_policy = 0;
  std::set<std::string> refusals;
  std::printf("%-28s %6s %6s %6s %6s\n", "source", "RBAC", "other", "passed", "refused");
  for (const fs::path& source : sources) {
    SnapshotBuilder builder;
    ASSERT_TRUE(read_path(builder, source.string(), {}));
    const auto s = builder.build();
    std::uint64_t policy = 0;
    std::uint64_t other = 0;
    std::uint64_t passed = 0;
    std::uint64_t refused = 0;
    for (const SourceInfo& info : s->sources()) {
      for (const auto& [kind, count] : info.kept)
        (kind.find("Role") != std::string::npos ? policy : other) += count;
      passed += total(info.passed_over);
      refused += info.refused;
    }
    all_policy += policy;
    for (const Diagnostic& told : s->diagnostics())
      if (told.incomplete) refusals.insert(source.filename().string() + ": " + told.message);
    std::printf("%-28s %6lu %6lu %6lu %6lu\n", source.filename().c_str(), policy, other, passed,
                refused);
  }
  for (const std::string& refusal : refusals) std::cout << refusal << "\n";
  EXPECT_GT(all_policy, 1000U);
  // Patches for kustomize, which have no name of their own.
  for (const std::string& refusal : refusals)
    EXPECT_THAT(refusal, testing::HasSubstr("metadata.name is missing"));
}

TEST(SourceCorpus, MalformedFilesAreToldWithLineAndCause) {
  REQUIRE_CORPUS(corpus);
  const std::map<std::string, std::pair<std::uint64_t, std::string>> expected{
      {"cloud-provider-openstack__examples__webhook__keystone-deployment.yaml", {31, "template"}},
      {"emissary__python__tests__src__tests__integration__manifests__ambassador.yaml",
       {13, "template"}},
      {"emissary__python__tests__src__tests__integration__manifests__rbac_cluster_scope.yaml",
       {16, ""}},
      {"emissary__python__tests__src__tests__integration__manifests__rbac_namespace_scope.yaml",
       {16, ""}},
      {"karmada__artifacts__agent__karmada-agent.yaml", {26, "template"}},
      {"kubeedge__manifests__charts__cloudcore__templates__aggregation_rbac_cloudcore.yaml",
       {7, "template"}},
      {"kubeedge__manifests__charts__cloudcore__templates__rbac_admission.yaml", {1, "template"}},
      {"kubeedge__manifests__charts__cloudcore__templates__rbac_cloudcore_feature.yaml",
       {1, "template"}},
      {"kubeedge__manifests__charts__cloudcore__templates__rbac_controllermanager.yaml",
       {1, "template"}},
      {"kubernetes-addons__cluster__addons__fluentd-gcp__fluentd-gcp-ds.yaml", {10, "template"}},
      {"kubernetes-addons__cluster__addons__metadata-agent__stackdriver__metadata-agent.yaml",
       {58, "template"}},
      {"kubernetes-addons__cluster__gce__addons__konnectivity-agent__konnectivity-agent-ds.yaml",
       {66, "template"}},
      {"kubernetes-goat__infrastructure__helm-tiller__pwnchart__templates__clusterrolebinding.yaml",
       {11, "template"}},
      {"kubernetes-goat__scenarios__metadata-db__templates__deployment.yaml", {4, "template"}},
      {"kubevirt__manifests__generated__rbac-operator.authorization.k8s.yaml.in", {8, "template"}},
      {"openshift-microshift__assets__components__c2cc__service.yaml", {9, "template"}},
      {"openshift-microshift__assets__components__openshift-dns__dns__daemonset.yaml",
       {28, "template"}},
      {"openshift-microshift__assets__components__openshift-dns__node-resolver__daemonset.yaml",
       {104, "template"}},
  };
  const auto files = files_below(*corpus / "malformed");
  EXPECT_EQ(files.size(), expected.size());
  for (const fs::path& file : files) {
    SnapshotBuilder builder;
    ASSERT_TRUE(read_path(builder, file.string(), {}));
    const auto s = builder.build();
    const auto known = expected.find(file.filename().string());
    ASSERT_NE(known, expected.end()) << file;
    ASSERT_FALSE(s->diagnostics().empty()) << file;
    const Diagnostic& first = s->diagnostics().front();
    EXPECT_EQ(s->locate(first.source)->line, known->second.first) << file << first.message;
    if (!known->second.second.empty()) {
      EXPECT_EQ(first.code, known->second.second) << file << first.message;
    }
    EXPECT_FALSE(first.hint.empty()) << file;
    std::cout << file.filename().string() << ":" << known->second.first << ": " << first.message
              << "\n";
  }
}

}  // namespace
}  // namespace rbacgraph
