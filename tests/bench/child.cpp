#include "bench/child.h"

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rbacgraph::bench {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

Measure median(const std::vector<Measure>& runs) {
  const auto of = [&](double Measure::* figure) {
    std::vector<double> values;
    for (const Measure& run : runs) values.push_back(run.*figure);
    return median(std::move(values));
  };
  return {of(&Measure::wall_s), of(&Measure::cpu_s), of(&Measure::peak_bytes), runs.back().status};
}

}  // namespace

Measure run_child(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const auto start = std::chrono::steady_clock::now();
  pid_t child = 0;
  const int failed =
      ::posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + command.front());
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  return {wall.count(), seconds(usage.ru_utime) + seconds(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss) * 1024,
          WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

Pair compare(const std::vector<std::string>& ours, const std::vector<std::string>& floor,
             int rounds) {
  std::vector<Measure> our_runs;
  std::vector<Measure> floor_runs;
  for (int round = 0; round <= rounds; ++round) {
    const Measure our_run = run_child(ours);
    const Measure floor_run = run_child(floor);
    if (round == 0) continue;
    our_runs.push_back(our_run);
    floor_runs.push_back(floor_run);
  }
  return {median(our_runs), median(floor_runs)};
}

}  // namespace rbacgraph::bench
