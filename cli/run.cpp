#include "cli/run.h"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/common_options.h"
#include "cli/file_words.h"
#include "cli/help.h"
#include "cli/hidden.h"
#include "cli/run_clusters.h"

namespace rbacgraph::cli {
namespace {

bool wants_color(ColorMode mode, bool is_terminal, bool no_color) {
  return mode == ColorMode::Always || (mode == ColorMode::Auto && is_terminal && !no_color);
}

Result<ExitCode> run_command(const Command& command, std::span<const std::string> args, Io& io,
                             Talk& talk) {
  Result<Options> options = parse_options(command.options, args);
  if (!options) return tl::unexpected<Error>(options.error());
  const Result<ColorMode> color = color_option(*options);
  if (!color) return tl::unexpected<Error>(color.error());
  talk.set_quiet(options->has("quiet"));
  talk.set_color(wants_color(*color, io.err_is_terminal, io.no_color));
  if (options->has("help")) {
    write_help(io.out, command, io.program);
    return ExitCode::Ok;
  }
  if (Result<void> fine = refuse_files(*options); !fine) return tl::unexpected<Error>(fine.error());
  const Invocation invocation{*options, io, talk,
                              wants_color(*color, io.out_is_terminal, io.no_color)};
  if (!command.one_cluster && asks_several_clusters(*options))
    return run_clusters(command, invocation);
  return command.run(invocation);
}

Result<ExitCode> dispatch(std::span<const std::string> args, Io& io, Talk& talk) {
  if (std::optional<Result<ExitCode>> hidden = run_hidden(args, io)) return std::move(*hidden);
  if (args.empty()) {
    write_overview(io.err, io.program);
    return ExitCode::Usage;
  }
  const std::size_t at = find_first_word(options_before_command(), args);
  std::vector<std::string> rest(args.begin(), args.end());
  if (at == args.size()) {
    if (std::erase(rest, "--version") > 0) return run_command(kVersion, rest, io, talk);
    if (std::ranges::find(args, "--help") != args.end() ||
        std::ranges::find(args, "-h") != args.end()) {
      write_overview(io.out, io.program);
      return ExitCode::Ok;
    }
    return fail(ErrorCode::InvalidArgument, "a command is missing",
                "rbacgraph help lists the commands");
  }
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
  const Command* command = find_command(args[at]);
  if (command == nullptr) return tl::unexpected<Error>(unknown_command(args[at]));
  return run_command(*command, rest, io, talk);
}

/// What was written has to have arrived. A closed pipe is the reader's choice, and no error.
ExitCode check_output(ExitCode status, Io& io, Talk& talk) {
  io.out.flush();
  if (io.out.good()) return status;
  const int error = io.out_error();
  if (error == EPIPE) return status;
  talk.error({ErrorCode::Io,
              fmt::format("can't write the output: {}",
                          error == 0 ? "unknown reason" : std::generic_category().message(error)),
              ""});
  return ExitCode::Input;
}

/// What was begun stays as it is; that it is not complete, the status and the last line say.
int end_interrupted(Io& io, Talk& talk) {
  io.out.flush();
  const std::streamoff written = io.out.rdbuf()->pubseekoff(0, std::ios::cur, std::ios::out);
  talk.interrupted(written > 0);
  return static_cast<int>(ExitCode::Interrupted);
}

}  // namespace

int run(std::span<const std::string> args, Io& io) {
  Talk talk(io.err);
  talk.set_program(io.program);
  talk.set_color(io.err_is_terminal && !io.no_color);
  const Result<ExitCode> result = dispatch(args, io, talk);
  if (io.stop.stop_requested()) return end_interrupted(io, talk);
  if (!result) {
    io.out.flush();
    talk.error(result.error());
  }
  const ExitCode status = result ? *result : exit_code_of(result.error().code);
  return static_cast<int>(check_output(status, io, talk));
}

}  // namespace rbacgraph::cli
