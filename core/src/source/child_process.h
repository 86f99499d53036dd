/// Runs another program and takes what it prints.
#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

#include "rbacgraph/base/result.h"

namespace rbacgraph {

struct ChildProgram {
  std::string command;  ///< a path, or a bare word that is looked for in PATH
  std::vector<std::string> args;
  std::vector<std::string> environment;  ///< "NAME=value", all of it
  bool gets_stdin = false;               ///< ours; else it reads `input`
  std::string input;
  std::size_t most_output = std::size_t{1} << 20;
};

struct ChildOutput {
  std::string out;
  int exit_code = 0;      ///< when it ended by itself
  int signal = 0;         ///< that ended it, or 0
  bool too_much = false;  ///< it printed more than most_output, and was ended
};

/// Its standard error is ours. When `stop` is requested it is ended, and Cancelled is the error;
/// NotFound where there is no such program, Io where it can't be started. The errors' messages are
/// the system's words alone.
Result<ChildOutput> run_child(const ChildProgram& program, const std::stop_token& stop);

}  // namespace rbacgraph
