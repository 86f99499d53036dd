/// The program `rbacgraph`: connects the process's streams, terminal and signals to run().
#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "cli/big_pages.h"
#include "cli/exit_code.h"
#include "cli/hidden.h"
#include "cli/interrupts.h"
#include "cli/run.h"
#include "cli/talk.h"
#include "cli/terminal.h"
#include "rbacgraph/source/private_process.h"

namespace {

using namespace rbacgraph::cli;

/// Between Ctrl-C and the end of a process that is waiting for something.
constexpr std::chrono::milliseconds kGrace{250};

/// From another thread, while this one's work goes on or waits: no stream is touched, nothing is
/// flushed.
[[noreturn]] void end_at_once(const DescriptorBuffer& out, bool err_is_terminal) {
  std::string line(err_is_terminal ? "\r\x1b[K" : "");
  line += interrupted_line(out.written() > 0);
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
  ::_exit(static_cast<int>(ExitCode::Interrupted));
}

int run_process(const std::vector<std::string>& args, std::string program) {
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  const std::stop_source stop;
  DescriptorBuffer out_buffer(STDOUT_FILENO, stop.get_token());
  std::ostream out(&out_buffer);
  Io io{std::cin, out, std::cerr};
  io.in_is_terminal = is_terminal(STDIN_FILENO);
  io.out_is_terminal = is_terminal(STDOUT_FILENO);
  io.err_is_terminal = is_terminal(STDERR_FILENO);
  io.out_columns = terminal_columns(STDOUT_FILENO);
  if (const auto columns = terminal_columns(STDERR_FILENO)) io.err_columns = *columns;
  io.no_color = environment_refuses_color();
  io.out_error = [&] { return out_buffer.error(); };
  io.stop = stop.get_token();
  io.program = std::move(program);
  io.environment = rbacgraph::ClientEnvironment::of_process();
  io.before_credentials = rbacgraph::keep_credentials_in_memory;
  // Never destroyed, but still pointed at: no leak to those who look for leaks.
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory)
  static auto* const kept = new std::vector<std::shared_ptr<const void>>;
  io.let_go = [](std::shared_ptr<const void> big) { kept->push_back(std::move(big)); };
  const Interrupts interrupts(stop, kGrace, [&] { end_at_once(out_buffer, io.err_is_terminal); });
  return run(args, io);
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that goes away is noticed as a failed write, not as a signal that ends us.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  occupy_closed_descriptors();
  use_big_pages();
  try {
    const std::string_view started_as = argc > 0 ? argv[0] : "";
    const std::span<const char* const> args(argv + (argc > 0 ? 1 : 0), argv + argc);
    return run_process(process_arguments(started_as, args), program_name(started_as));
  } catch (const std::bad_alloc&) {
    std::cerr << "rbacgraph: error: out of memory\n";
  } catch (const std::exception& error) {
    std::cerr << "rbacgraph: internal error: " << error.what()
              << "\nhint: this is a bug in rbacgraph; please report it with the command line\n";
  }
  return static_cast<int>(ExitCode::Input);
}
