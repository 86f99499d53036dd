#include "rbacgraph/source/probe.h"

#include <cstdint>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "source/session.h"

namespace rbacgraph {
namespace {

/// What it says to 401 and 403 tells nothing else than that it speaks.
constexpr int kUnauthorized = 401;

bool is_there(const ServerFailure& failure) {
  return failure.status == kUnauthorized || failure.forbidden();
}

Error too_late(const ClusterAccess& access, std::chrono::milliseconds patience) {
  const double seconds = std::chrono::duration<double>(patience).count();
  return {ErrorCode::Io, fmt::format("{}: no answer within {} s", access.server, seconds),
          "is the cluster up, and this its address? " + access.server_from + " says where it is"};
}

}  // namespace

Result<ServerProbe> probe_server(const ClusterAccess& access, std::chrono::milliseconds patience,
                                 const std::stop_token& stop) {
  ClusterAccess as_nobody = access;
  as_nobody.user = {};
  LiveOptions options;
  options.stop = stop;
  options.request_timeout = patience;
  HttpPolicy policy;
  policy.times.connect = patience;
  policy.most_tries = 1;
  policy.most_tries_unheard = 1;
  Session session(as_nobody, options, std::move(policy));
  Result<std::unique_ptr<HttpClient>> http = session.open();
  if (!http) return tl::unexpected<Error>(std::move(http.error()));
  constexpr std::uint64_t kMost = std::uint64_t{64} << 10;
  ServerResult<std::string> text = (*http)->get_text("/version", HttpClient::json(), kMost);
  if (!text) {
    if (is_there(text.error())) return ServerProbe{};
    if (text.error().untrusted) return ServerProbe{"", std::move(text.error().error)};
    if (text.error().timed_out) return tl::unexpected<Error>(too_late(access, patience));
    return tl::unexpected<Error>(std::move(text.error().error));
  }
  const auto version = nlohmann::json::parse(*text, nullptr, false);
  const auto told = version.is_object() ? version.find("gitVersion") : version.end();
  if (!version.is_object() || told == version.end() || !told->is_string()) {
    return fail(ErrorCode::Io, access.server + ": what it answers is no version",
                "this is not how an API server answers: is there a proxy in between?");
  }
  return ServerProbe{told->get<std::string>(), {}};
}

}  // namespace rbacgraph
