#include "source/http_exchange.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "rbacgraph/base/text.h"
#include "rbacgraph/base/version.h"
#include "source/curl_library.h"

namespace rbacgraph {
namespace {

constexpr std::array<std::string_view, 4> kReviews{
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
    "/apis/authorization.k8s.io/v1/subjectaccessreviews",
    "/apis/authentication.k8s.io/v1/selfsubjectreviews"};

/// As Go calls it.
constexpr std::string_view kArchitecture =
#if defined(__x86_64__)
    "amd64";
#elif defined(__aarch64__)
    "arm64";
#else
    "other";
#endif

/// The host to name in place of the server's, and where to connect all the same: what
/// tls-server-name comes to, for SNI and for the certificate's check.
struct OtherName {
  std::string url;         ///< of the server with the other name in it
  std::string host;        ///< header, with the server's own
  std::string connect_to;  ///< "name:port:host:port"
};

OtherName with_name(const std::string& server, const std::string& name) {
  const std::size_t host_at = server.find("://") + 3;
  const std::size_t path_at = std::min(server.find('/', host_at), server.size());
  const std::string host_port = server.substr(host_at, path_at - host_at);
  const std::size_t colon = host_port.rfind(':');
  const bool has_port =
      colon != std::string::npos && host_port.find(']', colon) == std::string::npos;
  const std::string host = has_port ? host_port.substr(0, colon) : host_port;
  const std::string port = has_port ? host_port.substr(colon + 1) : "443";
  return {"https://" + name + ":" + port + server.substr(path_at), "Host: " + host_port,
          name + ":" + port + ":" + host + ":" + port};
}

HttpTrouble::Kind kind_of(CURLcode code) {
  switch (static_cast<int>(code)) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return HttpTrouble::Kind::Unreachable;
    case CURLE_OPERATION_TIMEDOUT: return HttpTrouble::Kind::Timeout;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR: return HttpTrouble::Kind::Tls;
    default: return HttpTrouble::Kind::Broken;
  }
}

bool is_passing(CURLcode code) {
  constexpr std::array kPassing{CURLE_COULDNT_CONNECT, CURLE_GOT_NOTHING, CURLE_RECV_ERROR,
                                CURLE_SEND_ERROR,      CURLE_HTTP2,       CURLE_HTTP2_STREAM,
                                CURLE_PARTIAL_FILE};
  return std::ranges::find(kPassing, code) != kPassing.end();
}

class CurlExchange final : public HttpExchange {
 public:
  CurlExchange(const CurlLibrary& curl, const ClusterAccess& access, std::string proxy,
               const HttpTimes& times, std::stop_token stop)
      : curl_(curl),
        access_(access),
        proxy_(std::move(proxy)),
        times_(times),
        stop_(std::move(stop)),
        multi_(curl.multi_init()),
        easy_(curl.easy_init()) {}
  ~CurlExchange() override {
    end();
    if (easy_ != nullptr) curl_.easy_cleanup(easy_);
    if (multi_ != nullptr) curl_.multi_cleanup(multi_);
  }
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;
  bool usable() const { return easy_ != nullptr && multi_ != nullptr; }

  tl::expected<HttpAnswer, HttpTrouble> send(const HttpRequest& request,
                                             const PresentedCredentials& credentials) override {
    end();
    if (!is_allowed(request)) {
      return tl::unexpected(HttpTrouble{HttpTrouble::Kind::Refused,
                                        "a request that could change something is never sent",
                                        false});
    }
    if (!set_up(request, credentials)) {
      end();
      return tl::unexpected(HttpTrouble{HttpTrouble::Kind::Tls,
                                        "this libcurl can't do what is needed for it", false});
    }
    curl_.multi_add_handle(multi_, easy_);
    running_ = true;
    // The head is there when a byte of the body is, or when there is none.
    while (!done_ && ahead_.empty())
      if (!step()) break;
    // Of one that is cut, what came is to be had, and then the trouble. The heads of these say
    // all: a server that refuses before it has read the request may well cut the rest off.
    const bool head_is_enough = head_.status == 401 || head_.status == 429;
    if (trouble_ && ahead_.empty() && !head_is_enough) return tl::unexpected(*trouble_);
    HttpAnswer answer = std::move(head_);
    answer.body = std::make_unique<Body>(*this, ++number_);
    return answer;
  }

 private:
  /// What is left of the answer to a request.
  class Body final : public ByteInput {
   public:
    Body(CurlExchange& exchange, std::uint64_t number) : exchange_(exchange), number_(number) {}
    std::size_t read(char* to, std::size_t size) override {
      if (exchange_.number_ != number_) return 0;
      const std::size_t got = exchange_.take(to, size);
      if (got == 0 && exchange_.trouble_) error_ = exchange_.trouble_->text;
      return got;
    }

   private:
    CurlExchange& exchange_;
    const std::uint64_t number_;
  };

  template <class Value>
  bool set(CURLoption option, Value value) {
    return curl_.easy_setopt(easy_, option, value) == CURLE_OK;
  }
  bool set_text(CURLoption option, const std::string& text) {
    return text.empty() || set(option, text.c_str());
  }
  /// libcurl keeps a copy.
  bool set_blob(CURLoption option, const std::string& bytes) {
    if (bytes.empty()) return true;
    // NOLINTNEXTLINE(*-const-cast)
    curl_blob blob{const_cast<char*>(bytes.data()), bytes.size(), CURL_BLOB_COPY};
    return set(option, &blob);
  }
  void add_header(const std::string& line) {
    headers_ = curl_.slist_append(headers_, line.c_str());
  }

  bool set_up(const HttpRequest& request, const PresentedCredentials& credentials) {
    if (!usable()) return false;
    curl_.easy_reset(easy_);
    head_ = {};
    trouble_.reset();
    ahead_.clear();
    ahead_at_ = 0;
    done_ = false;
    error_text_.fill('\0');
    return set_up_transport(request) && set_up_tls(credentials) &&
           set_up_headers(request, credentials);
  }

  bool set_up_transport(const HttpRequest& request) {
    const OtherName other = access_.tls_server_name.empty() || !access_.tls
                                ? OtherName{}
                                : with_name(access_.server, access_.tls_server_name);
    const std::string url = (other.url.empty() ? access_.server : other.url) + request.path;
    if (!other.url.empty()) {
      add_header(other.host);
      connect_to_ = curl_.slist_append(nullptr, other.connect_to.c_str());
      set(CURLOPT_CONNECT_TO, connect_to_);
    }
    const bool fine =
        set(CURLOPT_URL, url.c_str()) &&
        set(CURLOPT_PROTOCOLS_STR, access_.tls ? "https" : "http") &&
        set(CURLOPT_FOLLOWLOCATION, 0L) && set(CURLOPT_PROXY, proxy_.c_str()) &&
        set(CURLOPT_NOSIGNAL, 1L) && set(CURLOPT_ERRORBUFFER, error_text_.data()) &&
        set(CURLOPT_WRITEFUNCTION, &CurlExchange::take_body) && set(CURLOPT_WRITEDATA, this) &&
        set(CURLOPT_HEADERFUNCTION, &CurlExchange::take_header) && set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_NOPROXY, proxy_.empty() ? "*" : "");
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    // A name server that is silent is not waited for once the time is up or somebody stops it: its
    // thread ends by itself.
    set(CURLOPT_QUICK_EXIT, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(times_.connect.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(times_.whole.count()));
    constexpr long kMilliseconds = 1000;
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME,
        static_cast<long>((times_.silence.count() + kMilliseconds - 1) / kMilliseconds));
    return fine;
  }

  bool set_up_tls(const PresentedCredentials& credentials) {
    if (!access_.tls) return true;
    const long check = access_.insecure_skip_tls_verify ? 0L : 1L;
    bool fine = set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2)) &&
                set(CURLOPT_SSL_VERIFYPEER, check) &&
                set(CURLOPT_SSL_VERIFYHOST, check == 0L ? 0L : 2L);
    if (!access_.certificate_authority.empty()) {
      // This authority, and not the system's besides.
      fine = fine && set<const char*>(CURLOPT_CAINFO, nullptr) &&
             set<const char*>(CURLOPT_CAPATH, nullptr) &&
             set_blob(CURLOPT_CAINFO_BLOB, access_.certificate_authority);
    }
    if (credentials.client_certificate.empty()) return fine;
    return fine && set(CURLOPT_SSLCERTTYPE, "PEM") && set(CURLOPT_SSLKEYTYPE, "PEM") &&
           set_blob(CURLOPT_SSLCERT_BLOB, credentials.client_certificate.reveal()) &&
           set_blob(CURLOPT_SSLKEY_BLOB, credentials.client_key.reveal());
  }

  bool set_up_headers(const HttpRequest& request, const PresentedCredentials& credentials) {
    add_header("Accept: " + request.accept);
    std::string agent = "User-Agent: rbacgraph/";
    agent.append(version()).append(" (linux/").append(kArchitecture).append(")");
    add_header(agent);
    if (!access_.disable_compression) add_header("Accept-Encoding: gzip");
    for (const auto& [name, value] : credentials.impersonation) {
      add_header(fmt::format("{}: {}", name, value));
    }
    if (!credentials.authorization.empty()) {
      std::string line = "Authorization: " + credentials.authorization.reveal();
      add_header(line);
      wipe(line);
    }
    if (!request.review.empty()) {
      add_header("Content-Type: application/json");
      add_header("Expect:");
      set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request.review.size()));
      set(CURLOPT_COPYPOSTFIELDS, request.review.c_str());
    } else {
      set(CURLOPT_HTTPGET, 1L);
    }
    // None of these is for a proxy.
    return set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE)) &&
           set(CURLOPT_HTTPHEADER, headers_);
  }

  static std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* self) {
    static_cast<CurlExchange*>(self)->ahead_.append(bytes, size * count);
    return size * count;
  }

  static std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* self) {
    static_cast<CurlExchange*>(self)->note_header({bytes, size * count});
    return size * count;
  }

  void note_header(std::string_view line) {
    if (line.starts_with("HTTP/")) {
      // A proxy's answer to CONNECT and "100 Continue" come before the one that counts.
      head_ = {};
      return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    value = value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
    const std::string_view name = line.substr(0, colon);
    if (equal_ignoring_case(name, "content-type")) head_.content_type = value;
    if (equal_ignoring_case(name, "retry-after")) head_.retry_after = value;
    if (equal_ignoring_case(name, "location")) head_.location = value;
    if (equal_ignoring_case(name, "content-encoding"))
      head_.compressed = equal_ignoring_case(value, "gzip");
  }

  /// Lets something arrive. False where nothing more will.
  bool step() {
    if (stop_.stop_requested()) {
      trouble_ = HttpTrouble{HttpTrouble::Kind::Cancelled, "interrupted", false};
      done_ = true;
      return false;
    }
    int active = 0;
    curl_.multi_perform(multi_, &active);
    note_end();
    if (done_ || !ahead_.empty()) return !done_;
    constexpr int kLookMs = 100;
    curl_.multi_poll(multi_, nullptr, 0, kLookMs, nullptr);
    return true;
  }

  void note_end() {
    if (head_.status == 0) {
      long status = 0;
      curl_.easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
      head_.status = static_cast<int>(status);
    }
    int left = 0;
    while (const CURLMsg* const message = curl_.multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      done_ = true;
      const CURLcode code = message->data.result;
      if (code == CURLE_OK) continue;
      const std::string detail(error_text_.data());
      trouble_ = HttpTrouble{kind_of(code), detail.empty() ? curl_.easy_strerror(code) : detail,
                             is_passing(code) && ahead_.empty()};
    }
  }

  std::size_t take(char* to, std::size_t size) {
    while (ahead_at_ == ahead_.size() && !done_) {
      ahead_.clear();
      ahead_at_ = 0;
      step();
    }
    const std::size_t got = std::min(size, ahead_.size() - ahead_at_);
    std::memcpy(to, ahead_.data() + ahead_at_, got);
    ahead_at_ += got;
    return got;
  }

  /// Ends what is under way; the connection is kept where that is possible.
  void end() {
    if (running_) curl_.multi_remove_handle(multi_, easy_);
    running_ = false;
    curl_.slist_free_all(headers_);
    curl_.slist_free_all(connect_to_);
    headers_ = connect_to_ = nullptr;
    ++number_;
  }

  const CurlLibrary& curl_;
  const ClusterAccess& access_;
  const std::string proxy_;
  const HttpTimes times_;
  const std::stop_token stop_;
  CURLM* multi_;
  CURL* easy_;
  curl_slist* headers_ = nullptr;
  curl_slist* connect_to_ = nullptr;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  HttpAnswer head_;
  std::string ahead_;  ///< arrived and not taken
  std::size_t ahead_at_ = 0;
  std::optional<HttpTrouble> trouble_;
  bool running_ = false;
  bool done_ = false;
  std::uint64_t number_ = 0;  ///< of the answer whose body may be read
};

}  // namespace

bool is_allowed(const HttpRequest& request) {
  return request.review.empty() ||
         std::ranges::find(kReviews, std::string_view(request.path)) != kReviews.end();
}

Result<std::unique_ptr<HttpExchange>> HttpExchange::open(const ClusterAccess& access,
                                                         std::string proxy, const HttpTimes& times,
                                                         std::stop_token stop) {
  const Result<const CurlLibrary*> curl = curl_library();
  if (!curl) return tl::unexpected<Error>(curl.error());
  auto exchange =
      std::make_unique<CurlExchange>(**curl, access, std::move(proxy), times, std::move(stop));
  if (!exchange->usable()) return fail(ErrorCode::Unsupported, "libcurl can't be used");
  return exchange;
}

}  // namespace rbacgraph
