/// Inputs of the desktop by the words that name them: "context:NAME" is the cluster of a context of
/// the kubeconfig, as a side of the command line's diff is written; any other word is a path. A
/// file that is called so is "./context:…".
///
/// Words are all that is remembered of an input: no credential is in them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/result.h"
#include "rbacgraph/policy/snapshot_builder.h"
#include "rbacgraph/source/kubeconfig.h"

namespace rbacgraph::gui {

/// The name in "context:NAME", which may be empty; nullopt of a path.
std::optional<std::string> context_in(std::string_view word);
bool is_context(std::string_view word);
std::string context_word(std::string_view name);

/// "cluster.json and 2 more" or "context prod": printable, for titles.
std::string title_of(const std::vector<std::string>& inputs);
/// The same with paths as they were given.
std::string words_of_inputs(const std::vector<std::string>& inputs);

/// That of the process, whose configuration is read again whenever a cluster is asked.
ClientEnvironment desktop_environment();

/// Where clusters are looked for, and how long one is waited for to see whether it is there.
struct LiveConfig {
  std::optional<std::string> kubeconfig;  ///< of --kubeconfig; nullopt: as kubectl finds it
  ClientEnvironment environment = desktop_environment();
  std::chrono::milliseconds patience{5'000};
  bool probes = true;  ///< false: a cluster is asked nothing until it is opened

  ConnectionOptions connection() const;
};

/// What says the same to the command line: " -f a.json -f b.json" or " --context prod".
std::string input_options(const std::vector<std::string>& inputs, const LiveConfig& live);

/// The part of that which a word of a context needs beside it: " --kubeconfig FILE" or "".
std::string kubeconfig_option(const std::vector<std::string>& inputs, const LiveConfig& live);

struct ReadNews {
  std::string_view input;
  std::uint64_t bytes = 0;
  std::uint64_t total = 0;  ///< 0: not known
  float part = 0;           ///< how much of all is done, from 0 to 1
  /// Of a cluster, what is being read: "3 of 7 lists, 1204 objects: rolebindings".
  std::string_view detail;
};
using ReadProgress = std::function<void(const ReadNews&)>;

/// Reads the cluster of a context as the command line does: the same requests, credentials and
/// plug-ins, which have no terminal to ask at. `name` is of "context:NAME".
Result<void> read_context(SnapshotBuilder& builder, const std::string& name, const LiveConfig& live,
                          const std::stop_token& stop, const ReadProgress& progress);

}  // namespace rbacgraph::gui
