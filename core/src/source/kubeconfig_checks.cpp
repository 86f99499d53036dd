#include "source/kubeconfig_checks.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "source/base64.h"
#include "source/byte_input.h"

namespace rbacgraph {
namespace {

tl::unexpected<Error> refused(std::string message, std::string hint = {}) {
  return fail(ErrorCode::InvalidArgument, std::move(message), std::move(hint));
}

/// A PEM text that is in the entry or in a file, not in both.
Result<SecretText> pem_of(std::string_view field, const SecretText& data, const ConfigPlace& place,
                          const std::string& path, const std::string& of) {
  const std::string name(field);
  if (!data.empty() && !path.empty()) {
    return refused(name + "-data and " + name + " are both specified for " + of,
                   "take one of them away");
  }
  if (path.empty()) return data;
  Result<SecretText> text = read_credential_file(place.resolve(path));
  if (!text) {
    return fail(ErrorCode::Io,
                "unable to read " + name + " for " + of + ": " + text.error().message,
                text.error().hint);
  }
  // Without it others would be trusted, or nobody be shown, and nothing be said.
  if (trimmed(text->reveal()).empty()) {
    return refused("the " + name + " for " + of + " is empty: " + place.resolve(path),
                   "it is a text in PEM form: -----BEGIN CERTIFICATE----- or the like");
  }
  return text;
}

/// Of a JSON web token the time at which it ends; nullopt where it doesn't say.
std::optional<std::int64_t> expiry_of(const std::string& token) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string::npos ? first : token.find('.', first + 1);
  if (second == std::string::npos) return std::nullopt;
  const auto payload =
      decode_base64_url(std::string_view(token).substr(first + 1, second - first - 1));
  if (!payload) return std::nullopt;
  const nlohmann::json claims = nlohmann::json::parse(*payload, nullptr, false);
  if (!claims.is_object() || !claims.contains("exp") || !claims["exp"].is_number())
    return std::nullopt;
  return claims["exp"].get<std::int64_t>();
}

/// The provider's token goes into `access`.
Result<void> check_auth_provider(const AuthProviderEntry& provider, const std::string& of,
                                 UserAccess& access) {
  if (provider.name == "gcp") {
    return refused(
        "the gcp auth plugin of " + of + " has been removed",
        "use the \"gke-gcloud-auth-plugin\" kubectl/client-go credential plugin instead");
  }
  if (provider.name == "azure") {
    return refused("the azure auth plugin of " + of + " has been removed",
                   "use the https://github.com/Azure/kubelogin kubectl/client-go credential plugin "
                   "instead");
  }
  if (provider.name != "oidc") {
    return refused("there is no auth-provider \"" + provider.name + "\" (" + of + ")",
                   "credentials come from a token, a certificate or an exec plug-in");
  }
  constexpr std::string_view kRenew = "kubectl renews it: run any kubectl command, and try again";
  constexpr std::int64_t kSlack = 10;
  const std::int64_t now = std::chrono::duration_cast<std::chrono::seconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count();
  if (provider.id_token.empty())
    return refused("the auth-provider oidc of " + of + " has no id-token yet", std::string(kRenew));
  const auto expiry = expiry_of(provider.id_token.reveal());
  if (!expiry || *expiry <= now + kSlack) {
    return refused("the id-token of " + of + (expiry ? " has expired" : " is no JSON web token"),
                   std::string(kRenew));
  }
  access.token = provider.id_token;
  return {};
}

Result<ExecPlugin> check_exec(const ExecEntry& entry, const ConfigPlace& place,
                              const std::string& of) {
  constexpr std::string_view kGroup = "client.authentication.k8s.io/";
  const std::string suffix = " for " + of + " to use exec authentication plugin";
  if (entry.command.empty()) return refused("command must be specified" + suffix);
  if (entry.api_version.empty()) return refused("apiVersion must be specified" + suffix);
  for (const auto& [name, value] : entry.env)
    if (name.empty()) return refused("env variable name must be specified" + suffix);
  ExecPlugin plugin;
  plugin.api_version = entry.api_version;
  const bool v1 = entry.api_version == std::string(kGroup) + "v1";
  if (!v1 && entry.api_version != std::string(kGroup) + "v1beta1") {
    return refused("exec plugin: invalid apiVersion \"" + entry.api_version + "\" (" + of + ")",
                   "there are " + std::string(kGroup) +
                       "v1 and v1beta1; the plug-in's own "
                       "documentation says how to configure it anew");
  }
  const std::string& mode = entry.interactive_mode;
  if (mode.empty() && v1) {
    return refused("interactiveMode must be specified" + suffix,
                   "write interactiveMode: IfAvailable");
  }
  if (!mode.empty() && mode != "Never" && mode != "IfAvailable" && mode != "Always") {
    return refused("invalid interactiveMode for " + of + ": \"" + mode + "\"",
                   "there are Never, IfAvailable and Always");
  }
  plugin.mode = mode == "Never"    ? ExecPlugin::Mode::Never
                : mode == "Always" ? ExecPlugin::Mode::Always
                                   : ExecPlugin::Mode::IfAvailable;
  const bool bare = entry.command.find('/') == std::string::npos;
  plugin.command = bare ? entry.command : place.resolve(entry.command);
  plugin.args = entry.args;
  plugin.env = entry.env;
  plugin.install_hint = entry.install_hint;
  plugin.provide_cluster_info = entry.provide_cluster_info;
  return plugin;
}

Result<void> check_impersonation(const UserEntry& entry, const std::string& of,
                                 Impersonation& impersonate) {
  const bool more = !entry.as_uid.empty() || !entry.as_groups.empty() || !entry.as_extra.empty();
  if (more && entry.as.empty()) {
    return refused(
        "requesting uid, groups or user-extra for " + of + " without impersonating a user",
        "say whom with --as USER");
  }
  impersonate.user = entry.as;
  impersonate.uid = entry.as_uid;
  impersonate.groups = entry.as_groups;
  impersonate.extra.assign(entry.as_extra.begin(), entry.as_extra.end());
  return {};
}

Result<void> check_certificate(const UserEntry& entry, const std::string& of, UserAccess& access) {
  Result<SecretText> certificate = pem_of("client-certificate", entry.client_certificate_data,
                                          entry.place, entry.client_certificate, of);
  if (!certificate) return tl::unexpected<Error>(certificate.error());
  if (certificate->empty()) return {};
  Result<SecretText> key =
      pem_of("client-key", entry.client_key_data, entry.place, entry.client_key, of);
  if (!key) return tl::unexpected<Error>(key.error());
  if (key->empty()) {
    return refused("client-key-data or client-key must be specified for " + of +
                   " to use the clientCert authentication method");
  }
  access.client_certificate = std::move(*certificate);
  access.client_key = std::move(*key);
  return {};
}

}  // namespace

bool has_credentials(const UserEntry& entry) {
  return !entry.token.empty() || !entry.token_file.empty() || !entry.username.empty() ||
         !entry.password.empty() || !entry.client_certificate.empty() ||
         !entry.client_certificate_data.empty() || entry.exec || entry.auth_provider;
}

bool is_namespace_name(std::string_view name) {
  constexpr std::size_t kLongest = 63;
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= kLongest && is_plain(name.front()) &&
         is_plain(name.back()) &&
         std::ranges::all_of(name, [&](char c) { return is_plain(c) || c == '-'; });
}

std::string absolute_if_given(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).string();
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin));
}

Result<SecretText> read_credential_file(const std::string& path) {
  constexpr std::uint64_t kMost = std::uint64_t{8} << 20;
  Result<OpenedFile> opened = open_file(path);
  if (!opened) return tl::unexpected<Error>(opened.error());
  const ReadOptions options;
  InputText input(std::move(opened->input), path, options);
  std::string text = input.read_rest(kMost);
  SecretText secret(text);
  wipe(text);
  if (const std::string error = input.error(); !error.empty())
    return fail(ErrorCode::Io, path + ": " + error);
  return secret;
}

Result<void> check_cluster(const ClusterEntry& entry, const std::string& words,
                           ClusterAccess& access) {
  access.tls_server_name = entry.tls_server_name;
  access.proxy_url = entry.proxy_url;
  access.disable_compression = entry.disable_compression;
  access.exec_config = entry.exec_config;
  if (!access.tls) return {};
  Result<SecretText> authority =
      pem_of("certificate-authority", SecretText(entry.certificate_authority_data.value_or("")),
             entry.place, entry.certificate_authority, words);
  if (!authority) return tl::unexpected<Error>(authority.error());
  access.certificate_authority = authority->reveal();
  access.insecure_skip_tls_verify = entry.insecure_skip_tls_verify;
  if (!access.insecure_skip_tls_verify) return {};
  if (!access.certificate_authority.empty()) {
    return refused(words +
                       ": specifying a root certificates file with the insecure flag is not "
                       "allowed",
                   "take insecure-skip-tls-verify away");
  }
  Diagnostic told;
  told.code = "insecure-tls";
  told.message = "the certificate of " + access.server +
                 " is not checked: anybody on the way can pose as it, and take the credentials";
  told.hint = "give the cluster's certificate-authority in place of insecure-skip-tls-verify";
  access.warnings.push_back(std::move(told));
  return {};
}

Result<void> check_user(const UserEntry& entry, const std::string& where, UserAccess& access) {
  const std::string of = access.name + where;
  if (Result<void> done = check_impersonation(entry, of, access.impersonate); !done) return done;
  if (Result<void> done = check_certificate(entry, of, access); !done) return done;
  const bool token = !entry.token.empty();
  const bool basic = !entry.username.empty() || !entry.password.empty();
  if (token && basic) {
    return refused("more than one authentication method found for " + of +
                       "; found [token basicAuth], only one is allowed",
                   "take the token or the password away");
  }
  if (entry.exec && entry.auth_provider)
    return refused("authProvider cannot be provided in combination with an exec plugin for " + of);
  access.token = entry.token;
  access.token_file = entry.place.resolve(entry.token_file);
  access.username = entry.username;
  access.password = entry.password;
  if (entry.auth_provider) {
    if (Result<void> done = check_auth_provider(*entry.auth_provider, of, access); !done)
      return done;
  }
  if (!entry.exec) return {};
  Result<ExecPlugin> exec = check_exec(*entry.exec, entry.place, of);
  if (!exec) return tl::unexpected<Error>(exec.error());
  // Who is known already is not asked for.
  const bool known =
      token || basic || !entry.token_file.empty() || !access.client_certificate.empty();
  if (!known) access.exec = std::move(*exec);
  return {};
}

}  // namespace rbacgraph
