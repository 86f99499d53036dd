#include "cli/completion.h"

#include <array>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/common_options.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 1> kUsage{"completion bash|zsh|fish"};
constexpr std::array kExamples{
    Example{"rbacgraph completion bash", "in ~/.bashrc: source <(rbacgraph completion bash)"}};
const std::array<OptionGroup, 1> kOptions{{{"Options", general_option_specs()}}};

Result<ExitCode> run_completion(const Invocation& invocation) {
  const std::vector<std::string>& words = invocation.options.words();
  constexpr std::string_view kShells = "there are bash, zsh and fish";
  if (words.empty())
    return fail(ErrorCode::InvalidArgument, "the shell is missing", std::string(kShells));
  if (words.size() > 1)
    return fail(ErrorCode::InvalidArgument, "too many arguments: \"" + words[1] + "\"");
  const std::string_view script = completion_script(words.front());
  if (script.empty()) {
    return fail(ErrorCode::InvalidArgument, "unknown shell \"" + words.front() + "\"",
                std::string(kShells));
  }
  invocation.io.out << script;
  return ExitCode::Ok;
}

}  // namespace

const Command kCompletion{
    .name = "completion",
    .aliases = {},
    .summary = "a script with which a shell completes command lines",
    .usage = kUsage,
    .details =
        "Commands, options and their values are completed, and from what -f names on the line "
        "verbs, types,\nnamespaces and subjects too.\n\n"
        "Installed packages have the scripts in place. Else, bash and zsh: source "
        "<(rbacgraph completion bash),\nand zsh in its place; fish: rbacgraph completion fish | "
        "source.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_completion,
};

}  // namespace rbacgraph::cli
