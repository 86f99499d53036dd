// Measures what tests/bench/README.md promises, and prints one table.
//
//   rbacgraph-bench --program build/release/cli/rbacgraph --data DIR
//   rbacgraph-bench --pictures build/release/cli/rbacgraph --data DIR
//   rbacgraph-bench --floor json|kinds|yaml FILE
//
// DIR holds small.json, medium.json, large.json, medium.yaml and medium.yaml.gz (tests/bench/run
// makes them). --pictures measures pictures alone, and needs large.json alone. Exits with 1 where a
// bar is missed.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/child.h"
#include "bench/floor.h"
#include "bench/pictures.h"
#include "bench/questions.h"
#include "bench/scoreboard.h"
#include "rbacgraph/analysis/access_rows.h"
#include "rbacgraph/analysis/who_can.h"
#include "rbacgraph/source/read.h"

namespace rbacgraph::bench {
namespace {

constexpr int kRounds = 9;

struct Setup {
  std::string self;
  std::string program;
  std::filesystem::path data;

  std::string file(const char* name) const { return (data / name).string(); }
  std::vector<std::string> who_can(const char* name) const {
    return {program, "who-can", "list", "secrets", "-f", file(name)};
  }
  std::vector<std::string> floor(const char* kind, const char* name) const {
    return {self, "--floor", kind, file(name)};
  }
};

/// Of processor time, of all threads: what is measured in this process reads no device, and other
/// programs shall not be in it.
double processor_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::shared_ptr<const Snapshot> load(const std::string& path) {
  SnapshotBuilder builder;
  if (const auto read = read_path(builder, path, {}); !read)
    throw std::runtime_error(read.error().message);
  return builder.build();
}

/// From the start of the process to its end, the answer printed.
void measure_programs(const Setup& setup, Scoreboard& board) {
  const std::vector<Measure> json =
      run_in_turn({setup.who_can("large.json"), setup.floor("json", "large.json"),
                   setup.floor("kinds", "large.json")},
                  kRounds);
  board.add({"JSON, 10 000 namespaces, against a visit of every value",
             "s",
             json[0].wall_s,
             json[1].wall_s,
             {},
             2.5});
  board.add({"  the same, processor time", "s", json[0].cpu_s, json[1].cpu_s, {}, {}});
  board.add({"  against a visit of kinds alone", "s", json[0].wall_s, json[2].wall_s, {}, {}});
  const double megabytes =
      static_cast<double>(std::filesystem::file_size(setup.file("large.json"))) / 1e6;
  board.add({"  peak memory, against the size of the file",
             "MB",
             json[0].peak_bytes / 1e6,
             megabytes,
             {},
             2.0});

  const std::vector<Measure> yaml = run_in_turn({setup.who_can("medium.yaml"),
                                                 setup.floor("yaml", "medium.yaml"),
                                                 setup.who_can("medium.yaml.gz"),
                                                 {"gzip", "-dc", setup.file("medium.yaml.gz")}},
                                                kRounds);
  board.add({"YAML, 500 namespaces, against libyaml's events",
             "s",
             yaml[0].wall_s,
             yaml[1].wall_s,
             {},
             3.0});
  board.add({"  .yaml.gz, against gzip -d and then .yaml",
             "s",
             yaml[2].wall_s,
             yaml[0].wall_s + yaml[3].wall_s,
             {},
             1.0});
}

/// Objects that the file holds of the kinds that are kept.
std::size_t count_objects(const Snapshot& snapshot) {
  return snapshot.roles().size() + snapshot.bindings().size() + snapshot.service_accounts().size() +
         snapshot.namespaces().size();
}

double microseconds_per_object(const std::string& file) {
  double best = std::numeric_limits<double>::max();
  for (int round = 0; round < kRounds; ++round) {
    const double start = processor_seconds();
    const auto graph = AccessGraph::build(load(file));
    const double took = processor_seconds() - start;
    best = std::min(best, took * 1e6 / static_cast<double>(count_objects(graph->snapshot())));
  }
  return best;
}

void measure_growth(const Setup& setup, Scoreboard& board) {
  const double small = microseconds_per_object(setup.file("small.json"));
  const double medium = microseconds_per_object(setup.file("medium.json"));
  const double large = microseconds_per_object(setup.file("large.json"));
  board.add({"snapshot and graph, per object, 20 namespaces", "us", small, {}, {}, {}});
  board.add({"  500 namespaces", "us", medium, {}, medium / small, 1.5});
  board.add({"  10 000 namespaces", "us", large, {}, large / medium, 1.5});
}

std::size_t count_grants(const AccessRows& found) { return found.rows.size() + found.dead.size(); }

std::size_t count_grants(const Answer& answer) {
  std::size_t grants = answer.dead.size();
  for (const AnswerItem& item : answer.items) grants += item.grants.size();
  return grants;
}

/// What `ask(query)` takes, of many different questions.
struct Asked {
  std::vector<double> times;          ///< in ms, sorted
  std::vector<double> beyond_grants;  ///< the same without 50 ns for each grant
  std::size_t most_grants = 0;
};

template <class Ask>
Asked ask_all(const std::vector<AccessQuery>& queries, Ask ask) {
  constexpr double kPerGrant = 50e-9;
  Asked asked;
  for (const AccessQuery& query : queries) {
    const double start = processor_seconds();
    const auto answer = ask(query);
    const double took = processor_seconds() - start;
    const std::size_t grants = count_grants(answer);
    asked.most_grants = std::max(asked.most_grants, grants);
    asked.times.push_back(took * 1e3);
    asked.beyond_grants.push_back((took - kPerGrant * static_cast<double>(grants)) * 1e3);
  }
  std::ranges::sort(asked.times);
  std::ranges::sort(asked.beyond_grants);
  return asked;
}

void measure_questions(const Setup& setup, Scoreboard& board) {
  constexpr std::size_t kQuestions = 1000;
  const auto graph = AccessGraph::build(load(setup.file("large.json")));
  const std::vector<AccessQuery> queries = questions(graph->snapshot(), kQuestions);
  const Asked ids =
      ask_all(queries, [&](const AccessQuery& query) { return access_rows(*graph, query); });
  const Asked items =
      ask_all(queries, [&](const AccessQuery& query) { return who_can(graph, query); });
  const auto at = [](const std::vector<double>& sorted, std::size_t percent) {
    return sorted[sorted.size() * percent / 100];
  };
  board.add({std::to_string(queries.size()) + " further questions, rows of ids: median",
             "ms",
             at(ids.times, 50),
             {},
             {},
             1.0});
  board.add(
      {"  99 of 100, without 50 ns for each grant", "ms", at(ids.beyond_grants, 99), {}, {}, 1.0});
  board.add({"  99 of 100 as they are; most grants " + std::to_string(ids.most_grants),
             "ms",
             at(ids.times, 99),
             {},
             {},
             {}});
  board.add(
      {"  an Answer with an item for each subject: median", "ms", at(items.times, 50), {}, {}, {}});
  board.add({"  99 of 100", "ms", at(items.times, 99), {}, {}, {}});
}

int run_floor(const std::string& kind, const std::string& file) {
  const std::uint64_t visited = kind == "json"    ? visit_json(file)
                                : kind == "kinds" ? visit_json_kinds(file)
                                                  : visit_yaml(file);
  return visited > 0 ? 0 : 1;
}

int run(const std::vector<std::string>& words) {
  if (words.size() == 4 && words[1] == "--floor") return run_floor(words[2], words[3]);
  const bool pictures = words.size() == 5 && words[1] == "--pictures";
  if (words.size() != 5 || (words[1] != "--program" && !pictures) || words[3] != "--data") {
    std::fprintf(stderr, "usage: rbacgraph-bench --program|--pictures RBACGRAPH --data DIR\n");
    return 2;
  }
  const Setup setup{words[0], words[2], words[4]};
  Scoreboard board;
  if (pictures) {
    measure_pictures(setup.program, setup.file("large.json"), board);
    board.print();
    return board.all_ok() ? 0 : 1;
  }
  measure_programs(setup, board);
  measure_growth(setup, board);
  measure_questions(setup, board);
  board.print();
  return board.all_ok() ? 0 : 1;
}

}  // namespace
}  // namespace rbacgraph::bench

int main(int count, char** words) {
  try {
    return rbacgraph::bench::run({words, words + count});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "rbacgraph-bench: %s\n", error.what());
    return 2;
  }
}
