/// Asks one API server: credentials, repetition, refusals in words (SEMANTICS §5.3, §5.4).
///
/// 401: the credentials are come by anew and the request is repeated once. 429 and 5xx with
/// Retry-After: it waits and repeats, a bounded number of times. A connection that ends before
/// anything arrived: the same, after a short while. Redirects are told and not followed, so that
/// credentials reach nobody else.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "source/http_exchange.h"

namespace rbacgraph {

struct HttpPolicy {
  HttpTimes times;
  unsigned most_tries = 10;         ///< of one request, when the server asks to wait
  unsigned most_tries_unheard = 4;  ///< when nothing arrives
  std::chrono::seconds longest_wait{60};
  std::uint64_t most_body = std::uint64_t{4} << 30;  ///< of one answer, decompressed
  /// Waits; false when that was broken off. Tests don't wait.
  std::function<bool(std::chrono::milliseconds)> wait;
};

/// Why there is nothing of what was asked for.
struct ServerFailure {
  int status = 0;  ///< HTTP, or 0 where there was no answer
  Error error;
  std::string words;  ///< the server's own, or ""
  /// It broke off; beginning again may help.
  bool broken_off = false;
  bool timed_out = false;
  bool untrusted = false;            ///< its certificate is not trusted, or is for another name
  bool may_not_impersonate = false;  ///< whatever is asked for, as long as it is asked as another
  std::string reason;  ///< of the Status that it sent, "NotFound"; "" where it was none

  bool forbidden() const { return status == 403; }
  bool not_found() const { return status == 404; }
  bool gone() const { return status == 410; }
};

struct ServerAnswer {
  std::string content_type;
  std::unique_ptr<ByteInput> body;  ///< decompressed, and bounded
};

template <class T>
using ServerResult = tl::expected<T, ServerFailure>;

class HttpClient {
 public:
  /// `access` and `credentials` must outlive it.
  static Result<std::unique_ptr<HttpClient>> open(const ClusterAccess& access,
                                                  Credentials& credentials, std::string proxy,
                                                  HttpPolicy policy, std::stop_token stop);

  /// Fails for every status but 200. The body is the last one's: see HttpExchange.
  ServerResult<ServerAnswer> get(const std::string& path, const std::string& accept);
  /// The same, all of it, up to `most` bytes.
  ServerResult<std::string> get_text(const std::string& path, const std::string& accept,
                                     std::uint64_t most);
  /// Posts JSON to an access-review API, and gives its answer.
  ServerResult<std::string> review(const std::string& path, const std::string& json);
  /// What a body that ended with an error comes to.
  ServerFailure broken_off(const ByteInput& body) const;
  /// What a list comes to of which there is always more: `what` the server gives.
  ServerFailure endless(const std::string& path, const std::string& what) const;
  /// What a whole answer comes to that `is` something else than was `wanted`, both in words.
  ServerFailure not_asked_for(const std::string& path, const std::string& is,
                              const std::string& wanted) const;

  /// "application/json"
  static const std::string& json();

 private:
  HttpClient(const ClusterAccess& access, Credentials& credentials, std::string proxy,
             HttpPolicy policy);

  ServerResult<ServerAnswer> ask(const HttpRequest& request);
  ServerResult<std::string> text_of(ServerResult<ServerAnswer> answer, std::uint64_t most) const;
  std::optional<std::chrono::milliseconds> wait_before_again(const HttpAnswer& answer,
                                                             unsigned tries) const;
  std::unique_ptr<ByteInput> open_body(HttpAnswer& answer) const;
  ServerFailure trouble(const HttpTrouble& trouble) const;
  ServerFailure refusal(HttpAnswer& answer, const PresentedCredentials& shown) const;
  ServerFailure not_json(HttpAnswer& answer, const PresentedCredentials& shown) const;
  static ServerFailure own_failure(Error error);

  const ClusterAccess& access_;
  Credentials& credentials_;
  const std::string proxy_;  ///< for words alone
  const HttpPolicy policy_;
  std::unique_ptr<HttpExchange> exchange_;
};

}  // namespace rbacgraph
