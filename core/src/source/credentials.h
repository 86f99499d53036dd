/// What is presented to the server with a request, kept fresh (SEMANTICS §5.3).
///
/// A token file is read again about once a minute, and when the server says 401. An exec plug-in is
/// asked once, and again when its answer has expired or the server says 401; one that failed is not
/// asked again. Nothing is written anywhere.
///
/// Thread rule: any thread; a plug-in runs once, and the others wait for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "rbacgraph/source/kubeconfig.h"
#include "source/exec_plugin.h"

namespace rbacgraph {

/// What credentials are come by with; tests give their own.
struct CredentialSurroundings {
  std::function<std::chrono::system_clock::time_point()> now = [] {
    return std::chrono::system_clock::now();
  };
  StdinUse standard_input = StdinUse::NoTerminal;
  std::vector<std::string> environment;  ///< of plug-ins, "NAME=value"
  std::stop_token stop;
};

/// "NAME=value" of this process.
std::vector<std::string> process_environment();

struct PresentedCredentials {
  SecretText authorization;       ///< the header's whole value, or ""
  SecretText client_certificate;  ///< PEM
  SecretText client_key;          ///< PEM
  /// Headers that ask to be taken for somebody else.
  std::vector<std::pair<std::string, std::string>> impersonation;
  /// Another number: they are others than before.
  std::uint64_t generation = 0;
};

class Credentials {
 public:
  /// `access` must outlive it.
  Credentials(const ClusterAccess& access, CredentialSurroundings surroundings);

  Result<PresentedCredentials> present();
  /// The server refused these (401). True: there may be others now, and it is worth asking again.
  bool rejected(std::uint64_t generation);

 private:
  Result<void> refresh();
  Result<void> refresh_from_file();
  Result<void> refresh_from_plugin();
  Result<void> take_token(const SecretText& token);
  void became_others() { ++shown_.generation; }

  const ClusterAccess& access_;
  const CredentialSurroundings around_;
  std::mutex mutex_;
  PresentedCredentials shown_;
  bool started_ = false;
  std::optional<Error> refused_;  ///< of the plug-in, which may have asked the user
  bool stale_ = false;            ///< to be come by anew before the next request
  std::optional<std::chrono::system_clock::time_point> expires_;
};

/// The headers that ask the server to take us for somebody else. Fails where a value can't be in a
/// header.
Result<std::vector<std::pair<std::string, std::string>>> impersonation_headers(
    const Impersonation& impersonate);

}  // namespace rbacgraph
