/// Where a run reads and writes. Tests give streams of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <ostream>
#include <stop_token>
#include <string>

#include "rbacgraph/source/kubeconfig.h"

namespace rbacgraph::cli {

struct Io {
  std::istream& in;
  std::ostream& out;  ///< data
  std::ostream& err;  ///< talk
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool no_color = false;  ///< the environment asks for no colour
  /// errno of the write to `out` that failed; 0 where none did or it is not known.
  std::function<int()> out_error = [] { return 0; };
  bool in_is_terminal = false;
  std::size_t err_columns = 80;            ///< width of `err` where it is a terminal
  std::optional<std::size_t> out_columns;  ///< width of `out` where it is a terminal that says
  std::stop_token stop;                    ///< Ctrl-C
  std::size_t most_requests = 4;           ///< under way at a time, to one cluster
  /// Where `err` is not the terminal's, as others are asked meanwhile: how far reading is.
  std::function<void(std::uint64_t bytes)> progress;
  /// Where a cluster's configuration is looked for; by default there is none.
  ClientEnvironment environment{.variable = [](const std::string&) { return std::nullopt; }};
  /// Called before the first credential is read: the program sees to it that none is written to a
  /// core dump.
  std::function<void()> before_credentials = [] {};
  /// How the user calls us: in help and hints. "kubectl rbacgraph" as a plugin.
  std::string program = "rbacgraph";
  /// Takes what is big and no longer needed. The program keeps it to its end, as taking a hundred
  /// thousand objects apart is time that nobody gains by; tests let it go at once.
  std::function<void(std::shared_ptr<const void>)> let_go = [](const auto&) {};
};

}  // namespace rbacgraph::cli
