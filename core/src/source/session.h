/// What all requests to one cluster share, and the few threads that send them.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

#include "rbacgraph/source/cluster.h"
#include "source/credentials.h"
#include "source/http_client.h"

namespace rbacgraph {

/// Thread rule: any thread may open clients.
class Session {
 public:
  /// `access` must outlive it.
  Session(const ClusterAccess& access, const LiveOptions& options, HttpPolicy policy = {});
  Result<std::unique_ptr<HttpClient>> open();
  const std::stop_token& stop() const { return stop_; }

 private:
  const ClusterAccess& access_;
  std::stop_token stop_;
  Credentials credentials_;
  std::string proxy_;
  HttpPolicy policy_;
};

/// Does requests side by side, each thread with a connection of its own that is kept.
class Crew {
 public:
  static constexpr std::size_t kMostAtOnce = 4;
  using Job = std::function<void(HttpClient&)>;

  /// `most` of them, 4 at the most and 1 at the least.
  Crew(Session& session, std::size_t most)
      : session_(session), most_(std::clamp<std::size_t>(most, 1, kMostAtOnce)) {}
  /// Returns when all are done. Fails where no connection can be set up; an exception of a job is
  /// thrown here.
  Result<void> run(const std::vector<Job>& jobs);

 private:
  Session& session_;
  std::size_t most_;
  std::vector<std::unique_ptr<HttpClient>> clients_;
};

}  // namespace rbacgraph
