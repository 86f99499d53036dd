#include "source/exec_plugin.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <mutex>

#include <nlohmann/json.hpp>

#include "source/base64.h"
#include "source/child_process.h"

namespace rbacgraph {
namespace {

using Json = nlohmann::ordered_json;

tl::unexpected<Error> refused(const ExecPlugin& plugin, const std::string& message,
                              std::string hint = {}) {
  return fail(ErrorCode::InvalidArgument,
              "getting credentials from " + plugin.command + ": " + message, std::move(hint));
}

Json cluster_info(const ClusterAccess& access) {
  Json cluster;
  cluster["server"] = access.server;
  if (!access.tls_server_name.empty()) cluster["tls-server-name"] = access.tls_server_name;
  if (access.insecure_skip_tls_verify) cluster["insecure-skip-tls-verify"] = true;
  if (!access.certificate_authority.empty())
    cluster["certificate-authority-data"] = encode_base64(access.certificate_authority);
  if (!access.proxy_url.empty()) cluster["proxy-url"] = access.proxy_url;
  if (access.disable_compression) cluster["disable-compression"] = true;
  cluster["config"] =
      access.exec_config.empty() ? Json() : Json::parse(access.exec_config, nullptr, false);
  return cluster;
}

std::string exec_info(const ExecPlugin& plugin, const ClusterAccess& access, bool interactive) {
  Json info{{"kind", "ExecCredential"}, {"apiVersion", plugin.api_version}};
  Json spec;
  if (plugin.provide_cluster_info) spec["cluster"] = cluster_info(access);
  spec["interactive"] = interactive;
  info["spec"] = std::move(spec);
  return info.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// The later of two settings of a variable counts, so the earlier is left out.
std::vector<std::string> environment_of(const ExecPlugin& plugin,
                                        std::vector<std::string> environment,
                                        const std::string& info) {
  const auto set = [&](const std::string& name, const std::string& value) {
    std::erase_if(environment, [&](const std::string& each) {
      return each.starts_with(name) && each.size() > name.size() && each[name.size()] == '=';
    });
    environment.push_back(name + "=" + value);
  };
  for (const auto& [name, value] : plugin.env) set(name, value.reveal());
  set("KUBERNETES_EXEC_INFO", info);
  return environment;
}

std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<ExecCredential> read_answer(const ExecPlugin& plugin, const std::string& text) {
  const Json answer = Json::parse(text, nullptr, false);
  if (!answer.is_object() || text_in(answer, "kind") != "ExecCredential") {
    return refused(plugin, "what it printed is not an ExecCredential",
                   "run it by hand to see what it prints");
  }
  const std::string version = text_in(answer, "apiVersion");
  if (version != plugin.api_version) {
    return refused(plugin, "exec plugin is configured to use API version " + plugin.api_version +
                               ", plugin returned version " + version);
  }
  const auto status = answer.find("status");
  if (status == answer.end() || !status->is_object())
    return refused(plugin, "exec plugin didn't return a status field");
  ExecCredential credential;
  credential.token = SecretText(text_in(*status, "token"));
  credential.client_certificate = SecretText(text_in(*status, "clientCertificateData"));
  credential.client_key = SecretText(text_in(*status, "clientKeyData"));
  const bool certificate = !credential.client_certificate.empty();
  const bool key = !credential.client_key.empty();
  if (credential.token.empty() && !certificate && !key)
    return refused(plugin, "exec plugin didn't return a token or cert/key pair");
  if (certificate != key)
    return refused(plugin, "exec plugin returned only certificate or key, not both");
  if (const std::string expires = text_in(*status, "expirationTimestamp"); !expires.empty()) {
    credential.expires = read_timestamp(expires);
    if (!credential.expires)
      return refused(plugin, "exec plugin returned an expirationTimestamp that is no time");
  }
  return credential;
}

/// One that asks the user something has the terminal for itself, also where several clusters are
/// asked.
Result<ChildOutput> run_alone(const ChildProgram& program, const std::stop_token& stop) {
  if (!program.gets_stdin) return run_child(program, stop);
  static std::mutex terminal;
  const std::lock_guard lock(terminal);
  if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  return run_child(program, stop);
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> read_timestamp(std::string_view text) {
  const std::string word(text);
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int used = 0;
  // The widths leave no number that does not fit.
  // NOLINTNEXTLINE(cert-err34-c)
  if (std::sscanf(word.c_str(), "%4d-%2u-%2u%*1[Tt]%2d:%2d:%2d%n", &year, &month, &day, &hour,
                  &minute, &second, &used) != 6)
    return std::nullopt;
  std::string_view rest = std::string_view(word).substr(static_cast<std::size_t>(used));
  if (rest.starts_with('.'))
    rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
  int offset = 0;
  if (rest != "Z" && rest != "z") {
    int hours = 0;
    int minutes = 0;
    int end = 0;
    const std::string zone(rest);
    // NOLINTNEXTLINE(cert-err34-c)
    if (std::sscanf(zone.c_str(), "%*1[+-]%2d:%2d%n", &hours, &minutes, &end) != 2 ||
        static_cast<std::size_t>(end) != zone.size())
      return std::nullopt;
    offset = (hours * 60 + minutes) * (zone.front() == '-' ? -1 : 1);
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) +
         std::chrono::minutes(minute - offset) + std::chrono::seconds(second);
}

Result<ExecCredential> run_exec_plugin(const ExecPlugin& plugin, const ClusterAccess& access,
                                       StdinUse standard_input,
                                       const std::vector<std::string>& environment,
                                       const std::stop_token& stop) {
  const bool terminal = standard_input == StdinUse::Terminal;
  if (plugin.mode == ExecPlugin::Mode::Always && !terminal) {
    return refused(plugin,
                   std::string("exec plugin cannot support interactive mode: standard input is ") +
                       (standard_input == StdinUse::Taken ? "unavailable: objects are read from it"
                                                          : "not a terminal"));
  }
  ChildProgram program;
  program.command = plugin.command;
  program.args = plugin.args;
  program.gets_stdin = terminal && plugin.mode != ExecPlugin::Mode::Never;
  program.environment =
      environment_of(plugin, environment, exec_info(plugin, access, program.gets_stdin));
  Result<ChildOutput> output = run_alone(program, stop);
  for (std::string& variable : program.environment) wipe(variable);
  if (!output && output.error().code == ErrorCode::Cancelled)
    return tl::unexpected<Error>(output.error());
  if (!output && output.error().code == ErrorCode::NotFound) {
    return refused(plugin, "exec: executable " + plugin.command + " not found",
                   plugin.install_hint.empty() ? "it is named by the kubeconfig's user " +
                                                     access.user.name + ", and has to be installed"
                                               : plugin.install_hint);
  }
  if (!output) {
    return refused(plugin, "exec: executable " + plugin.command +
                               " can't be started: " + output.error().message);
  }
  constexpr std::string_view kByHand = "run it by hand to see what it prints";
  if (output->too_much) return refused(plugin, "it prints without an end", std::string(kByHand));
  if (output->signal != 0) {
    return refused(plugin,
                   "exec: executable " + plugin.command + " was ended by signal " +
                       std::to_string(output->signal),
                   std::string(kByHand));
  }
  if (output->exit_code != 0) {
    return refused(plugin,
                   "exec: executable " + plugin.command + " failed with exit code " +
                       std::to_string(output->exit_code),
                   std::string(kByHand));
  }
  Result<ExecCredential> credential = read_answer(plugin, output->out);
  wipe(output->out);
  return credential;
}

}  // namespace rbacgraph
