// Threads that read, and threads that ask.
//
// "Any number of threads may ask", say the headers: of one Snapshot, AccessGraph, Authorizer and
// Membership. Several threads ask everything, each beginning at another question, and the answers
// have to be those of one thread. The thread sanitizer (preset `tsan`) sees what a lucky schedule
// hides.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <latch>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/can_i.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/analysis/who_can.h"
#include "rbacgraph/report/answer_table.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/source/read.h"
#include "support/random_cluster.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

constexpr std::size_t kThreads = 4;
constexpr std::size_t kRequests = 60;

/// A cluster in a file, because positions in files are what a Snapshot works out late.
class ClusterFile {
 public:
  explicit ClusterFile(std::uint64_t seed)
      : path_(std::filesystem::path(testing::TempDir()) /
              ("rbacgraph-threads-" + std::to_string(getpid()) + "-" + std::to_string(seed) +
               ".json")) {
    Random random(seed);
    ClusterShape shape;
    shape.cluster_roles = 14;
    shape.roles = 20;
    shape.cluster_role_bindings = 16;
    shape.role_bindings = 40;
    const nlohmann::json objects = random_cluster(random, shape);
    std::ofstream(path_)
        << nlohmann::json({{"apiVersion", "v1"}, {"kind", "List"}, {"items", objects}}).dump(1);
    naive::Cluster cluster(objects);
    cluster.aggregate();
    for (std::size_t i = 0; i < kRequests; ++i)
      requests_.push_back(random_request(random, cluster));
  }
  ~ClusterFile() { std::filesystem::remove(path_); }
  ClusterFile(const ClusterFile&) = delete;
  ClusterFile& operator=(const ClusterFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  const std::vector<RandomRequest>& requests() const { return requests_; }

 private:
  std::filesystem::path path_;
  std::vector<RandomRequest> requests_;
};

/// What threads share. Each has its own Snapshot, of which nothing has been asked yet.
class Shared {
 public:
  explicit Shared(const ClusterFile& file)
      : requests_(file.requests()),
        snapshot_(read_snapshot(file.path(), AggregationMode::Computed)),
        graph_(AccessGraph::build(snapshot_)),
        authorizer_(snapshot_),
        membership_(snapshot_, {{"alice", {"dev", "ops"}}, {"zoe", {"ops"}}}) {}

  std::size_t question_count() const { return requests_.size() + kQueries.size() + kGroups.size(); }

  std::string answer(std::size_t question) const {
    if (question < requests_.size()) return decision(requests_[question]);
    question -= requests_.size();
    if (question < kQueries.size()) return reports(kQueries[question]);
    return members(kGroups[question - kQueries.size()]);
  }

 private:
  struct Words {
    const char* verbs;
    const char* types;
  };
  static constexpr std::array kQueries = {
      Words{"get,list", "pods"},         Words{"create", "pods/exec"},
      Words{"get,delete", "namespaces"}, Words{"patch", "deployments.apps/scale"},
      Words{"get,post", "/healthz/x"},   Words{"bind", "clusterroles"},
  };
  static constexpr std::array kGroups = {"dev", "ops", "system:authenticated",
                                         "system:serviceaccounts", "system:serviceaccounts:ns1"};

  std::string decision(const RandomRequest& sample) const {
    const UserInfo user{sample.user.name, sample.user.groups};
    const Request request = request_of(sample.request);
    std::string text = review_line(*snapshot_, authorizer_.decide(user, request));
    for (const Grant& grant : authorizer_.grants(user, request)) {
      const auto at = snapshot_->locate(snapshot_->binding(grant.binding).source);
      text += " " + std::to_string(at ? at->line : 0);
    }
    return text;
  }

  std::string reports(const Words& words) const {
    QueryWords query;
    query.verbs = words.verbs;
    query.types = words.types;
    const auto read = read_queries(*snapshot_, query);
    if (!read) return read.error().message;
    std::ostringstream out;
    // Edges are listed when the first one asks.
    out << graph_->edge_count();
    for (const bool expand : {false, true}) {
      WhoCanOptions options;
      options.expand_groups = expand;
      options.membership = &membership_;
      std::vector<Answer> answers;
      for (const AccessQuery& each : read->queries)
        answers.push_back(who_can(graph_, each, options));
      write_document(out, DocumentFormat::Json, answers);
      write_table(out, answer_table(answers, {.wide = true}), {});
    }
    return out.str();
  }

  std::string members(const char* group) const {
    std::string text = std::to_string(membership_.count_members_of(group));
    for (const SubjectRef& member : membership_.members_of(group)) {
      text += "\n" + member.ns + "/" + member.name;
      for (const std::string& of : membership_.groups_of(member)) text += " " + of;
    }
    return text;
  }

  std::vector<RandomRequest> requests_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::shared_ptr<const AccessGraph> graph_;
  Authorizer authorizer_;
  Membership membership_;
};

TEST(Threads, GetTheAnswersOfASingleOne) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const ClusterFile file(seed);
    const Shared alone(file);
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < alone.question_count(); ++i) expected.push_back(alone.answer(i));
    // Answers that are worth comparing: yes and no, with positions.
    const auto begins_with = [](std::string_view text) {
      return [=](const std::string& answer) { return answer.starts_with(text); };
    };
    EXPECT_GT(std::ranges::count_if(expected, begins_with(R"({"allowed":true)")), 10);
    EXPECT_GT(std::ranges::count_if(expected, begins_with(R"({"allowed":false)")), 10);
    EXPECT_GT(std::ranges::count_if(expected,
                                    [](const std::string& answer) {
                                      return answer.find("rbacgraph-threads-") != std::string::npos;
                                    }),
              1);

    const Shared shared(file);
    std::vector<std::vector<std::string>> answers(kThreads,
                                                  std::vector<std::string>(expected.size()));
    std::latch all_there(kThreads);
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        // Two begin with the same question, so that what is worked out at the first question is
        // asked for by both at once.
        const std::size_t first = thread / 2 * (expected.size() / 2);
        all_there.arrive_and_wait();
        for (std::size_t i = 0; i < expected.size(); ++i) {
          const std::size_t question = (first + i) % expected.size();
          answers[thread][question] = shared.answer(question);
        }
      });
    }
    threads.clear();  // joins
    for (const std::vector<std::string>& of_thread : answers) EXPECT_EQ(of_thread, expected);
  }
}

/// The objects of a random cluster again and again, each time in other namespaces.
std::vector<std::string> many_objects(std::size_t bytes) {
  Random random(7);
  std::vector<std::string> objects;
  std::size_t size = 0;
  for (std::size_t round = 0; size < bytes; ++round) {
    for (nlohmann::json object : random_cluster(random, {.roles = 40, .role_bindings = 60})) {
      nlohmann::json& metadata = object["metadata"];
      if (metadata.contains("namespace"))
        metadata["namespace"] = metadata["namespace"].get<std::string>() + std::to_string(round);
      else if (round > 0)
        continue;
      size += objects.emplace_back(object.dump()).size();
    }
  }
  return objects;
}

std::shared_ptr<const Snapshot> read_stream(const std::string& text) {
  std::istringstream in(text);
  ReadOptions options;
  options.standard_input = &in;
  SnapshotBuilder builder;
  EXPECT_TRUE(read_path(builder, "-", options));
  return builder.build();
}

std::string table_of(const std::shared_ptr<const Snapshot>& snapshot) {
  QueryWords words;
  words.any_verb = words.any_resource = true;
  const auto read = read_queries(*snapshot, words);
  EXPECT_TRUE(read.has_value());
  const std::vector answers{who_can(AccessGraph::build(snapshot), read->queries.front())};
  std::ostringstream out;
  write_table(out, answer_table(answers, {}), {});
  return out.str();
}

/// A long list is read by several threads; documents that follow one another are read by one.
TEST(Threads, ReadWhatASingleOneReads) {
  constexpr std::size_t kBytes = std::size_t{8} << 20;
  std::string list = R"({"apiVersion":"v1","items":[)";
  std::string documents;
  for (const std::string& object : many_objects(kBytes)) {
    list += (documents.empty() ? "\n" : ",\n") + object;
    documents += object + "\n";
  }
  list += "\n]}\n";
  const auto together = read_stream(list);
  const auto alone = read_stream(documents);
  const auto all_of = [](const Snapshot& s) {
    std::vector<std::string> all;
    for (std::size_t id = 0; id < s.names().size(); ++id)
      all.emplace_back(s.text(make_id<Name>(id)));
    const auto add = [&](auto... ids) {
      all.emplace_back("of");
      (all.back().append(" ").append(std::to_string(index_of(ids))), ...);
    };
    for (const Role& role : s.roles()) {
      add(role.ns, role.name);
      for (const RuleEntry& entry : role.rules) add(entry.rule);
    }
    for (const Binding& binding : s.bindings()) {
      add(binding.ns, binding.name, binding.role_ref.name);
      for (const Subject& subject : binding.subjects) add(subject.ns, subject.name);
    }
    for (const Diagnostic& told : s.diagnostics()) all.push_back(told.message);
    return all;
  };
  EXPECT_GT(alone->bindings().size(), 10'000U);
  EXPECT_TRUE(all_of(*together) == all_of(*alone));
  const std::string table = table_of(together);
  EXPECT_TRUE(table == table_of(alone));
  EXPECT_GT(std::ranges::count(table, '\n'), 5'000);
  // Not the first one twice.
  EXPECT_NE(together->bindings().back().source.offset, alone->bindings().back().source.offset);
}

}  // namespace
}  // namespace rbacgraph::test
