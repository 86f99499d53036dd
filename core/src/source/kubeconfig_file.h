/// One kubeconfig as it is written (SEMANTICS §5.1).
///
/// YAML, and so JSON. Unknown fields are passed over, as kubectl does; a known field of the wrong
/// type, the same name twice in a list, and base64 that is none are errors with file and line.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rbacgraph/base/result.h"
#include "rbacgraph/source/secret_text.h"

namespace rbacgraph {

/// Where an entry is from: relative paths in it start at the directory of the file.
struct ConfigPlace {
  std::string file;  ///< "" for what the command line says
  std::uint64_t line = 0;
  /// "FILE:LINE"
  std::string text() const;
  /// `path` as it is meant: relative to the file's directory.
  std::string resolve(const std::string& path) const;
};

struct ClusterEntry {
  ConfigPlace place;
  std::string server;
  std::string tls_server_name;
  bool insecure_skip_tls_verify = false;
  std::string certificate_authority;                      ///< a path
  std::optional<std::string> certificate_authority_data;  ///< PEM
  std::string proxy_url;
  bool disable_compression = false;
  std::string exec_config;  ///< the extension for exec plug-ins, as JSON
};

struct ExecEntry {
  std::string command;
  std::vector<std::string> args;
  std::vector<std::pair<std::string, SecretText>> env;
  std::string api_version;
  std::string install_hint;
  std::string interactive_mode;
  bool provide_cluster_info = false;
};

struct AuthProviderEntry {
  std::string name;
  SecretText id_token;  ///< of oidc
};

struct UserEntry {
  ConfigPlace place;
  std::string client_certificate;  ///< a path, as client_key and token_file
  SecretText client_certificate_data;
  std::string client_key;
  SecretText client_key_data;
  SecretText token;
  std::string token_file;
  std::string as;
  std::string as_uid;
  std::vector<std::string> as_groups;
  std::map<std::string, std::vector<std::string>> as_extra;
  std::string username;
  SecretText password;
  std::optional<AuthProviderEntry> auth_provider;
  std::optional<ExecEntry> exec;
};

struct ContextEntry {
  ConfigPlace place;
  std::string cluster;
  std::string user;
  std::string ns;
};

struct KubeconfigFile {
  std::string current_context;
  std::map<std::string, ClusterEntry> clusters;
  std::map<std::string, UserEntry> users;
  std::map<std::string, ContextEntry> contexts;
};

/// `rereads`: as ClientEnvironment::rereads. A pipe is then ErrorCode::Unsupported.
Result<KubeconfigFile> read_kubeconfig_file(const std::string& path, bool rereads = false);
/// `path` names the text in messages and places.
Result<KubeconfigFile> parse_kubeconfig(std::string_view text, const std::string& path);

}  // namespace rbacgraph
