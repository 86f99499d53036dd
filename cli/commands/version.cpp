#include "rbacgraph/base/version.h"

#include <array>

#include "cli/command.h"
#include "cli/common_options.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 1> kUsage{"version"};
constexpr std::array kExamples{Example{"rbacgraph version", "the same as rbacgraph --version"}};
const std::array<OptionGroup, 1> kOptions{{{"Options", general_option_specs()}}};

Result<ExitCode> run_version(const Invocation& invocation) {
  invocation.io.out << "rbacgraph " << version() << '\n';
  return ExitCode::Ok;
}

}  // namespace

const Command kVersion{
    .name = "version",
    .aliases = {},
    .summary = "the version of this program",
    .usage = kUsage,
    .details = "",
    .examples = kExamples,
    .options = kOptions,
    .run = run_version,
};

}  // namespace rbacgraph::cli
