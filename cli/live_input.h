/// From the words of a command line to a live cluster (kubectl's options of the same names).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "cli/io.h"
#include "cli/options.h"
#include "cli/talk.h"
#include "rbacgraph/policy/snapshot_builder.h"
#include "rbacgraph/source/cluster.h"
#include "rbacgraph/source/kubeconfig.h"

namespace rbacgraph::cli {

/// Which cluster, before any configuration is read.
struct LiveInput {
  ConnectionOptions connection;
  std::chrono::milliseconds request_timeout{0};
  std::optional<std::string> ns;  ///< of -n: to be asked about where not all may be listed
  bool stdin_taken = false;       ///< something else is read from standard input
  bool server_version = false;    ///< to be asked for too
};

/// Is --as the user to impersonate? In can-i it is whom the question is about; in others it may be,
/// and --as-group something else.
enum class Impersonates : std::uint8_t { Nobody, User, UserInGroups };

/// Which of --as and --as-group a command's table has for that.
std::span<const OptionSpec> impersonation_option_specs(Impersonates who);
/// All options of a live cluster but those.
std::span<const OptionSpec> live_option_specs();

/// The name of the first option that means a cluster; "" where none is given.
std::string_view given_live_option(const Options& options, Impersonates who);
/// The same for those that can't be true of two clusters (an address, a credential).
std::string_view given_option_of_one_cluster(const Options& options);
Result<LiveInput> live_input(const Options& options, Impersonates who);

/// "30s", "1m30s", "500ms", and seconds without a unit; "0" is without a bound.
std::optional<std::chrono::milliseconds> read_duration(std::string_view text);

/// The chosen cluster. What is wrong with the configuration fails here.
Result<ClusterAccess> choose(const LiveInput& input, const Io& io);
LiveOptions live_options(const LiveInput& input, const Io& io);

}  // namespace rbacgraph::cli
