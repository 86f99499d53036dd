/// The program `rbacgraph`: connects the process's streams to run().
#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>

#include "cli/exit_code.h"
#include "cli/run.h"
#include "cli/terminal.h"

int main(int argc, char** argv) {
  using namespace rbacgraph::cli;
  // A reader that goes away is noticed as a failed write, not as a signal that ends us.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    DescriptorBuffer out_buffer(STDOUT_FILENO);
    std::ostream out(&out_buffer);
    Io io{std::cin, out, std::cerr};
    io.out_is_terminal = is_terminal(STDOUT_FILENO);
    io.err_is_terminal = is_terminal(STDERR_FILENO);
    io.no_color = environment_refuses_color();
    io.out_error = [&] { return out_buffer.error(); };
    const std::vector<std::string> args(argv + (argc > 0 ? 1 : 0), argv + argc);
    return run(args, io);
  } catch (const std::bad_alloc&) {
    std::cerr << "rbacgraph: error: out of memory\n";
  } catch (const std::exception& error) {
    std::cerr << "rbacgraph: internal error: " << error.what()
              << "\nhint: this is a bug in rbacgraph; please report it with the command line\n";
  }
  return static_cast<int>(ExitCode::Input);
}
