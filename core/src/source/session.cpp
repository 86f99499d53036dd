#include "source/session.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "source/proxy.h"

namespace rbacgraph {
namespace {

CredentialSurroundings surroundings_of(const LiveOptions& options) {
  CredentialSurroundings around;
  around.standard_input = options.standard_input;
  around.environment = process_environment();
  around.stop = options.stop;
  return around;
}

}  // namespace

Session::Session(const ClusterAccess& access, const LiveOptions& options, HttpPolicy policy)
    : access_(access),
      stop_(options.stop),
      credentials_(access, surroundings_of(options)),
      proxy_(access.proxy_url.empty()
                 ? proxy_of_environment(access.server, ClientEnvironment::of_process().variable)
                 : access.proxy_url),
      policy_(std::move(policy)) {
  policy_.times.whole = options.request_timeout;
}

Result<std::unique_ptr<HttpClient>> Session::open() {
  return HttpClient::open(access_, credentials_, proxy_, policy_, stop_);
}

Result<void> Crew::run(const std::vector<Job>& jobs) {
  const std::size_t threads = std::min(jobs.size(), most_);
  while (clients_.size() < threads) {
    Result<std::unique_ptr<HttpClient>> client = session_.open();
    if (!client) return tl::unexpected<Error>(client.error());
    clients_.push_back(std::move(*client));
  }
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto work = [&](HttpClient& client) {
    try {
      for (std::size_t job = next++; job < jobs.size(); job = next++) jobs[job](client);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!thrown) thrown = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back([&, i] { work(*clients_[i]); });
    if (threads > 0) work(*clients_.front());
  }
  if (thrown) std::rethrow_exception(thrown);
  return {};
}

}  // namespace rbacgraph
