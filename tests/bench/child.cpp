#include "bench/child.h"

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <limits>
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
      ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + command.front());
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error("failed: " + command.front() + " … " + command.back());
  return {wall.count(), seconds(usage.ru_utime) + seconds(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss) * 1024};
}

std::vector<Measure> run_in_turn(const std::vector<std::vector<std::string>>& commands,
                                 int rounds) {
  constexpr double kNever = std::numeric_limits<double>::max();
  std::vector<Measure> best(commands.size(), Measure{kNever, kNever, 0});
  for (int round = 0; round <= rounds; ++round) {
    for (std::size_t i = 0; i < commands.size(); ++i) {
      const Measure run = run_child(commands[i]);
      if (round == 0) continue;
      best[i].wall_s = std::min(best[i].wall_s, run.wall_s);
      best[i].cpu_s = std::min(best[i].cpu_s, run.cpu_s);
      best[i].peak_bytes = std::max(best[i].peak_bytes, run.peak_bytes);
    }
  }
  return best;
}

}  // namespace rbacgraph::bench
