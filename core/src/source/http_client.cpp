#include "source/http_client.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <condition_variable>
#include <mutex>

#include "source/server_answer.h"

namespace rbacgraph {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kNoServer =
    "this is not how an API server answers: is there a proxy in between?";

/// An input that ends with an error where it is too long.
class Bounded final : public ByteInput {
 public:
  Bounded(std::unique_ptr<ByteInput> input, std::uint64_t most)
      : input_(std::move(input)), most_(most) {}
  std::size_t read(char* to, std::size_t size) override {
    if (limited_) return 0;
    const std::size_t got = input_->read(to, size);
    read_ += got;
    error_ = input_->error();
    if (read_ <= most_) return got;
    error_ = "the answer is longer than " + std::to_string(most_) + " bytes";
    limited_ = true;
    return 0;
  }

 private:
  std::unique_ptr<ByteInput> input_;
  const std::uint64_t most_;
  std::uint64_t read_ = 0;
};

std::string read_some(ByteInput& input, std::size_t most) {
  std::string text(most, '\0');
  std::size_t have = 0;
  while (have < most) {
    const std::size_t got = input.read(text.data() + have, most - have);
    if (got == 0) break;
    have += got;
  }
  text.resize(have);
  return text;
}

bool sleep_until_stopped(milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

std::optional<seconds> seconds_of(const std::string& word) {
  int value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || value < 0) return std::nullopt;
  return seconds(value);
}

/// What may be in an echo of a header: the token alone.
std::string_view secret_in(const PresentedCredentials& shown) {
  const std::string_view header = shown.authorization.reveal();
  return header.substr(std::min(header.find(' ') + 1, header.size()));
}

bool has_word(const HttpTrouble& trouble, std::string_view word) {
  return trouble.text.find(word) != std::string::npos;
}

/// There is a server, but its certificate is another one's, or nobody's that is known.
bool is_about_trust(const HttpTrouble& trouble) {
  const bool is_ours = has_word(trouble, "private key") || has_word(trouble, "client certificate");
  return !is_ours && (has_word(trouble, "subject name") || has_word(trouble, "certificate"));
}

std::string hint_of_tls(const HttpTrouble& trouble, const ClusterAccess& access) {
  if (has_word(trouble, "subject name")) {
    return "tls-server-name in the cluster's entry of the kubeconfig, or --tls-server-name NAME, "
           "checks the certificate for another name";
  }
  if (has_word(trouble, "private key") || has_word(trouble, "client certificate"))
    return "do client-certificate and client-key belong together, and are both in PEM form?";
  if (!has_word(trouble, "certificate") && !has_word(trouble, "CA cert"))
    return "is this the API server's address? what answers there does not speak TLS as one";
  return access.certificate_authority.empty()
             ? "give the cluster's own authority as certificate-authority in its entry of the "
               "kubeconfig, or with --certificate-authority FILE"
             : "is the certificate-authority the one of this cluster?";
}

/// Without what may be a password.
std::string without_user(const std::string& proxy) {
  const std::size_t begin = proxy.find("://") == std::string::npos ? 0 : proxy.find("://") + 3;
  const std::size_t at = proxy.rfind('@');
  return at == std::string::npos || at < begin ? proxy
                                               : proxy.substr(0, begin) + proxy.substr(at + 1);
}

std::string hint_of(const HttpTrouble& trouble, const ClusterAccess& access,
                    const std::string& proxy) {
  switch (trouble.kind) {
    case HttpTrouble::Kind::Unreachable:
      if (!proxy.empty()) {
        return "it is asked through the proxy " + without_user(proxy) +
               ": is that up? --proxy-url, the kubeconfig's proxy-url or HTTPS_PROXY says so";
      }
      return "is the cluster up, and this its address? " + access.server_from + " says where it is";
    case HttpTrouble::Kind::Timeout:
      return "is the server, or the way to it, too slow? the command line's --request-timeout says "
             "how long to wait for one answer";
    case HttpTrouble::Kind::Tls: return hint_of_tls(trouble, access);
    case HttpTrouble::Kind::Refused:
    case HttpTrouble::Kind::Broken:
    case HttpTrouble::Kind::Cancelled: break;
  }
  return {};
}

}  // namespace

const std::string& HttpClient::json() {
  static const std::string kJson = "application/json";
  return kJson;
}

HttpClient::HttpClient(const ClusterAccess& access, Credentials& credentials, std::string proxy,
                       HttpPolicy policy)
    : access_(access),
      credentials_(credentials),
      proxy_(std::move(proxy)),
      policy_(std::move(policy)) {}

Result<std::unique_ptr<HttpClient>> HttpClient::open(const ClusterAccess& access,
                                                     Credentials& credentials, std::string proxy,
                                                     HttpPolicy policy, std::stop_token stop) {
  if (!policy.wait)
    policy.wait = [stop](milliseconds time) { return sleep_until_stopped(time, stop); };
  const HttpTimes times = policy.times;
  std::unique_ptr<HttpClient> client(new HttpClient(access, credentials, proxy, std::move(policy)));
  Result<std::unique_ptr<HttpExchange>> exchange =
      HttpExchange::open(access, std::move(proxy), times, std::move(stop));
  if (!exchange) return tl::unexpected<Error>(exchange.error());
  client->exchange_ = std::move(*exchange);
  return client;
}

ServerFailure HttpClient::own_failure(Error error) { return {0, std::move(error), {}, false}; }

ServerFailure HttpClient::trouble(const HttpTrouble& trouble) const {
  const bool cancelled = trouble.kind == HttpTrouble::Kind::Cancelled;
  Error error{cancelled ? ErrorCode::Cancelled : ErrorCode::Io,
              cancelled ? trouble.text : access_.server + ": " + trouble.text,
              hint_of(trouble, access_, proxy_)};
  ServerFailure failure{0, std::move(error), {}, trouble.kind == HttpTrouble::Kind::Broken};
  failure.timed_out = trouble.kind == HttpTrouble::Kind::Timeout;
  failure.untrusted = trouble.kind == HttpTrouble::Kind::Tls && is_about_trust(trouble);
  return failure;
}

ServerFailure HttpClient::broken_off(const ByteInput& body) const {
  const bool cancelled = body.error() == "interrupted";
  return {
      0,
      {cancelled ? ErrorCode::Cancelled : ErrorCode::Io,
       cancelled ? body.error() : access_.server + ": the answer broke off: " + body.error(), ""},
      {},
      !cancelled && !body.limited()};
}

ServerFailure HttpClient::endless(const std::string& path, const std::string& what) const {
  return own_failure(
      {ErrorCode::Io,
       access_.server + ": the list " + path + " has no end: the server gives " + what,
       std::string(kNoServer)});
}

ServerFailure HttpClient::not_asked_for(const std::string& path, const std::string& is,
                                        const std::string& wanted) const {
  const Result<PresentedCredentials> shown = credentials_.present();
  constexpr int kAnswered = 200;
  ServerFailure failure;
  failure.status = kAnswered;
  failure.words = path + " is answered with " + without_secret(is, shown ? secret_in(*shown) : "") +
                  " where " + wanted + " was asked for";
  failure.error = {ErrorCode::Io, access_.server + ": " + failure.words, std::string(kNoServer)};
  return failure;
}

std::unique_ptr<ByteInput> HttpClient::open_body(HttpAnswer& answer) const {
  std::unique_ptr<ByteInput> body = std::move(answer.body);
  if (answer.compressed) body = gunzip_input(std::move(body));
  return std::make_unique<Bounded>(std::move(body), policy_.most_body);
}

/// How long, where it is worth it.
std::optional<milliseconds> HttpClient::wait_before_again(const HttpAnswer& answer,
                                                          unsigned tries) const {
  const bool asks = answer.status == 429 || (answer.status >= 500 && !answer.retry_after.empty());
  if (!asks || tries >= policy_.most_tries) return std::nullopt;
  const seconds wait = seconds_of(answer.retry_after).value_or(seconds(1));
  if (wait > policy_.longest_wait) return std::nullopt;
  return wait;
}

ServerFailure HttpClient::refusal(HttpAnswer& answer, const PresentedCredentials& shown) const {
  constexpr std::size_t kMost = std::size_t{64} << 10;
  const std::unique_ptr<ByteInput> body = open_body(answer);
  const ServerWords said = read_server_words(read_some(*body, kMost));
  ServerFailure failure;
  failure.status = answer.status;
  failure.words = without_secret(said.message, secret_in(shown));
  failure.reason = said.reason;
  const std::string number = "HTTP " + std::to_string(answer.status);
  Error& error = failure.error;
  error.code = ErrorCode::Io;
  error.message = access_.server + ": " + (failure.words.empty() ? number : failure.words);
  if (answer.status == 401) {
    error.message = access_.server + " does not accept the credentials of user \"" +
                    access_.user.name + "\" (HTTP 401)";
    error.hint = access_.user.exec ? "they are from " + access_.user.exec->command + ": log in anew"
                                   : "they may have expired: get new ones";
  } else if (answer.status == 403 && !shown.impersonation.empty() &&
             failure.words.find(" cannot impersonate") != std::string::npos) {
    // "cannot impersonate resource", or of Kubernetes 1.36 "cannot impersonate-on:user-info:list
    // resource".
    failure.may_not_impersonate = true;
    error.hint = "leave --as out, or the kubeconfig's as, or ask for the right to impersonate";
  } else if (answer.status >= 300 && answer.status < 400) {
    error.message = access_.server + ": it sends us elsewhere (" + number +
                    "), and credentials are not taken there";
    error.hint = "is this the API server's address? a login page in front of it answers so";
  } else if (answer.status == 429) {
    error.message = access_.server + ": it has too much to do (HTTP 429)";
    error.hint = "try again later";
  } else if (answer.status >= 500) {
    error.message =
        access_.server + ": " + number + (failure.words.empty() ? "" : ": " + failure.words);
  } else if (said.reason.empty()) {
    // No Status: somebody else than an API server may be speaking.
    error.message =
        access_.server + ": " + number + (failure.words.empty() ? "" : ": " + failure.words);
    error.hint = kNoServer;
  }
  return failure;
}

ServerFailure HttpClient::not_json(HttpAnswer& answer, const PresentedCredentials& shown) const {
  ServerFailure failure = refusal(answer, shown);
  failure.error.message = access_.server + ": the answer is not JSON (" +
                          (answer.content_type.empty() ? "no type" : answer.content_type) +
                          "): " + failure.words;
  failure.error.hint = kNoServer;
  return failure;
}

ServerResult<ServerAnswer> HttpClient::ask(const HttpRequest& request) {
  bool renewed = false;
  unsigned unheard = 0;
  for (unsigned tries = 1;; ++tries) {
    Result<PresentedCredentials> shown = credentials_.present();
    if (!shown) return tl::unexpected(own_failure(shown.error()));
    auto answer = exchange_->send(request, *shown);
    if (!answer) {
      constexpr milliseconds kFirstWait{100};
      const bool again = answer.error().worth_repeating && ++unheard < policy_.most_tries_unheard;
      if (again && policy_.wait(kFirstWait * (1U << unheard))) continue;
      return tl::unexpected(trouble(answer.error()));
    }
    if (answer->status == 200 || answer->status == 201) {
      const bool json = answer->content_type.find("json") != std::string::npos;
      if (json) return ServerAnswer{answer->content_type, open_body(*answer)};
      return tl::unexpected(not_json(*answer, *shown));
    }
    if (answer->status == 401 && !std::exchange(renewed, true) &&
        credentials_.rejected(shown->generation))
      continue;
    if (const auto wait = wait_before_again(*answer, tries)) {
      if (policy_.wait(*wait)) continue;
      return tl::unexpected(trouble({HttpTrouble::Kind::Cancelled, "interrupted", false}));
    }
    return tl::unexpected(refusal(*answer, *shown));
  }
}

ServerResult<ServerAnswer> HttpClient::get(const std::string& path, const std::string& accept) {
  return ask({path, accept, {}});
}

ServerResult<std::string> HttpClient::text_of(ServerResult<ServerAnswer> answer,
                                              std::uint64_t most) const {
  if (!answer) return tl::unexpected(std::move(answer.error()));
  Bounded body(std::move(answer->body), most);
  std::string text;
  std::array<char, 16384> bytes{};
  while (const std::size_t got = body.read(bytes.data(), bytes.size()))
    text.append(bytes.data(), got);
  if (!body.error().empty()) return tl::unexpected(broken_off(body));
  return text;
}

ServerResult<std::string> HttpClient::get_text(const std::string& path, const std::string& accept,
                                               std::uint64_t most) {
  return text_of(get(path, accept), most);
}

ServerResult<std::string> HttpClient::review(const std::string& path, const std::string& json) {
  constexpr std::uint64_t kMost = std::uint64_t{16} << 20;
  return text_of(ask({path, HttpClient::json(), json}), kMost);
}

}  // namespace rbacgraph
