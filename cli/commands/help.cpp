#include "cli/help.h"

#include <array>

#include "cli/command.h"
#include "cli/common_options.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 1> kUsage{"help [COMMAND]"};
constexpr std::array kExamples{Example{"rbacgraph help who-can", "all about one command"}};
const std::array<OptionGroup, 1> kOptions{{{"Options", general_option_specs()}}};

Result<ExitCode> run_help(const Invocation& invocation) {
  const std::vector<std::string>& words = invocation.options.words();
  if (words.empty()) {
    write_overview(invocation.io.out, invocation.io.program);
    return ExitCode::Ok;
  }
  if (words.size() > 1) {
    return fail(ErrorCode::InvalidArgument, "too many arguments: \"" + words[1] + "\"",
                "rbacgraph help COMMAND takes one command");
  }
  const Command* command = find_command(words.front());
  if (command == nullptr) return tl::unexpected<Error>(unknown_command(words.front()));
  write_help(invocation.io.out, *command, invocation.io.program);
  return ExitCode::Ok;
}

}  // namespace

const Command kHelp{
    .name = "help",
    .aliases = {},
    .summary = "how a command is used",
    .usage = kUsage,
    .details = "",
    .examples = kExamples,
    .options = kOptions,
    .run = run_help,
};

}  // namespace rbacgraph::cli
