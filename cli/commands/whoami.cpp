#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "cli/common_options.h"
#include "cli/live_input.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/who_am_i.h"
#include "rbacgraph/source/cluster.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 1> kUsage{"whoami"};

constexpr std::array kExamples{
    Example{"rbacgraph whoami", "the user and groups of the current context"},
    Example{"rbacgraph whoami --context prod --as jane -o json",
            "may I be taken for jane, and in which groups is she then?"}};

constexpr std::array<OptionSpec, 1> kOwn{{
    {"output", 'o', Takes::Value, "table|json|yaml", "how to say it"},
}};

const std::array<OptionGroup, 4> kOptions{
    {{"Options", kOwn},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::UserInGroups)}}};

Result<ExitCode> run_whoami(const Invocation& invocation) {
  const Options& options = invocation.options;
  if (!options.words().empty()) {
    return fail(ErrorCode::InvalidArgument,
                fmt::format("too many arguments: \"{}\"", options.words().front()),
                "rbacgraph whoami; --help shows more");
  }
  constexpr std::array<std::string_view, 3> kFormats{"table", "json", "yaml"};
  const Result<std::size_t> format = choice(options, "output", kFormats, 0);
  if (!format) return tl::unexpected<Error>(format.error());
  const Result<LiveInput> input = live_input(options, Impersonates::UserInGroups);
  if (!input) return tl::unexpected<Error>(input.error());
  Io& io = invocation.io;
  const Result<ClusterAccess> access = choose(*input, io);
  if (!access) return tl::unexpected<Error>(access.error());
  for (const Diagnostic& warning : access->warnings)
    invocation.talk.say(printable("warning: " + warning.message));
  Result<ServerUser> user = who_am_i(*access, live_options(*input, io));
  if (!user) return tl::unexpected<Error>(user.error());
  const WhoAmI who{access->context,      access->server,          std::move(user->name),
                   std::move(user->uid), std::move(user->groups), std::move(user->extra)};
  if (*format == 0) {
    write_table(io.out, who);
  } else {
    write_document(io.out, *format == 1 ? DocumentFormat::Json : DocumentFormat::Yaml, who);
  }
  return ExitCode::Ok;
}

}  // namespace

const Command kWhoami{
    .name = "whoami",
    .aliases = {},
    .summary = "who a cluster takes us for",
    .usage = kUsage,
    .details =
        "The user name and groups that the API server knows us by, as kubectl auth whoami tells "
        "them: with\nthe credentials of the context, or of the user that --as names.\n\n"
        "Exit status: 0 told, 2 wrong usage or configuration, 3 no answer.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_whoami,
};

}  // namespace rbacgraph::cli
