// Who can: the recorded sets of subjects, from the access graph.
#include "rbacgraph/analysis/who_can.h"

#include <algorithm>
#include <iostream>
#include <set>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/answer_pictures.h"
#include "rbacgraph/analysis/graph_picture.h"
#include "support/picture_words.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;
/// A group, or a user name: all spellings of an account are one user name.
using Key = std::pair<bool, std::string>;

Key key_of(std::string_view kind, const std::string& ns, const std::string& name) {
  if (kind == "Group") return {true, name};
  return {false, kind == "ServiceAccount" ? service_account_user(ns, name) : name};
}

Key key_of(const json& subject) {
  return key_of(subject.at("kind").get<std::string>(), subject.value("namespace", ""),
                subject.at("name").get<std::string>());
}

struct RecordedSubject {
  Key key;
  std::string user;
  std::vector<std::string> groups;
};

std::vector<RecordedSubject> subjects_of(const std::filesystem::path& directory) {
  std::vector<RecordedSubject> subjects;
  for (const json& line : read_lines(directory / "subjects.ndjson")) {
    subjects.push_back({key_of(line.at("subject")), line.at("user").get<std::string>(),
                        line.at("groups").get<std::vector<std::string>>()});
  }
  return subjects;
}

/// A query of the recording. The server was asked with or without a namespace as it stands, which
/// for a cluster-scoped type in a namespace is no request of the real API; none is recorded.
AccessQuery query_of(const Snapshot& snapshot, const json& query) {
  AccessQuery asked;
  if (query.contains("nonResourceAttributes")) {
    const json& a = query["nonResourceAttributes"];
    asked.verb = a.value("verb", "");
    asked.non_resource_url = a.value("path", "");
    return asked;
  }
  const json& a = query.at("resourceAttributes");
  asked.verb = a.value("verb", "");
  asked.group = a.value("group", "");
  asked.resource = a.value("resource", "");
  asked.subresource = a.value("subresource", "");
  asked.name = a.value("name", "");
  if (a.contains("namespace")) asked.ns = a["namespace"].get<std::string>();
  asked.place =
      snapshot.catalog().check_place(asked.verb, asked.group, asked.resource, asked.subresource);
  return asked;
}

/// Does the item say yes to the request as recorded: in that namespace, else cluster-wide?
bool says_yes(const Snapshot& snapshot, const AccessQuery& query, const AnswerItem& item) {
  if (item.cluster_wide) return true;
  if (!query.ns) return false;
  return std::ranges::any_of(item.namespaces,
                             [&](Name ns) { return snapshot.text(ns) == *query.ns; });
}

std::set<Key> yes_of(const Answer& answer) {
  std::set<Key> keys;
  for (const AnswerItem& item : answer.items) {
    if (!says_yes(answer.graph->snapshot(), answer.query, item)) continue;
    keys.insert(key_of(to_string(item.subject.kind), item.subject.ns, item.subject.name));
  }
  return keys;
}

/// Who has a way to what was asked about, in the answer's picture and in the graph's around it, is
/// who the answer names: with everything drawn one by one, and with all members of the groups too.
void expect_equal_pictures(const std::shared_ptr<const AccessGraph>& graph, const Answer& answer,
                           const std::string& what) {
  const std::vector<std::string> named = named_by(answer);
  AccessPicture picture = picture_of(std::span(&answer, 1));
  fold(picture, {.fold_similar = false, .max_nodes = 0});
  EXPECT_EQ(with_a_live_path(picture), named) << what;
  EXPECT_FALSE(picture.hidden.any());
  GraphQuestion question;
  question.starts.push_back({std::nullopt, answer.query});
  EXPECT_EQ(with_a_live_path(graph_picture(graph, question)), named) << what;
}

class WhoCanSets : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    directory_ = recording(GetParam());
    if (directory_.empty()) GTEST_SKIP() << "no such recording here; set RBACGRAPH_SHARED";
  }

  void check(const char* file, AggregationMode mode) {
    const auto snapshot = read_snapshot(directory_ / file, mode);
    const auto graph = AccessGraph::build(snapshot);
    const Membership membership(snapshot);
    const std::vector<RecordedSubject> subjects = subjects_of(directory_);
    int queries = 0;
    int answers = 0;
    int yes = 0;
    for (const json& line : read_lines(directory_ / "who_can.ndjson")) {
      const AccessQuery query = query_of(*snapshot, line.at("query"));
      std::set<Key> recorded;
      for (const json& subject : line.at("subjects")) recorded.insert(key_of(subject));

      WhoCanOptions options;
      options.membership = &membership;
      const std::set<Key> plain = yes_of(who_can(graph, query, options));
      expect_equal_pictures(graph, who_can(graph, query, options), line.at("query").dump());
      options.expand_groups = true;
      const std::set<Key> expanded = yes_of(who_can(graph, query, options));

      for (const RecordedSubject& subject : subjects) {
        const bool superuser =
            std::ranges::find(subject.groups, "system:masters") != subject.groups.end();
        // Its own items and those of the groups it was asked with.
        bool by_items = superuser || plain.contains(subject.key);
        for (const std::string& group : subject.groups) {
          by_items = by_items || plain.contains({true, group});
        }
        // The item that --expand-groups makes for it; groups are members of nothing.
        const bool by_expansion = superuser || expanded.contains(subject.key);
        const bool was_allowed = recorded.contains(subject.key);
        EXPECT_EQ(by_items, was_allowed) << line.at("query").dump() << " " << subject.key.second;
        EXPECT_EQ(by_expansion, was_allowed)
            << "expanded: " << line.at("query").dump() << " " << subject.key.second;
        ++answers;
        yes += was_allowed ? 1 : 0;
      }
      ++queries;
    }
    RecordProperty("queries", queries);
    RecordProperty("answers", answers);
    EXPECT_GE(queries, 70);
    std::cout << "who can of " << GetParam() << "/" << file << ": " << queries << " queries x "
              << subjects.size() << " subjects = " << answers << " answers compared twice, " << yes
              << " yes\n";
  }

  std::filesystem::path directory_;
};

TEST_P(WhoCanSets, ObjectsGiveTheSubjectsThatTheServerAllowed) {
  check("objects.json", AggregationMode::Stored);
}

TEST_P(WhoCanSets, SourceObjectsAggregatedGiveThemToo) {
  check("source_objects.json", AggregationMode::Computed);
}

INSTANTIATE_TEST_SUITE_P(Recorded, WhoCanSets,
                         testing::Values("bootstrap", "edge-cases", "stored-invalid",
                                         "open-platform", "open-attack-lab"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace rbacgraph::test
