/// Which cluster is meant, and as whom: kubectl's configuration (SEMANTICS §5.1, §5.2, §8).
///
/// Files are found and merged as kubectl does: `--kubeconfig` alone, else the list in KUBECONFIG,
/// else ~/.kube/config; of two entries with the same name the first file's counts as a whole; the
/// command line's words are laid over the chosen entries field by field. Without any
/// configuration, inside a pod, its service account is taken.
///
/// It differs from kubectl where that would guess or ask: without configuration there is an error
/// (kubectl tries localhost:8080), an invalid file is one too, and `--token` counts before a
/// tokenFile of the user's (kubectl goes on sending the file's).
///
/// Errors say which file, line, context, user or field, and never quote a value that may be a
/// credential. Pure functions of the environment and the files: any thread may call them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/base/result.h"
#include "rbacgraph/source/secret_text.h"

namespace rbacgraph {

/// What surrounds the program; tests give their own.
struct ClientEnvironment {
  /// An environment variable; nullopt where it is not set.
  std::function<std::optional<std::string>(const std::string& name)> variable;
  /// Where a pod finds its account's token, CA and namespace.
  std::string account_directory = "/var/run/secrets/kubernetes.io/serviceaccount";
  /// Configuration is read more than once, and nobody could end the waiting for it: a pipe, which
  /// gives what it has once and whenever somebody writes it, is refused.
  bool rereads = false;

  static ClientEnvironment of_process();
};

/// kubectl's options of the same names; nullopt or empty: not given.
struct ConnectionOptions {
  std::optional<std::string> kubeconfig;
  std::optional<std::string> context;
  std::optional<std::string> cluster;
  std::optional<std::string> user;
  std::optional<std::string> ns;
  // Laid over the cluster's entry.
  std::optional<std::string> server;
  std::optional<std::string> tls_server_name;
  std::optional<std::string> certificate_authority;
  bool insecure_skip_tls_verify = false;
  std::optional<std::string> proxy_url;
  bool disable_compression = false;
  // Laid over the user's entry.
  SecretText token;
  std::optional<std::string> username;
  SecretText password;
  std::optional<std::string> client_certificate;
  std::optional<std::string> client_key;
  std::optional<std::string> as;
  std::optional<std::string> as_uid;
  std::vector<std::string> as_groups;
  std::vector<std::pair<std::string, std::string>> as_extra;
};

/// Whom the server is asked to take us for.
struct Impersonation {
  std::string user;
  std::string uid;
  std::vector<std::string> groups;
  std::vector<std::pair<std::string, std::vector<std::string>>> extra;
};

/// What standard input is good for, when a program wants to ask the user something.
enum class StdinUse : std::uint8_t {
  NoTerminal,
  Terminal,  ///< somebody may type at it
  Taken,     ///< something else reads it
};

/// A program that gives credentials (client.authentication.k8s.io).
struct ExecPlugin {
  enum class Mode : std::uint8_t { Never, IfAvailable, Always };
  /// A path that is not relative to a kubeconfig any more, or a bare word to be found in PATH.
  std::string command;
  std::vector<std::string> args;
  std::vector<std::pair<std::string, SecretText>> env;
  std::string api_version;  ///< "client.authentication.k8s.io/v1" or ".../v1beta1"
  std::string install_hint;
  Mode mode = Mode::IfAvailable;
  bool provide_cluster_info = false;
};

/// As whom the cluster is asked. At most one of token, password and plug-in is in use.
struct UserAccess {
  std::string name;               ///< of the user's entry, for messages
  SecretText client_certificate;  ///< PEM
  SecretText client_key;          ///< PEM
  SecretText token;
  std::string token_file;  ///< beats `token`, and is read again now and then
  std::string username;
  SecretText password;
  std::optional<ExecPlugin> exec;
  Impersonation impersonate;
};

/// All that is needed to ask one cluster.
struct ClusterAccess {
  std::string context;  ///< "" where none was chosen
  std::string cluster;
  std::string server;  ///< "https://host:port/prefix", without a slash at its end
  std::string server_from = "the context";  ///< what says where that is, in words
  bool tls = true;                          ///< false: no credential and no CA is in here
  std::string tls_server_name;
  bool insecure_skip_tls_verify = false;
  std::string certificate_authority;  ///< PEM; "": the system's
  std::string proxy_url;              ///< "": as the environment says
  bool disable_compression = false;
  std::string exec_config;  ///< JSON for a plug-in that asks for it, or ""
  std::string ns;           ///< of --namespace, the context, or "default"
  UserAccess user;
  std::vector<Diagnostic> warnings;
};

/// A context as a list of them shows it. None of it is a credential.
struct ContextSummary {
  std::string name;
  std::string cluster;
  std::string server;  ///< as ClusterAccess::server; "" where there is none, or it can't be one
  std::string user;
  std::string ns;  ///< "" where none is written
  bool current = false;
};

/// All contexts, by name, without checking what they lead to. Fails where there is none. Of
/// `options` only `kubeconfig` counts.
Result<std::vector<ContextSummary>> list_contexts(const ConnectionOptions& options,
                                                  const ClientEnvironment& environment);

/// The names of all contexts, sorted. Fails where there is none. Of `options` only `kubeconfig`
/// counts.
Result<std::vector<std::string>> context_names(const ConnectionOptions& options,
                                               const ClientEnvironment& environment);

/// Reads the configuration and chooses. Reads certificates, not tokens of files.
Result<ClusterAccess> choose_cluster(const ConnectionOptions& options,
                                     const ClientEnvironment& environment);

}  // namespace rbacgraph
