/// One request to the API server and its answer, as it arrives. The only place that sends.
///
/// What is sent is GET, or a POST to one of the access-review APIs, which store nothing: that is
/// checked in here, by the one function that starts a request. So whatever goes wrong elsewhere,
/// a cluster is never changed (DESIGN §4.7).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "rbacgraph/source/kubeconfig.h"
#include "source/byte_input.h"
#include "source/credentials.h"

namespace rbacgraph {

struct HttpRequest {
  std::string path;    ///< from the server's address on, with query: "/api/v1/pods?limit=500"
  std::string accept;  ///< the header
  std::string review;  ///< JSON: a POST; "": a GET
};

/// How long to wait for what. Zero: without a bound.
struct HttpTimes {
  std::chrono::milliseconds connect{30'000};
  std::chrono::milliseconds silence{90'000};  ///< without a byte
  std::chrono::milliseconds whole{0};         ///< a request, its answer included
};

/// Why there is no answer, or no more of it.
struct HttpTrouble {
  enum class Kind : std::uint8_t {
    Refused,      ///< what was to be sent is none of the requests that are ever sent
    Unreachable,  ///< name, network or proxy
    Tls,
    Timeout,
    Broken,  ///< the connection ended early, or what came is no HTTP
    Cancelled,
  };
  Kind kind = Kind::Broken;
  std::string text;
  /// Nothing had arrived, and the same request may fare better.
  bool worth_repeating = false;
};

struct HttpAnswer {
  int status = 0;
  std::string content_type;
  std::string retry_after;
  std::string location;
  bool compressed = false;
  /// As sent, compressed or not. It is read off the network as it is asked for.
  std::unique_ptr<ByteInput> body;
};

/// May this be sent? Paths of reviews are compared whole.
bool is_allowed(const HttpRequest& request);

/// A place to ask from: a connection that is kept, and its settings.
///
/// Thread rule: one thread at a time, and one answer at a time: the next request ends the body
/// that came before.
class HttpExchange {
 public:
  /// `access` must outlive it. `proxy` is "" for none.
  static Result<std::unique_ptr<HttpExchange>> open(const ClusterAccess& access, std::string proxy,
                                                    const HttpTimes& times, std::stop_token stop);
  virtual ~HttpExchange() = default;
  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;

  /// Sends it and waits for the head of the answer.
  virtual tl::expected<HttpAnswer, HttpTrouble> send(const HttpRequest& request,
                                                     const PresentedCredentials& credentials) = 0;

 protected:
  HttpExchange() = default;
};

}  // namespace rbacgraph
