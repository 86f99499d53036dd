#include "cli/live_input.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace rbacgraph::cli {
namespace {

using std::chrono::milliseconds;

constexpr std::array<OptionSpec, 19> kLive{{
    {"kubeconfig", '\0', Takes::Value, "FILE",
     "the kubeconfig to read, in place of those of KUBECONFIG or ~/.kube/config"},
    {"context", '\0', Takes::Values, "CONTEXT",
     "the context, in place of the current one; may be given again: each is asked"},
    {"all-contexts", '\0', Takes::Nothing, "", "ask the cluster of every context"},
    {"cluster", '\0', Takes::Value, "NAME", "the cluster, in place of the context's"},
    {"user", '\0', Takes::Value, "NAME", "the user, in place of the context's"},
    {"server", 's', Takes::Value, "URL", "the API server's address"},
    {"token", '\0', Takes::Value, "TOKEN", "the bearer token to show"},
    {"username", '\0', Takes::Value, "NAME", "the name for basic authentication"},
    {"password", '\0', Takes::Value, "PASSWORD", "the password for basic authentication"},
    {"certificate-authority", '\0', Takes::Value, "FILE", "whom to trust to sign the server"},
    {"client-certificate", '\0', Takes::Value, "FILE", "the certificate to show"},
    {"client-key", '\0', Takes::Value, "FILE", "its key"},
    {"insecure-skip-tls-verify", '\0', Takes::Nothing, "", "trust whoever answers"},
    {"tls-server-name", '\0', Takes::Value, "NAME",
     "the name that the server's certificate is for"},
    {"proxy-url", '\0', Takes::Value, "URL", "the proxy, in place of the environment's"},
    {"disable-compression", '\0', Takes::Nothing, "", "ask for answers as they are"},
    {"request-timeout", '\0', Takes::Value, "TIME",
     "how long to wait for one answer: 30s, 2m (0: without a bound)"},
    {"as-uid", '\0', Takes::Value, "UID", "the uid of the user to impersonate"},
    {"as-user-extra", '\0', Takes::Values, "KEY=VALUE", "an extra of the user to impersonate"},
}};

constexpr std::array<OptionSpec, 2> kImpersonation{{
    {"as", '\0', Takes::Value, "USER",
     "ask the cluster as this user (system:serviceaccount:NS:NAME)"},
    {"as-group", '\0', Takes::Values, "GROUP", "in this group"},
}};

/// What one cluster alone has. Nobody means one cluster's token to be shown to another.
constexpr std::array<std::string_view, 10> kOfOneCluster{"cluster",
                                                         "user",
                                                         "server",
                                                         "token",
                                                         "username",
                                                         "password",
                                                         "client-certificate",
                                                         "client-key",
                                                         "tls-server-name",
                                                         "certificate-authority"};

Result<void> refuse_empty(const Options& options) {
  for (const OptionSpec& spec : kLive) {
    if (spec.takes == Takes::Nothing || !options.has(spec.name)) continue;
    if (options.value(spec.name)->empty()) {
      return fail(ErrorCode::InvalidArgument,
                  fmt::format("option --{} needs a value: {}", spec.name, spec.value));
    }
  }
  return {};
}

/// Of one unit of Go's durations, in milliseconds; 0 for none.
double milliseconds_in(std::string_view unit) {
  constexpr double kMinute = 60'000;
  if (unit == "ms") return 1;
  if (unit == "s" || unit.empty()) return 1000;
  if (unit == "m") return kMinute;
  if (unit == "h") return 60 * kMinute;
  return 0;
}

Result<void> read_extra(const Options& options, ConnectionOptions& connection) {
  for (const std::string& each : options.values("as-user-extra")) {
    const std::size_t equals = each.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorCode::InvalidArgument, "option --as-user-extra needs a value: KEY=VALUE");
    connection.as_extra.emplace_back(each.substr(0, equals), each.substr(equals + 1));
  }
  return {};
}

}  // namespace

std::span<const OptionSpec> live_option_specs() { return kLive; }

std::span<const OptionSpec> impersonation_option_specs(Impersonates who) {
  return std::span(kImpersonation).first(static_cast<std::size_t>(who));
}

std::string_view given_live_option(const Options& options, Impersonates who) {
  for (const std::span<const OptionSpec> specs :
       {live_option_specs(), impersonation_option_specs(who)}) {
    for (const OptionSpec& spec : specs)
      if (options.has(spec.name)) return spec.name;
  }
  return {};
}

std::string_view given_option_of_one_cluster(const Options& options) {
  const auto* const given =
      std::ranges::find_if(kOfOneCluster, [&](std::string_view name) { return options.has(name); });
  return given == kOfOneCluster.end() ? std::string_view() : *given;
}

std::optional<milliseconds> read_duration(std::string_view text) {
  double total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    double count = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), count, std::chars_format::fixed);
    // Words such as "nan" are numbers, too.
    if (error != std::errc() || count < 0 || !std::isfinite(count)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto unit_end = static_cast<std::size_t>(
        std::ranges::find_if(text, [](char c) { return (c >= '0' && c <= '9') || c == '.'; }) -
        text.begin());
    const double unit = milliseconds_in(text.substr(0, unit_end));
    if (unit == 0) return std::nullopt;
    text.remove_prefix(unit_end);
    total += count * unit;
  }
  constexpr double kLongest = 1e12;
  if (total > kLongest) return std::nullopt;
  // Not 0, which is without a bound.
  return milliseconds(total > 0 && total < 1 ? 1 : static_cast<std::int64_t>(total));
}

Result<LiveInput> live_input(const Options& options, Impersonates who) {
  if (Result<void> fine = refuse_empty(options); !fine) return tl::unexpected<Error>(fine.error());
  LiveInput input;
  ConnectionOptions& to = input.connection;
  to.kubeconfig = options.value("kubeconfig");
  to.context = options.value("context");
  to.cluster = options.value("cluster");
  to.user = options.value("user");
  to.server = options.value("server");
  to.tls_server_name = options.value("tls-server-name");
  to.certificate_authority = options.value("certificate-authority");
  to.insecure_skip_tls_verify = options.has("insecure-skip-tls-verify");
  to.proxy_url = options.value("proxy-url");
  to.disable_compression = options.has("disable-compression");
  to.token = SecretText(options.value("token").value_or(""));
  to.username = options.value("username");
  to.password = SecretText(options.value("password").value_or(""));
  to.client_certificate = options.value("client-certificate");
  to.client_key = options.value("client-key");
  to.as_uid = options.value("as-uid");
  if (Result<void> fine = read_extra(options, to); !fine)
    return tl::unexpected<Error>(fine.error());
  if (who != Impersonates::Nobody) to.as = options.value("as");
  if (who == Impersonates::UserInGroups) to.as_groups = options.values("as-group");
  if (const auto time = options.value("request-timeout")) {
    const std::optional<milliseconds> read = read_duration(*time);
    if (!read) {
      return fail(ErrorCode::InvalidArgument,
                  fmt::format("\"{}\" is no time for --request-timeout", *time),
                  "30s, 1m30s, 500ms, or a number of seconds");
    }
    input.request_timeout = *read;
  }
  return input;
}

Result<ClusterAccess> choose(const LiveInput& input, const Io& io) {
  io.before_credentials();
  return choose_cluster(input.connection, io.environment);
}

LiveOptions live_options(const LiveInput& input, const Io& io) {
  LiveOptions options;
  options.stop = io.stop;
  options.request_timeout = input.request_timeout;
  options.server_version = input.server_version;
  options.most_requests = io.most_requests;
  options.standard_input = input.stdin_taken   ? StdinUse::Taken
                           : io.in_is_terminal ? StdinUse::Terminal
                                               : StdinUse::NoTerminal;
  if (input.ns) options.namespaces.push_back(*input.ns);
  return options;
}

}  // namespace rbacgraph::cli
