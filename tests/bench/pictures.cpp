#include "bench/pictures.h"

#include <array>
#include <exception>
#include <optional>
#include <string_view>
#include <vector>

#include "bench/child.h"

namespace rbacgraph::bench {
namespace {

/// Everybody's view has what every account may do, of which made-up clusters have much: 178 nodes
/// and 892 edges are drawn, 1 583 nodes stand behind them.
constexpr const char* kAccount = "sa:team-00000-payments-dev/deployer";
constexpr std::array<const char*, 9> kFormats{"dot",     "svg",  "png", "html",     "graphml",
                                              "mermaid", "json", "csv", "csv-nodes"};
constexpr double kBar = 1.3;
constexpr double kMega = 1e6;

class Pictures {
 public:
  Pictures(const std::string& program, const std::string& file, Scoreboard& board)
      : graph_{program, "graph", "-f", file},
        who_can_{program, "who-can", "list", "secrets", "-f", file},
        board_(board) {}

  void of_one_account() {
    constexpr int kRounds = 7;
    std::vector<std::vector<std::string>> commands{who_can_};
    for (const char* const format : kFormats) {
      commands.push_back(with({kAccount, "-o", format}));
    }
    const std::vector<Measure> all = run_in_turn(commands, kRounds);
    for (std::size_t at = 0; at < kFormats.size(); ++at) {
      add("one account, ", kFormats.at(at), all[at + 1], all.front(), kBar);
    }
  }

  /// `rounds`: of each format in turn with who-can.
  void of_all(std::string_view what, const std::vector<std::string>& options, int rounds) {
    for (const char* const format : kFormats) {
      std::vector<std::string> command = with({"-o", format});
      command.insert(command.end(), options.begin(), options.end());
      try {
        const std::vector<Measure> both = run_in_turn({command, who_can_}, rounds);
        add(what, format, both[0], both[1], {});
      } catch (const std::exception&) {
        board_.add(
            {std::string(what) + format + ": says that it is too large", "s", 0, {}, {}, {}});
      }
    }
  }

 private:
  std::vector<std::string> with(const std::vector<std::string>& more) const {
    std::vector<std::string> command = graph_;
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }

  void add(std::string_view what, const char* format, const Measure& ours, const Measure& who_can,
           std::optional<double> bar) {
    board_.add(
        {std::string(what) + format + ", processor time", "s", ours.cpu_s, who_can.cpu_s, {}, bar});
    board_.add({"  wall clock", "s", ours.wall_s, who_can.wall_s, {}, {}});
    board_.add(
        {"  peak memory", "MB", ours.peak_bytes / kMega, who_can.peak_bytes / kMega, {}, {}});
  }

  std::vector<std::string> graph_;
  std::vector<std::string> who_can_;
  Scoreboard& board_;
};

}  // namespace

void measure_pictures(const std::string& program, const std::string& file, Scoreboard& board) {
  constexpr int kFew = 3;
  constexpr int kOnce = 1;
  Pictures pictures(program, file, board);
  pictures.of_one_account();
  pictures.of_all("whole cluster, grouped, ", {}, kFew);
  pictures.of_all("--max-nodes 100000, ", {"--max-nodes", "100000"}, kOnce);
}

}  // namespace rbacgraph::bench
