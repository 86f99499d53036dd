// One table: figure, floor, ratio. Ratios within one run are what counts; a machine's speed is not.
//
//   rbacgraph-bench --program build/release/cli/rbacgraph --data DIR
//
// DIR holds small.json, medium.json, large.json and medium.yaml (tests/bench/run makes them).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/child.h"
#include "bench/floor.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/analysis/who_can.h"
#include "rbacgraph/source/read.h"

namespace rbacgraph::bench {
namespace {

constexpr int kRounds = 7;

struct Setup {
  std::string self;
  std::string program;
  std::filesystem::path data;
};

std::shared_ptr<const Snapshot> load(const std::string& path) {
  SnapshotBuilder builder;
  if (const auto read = read_path(builder, path, {}); !read) {
    std::fprintf(stderr, "%s\n", read.error().message.c_str());
    return nullptr;
  }
  return builder.build();
}

void print_pair(const char* what, const Pair& pair, double bytes, const char* bar) {
  std::printf(
      "%-44s %8.1f ms  floor %7.1f ms  ratio %5.2f  cpu ratio %5.2f  peak %6.1f MB (%.2f x file)  "
      "%s\n",
      what, pair.ours.wall_s * 1e3, pair.floor.wall_s * 1e3, pair.ours.wall_s / pair.floor.wall_s,
      pair.ours.cpu_s / pair.floor.cpu_s, pair.ours.peak_bytes / 1e6, pair.ours.peak_bytes / bytes,
      bar);
}

double bytes_of(const std::filesystem::path& path) {
  return static_cast<double>(std::filesystem::file_size(path));
}

std::vector<std::string> who_can_on(const Setup& setup, const std::string& file) {
  return {setup.program, "who-can", "list", "secrets", "-f", file};
}

void bench_load(const Setup& setup) {
  const std::string large = (setup.data / "large.json").string();
  const std::string yaml = (setup.data / "medium.yaml").string();
  print_pair("who-can on large.json / visit all",
             compare(who_can_on(setup, large), {setup.self, "--floor", "json", large}, kRounds),
             bytes_of(large), "bar 2.5, memory 2");
  print_pair("who-can on large.json / visit kinds",
             compare(who_can_on(setup, large), {setup.self, "--floor", "kinds", large}, kRounds),
             bytes_of(large), "");
  print_pair("who-can on medium.yaml / libyaml events",
             compare(who_can_on(setup, yaml), {setup.self, "--floor", "yaml", yaml}, kRounds),
             bytes_of(yaml), "bar 3");
}

void bench_growth(const Setup& setup) {
  for (const char* name : {"small.json", "medium.json", "large.json"}) {
    const std::string file = (setup.data / name).string();
    std::vector<double> times;
    std::size_t objects = 0;
    for (int round = 0; round < kRounds; ++round) {
      const auto start = std::chrono::steady_clock::now();
      const auto graph = AccessGraph::build(load(file));
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      const Snapshot& snapshot = graph->snapshot();
      objects = snapshot.roles().size() + snapshot.bindings().size() +
                snapshot.service_accounts().size() + snapshot.namespaces().size();
      times.push_back(took.count());
    }
    std::ranges::sort(times);
    std::printf("load and graph, %-12s %8zu objects %8.2f us an object\n", name, objects,
                times[times.size() / 2] * 1e6 / static_cast<double>(objects));
  }
}

/// A thousand different questions: every pattern that rules name, crossed with verbs.
std::vector<AccessQuery> questions(const Snapshot& snapshot) {
  std::vector<AccessQuery> all;
  const char* verbs[] = {"get",         "list",  "watch",  "create",
                         "update",      "patch", "delete", "deletecollection",
                         "impersonate", "bind"};
  for (const ResourceType& type : snapshot.catalog().types()) {
    for (const char* verb : verbs) {
      AccessQuery query;
      query.verb = verb;
      query.group = type.group;
      query.resource = type.resource;
      query.place = snapshot.catalog().check_place(verb, type.group, type.resource, "");
      all.push_back(query);
    }
    if (all.size() >= 1000) break;
  }
  return all;
}

void bench_questions(const Setup& setup) {
  const auto graph = AccessGraph::build(load((setup.data / "large.json").string()));
  std::vector<double> times;
  double worst_over = 0;
  std::size_t most_grants = 0;
  for (const AccessQuery& query : questions(graph->snapshot())) {
    const auto start = std::chrono::steady_clock::now();
    const Answer answer = who_can(graph, query);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::size_t grants = answer.dead.size();
    for (const AnswerItem& item : answer.items) grants += item.grants.size();
    most_grants = std::max(most_grants, grants);
    worst_over = std::max(worst_over, took.count() - 1e-3 - 50e-9 * static_cast<double>(grants));
    times.push_back(took.count());
  }
  std::ranges::sort(times);
  std::printf(
      "%zu questions on large.json: median %.3f ms, p99 %.3f ms, most grants %zu, "
      "worst beyond 1 ms + 50 ns a grant: %.3f ms\n",
      times.size(), times[times.size() / 2] * 1e3, times[times.size() * 99 / 100] * 1e3,
      most_grants, worst_over * 1e3);
}

int run(int count, char** words) {
  Setup setup{words[0], "", ""};
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string option = words[i];
    if (option == "--floor") {
      const std::string kind = words[i + 1];
      const std::string file = words[i + 2];
      const std::uint64_t visited = kind == "json"    ? visit_json(file)
                                    : kind == "kinds" ? visit_json_kinds(file)
                                                      : visit_yaml(file);
      return visited > 0 ? 0 : 1;
    }
    if (option == "--program") setup.program = words[i + 1];
    if (option == "--data") setup.data = words[i + 1];
  }
  if (setup.program.empty() || setup.data.empty()) {
    std::fprintf(stderr, "usage: rbacgraph-bench --program RBACGRAPH --data DIR\n");
    return 2;
  }
  bench_load(setup);
  bench_growth(setup);
  bench_questions(setup);
  return 0;
}

}  // namespace
}  // namespace rbacgraph::bench

int main(int count, char** words) { return rbacgraph::bench::run(count, words); }
