/// Asks an exec plug-in for credentials (SEMANTICS §5.3).
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "rbacgraph/source/kubeconfig.h"

namespace rbacgraph {

struct ExecCredential {
  SecretText token;
  SecretText client_certificate;  ///< PEM
  SecretText client_key;          ///< PEM
  std::optional<std::chrono::system_clock::time_point> expires;
};

/// Runs it once. `environment` is the process' own, "NAME=value". Nothing that the plug-in prints
/// to standard output is in an error.
Result<ExecCredential> run_exec_plugin(const ExecPlugin& plugin, const ClusterAccess& access,
                                       StdinUse standard_input,
                                       const std::vector<std::string>& environment,
                                       const std::stop_token& stop);

/// "2026-01-31T23:59:59.5+01:00" (RFC 3339); nullopt if it is none.
std::optional<std::chrono::system_clock::time_point> read_timestamp(std::string_view text);

}  // namespace rbacgraph
