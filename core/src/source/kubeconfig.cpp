#include "rbacgraph/source/kubeconfig.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "rbacgraph/base/text.h"
#include "source/kubeconfig_checks.h"
#include "source/kubeconfig_merge.h"
#include "source/server_url.h"

namespace rbacgraph {
namespace {

/// "context "prod" does not exist in FILES", with the nearest names that do.
template <class Entry>
tl::unexpected<Error> unknown_name(std::string_view what, const std::string& name,
                                   const std::map<std::string, Entry>& known,
                                   const MergedKubeconfig& merged) {
  std::vector<std::string_view> names;
  for (const auto& [each, entry] : known) names.push_back(each);
  constexpr std::size_t kNear = 3;
  constexpr std::size_t kListed = 10;
  std::string hint;
  const std::vector<std::string> near = nearest(name, names, kNear);
  for (const std::string& each : near) hint += (hint.empty() ? "did you mean " : " or ") + each;
  if (hint.empty() && !names.empty()) {
    for (const std::string_view each : std::span(names).first(std::min(names.size(), kListed)))
      hint.append(hint.empty() ? "there are: " : ", ").append(each);
    if (names.size() > kListed) hint += " and others";
  } else if (!hint.empty()) {
    hint += "?";
  }
  const std::string files = merged.files();
  if (files.empty()) {
    hint = "give a kubeconfig with --kubeconfig or the environment variable KUBECONFIG";
  }
  return fail(ErrorCode::InvalidArgument,
              std::string(what) + " \"" + name + "\" does not exist" +
                  (files.empty() ? std::string(": there is no kubeconfig") : " in " + files),
              std::move(hint));
}

/// What is chosen, before it is checked.
struct Chosen {
  std::string context;
  std::string cluster_name;
  std::string user_name;
  ClusterEntry cluster;
  UserEntry user;
  std::string ns;
  std::string server_from = "the context";
};

bool says_where(const ConnectionOptions& options) {
  return options.server || options.context || options.cluster;
}

Error no_configuration(const ConnectionOptions& options, const MergedKubeconfig& merged) {
  std::string message = "no cluster is configured";
  if (!merged.read.empty()) {
    message += ": there is nothing in " + merged.files();
  } else if (!merged.missing.empty()) {
    message += ": there is no ";
    for (std::size_t at = 0; at < merged.missing.size(); ++at)
      message += (at == 0 ? "" : ", nor ") + merged.missing[at];
  }
  return {ErrorCode::InvalidArgument, std::move(message),
          options.kubeconfig ? "give another file with --kubeconfig, or objects with -f FILE"
                             : "give a kubeconfig with --kubeconfig or the environment variable "
                               "KUBECONFIG, or objects with -f FILE"};
}

Result<Chosen> choose_entries(const ConnectionOptions& options, const MergedKubeconfig& merged) {
  const KubeconfigFile& config = merged.config;
  Chosen chosen;
  chosen.context = options.context.value_or(config.current_context);
  ContextEntry context;
  if (const auto found = config.contexts.find(chosen.context); found != config.contexts.end()) {
    context = found->second;
  } else if (!chosen.context.empty()) {
    return unknown_name(options.context ? "context" : "the current context", chosen.context,
                        config.contexts, merged);
  } else if (!says_where(options)) {
    std::string hint = "choose one with --context";
    for (const auto& [name, entry] : config.contexts)
      hint.append(name == config.contexts.begin()->first ? ": " : ", ").append(name);
    return fail(ErrorCode::InvalidArgument, "no current-context is set in " + merged.files(),
                std::move(hint));
  }
  chosen.cluster_name = options.cluster.value_or(context.cluster);
  chosen.user_name = options.user.value_or(context.user);
  chosen.ns = options.ns.value_or(context.ns);
  const auto cluster = config.clusters.find(chosen.cluster_name);
  const auto user = config.users.find(chosen.user_name);
  if (cluster != config.clusters.end()) {
    chosen.cluster = cluster->second;
  } else if (!chosen.cluster_name.empty()) {
    return unknown_name(
        options.cluster ? "cluster" : "context \"" + chosen.context + "\": its cluster",
        chosen.cluster_name, config.clusters, merged);
  } else if (!options.server) {
    return fail(
        ErrorCode::InvalidArgument,
        "context \"" + chosen.context + "\" in " + context.place.text() + " names no cluster",
        "write its cluster, or choose one with --cluster");
  }
  if (user != config.users.end()) {
    chosen.user = user->second;
  } else if (!chosen.user_name.empty()) {
    return unknown_name(options.user ? "user" : "context \"" + chosen.context + "\": its user",
                        chosen.user_name, config.users, merged);
  }
  return chosen;
}

/// The service account of the pod that we are in; nullopt outside of one.
Result<std::optional<Chosen>> choose_pod_account(const ClientEnvironment& environment,
                                                 std::vector<Diagnostic>& warnings) {
  const std::string host = environment.variable("KUBERNETES_SERVICE_HOST").value_or("");
  const std::string port = environment.variable("KUBERNETES_SERVICE_PORT").value_or("");
  if (host.empty() || port.empty()) return std::nullopt;
  const std::string directory = environment.account_directory + "/";
  Chosen chosen;
  chosen.server_from = "KUBERNETES_SERVICE_HOST";
  const bool v6 = host.find(':') != std::string::npos;
  chosen.cluster.server = "https://" + (v6 ? "[" + host + "]" : host) + ":" + port;
  chosen.user.token_file = directory + "token";
  if (Result<SecretText> token = read_credential_file(chosen.user.token_file); !token) {
    return fail(
        ErrorCode::Io,
        "in a cluster, and the service account's token can't be read: " + token.error().message,
        "does the pod have automountServiceAccountToken: false?");
  }
  const std::string authority = directory + "ca.crt";
  if (Result<SecretText> text = read_credential_file(authority); text) {
    chosen.cluster.certificate_authority = authority;
  } else {
    Diagnostic told;
    told.code = "system-roots";
    told.message = text.error().message + ": the system's certificate authorities are trusted";
    warnings.push_back(std::move(told));
  }
  chosen.ns = environment.variable("POD_NAMESPACE").value_or("");
  if (chosen.ns.empty()) {
    if (Result<SecretText> ns = read_credential_file(directory + "namespace"); ns)
      chosen.ns = trimmed(ns->reveal());
  }
  return chosen;
}

void lay_over(ClusterEntry& entry, const ConnectionOptions& options) {
  if (options.server) {
    entry.server = *options.server;
    entry.tls_server_name.clear();
  }
  if (options.tls_server_name) entry.tls_server_name = *options.tls_server_name;
  if (options.proxy_url) entry.proxy_url = *options.proxy_url;
  if (options.disable_compression) entry.disable_compression = true;
  if (options.certificate_authority || options.insecure_skip_tls_verify) {
    entry.certificate_authority = absolute_if_given(options.certificate_authority.value_or(""));
    entry.certificate_authority_data.reset();
    entry.insecure_skip_tls_verify = options.insecure_skip_tls_verify;
  }
}

void lay_over(UserEntry& entry, const ConnectionOptions& options) {
  if (!options.token.empty()) {
    entry.token = options.token;
    entry.token_file.clear();
  }
  if (options.username) entry.username = *options.username;
  if (!options.password.empty()) entry.password = options.password;
  if (options.client_certificate) {
    entry.client_certificate = absolute_if_given(*options.client_certificate);
    entry.client_certificate_data = SecretText();
  }
  if (options.client_key) {
    entry.client_key = absolute_if_given(*options.client_key);
    entry.client_key_data = SecretText();
  }
  if (options.as) entry.as = *options.as;
  if (options.as_uid) entry.as_uid = *options.as_uid;
  if (!options.as_groups.empty()) entry.as_groups = options.as_groups;
  if (options.as_extra.empty()) return;
  entry.as_extra.clear();
  for (const auto& [key, value] : options.as_extra) entry.as_extra[key].push_back(value);
}

/// Without TLS neither credentials nor a CA are used, as kubectl does; but it is said.
void drop_credentials(UserEntry& entry, const std::string& user, const std::string& server,
                      std::vector<Diagnostic>& warnings) {
  const bool had_some = has_credentials(entry);
  UserEntry bare;
  bare.place = entry.place;
  bare.as = entry.as;
  bare.as_uid = entry.as_uid;
  bare.as_groups = entry.as_groups;
  bare.as_extra = entry.as_extra;
  entry = std::move(bare);
  Diagnostic told;
  told.code = "plain-http";
  told.message = server +
                 " is asked over plain HTTP: anybody on the way can read and change what "
                 "it says";
  if (had_some)
    told.message += ", and the credentials of " + user + " are not sent, as kubectl does";
  told.hint = "write https:// before the server's address";
  warnings.push_back(std::move(told));
}

Result<ClusterAccess> finish(Chosen chosen, std::vector<Diagnostic> warnings) {
  ClusterAccess access;
  access.context = std::move(chosen.context);
  access.cluster = std::move(chosen.cluster_name);
  access.warnings = std::move(warnings);
  const auto at = [](const ConfigPlace& place) {
    return place.file.empty() ? std::string() : " (" + place.text() + ")";
  };
  const std::string cluster_words = "cluster \"" + access.cluster + "\"" + at(chosen.cluster.place);
  if (chosen.cluster.server.empty()) {
    return fail(ErrorCode::InvalidArgument, cluster_words + " has no server",
                "write its server, or give one with --server");
  }
  const Result<ServerUrl> server = read_server_url(chosen.cluster.server);
  if (!server) {
    return fail(server.error().code, cluster_words + ": " + server.error().message,
                server.error().hint);
  }
  access.server = server->text;
  access.server_from = std::move(chosen.server_from);
  access.tls = server->tls;
  if (!access.tls) {
    drop_credentials(chosen.user, "user \"" + chosen.user_name + "\"", access.server,
                     access.warnings);
  }
  if (access.tls && !has_credentials(chosen.user)) {
    Diagnostic told;
    told.code = "no-credentials";
    told.message = "there are no credentials for " + access.server +
                   ": it takes us for system:anonymous, if it answers at all";
    told.hint = "choose a user in the context of the kubeconfig, or with --user, or give --token";
    access.warnings.push_back(std::move(told));
  }
  if (Result<void> done = check_cluster(chosen.cluster, cluster_words, access); !done)
    return tl::unexpected<Error>(done.error());
  access.user.name = chosen.user_name;
  if (Result<void> done = check_user(chosen.user, at(chosen.user.place), access.user); !done)
    return tl::unexpected<Error>(done.error());
  access.ns = chosen.ns.empty() ? "default" : std::move(chosen.ns);
  if (!is_namespace_name(access.ns)) {
    return fail(ErrorCode::InvalidArgument,
                "\"" + access.ns + "\" of context \"" + access.context +
                    "\" can't be the name of a namespace",
                "small letters, digits and dashes, 63 at most; -n NS counts before it");
  }
  return access;
}

}  // namespace

Result<std::vector<ContextSummary>> list_contexts(const ConnectionOptions& options,
                                                  const ClientEnvironment& environment) {
  const Result<MergedKubeconfig> merged = merge_kubeconfigs(options, environment);
  if (!merged) return tl::unexpected<Error>(merged.error());
  if (merged->empty()) return tl::unexpected<Error>(no_configuration(options, *merged));
  const KubeconfigFile& config = merged->config;
  if (config.contexts.empty()) {
    return fail(ErrorCode::InvalidArgument, "no context is in " + merged->files(),
                "write one, or say which cluster with --server or --cluster");
  }
  std::vector<ContextSummary> contexts;
  contexts.reserve(config.contexts.size());
  for (const auto& [name, entry] : config.contexts) {
    ContextSummary& to = contexts.emplace_back();
    to.name = name;
    to.cluster = entry.cluster;
    to.user = entry.user;
    to.ns = entry.ns;
    to.current = name == config.current_context;
    const auto cluster = config.clusters.find(entry.cluster);
    if (cluster == config.clusters.end()) continue;
    // One that is refused may hold a password.
    if (const Result<ServerUrl> server = read_server_url(cluster->second.server); server) {
      to.server = server->text;
    }
  }
  return contexts;
}

Result<std::vector<std::string>> context_names(const ConnectionOptions& options,
                                               const ClientEnvironment& environment) {
  Result<std::vector<ContextSummary>> contexts = list_contexts(options, environment);
  if (!contexts) return tl::unexpected<Error>(std::move(contexts.error()));
  std::vector<std::string> names;
  for (ContextSummary& each : *contexts) names.push_back(std::move(each.name));
  return names;
}

Result<ClusterAccess> choose_cluster(const ConnectionOptions& options,
                                     const ClientEnvironment& environment) {
  const Result<MergedKubeconfig> merged = merge_kubeconfigs(options, environment);
  if (!merged) return tl::unexpected<Error>(merged.error());
  std::vector<Diagnostic> warnings;
  Result<Chosen> chosen = Chosen{};
  if (merged->empty() && !says_where(options) && !options.user) {
    Result<std::optional<Chosen>> account = std::nullopt;
    if (!options.kubeconfig) account = choose_pod_account(environment, warnings);
    if (!account) return tl::unexpected<Error>(account.error());
    std::optional<Chosen>& of_pod = *account;
    if (!of_pod) return tl::unexpected<Error>(no_configuration(options, *merged));
    chosen = std::move(*of_pod);
    if (options.ns) chosen->ns = *options.ns;
  } else {
    chosen = choose_entries(options, *merged);
    if (!chosen) return tl::unexpected<Error>(chosen.error());
  }
  lay_over(chosen->cluster, options);
  if (options.server) chosen->server_from = "--server";
  lay_over(chosen->user, options);
  return finish(std::move(*chosen), std::move(warnings));
}

}  // namespace rbacgraph
